/**
 * Collects the names that manifests and charts say, in groups: Services, namespaces, Secrets, hosts of a mesh, releases. The
 * table over files follows their changes; each document is read once for it.
 */

import { type CountedGroups, type Counting, countedGroups } from "../../../base/counted-groups.ts";
import { asList, stringAt, valueAt } from "../../../base/json.ts";
import { addAll } from "../../../base/long-lists.ts";
import { memoize } from "../../../base/memo.ts";
import { nameOf, pathOf } from "../../../base/uri-path.ts";
import type { Declaration, Manifest } from "../../../kubernetes/manifests/manifest.ts";
import { commonRoot } from "../../../kubernetes/manifests/parse-yaml.ts";
import type { JsonValue } from "../../../kubernetes/manifests/read-yaml.ts";
import { readRecentYaml } from "../../../kubernetes/manifests/recent-yaml.ts";
import { isTemplated } from "../../../kubernetes/manifests/role.ts";
import { mentionsIn } from "../../../kubernetes/mentions/extract.ts";
import type { AnalysedFile } from "../../../workspace/analysis.ts";
import { isWithoutMentions, servicesNamedBy } from "../../../workspace/asking/mentions.ts";
import { gitSourceOf, isBootstrap } from "../../../workspace/gitops/git-repositories.ts";
import { installerOf } from "../../../workspace/gitops/installers.ts";
import type { FileStep, Fold } from "../../../workspace/index/index-base.ts";
import type { RenderedFold } from "../../../workspace/index/rendered-fold.ts";
import { fullParts } from "./parts.ts";

/**
 * Groups of words: `namespace N` (a Namespace or Service states it), `filled N` (a plain or kustomized file does), `used N`
 * (the Services that strings name in it), `templated` (names of Services that a template fills in), `secret read N`,
 * `secret made N` (also with more behind it), `mesh host H`, `release in N` (see installers.ts), `charts` (names), `chart literal W`,
 * `chart release W` (what charts write behind the release's name).
 */
export interface SaidNames {
  readonly words: CountedGroups<string>;
  /** By the name of the Service. */
  readonly services: CountedGroups<Declaration>;
}

const nothing: SaidNames = { words: countedGroups(), services: countedGroups() };

/** One table for each namespace that objects without one may land in. */
const folds = new Map<string, Fold<SaidNames>>();

/** The table over all files, for a workspace whose objects land in this namespace where they state none. */
export function saidByFiles(defaultNamespace: string): Fold<SaidNames> {
  const known = folds.get(defaultNamespace);
  if (known !== undefined) return known;
  const ofFile = memoize((file: AnalysedFile) => saidInFile(file, defaultNamespace));
  const fold: Fold<SaidNames> = {
    empty: nothing,
    next: (state, files) =>
      counted(
        state,
        files.flatMap((file) => changesOf(file, ofFile)),
      ),
  };
  folds.set(defaultNamespace, fold);
  return fold;
}

/** The table over the objects that a kustomization or chart made; the same for the same list. */
export function saidByRendered(declarations: readonly Declaration[], defaultNamespace: string): SaidNames {
  return rendered(declarations)(defaultNamespace);
}

const rendered = memoize((declarations: readonly Declaration[]) => {
  const made = new Map<string, SaidNames>();
  return (defaultNamespace: string): SaidNames => {
    const known = made.get(defaultNamespace);
    if (known !== undefined) return known;
    const said = declarations.flatMap((declaration) => saidByMade(declaration)(defaultNamespace));
    const names = counted(
      nothing,
      said.map((one): Change => ({ ...one, by: 1 })),
    );
    made.set(defaultNamespace, names);
    return names;
  };
});

/** One table for each namespace that objects without one may land in. */
const renderedFolds = new Map<string, RenderedFold<SaidNames>>();

/** The table over all objects that kustomizations and charts make. */
export function saidByAllRendered(defaultNamespace: string): RenderedFold<SaidNames> {
  const known = renderedFolds.get(defaultNamespace);
  if (known !== undefined) return known;
  const said = memoize((declarations: readonly Declaration[]) =>
    declarations.flatMap((declaration) => saidBy(declaration, () => declaration.rendered?.value, defaultNamespace)),
  );
  const fold: RenderedFold<SaidNames> = {
    empty: nothing,
    next: (state, changes) =>
      counted(
        state,
        changes.flatMap(({ before, after }) => [
          ...said(before).map((one): Change => ({ ...one, by: -1 })),
          ...said(after).map((one): Change => ({ ...one, by: 1 })),
        ]),
      ),
  };
  renderedFolds.set(defaultNamespace, fold);
  return fold;
}

/** Objects whose facts an edit left alone are the same. */
const saidByMade = memoize((declaration: Declaration) => {
  const made = new Map<string, readonly One[]>();
  return (defaultNamespace: string): readonly One[] => {
    const known =
      made.get(defaultNamespace) ?? saidBy(declaration, () => declaration.rendered?.value, defaultNamespace);
    made.set(defaultNamespace, known);
    return known;
  };
});

/** A word or a Service that something says. */
type One =
  | { readonly group: string; readonly word: string }
  | { readonly group: string; readonly service: Declaration };

type Change = One & Pick<Counting<unknown>, "by">;

function changesOf({ before, after }: FileStep, ofFile: (file: AnalysedFile) => readonly One[]): readonly Change[] {
  const gone = before === undefined ? [] : ofFile(before).map((one): Change => ({ ...one, by: -1 }));
  const come = after === undefined ? [] : ofFile(after).map((one): Change => ({ ...one, by: 1 }));
  return [...gone, ...come];
}

function counted(state: SaidNames, changes: readonly Change[]): SaidNames {
  const words: Counting<string>[] = [];
  const services: Counting<Declaration>[] = [];
  for (const change of changes) {
    const { group, by } = change;
    if ("word" in change) words.push({ group, item: change.word, by });
    else services.push({ group, item: change.service, by });
  }
  return { words: state.words.with(words), services: state.services.with(services) };
}

function saidInFile(file: AnalysedFile, defaultNamespace: string): readonly One[] {
  const isTemplate = file.role === "helm-template";
  // Of templates only what is quick to read counts: most of the others are not YAML before they are rendered.
  const read = file.manifests.filter(({ manifest: { text } }) => !isTemplate || isQuick(text));
  const said = read.flatMap(({ manifest }) => saidInDocument(manifest)(defaultNamespace));
  return [...said, ...(file.role === "manifests" ? filledBy(file) : []), ...saidInChart(file)];
}

function isQuick(text: string): boolean {
  return commonRoot(text.replaceAll("\r\n", "\n")) !== undefined;
}

/** The namespaces that objects of the file are in: those that this workspace fills. */
function filledBy({ manifests }: AnalysedFile): readonly One[] {
  return manifests.flatMap(({ manifest }) =>
    manifest.declarations.flatMap(({ object }): readonly One[] => {
      if (object.kind === "Namespace") return [word(`filled ${object.meta.name}`)];
      const { namespace } = object.meta;
      return object.kind === "Service" && namespace !== undefined ? [word(`filled ${namespace}`)] : [];
    }),
  );
}

/** Documents stay while the rest of their file changes. */
const saidInDocument = memoize((manifest: Manifest) => {
  const made = new Map<string, readonly One[]>();
  return (defaultNamespace: string): readonly One[] => {
    const known = made.get(defaultNamespace);
    if (known !== undefined) return known;
    const value = valueOnce(manifest);
    const said = manifest.declarations.flatMap((declaration, index) =>
      saidBy(declaration, () => valueAt(value(), manifest.bases[index] ?? []), defaultNamespace, manifest),
    );
    made.set(defaultNamespace, said);
    return said;
  };
});

/** The document's value, read when it is needed, and let go with this function. */
function valueOnce(manifest: Manifest): () => JsonValue | undefined {
  let read: { readonly value: JsonValue | undefined } | undefined;
  return () => {
    if (read === undefined) {
      const result = readRecentYaml(manifest.text);
      read = { value: result.kind === "value" ? result.value : undefined };
    }
    return read.value;
  };
}

const noWord = "";

/** A word of a group that has no more than one. */
function word(group: string): One {
  return { group, word: noWord };
}

/** What a document's text shows of all its objects: a list may hold thousands. */
const hints = memoize((manifest: Manifest) => ({
  isReadingSecrets: /secret(Key)?Ref/.test(manifest.text),
  isNamingHosts: manifest.text.includes("svc") && !isWithoutMentions(manifest),
}));

/** @param manifest the document, where the object stands in one: it may show that there is nothing to read */
function saidBy(
  declaration: Declaration,
  value: () => JsonValue | undefined,
  defaultNamespace: string,
  manifest?: Manifest,
): readonly One[] {
  const { object } = declaration;
  const said: One[] = [];
  const { name, namespace } = object.meta;
  if (object.kind === "Namespace") said.push(word(`namespace ${name}`));
  if (object.kind === "Service") {
    said.push({ group: name, service: declaration });
    if (namespace !== undefined) said.push(word(`namespace ${namespace}`));
    if (isTemplated(name)) said.push({ group: "templated", word: name });
  }
  if (object.kind === "Other") addAll(said, saidByOther(object.otherKind, name, namespace, value));
  else if (manifest === undefined || hints(manifest).isReadingSecrets)
    for (const secret of secretsIn(value())) said.push(word(`secret read ${secret}`));
  // Only names with the label `svc` state a namespace.
  if (manifest === undefined || hints(manifest).isNamingHosts) {
    const root = value();
    const mentions = root === undefined ? [] : mentionsIn(root, defaultNamespace);
    if (manifest !== undefined) keepNamed(manifest, declaration, defaultNamespace, servicesNamedBy(mentions));
    for (const mention of mentions) {
      const parts = mention.kind === "host" ? fullParts(mention) : undefined;
      if (parts?.namespace !== undefined) said.push({ group: `used ${parts.namespace}`, word: parts.service });
    }
  }
  return said;
}

/** What strings of a document may name, by object: kept from the one time that all documents are read. */
const named = new WeakMap<Manifest, { readonly namespace: string; readonly by: Map<Declaration, readonly string[]> }>();

function keepNamed(manifest: Manifest, declaration: Declaration, namespace: string, services: readonly string[]): void {
  const known = named.get(manifest);
  const kept = known?.namespace === namespace ? known : { namespace, by: new Map<Declaration, readonly string[]>() };
  named.set(manifest, kept);
  kept.by.set(declaration, services);
}

/** The Services that an object's strings may name, where its document was read for its names; undefined: it was not. */
export function keptServicesNamed(
  manifest: Manifest,
  declaration: Declaration,
  namespace: string,
): readonly string[] | undefined {
  const kept = named.get(manifest);
  return kept?.namespace === namespace ? kept.by.get(declaration) : undefined;
}

function saidByOther(
  kind: string,
  name: string,
  namespace: string | undefined,
  value: () => JsonValue | undefined,
): readonly One[] {
  const said: One[] = [];
  // A kustomization puts a hash behind the name.
  if (kind.endsWith("Secret"))
    addAll(
      said,
      beginningsOf(name).map((part) => word(`secret made ${part}`)),
    );
  if (kind === "ServiceEntry") {
    for (const host of asList(valueAt(value(), ["spec", "hosts"])))
      if (typeof host === "string") said.push(word(`mesh host ${host}`));
  }
  // Another source brings objects that no file here shows.
  const isElsewhere = kind === "Kustomization" && !isOfOwnFiles(value());
  if (/^(HelmRelease|HelmChart|Application)$/.test(kind) || isElsewhere) {
    const target =
      stringAt(value(), ["spec", "targetNamespace"]) ?? stringAt(value(), ["spec", "destination", "namespace"]);
    const place = target ?? namespace;
    if (place !== undefined) said.push({ group: `release in ${place}`, word: installerOf(kind, name, namespace) });
  }
  return said;
}

/** True for the repository of these files; other GitRepositories may be the same one, but need not. */
function isOfOwnFiles(kustomization: JsonValue | undefined): boolean {
  const source = gitSourceOf(valueAt(kustomization, ["spec", "sourceRef"]), undefined);
  return source !== undefined && isBootstrap(source);
}

/** `a-b-c` is called so, and may be an `a-b` or an `a` with something behind it. */
function beginningsOf(name: string): readonly string[] {
  const parts = [name];
  for (let end = name.lastIndexOf("-"); end > 0; end = name.lastIndexOf("-", end - 1)) parts.push(name.slice(0, end));
  return parts;
}

/** The names in `secretKeyRef` and `secretRef`, wherever they stand. */
function secretsIn(value: JsonValue | undefined): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const name = /^secret(Key)?Ref$/.test(key) ? stringAt(part, ["name"]) : undefined;
    return name === undefined ? secretsIn(part) : [name];
  });
}

/** What stands behind the release's name: `{{ .Release.Name }}-web`, `printf "%s-web" .Release.Name`. */
function behindReleases(text: string): readonly string[] {
  const found = new Set<string>();
  const release = ".Release.Name";
  for (let at = text.indexOf(release); at >= 0; at = text.indexOf(release, at + release.length)) {
    const behind = text.slice(at + release.length, at + release.length + 120);
    const end = /^-[a-z0-9][-a-z0-9]*/.exec(behind.slice(behind.indexOf("}}") + 2))?.[0];
    if (end !== undefined && behind.includes("}}")) found.add(end);
    const before = text.slice(Math.max(0, at - 120), at);
    const format = /^-[a-z0-9][-a-z0-9]*(?=")/.exec(before.slice(before.lastIndexOf('"%s') + 3))?.[0];
    if (format !== undefined && before.includes('"%s')) found.add(format);
  }
  return [...found];
}

/** Words behind `name:` in templates; names of charts, and what their values call releases. */
function saidInChart(file: AnalysedFile): readonly One[] {
  const { role, text } = file;
  const named = (pattern: RegExp): readonly string[] =>
    text.split("\n").flatMap((line) => pattern.exec(line)?.[1] ?? []);
  if (role === "helm-template") {
    const found = named(/^\s*(?:-\s*)?name:\s*["']?([a-z0-9][-a-z0-9]*)["']?\s*$/);
    return [
      ...found.map((name) => word(`chart literal ${name}`)),
      ...behindReleases(text).map((end) => word(`chart release ${end}`)),
    ];
  }
  return chartNamesIn(file).map((name) => ({ group: "charts", word: name }));
}

/** The names that a chart's own files give it, its dependencies and their releases. */
export const chartNamesIn: (file: AnalysedFile) => readonly string[] = memoize(({ role, uri, text }: AnalysedFile) => {
  if (role !== "helm-chart") return [];
  const isChart = nameOf(pathOf(uri)) === "Chart.yaml";
  if (!isChart && !text.includes("Override")) return [];
  const pattern = isChart
    ? /^\s*(?:-\s*)?(?:name|alias):\s*["']?([\w-]+)/
    : /\b(?:fullname|name)Override:\s*["']?([\w-]+)/;
  const lines = text.split("\n").filter((line) => isChart || line.includes("Override"));
  return lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
});
