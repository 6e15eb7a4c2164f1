/**
 * Builds the served environment from the workspace, generation after generation. A part that is broken keeps its
 * last good version, and what is wrong is told once. How changes are found is not decided here.
 */

import { sameItems } from "../../../base/collections.ts";
import type { Uri } from "../../../base/source.ts";
import type { Cluster } from "../../../cluster/state/cluster.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { JsonValue } from "../../../kubernetes/manifests/read-yaml.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import type { Settings } from "../../../workspace/settings/settings.ts";
import { type CommandEnvironment, environmentWith, type ServerOptions } from "../command-environments.ts";
import { errorLines, noteLines, unreadLines, unrenderedLines } from "../problems.ts";
import type { Session } from "../session.ts";
import { type HeldInputs, makeLiveEnvironments } from "./live-environments.ts";
import { makeLiveObjects } from "./live-objects.ts";
import type { Trouble } from "./troubles.ts";

/** What is served. */
export interface Generation {
  readonly environment: CommandEnvironment;
  readonly analysis: Analysis;
  /** Of the zones' SOA: the Unix time at which the environment was made. */
  readonly serial: number;
  /** The whole object, also of a declaration that is in no file any more. */
  readonly wholeOf: (declaration: Declaration) => JsonValue | undefined;
  /** What stands as it was, and why. */
  readonly troubles: ReadonlyMap<string, Trouble>;
}

/**
 * Makes a function from the state of the workspace to what is served. Its arguments: what stands as it was, and what is
 * awaited between steps of work.
 */
export function makeGenerations(
  session: Session,
  options: ServerOptions,
): (held: HeldInputs, pause: () => Promise<void>) => Promise<Generation> {
  const environments = makeLiveEnvironments(session, options.environment);
  const objects = makeLiveObjects(session);
  const tell = makeReporter(session);
  let last:
    | {
        readonly settings: Settings;
        readonly environment: CommandEnvironment;
        readonly serial: number;
        readonly folders: readonly string[];
      }
    | undefined;
  return async (held, pause) => {
    const { analysis } = session.workspace;
    // Builds are kept: what is done here is not done below, where there is no pause.
    for (const folder of last?.folders ?? []) {
      analysis.rendering(folder);
      await pause();
    }
    const applied = environments(analysis, held);
    await pause();
    const { declarations, troubles, wholeOf } = await objects(analysis, applied.declarations, pause);
    await pause();
    const isSame = last?.settings === analysis.settings && sameItems(last.environment.declarations, declarations);
    const kept = isSame ? last : undefined;
    const serial = kept?.serial ?? Math.floor(Date.now() / 1000);
    const environment =
      kept?.environment ?? environmentWith(declarations, analysis.settings, session.snapshot, { ...options, serial });
    last = { settings: analysis.settings, environment, serial, folders: applied.folders };
    await pause();
    tell(analysis, environment.cluster, applied.kept);
    return { environment, analysis, serial, wholeOf, troubles: new Map([...applied.troubles, ...troubles]) };
  };
}

/** Says what is wrong with the manifests, but not again what it said the last time, and what is good again. */
function makeReporter(session: Session): (analysis: Analysis, cluster: Cluster, kept: ReadonlySet<string>) => void {
  const { err } = session.terminal;
  let said: ReadonlySet<string> = new Set();
  let broken: ReadonlySet<Uri> = new Set();
  let open: ReadonlyMap<string, string> = new Map();
  return (analysis, cluster, kept) => {
    const lines = new Set([
      ...unreadLines(session, analysis),
      ...unrenderedLines(session, analysis, kept),
      ...noteLines(session, analysis, [cluster]),
    ]);
    for (const line of lines) if (!said.has(line)) err(line);
    said = lines;
    const brokenNow = brokenFiles(session, analysis, cluster);
    for (const uri of broken)
      if (!brokenNow.has(uri) && analysis.files.has(uri)) err(`${session.fileName(uri)}: good again\n`);
    broken = brokenNow;
    const kustomizations = analysis.environments().filter(({ kind }) => kind === "kustomization");
    const openNow = new Map(
      kustomizations.flatMap(({ id, label, open: reasons }) =>
        reasons.length > 0 && !kept.has(id) ? [[id, label.replace(/ \(kustomization\)$/, "")] as const] : [],
      ),
    );
    const whole = new Set(kustomizations.flatMap(({ id, open: reasons }) => (reasons.length === 0 ? [id] : [])));
    for (const [id, label] of open) if (whole.has(id) && !kept.has(id)) err(`kustomization '${label}': good again\n`);
    open = openNow;
  };
}

/** Files with errors in their text, or with objects that the API server refuses. */
function brokenFiles(session: Session, analysis: Analysis, { notes }: Cluster): ReadonlySet<Uri> {
  const files = [...analysis.files.values()].filter((file) => errorLines(session, file).length > 0);
  const refused = notes.filter(({ kind }) => kind === "refused");
  return new Set([...files.map(({ uri }) => uri), ...refused.map(({ declaration }) => declaration.uri)]);
}
