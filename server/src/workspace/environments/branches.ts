/**
 * Decides which files of a tree can be applied together: two branches below a common folder that define the same
 * Service or workload are alternatives and do not see each other. Works on paths and identities, not on objects.
 */

import { addSum, keyOf, type Sum } from "../../base/hash-sum.ts";
import { getOrAdd } from "../../base/memo.ts";
import { folderOf, isWithin } from "../../base/uri-path.ts";
import { type Choices, chooser, chosenAmong } from "./choices.ts";
import { childTowards, commonFolder, rootOf, steps } from "./folder-ways.ts";
import { Rivals } from "./rivals.ts";

/** A file with the identities that must be unique in a cluster. */
export interface BranchFile {
  readonly path: string;
  readonly identities: readonly string[];
}

export interface Branches {
  /** What a file does not see of the workspace. */
  readonly from: (path: string) => Exclusion;
  /** Identities that several files define, each with these files. */
  readonly contested: ReadonlyMap<string, readonly string[]>;
}

/** The alternatives of a file: folders and files that it does not see. No list of them: there may be thousands for each file. */
export interface Exclusion {
  /** True for a path that is one of the excluded branches or below one. */
  readonly excludes: (path: string) => boolean;
  /**
   * Of files, or of the folders in one folder, in the order of their paths what is not excluded. It costs what is seen: the
   * rest is left out once for all who do not see it.
   */
  readonly seen: Seen;
  /** Of an identity that is still defined twice in view, the file that is taken: the nearest, then by path. */
  readonly chosen: (identity: string) => string | undefined;
  /** The same for equal sets of excluded branches and equal choices: "all" where nothing is left out. */
  readonly key: string;
  /** The file or the folder above it beside which the highest branches are left out; undefined where none are. */
  readonly highest: string | undefined;
}

export type Seen = <T>(list: readonly T[], pathOf: (item: T) => string) => readonly T[];

/**
 * Builds the index in time linear in the number of definitions times their depth.
 * @param roots the workspace folders: nothing is compared above them
 */
export function findBranches(files: readonly BranchFile[], roots: readonly string[]): Branches {
  const definers = new Map<string, string[]>();
  for (const file of files)
    for (const identity of new Set(file.identities)) getOrAdd(definers, identity, () => []).push(file.path);
  return branchesOf(new Map([...definers].filter(([, paths]) => paths.length > 1)), roots);
}

/**
 * The branches that follow from what several files define.
 * @param contested identities that several files define, each with these files
 */
export function branchesOf(contested: ReadonlyMap<string, readonly string[]>, roots: readonly string[]): Branches {
  const rivals = new Map<string, Rivals>();
  /** For each file, and each folder above one: identity → the files in or below it that define it. */
  const definers = new Map<string, Map<string, string[]>>();
  for (const [identity, paths] of contested) {
    for (const path of paths) {
      for (const [folder, child] of steps(path, roots))
        getOrAdd(rivals, folder, () => new Rivals()).add(child, identity);
      for (let at = path; ; at = folderOf(at)) {
        getOrAdd(
          getOrAdd(definers, at, () => new Map<string, string[]>()),
          identity,
          () => [],
        ).push(path);
        if (at === "") break;
      }
    }
  }
  const choose = chooser(rivals, definers);
  const isNested = roots.some((root) => roots.some((other) => other !== root && isWithin(other, root)));
  return {
    contested,
    from: (path) => {
      /** By the lengths of the folders above the file. */
      const levels = new Map<number, Level>();
      const choices: Choices[] = [];
      const sum: Sum = [0, 0];
      let highest: string | undefined;
      // Files of a deeper workspace folder are visible from here, although they are not compared as alternatives.
      const seesOthers = isNested || (rootOf(path, roots) === "" && roots.some((root) => root !== ""));
      for (const [folder, child] of steps(path, roots)) {
        if (!seesOthers) choices.push(choose(folder, child, path));
        const own = rivals.get(folder);
        if (own?.addTo(sum, child) !== true) continue;
        levels.set(folder.length, { rivals: own, folder, child });
        highest = child;
      }
      const excludes = (other: string): boolean => {
        if (levels.size === 0) return false;
        const folder = commonFolder(path, other);
        const level = levels.get(folder.length);
        return level?.rivals.excludes(level.child, childTowards(other, folder)) === true;
      };
      if (seesOthers) choices.push(chosenAmong(contested, path, excludes));
      const telling = choices.filter(({ size }) => size > 0);
      for (const choices of telling) addSum(sum, choices.sum);
      return {
        excludes,
        seen: seenFrom([...levels.values()].reverse()),
        chosen: (identity) => {
          for (const { get } of telling) {
            const best = get(identity);
            if (best !== undefined) return best;
          }
          return undefined;
        },
        key: highest === undefined && telling.length === 0 ? "all" : `${keyOf(sum[0])}${keyOf(sum[1])}`,
        highest,
      };
    },
  };
}

/** A folder above a file that has alternatives to the child which leads to the file. */
interface Level {
  readonly rivals: Rivals;
  readonly folder: string;
  readonly child: string;
}

/** @param levels the highest first */
function seenFrom(levels: readonly Level[]): Seen {
  return (list, pathOf) => {
    const before: (typeof list)[] = [];
    const after: (typeof list)[] = [];
    // What one level leaves of a list surrounds what the next is about.
    let inside = list;
    for (const { rivals, folder, child } of levels) {
      if (inside.length === 0) break;
      const outside = rivals.without(child, inside, (item) => childTowards(pathOf(item), folder));
      const { start, key, end } = rangeOf(inside, child, pathOf);
      const hole = firstAt(outside, key, pathOf);
      before.push(outside.slice(0, hole));
      after.unshift(outside.slice(hole));
      inside = rivals.part(inside, start, end);
    }
    return levels.length === 0 ? list : [...before, inside, ...after].flat();
  };
}

/** Where a file, or what is below a folder, stands in a list in the order of paths, and where it would stand in others. */
function rangeOf<T>(
  list: readonly T[],
  child: string,
  pathOf: (item: T) => string,
): { readonly start: number; readonly key: string; readonly end: number } {
  const own = firstAt(list, child, pathOf);
  const first = list[own];
  const isOwn = first !== undefined && pathOf(first) === child;
  // The character behind the slash is the zero; none is before NUL.
  const [key, next] = isOwn ? [child, `${child}\0`] : [`${child}/`, `${child}0`];
  return { key, start: firstAt(list, key, pathOf), end: firstAt(list, next, pathOf) };
}

/** Where the first item at a path or behind it stands. */
function firstAt<T>(list: readonly T[], path: string, pathOf: (item: T) => string): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = list[middle];
    if (item === undefined || pathOf(item) >= path) high = middle;
    else low = middle + 1;
  }
  return low;
}
