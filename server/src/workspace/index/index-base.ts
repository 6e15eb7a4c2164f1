/**
 * Carries what files declare from one state of the workspace to the next, and redoes only what changed. Nothing is
 * computed before somebody asks for it, so that a burst of changes is one.
 */
import type { Uri } from "../../base/source.ts";
import { pathOf } from "../../base/uri-path.ts";
import { VersionedMap } from "../../base/versioned-map.ts";
import type { AnalysedFile } from "../analysis.ts";
import type { EnvironmentFile } from "../environments/plain-view.ts";
import type { Kustomization } from "../kustomizations/kustomization.ts";
import { type Ownership, ownershipOf } from "../kustomizations/ownership.ts";
import { type DeclarationIndex, emptyIndex, type FileDifference } from "./declaration-index.ts";
import { environmentFileOf, sameEnvironmentFile } from "./file-facts.ts";

/** Which kustomizations there are. The same object while they direct the same files. */
export interface Direction {
  readonly kustomizations: readonly Kustomization[];
  readonly ownership: Ownership;
}

/** What files with objects declare, at one state of the workspace. */
export interface IndexBase {
  readonly direction: Direction;
  /** By decoded path. */
  readonly files: VersionedMap<string, EnvironmentFile>;
  readonly declared: DeclarationIndex;
  /** Plain files in which something could not be read, by path. */
  readonly incomplete: readonly EnvironmentFile[];
}

/** What a file was, and what it is now; undefined where there is none. */
export interface FileStep {
  readonly before: AnalysedFile | undefined;
  readonly after: AnalysedFile | undefined;
}

/**
 * Something that follows from all files and can follow their changes: a table that costs what changed, and not what there
 * is. States are never changed; what they say must not depend on the way to them.
 */
export interface Fold<T> {
  /** For a workspace without files. */
  readonly empty: T;
  /** A method, so that folds of any type fit one map. */
  next(state: T, files: readonly FileStep[]): T;
}

/** One state of the workspace: what changed since the one before. */
export interface Step {
  readonly files: ReadonlyMap<Uri, AnalysedFile>;
  readonly direction: Direction;
  readonly changes: ReadonlyMap<Uri, AnalysedFile | undefined>;
  /** Let go when `base` is known. */
  previous: Step | undefined;
  base: IndexBase | undefined;
  /** The folds that somebody has asked for, in this state or an earlier one. */
  readonly folds: Map<Fold<unknown>, unknown>;
}

/** The kustomizations as a direction; `before` where they are the same. */
export function directionOf(kustomizations: readonly Kustomization[], before: Direction | undefined): Direction {
  if (before !== undefined && JSON.stringify(before.kustomizations) === JSON.stringify(kustomizations)) return before;
  return { kustomizations, ownership: ownershipOf(kustomizations) };
}

/** The base of a state: made from the last one that was asked for, else from all files. */
export function baseOf(step: Step): IndexBase {
  if (step.base !== undefined) return step.base;
  const changes: Step["changes"][] = [step.changes];
  let from = step.previous;
  for (; from !== undefined && from.base === undefined; from = from.previous) changes.push(from.changes);
  changes.reverse();
  step.previous = undefined;
  const isKept = from?.base?.direction === step.direction;
  step.base =
    from?.base !== undefined && isKept ? next(from.base, changes) : next(emptyBase(step.direction), [step.files]);
  if (from !== undefined && from.folds.size > 0) {
    const files = fileSteps(from.files, changes);
    for (const [fold, state] of from.folds) step.folds.set(fold, fold.next(state, files));
  }
  return step.base;
}

/** The state of a fold. The first time it goes through all files. */
export function foldAt<T>(step: Step, fold: Fold<T>): T {
  baseOf(step);
  if (!step.folds.has(fold)) {
    const files = [...step.files.values()].map((after): FileStep => ({ before: undefined, after }));
    step.folds.set(fold, fold.next(fold.empty, files));
  }
  // The map holds under each fold what that fold made.
  return step.folds.get(fold) as T;
}

/** Files of which a fold is made between two steps. */
const filesInStep = 100;

/** Makes the state of a fold in steps, where it is made from all files. Given up halfway, nothing of it is kept. */
export function* foldInSteps<T>(step: Step, fold: Fold<T>): Generator<undefined, void> {
  baseOf(step);
  if (step.folds.has(fold)) return;
  let state = fold.empty;
  let some: FileStep[] = [];
  for (const after of step.files.values()) {
    some.push({ before: undefined, after });
    if (some.length < filesInStep) continue;
    state = fold.next(state, some);
    some = [];
    yield;
  }
  state = fold.next(state, some);
  if (!step.folds.has(fold)) step.folds.set(fold, state);
}

function fileSteps(files: ReadonlyMap<Uri, AnalysedFile>, changes: readonly Step["changes"][]): readonly FileStep[] {
  const last = new Map(changes.flatMap((changed) => [...changed]));
  return [...last].map(([uri, after]) => ({ before: files.get(uri), after }));
}

function emptyBase(direction: Direction): IndexBase {
  return { direction, files: VersionedMap.of(), declared: emptyIndex, incomplete: [] };
}

function next(base: IndexBase, changes: readonly Step["changes"][]): IndexBase {
  const { ownership } = base.direction;
  const changed = new Map<string, EnvironmentFile | undefined>();
  for (const files of changes) {
    for (const [uri, file] of files) {
      const { path, made } = environmentFile(uri, file);
      const known = changed.has(path) ? changed.get(path) : base.files.get(path);
      if (known === undefined && made === undefined) continue;
      // A file that is gone does not take away another one with its path.
      if (made === undefined && known?.uri !== uri) continue;
      const isSame = known !== undefined && made !== undefined && known.uri === uri && sameEnvironmentFile(known, made);
      if (!isSame) changed.set(path, made);
    }
  }
  if (changed.size === 0) return base;
  const differences: FileDifference[] = [];
  let incomplete = base.incomplete;
  for (const [path, after] of changed) {
    const before = base.files.get(path);
    const isPlain = !ownership.owned.has(path) && !ownership.patches.has(path);
    if (!ownership.patches.has(path)) {
      const [old, now] = [before?.declarations ?? [], after?.declarations ?? []];
      differences.push({ path, isPlain, before: old, after: now });
    }
    if (before?.incomplete === true || (isPlain && after?.incomplete === true)) {
      const others = incomplete.filter((file) => file.path !== path);
      const own = isPlain && after?.incomplete === true ? [after] : [];
      incomplete = [...others, ...own].sort((a, b) => (a.path < b.path ? -1 : 1));
    }
  }
  return { ...base, files: base.files.with(changed), declared: base.declared.with(differences), incomplete };
}

function environmentFile(
  uri: Uri,
  file: AnalysedFile | undefined,
): { readonly path: string; readonly made: EnvironmentFile | undefined } {
  return file?.role === "manifests"
    ? { path: environmentFileOf(file).path, made: environmentFileOf(file) }
    : { path: pathOf(uri), made: undefined };
}
