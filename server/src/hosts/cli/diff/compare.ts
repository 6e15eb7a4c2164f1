/** Compares the names of environments, two by two: what appears, vanishes or becomes something else, and who names it still. */

import { append } from "../../../base/collections.ts";
import type { NameState, Scope } from "../../../dns/server/name-states.ts";
import { type ComparedState, differingNamespaces } from "./differing.ts";
import type { Use, Uses } from "./uses.ts";

/** One state of an environment. Nothing is made of its objects before somebody asks. */
export interface SideEnvironment extends ComparedState {
  readonly label: string;
  /** What it is matched by: the label, without the name of the folder where it is that folder's own. */
  readonly key: string;
  /** The paths of the files that its objects are in, from the folder that was read: several alternatives may have one key. */
  readonly files: () => ReadonlySet<string>;
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
    const [old, now] = [namesOf(a, scope, b), namesOf(b, scope, a)];
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

/** Of an environment that the other side does not have, only what manifests make: each cluster has the rest. */
function namesOf(side: SideEnvironment | undefined, scope: Scope, other: SideEnvironment | undefined): Names {
  const names = side?.namesIn(scope) ?? none;
  return other === undefined ? new Map([...names].filter(([, { isImplied }]) => !isImplied)) : names;
}

type Pair = readonly [SideEnvironment | undefined, SideEnvironment | undefined];

function pairs(before: readonly SideEnvironment[], after: readonly SideEnvironment[]): readonly Pair[] {
  const [a] = before;
  const [b] = after;
  if (before.length === 1 && after.length === 1) return [[a, b]];
  const [old, now] = [byKey(before), byKey(after)];
  const found = new Map<SideEnvironment, SideEnvironment>();
  for (const [key, sides] of now) for (const pair of alike(old.get(key) ?? [], sides)) found.set(...pair);
  const kept = new Set(found.values());
  return [
    ...after.map((side): Pair => [found.get(side), side]),
    ...before.filter((side) => !kept.has(side)).map((gone): Pair => [gone, undefined]),
  ];
}

function byKey(sides: readonly SideEnvironment[]): ReadonlyMap<string, readonly SideEnvironment[]> {
  const found = new Map<string, SideEnvironment[]>();
  for (const side of sides) {
    append(found, side.key, side);
  }
  return found;
}

/** Alternatives of one key that are compared with each other; more are matched in their order. */
const mostAlternatives = 50;

/** Environments of one key in pairs, those of now in front: first those whose files are called the same, then those that have most in common. */
function alike(
  before: readonly SideEnvironment[],
  after: readonly SideEnvironment[],
): readonly (readonly [SideEnvironment, SideEnvironment])[] {
  const [a] = before;
  const [b] = after;
  if (a === undefined || b === undefined) return [];
  if (before.length === 1 && after.length === 1) return [[b, a]];
  const left = new Map<string, SideEnvironment[]>();
  for (const side of before) left.set(filesKey(side), [...(left.get(filesKey(side)) ?? []), side]);
  const rest: SideEnvironment[] = [];
  const pairs: (readonly [SideEnvironment, SideEnvironment])[] = [];
  for (const side of after) {
    const same = left.get(filesKey(side))?.shift();
    if (same === undefined) rest.push(side);
    else pairs.push([side, same]);
  }
  const others = [...left.values()].flat();
  const isSmall = Math.max(rest.length, others.length) <= mostAlternatives;
  const candidates = rest.flatMap((now, index) =>
    (isSmall ? others : others.slice(index, index + 1)).map((old) => ({ now, old, common: inCommon(now, old) })),
  );
  candidates.sort((x, y) => y.common - x.common);
  const taken = new Set<SideEnvironment>();
  for (const { now, old } of candidates) {
    if (taken.has(now) || taken.has(old)) continue;
    taken.add(now).add(old);
    pairs.push([now, old]);
  }
  return pairs;
}

function filesKey(side: SideEnvironment): string {
  return JSON.stringify([...side.files()].sort());
}

/** The share of the files of both that both have. */
function inCommon(a: SideEnvironment, b: SideEnvironment): number {
  const [of, others] = [a.files(), b.files()];
  const common = [...of].filter((file) => others.has(file)).length;
  return common / Math.max(1, of.size + others.size - common);
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
