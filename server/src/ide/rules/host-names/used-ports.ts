/** Finds out whether something asks for a Service's port: SRV names, backends, ServiceMonitors. */

import { type CountedGroups, type Counting, countedGroups } from "../../../base/counted-groups.ts";
import { asList, valueAt } from "../../../base/json.ts";
import { getOrAdd, memoize } from "../../../base/memo.ts";
import type { Declaration, Manifest } from "../../../kubernetes/manifests/manifest.ts";
import type { JsonValue } from "../../../kubernetes/manifests/read-yaml.ts";
import { readRecentYaml } from "../../../kubernetes/manifests/recent-yaml.ts";
import type { Mention } from "../../../kubernetes/mentions/mention.ts";
import type { AnalysedFile, Analysis, Environment } from "../../../workspace/analysis.ts";
import { mentionsInDocument, mentionsOf } from "../../../workspace/asking/mentions.ts";
import type { Fold } from "../../../workspace/index/index-base.ts";
import { objectValue } from "../../../workspace/places/object-value.ts";

/** @param uses `srv SERVICE PORT`, `port SERVICE PORT` of backends (by name or number), `monitor PORT` */
export function isAnyUsed(analysis: Analysis, environment: Environment, uses: readonly string[]): boolean {
  if (environment.kind !== "plain") {
    const used = usedIn(analysis)(environment.declarations);
    return uses.some((use) => used.has(use));
  }
  const users = analysis.derive(usersByFiles(analysis.settings.defaultNamespace));
  return uses.some((use) => [...users.items(use)].some((user) => Number.isFinite(environment.distance(user))));
}

function usesOf(mentions: readonly Mention[], { object }: Declaration, value: () => JsonValue | undefined): string[] {
  const used: string[] = [];
  for (const mention of mentions) {
    if (mention.kind === "service" && mention.port !== undefined) used.push(`port ${mention.service} ${mention.port}`);
    if (mention.kind !== "host") continue;
    const [port = "", protocol = "", service] = mention.labels;
    if (port.startsWith("_") && protocol.startsWith("_")) used.push(`srv ${service} ${port.slice(1)}`);
  }
  if (object.kind !== "Other" || object.otherKind !== "ServiceMonitor") return used;
  for (const endpoint of asList(valueAt(value(), ["spec", "endpoints"]))) {
    const port = valueAt(endpoint, ["port"]);
    if (typeof port === "string") used.push(`monitor ${port}`);
  }
  return used;
}

const usedIn = memoize((analysis: Analysis) =>
  memoize(
    (declarations: readonly Declaration[]): ReadonlySet<string> =>
      new Set(
        declarations.flatMap((declaration) =>
          usesOf(mentionsOf(analysis, declaration), declaration, () => objectValue(analysis, declaration)),
        ),
      ),
  ),
);

/** One table over all files for each namespace that objects without one may land in. */
const folds = new Map<string, Fold<CountedGroups<Declaration>>>();

function usersByFiles(defaultNamespace: string): Fold<CountedGroups<Declaration>> {
  return getOrAdd(folds, defaultNamespace, () => {
    const usersIn = memoize((file: AnalysedFile) =>
      file.manifests.flatMap(({ manifest }) => usersInDocument(manifest)),
    );
    const usersInDocument = memoize((manifest: Manifest) => {
      const mentions = mentionsInDocument(manifest, defaultNamespace);
      return manifest.declarations.flatMap((declaration, index) => {
        const value = (): JsonValue | undefined => valueAt(documentValue(manifest), manifest.bases[index] ?? []);
        const uses = usesOf(mentions.get(declaration) ?? [], declaration, value);
        return uses.map((group) => ({ group, item: declaration }));
      });
    });
    const countings = (file: AnalysedFile | undefined, by: 1 | -1): readonly Counting<Declaration>[] =>
      file === undefined ? [] : usersIn(file).map((use) => ({ ...use, by }));
    return {
      empty: countedGroups(),
      next: (state, files) =>
        state.with(files.flatMap(({ before, after }) => [...countings(before, -1), ...countings(after, 1)])),
    };
  });
}

function documentValue({ text }: Manifest): JsonValue | undefined {
  const result = readRecentYaml(text);
  return result.kind === "value" ? result.value : undefined;
}
