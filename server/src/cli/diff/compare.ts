/** Compares the names of environments, two by two: what appears, vanishes or becomes something else, and who names it still. */
import { type ComparedState, differingNamespaces, type Scope } from "./differing.ts";
import type { NameState } from "./names.ts";
import type { Use, Uses } from "./uses.ts";

/** One state of an environment. Nothing is made of its objects before somebody asks. */
export interface SideEnvironment extends ComparedState {
  readonly label: string;
  /** What it is matched by: the label, without the name of the folder where it is that folder's own. */
  readonly key: string;
  /** The names in some namespaces. */
  readonly namesIn: (scope: Scope) => ReadonlyMap<string, NameState>;
  /** True for a name that is answered. */
  readonly answers: (name: string) => boolean;
  /** Who uses these names. */
  readonly usesOf: (names: ReadonlySet<string>) => Uses;
}

export interface AddedName {
  readonly name: string;
  readonly object: string;
}

export interface RemovedName extends AddedName {
  readonly usedBy: readonly Use[];
}

export interface ChangedName {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly usedBy: readonly Use[];
}

export interface EnvironmentDiff {
  readonly name: string;
  readonly added: readonly AddedName[];
  readonly removed: readonly RemovedName[];
  readonly changed: readonly ChangedName[];
}

/** What `podns diff --format json` prints. */
export interface NamesDiff {
  readonly environments: readonly EnvironmentDiff[];
}

/**
 * Environments are compared by their keys; the only ones of both sides whatever they are called. One that the other side
 * does not have gains or loses all its names.
 * @param progress is told how many pairs are compared, of how many
 */
export function compareNames(
  before: readonly SideEnvironment[],
  after: readonly SideEnvironment[],
  progress?: (done: number, of: number) => void,
): NamesDiff {
  const differing = pairs(before, after).map(([a, b], index, all) => {
    progress?.(index, all.length);
    const scope = a === undefined || b === undefined ? "all" : differingNamespaces(a, b);
    const [old, now] = [namesOf(a, scope), namesOf(b, scope)];
    const added = [...now].filter(([name]) => !old.has(name)).map(([name, { object }]) => ({ name, object }));
    const removed = [...old].filter(([name]) => !now.has(name)).map(([name, { object }]) => ({ name, object }));
    const changed = [...old].flatMap(([name, { state }]) => {
      const there = now.get(name)?.state;
      return there === undefined || there === state ? [] : [{ name, before: state, after: there }];
    });
    return { a, b, added, removed, changed };
  });
  const wanted = new Set(differing.flatMap(({ removed, changed }) => [...removed, ...changed].map(({ name }) => name)));
  // Whoever names something is looked for once, and only for what is asked.
  const asking = after.map((side) => ({ side, uses: wanted.size === 0 ? new Map() : side.usesOf(wanted) }));
  const environments = differing.map(({ a, b, added, removed, changed }): EnvironmentDiff => {
    const usedBy = (name: string): readonly Use[] => usesOf(name, b, asking);
    return {
      name: nameOfPair(a, b),
      added,
      removed: removed.map((one) => ({ ...one, usedBy: usedBy(one.name) })),
      changed: changed.map((one) => ({ ...one, usedBy: usedBy(one.name) })),
    };
  });
  return { environments };
}

/** True where a name vanishes that somebody still names. */
export function losesUsedName({ environments }: NamesDiff): boolean {
  return environments.some(({ removed }) => removed.some(({ usedBy }) => usedBy.length > 0));
}

type Names = ReadonlyMap<string, NameState>;

const none: Names = new Map();

function namesOf(side: SideEnvironment | undefined, scope: Scope): Names {
  return side?.namesIn(scope) ?? none;
}

type Pair = readonly [SideEnvironment | undefined, SideEnvironment | undefined];

function pairs(before: readonly SideEnvironment[], after: readonly SideEnvironment[]): readonly Pair[] {
  const [a] = before;
  const [b] = after;
  if (before.length === 1 && after.length === 1) return [[a, b]];
  const left = [...before];
  const found = after.map((now): Pair => {
    const at = left.findIndex(({ key }) => key === now.key);
    return [at < 0 ? undefined : left.splice(at, 1)[0], now];
  });
  return [...found, ...left.map((gone): Pair => [gone, undefined])];
}

function nameOfPair(a: SideEnvironment | undefined, b: SideEnvironment | undefined): string {
  if (a === undefined || b === undefined || a.label === b.label) return (b ?? a)?.label ?? "";
  return `${a.label} → ${b.label}`;
}

interface Asking {
  readonly side: SideEnvironment;
  readonly uses: Uses;
}

/**
 * Those in the environment itself, and in others that have no such name of their own.
 * @param own undefined where the environment is there no more
 */
function usesOf(name: string, own: SideEnvironment | undefined, all: readonly Asking[]): readonly Use[] {
  const asking = all.filter(({ side }) => side === own || !side.answers(name));
  const uses = asking.flatMap((one) => one.uses.get(name) ?? []);
  const byPlace = new Map(uses.map((use) => [JSON.stringify([use.file, use.line]), use]));
  return [...byPlace.values()].sort((x, y) => (x.file === y.file ? x.line - y.line : x.file < y.file ? -1 : 1));
}
