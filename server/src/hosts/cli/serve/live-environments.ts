/**
 * Keeps what each kustomization or chart made the last time that it could be built. Which of the objects an API server takes is
 * not looked at.
 */

import { lazy } from "../../../base/lazy.ts";
import { folderOf, pathOf } from "../../../base/uri-path.ts";
import type { Declaration, FieldOrigin } from "../../../kubernetes/manifests/manifest.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { kustomizationOf } from "../../../workspace/index/file-facts.ts";
import { kustomizationFileNames } from "../../../workspace/kustomizations/kustomization.ts";
import { writtenSpan } from "../../../workspace/places/site.ts";
import { chosenEnvironments } from "../chart/chosen-environments.ts";
import { allDeclarations } from "../command-environments.ts";
import { rangeOf } from "../place.ts";
import type { Session } from "../session.ts";
import type { Trouble } from "./troubles.ts";

/** What is applied now. */
export interface LiveEnvironments {
  /** Each once, in the order of the environments. */
  readonly declarations: readonly Declaration[];
  /** By environment. */
  readonly troubles: ReadonlyMap<string, Trouble>;
  /** The environments that stand as they were, and those that are still parts of them. */
  readonly kept: ReadonlySet<string>;
  /** The folders (decoded) of the kustomizations. */
  readonly folders: readonly string[];
}

/** What a kustomization or a rendering of a chart made. */
interface Made {
  readonly label: string;
  readonly declarations: readonly Declaration[];
  /** Every path that the build asked for. */
  readonly inputs: ReadonlySet<string>;
  /** It could not be built to the end: another such build takes its place. */
  readonly isPartial: boolean;
}

/** What is left of the generation before. */
interface Before {
  readonly made: ReadonlyMap<string, Made>;
  /** Paths of the files whose objects counted as they are written. */
  readonly plain: ReadonlySet<string>;
}

/** An environment, or the place of one that is not there any more. */
interface Unit {
  readonly id: string;
  readonly environment: Environment | undefined;
  /** What it made before, where that stands. */
  readonly kept?: Made;
  readonly trouble?: string;
}

/** What stands as it was because something of it is broken. */
export interface HeldInputs {
  /** Decoded paths of files: a kustomization that reads one of them cannot be built. */
  readonly paths: ReadonlySet<string>;
  /** Ids of environments: charts whose rendering is an earlier one. */
  readonly environments: ReadonlySet<string>;
}

/**
 * Makes a function from the state of the workspace to what is applied.
 * @param names of environments; undefined: all, of each chart the one with its own values
 */
export function makeLiveEnvironments(
  session: Session,
  names: readonly string[] | undefined,
): (analysis: Analysis, held: HeldInputs) => LiveEnvironments {
  const given = new Set<string>();
  let before: Before = { made: new Map(), plain: new Set() };
  return (analysis, held) => {
    if (session.snapshot)
      return { declarations: allDeclarations(analysis), troubles: new Map(), kept: new Set(), folders: [] };
    const all = environmentsOf({ given: session.given, names }, analysis, given, before.made.keys()).map((unit) =>
      judge(session, analysis, unit, before.made.get(unit.id), held),
    );
    const isPart = partsOf(all, before);
    const units = all.filter(({ id, kept }) => kept !== undefined || !isPart.environment(id));
    const declarations = new Set<Declaration>();
    const plain = new Set<string>();
    for (const { environment, kept } of units) {
      for (const declaration of kept?.declarations ?? environment?.declarations ?? []) {
        if (environment?.kind === "plain") {
          const path = pathOf(declaration.uri);
          if (isPart.file(path)) continue;
          plain.add(path);
        }
        declarations.add(declaration);
      }
    }
    before = { made: new Map(units.flatMap((unit) => madeNow(analysis, unit))), plain };
    const counted = new Set(units.flatMap((unit) => (unit.kept === undefined ? [unit.id] : [])));
    const kept = new Set(all.map(({ id }) => id).filter((id) => !counted.has(id)));
    const folders = [...before.made.keys()].filter(isKustomization).map(folderOfId);
    return { declarations: [...declarations], troubles: troublesOf(units), kept, folders };
  };
}

/**
 * The kustomizations of the given folders, where all have one or had one; else all environments, and those that made
 * something before and make nothing now.
 * @param folders ids of the given folders that had a kustomization; new ones are added
 */
function environmentsOf(
  { given, names }: { readonly given: readonly string[]; readonly names: readonly string[] | undefined },
  analysis: Analysis,
  folders: Set<string>,
  made: Iterable<string>,
): readonly Unit[] {
  const named = given.map((folder) => ({ id: idOf(folder), environment: analysis.kustomizationAt(folder) }));
  for (const { id, environment } of named) if (environment !== undefined) folders.add(id);
  if (names === undefined && named.length > 0 && named.every(({ id }) => folders.has(id))) return named;
  const found = chosenEnvironments(analysis.environments(), names).map((environment) => ({
    id: environment.id,
    environment,
  }));
  const ids = new Set(found.map(({ id }) => id));
  const read = lazy(() => {
    const kustomizations = found.filter(({ environment }) => environment.kind === "kustomization");
    return new Set(kustomizations.flatMap(({ id }) => analysis.renderedFrom(folderOfId(id))));
  });
  if (names !== undefined) return found;
  const empty = [...made].filter(isKustomization).flatMap((id): readonly Unit[] => {
    const environment = ids.has(id) ? undefined : analysis.kustomizationAt(folderOfId(id));
    if (environment === undefined) return [];
    // Another one includes it now: its objects are there.
    const isPart = kustomizationFileNames.some((name) => read().has(`${folderOfId(id)}/${name}`));
    return isPart ? [] : [{ id, environment }];
  });
  return [...found, ...empty];
}

const prefix = "kustomize:";

/** The id of a kustomization's environment (environments.ts). */
function idOf(folder: string): string {
  return prefix + folder;
}

function isKustomization(id: string): boolean {
  return id.startsWith(prefix);
}

function folderOfId(id: string): string {
  return id.slice(prefix.length);
}

function judge(
  session: Session,
  analysis: Analysis,
  { id, environment }: Unit,
  before: Made | undefined,
  held: HeldInputs,
): Unit {
  if (before === undefined) return { id, environment };
  if (held.environments.has(id)) return { id, environment, kept: before };
  if (environment === undefined) {
    const trouble = `${before.label}: there is no kustomization any more`;
    return { id, environment, kept: before, trouble };
  }
  if (environment.kind !== "kustomization") return { id, environment };
  // Of a file that is broken it has been said.
  if (analysis.renderedFrom(folderOfId(id)).some((path) => held.paths.has(path)))
    return { id, environment, kept: before };
  const { objects, open, error } = analysis.rendering(folderOfId(id));
  const isFailure = isFailed(analysis, id);
  if (!isFailure || (before.isPartial && objects.length > 0)) return { id, environment };
  const place = error?.at === undefined ? "" : placeOf(session, analysis, error.at);
  const unknown = open.find((reason) => !reason.endsWith(" is missing"));
  const message = [error?.message, unknown].filter((part) => part !== undefined).join("; ") || "it makes nothing";
  return { id, environment, kept: before, trouble: `${place}kustomize cannot build '${before.label}': ${message}` };
}

function isFailed(analysis: Analysis, id: string): boolean {
  const folder = folderOfId(id);
  // A component is not an environment of its own: it is taken as it is written.
  if (isComponent(analysis, folder)) return false;
  const { objects, open, error } = analysis.rendering(folder);
  return error !== undefined || (objects.length === 0 && open.length > 0);
}

function isComponent({ files }: Analysis, folder: string): boolean {
  const own = [...files.values()].find(
    (file) => file.role === "kustomization" && folderOf(pathOf(file.uri)) === folder,
  );
  return own !== undefined && kustomizationOf(own).isComponent;
}

/** `overlays/x/kustomization.yaml:3:5: error: `; "" where the place is in no file of now. */
function placeOf(session: Session, analysis: Analysis, at: FieldOrigin): string {
  const span = writtenSpan(analysis, at);
  const file = analysis.files.get(at.uri);
  if (span === undefined || file === undefined) return "";
  const { line, column } = rangeOf(file, span);
  return `${session.fileName(at.uri)}:${line}:${column}: error: `;
}

/**
 * What would count for itself only because a kustomization that stands as it was does not list it now: such files and
 * kustomizations are still parts of it.
 */
function partsOf(
  units: readonly Unit[],
  before: Before,
): { readonly file: (path: string) => boolean; readonly environment: (id: string) => boolean } {
  const inputs = units.flatMap(({ kept }) => (kept === undefined ? [] : [kept.inputs]));
  const isInput = (path: string): boolean => inputs.some((paths) => paths.has(path));
  return {
    file: (path) => isInput(path) && !before.plain.has(path),
    environment: (id) =>
      isKustomization(id) &&
      !before.made.has(id) &&
      kustomizationFileNames.some((name) => isInput(`${folderOfId(id)}/${name}`)),
  };
}

function madeNow(analysis: Analysis, { id, environment, kept }: Unit): readonly (readonly [string, Made])[] {
  if (kept !== undefined) return [[id, kept]];
  if (environment?.kind === "chart") {
    const { label, declarations } = environment;
    return [[id, { label, declarations, inputs: new Set(), isPartial: false }]];
  }
  if (environment?.kind !== "kustomization") return [];
  const isPartial = isFailed(analysis, id);
  if (isPartial && analysis.rendering(folderOfId(id)).objects.length === 0) return [];
  const label = environment.label.replace(/ \(kustomization\)$/, "");
  const { declarations } = environment;
  return [[id, { label, declarations, inputs: new Set(analysis.renderedFrom(folderOfId(id))), isPartial }]];
}

function troublesOf(units: readonly Unit[]): ReadonlyMap<string, Trouble> {
  return new Map(
    units.flatMap(({ id, kept, trouble }) => {
      if (kept === undefined || trouble === undefined) return [];
      const unit = `kustomization '${kept.label}'`;
      return [[id, { unit, line: `${trouble}; still serving its last good build` }]];
    }),
  );
}
