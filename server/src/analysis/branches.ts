/**
 * Knows which files of a tree can be applied together: two branches below a common folder that define the same
 * Service or workload are alternatives and do not see each other. Works on paths and identities, not on objects.
 */
import { folderOf, isWithin } from "../text/uri-path.ts";

/** A file with the identities that must be unique in a cluster. */
export interface BranchFile {
  readonly path: string;
  readonly identities: readonly string[];
}

export interface Branches {
  /**
   * The alternatives of a file: folders and files that it does not see, as paths. Sorted, so that equal sets are
   * equal lists.
   */
  readonly excludedBy: (path: string) => readonly string[];
  /** Identities that several files define, each with these files. */
  readonly contested: ReadonlyMap<string, readonly string[]>;
}

/**
 * Builds the index in time linear in the number of contested definitions times their depth.
 * @param roots the workspace folders: nothing is compared above them
 */
export function findBranches(files: readonly BranchFile[], roots: readonly string[]): Branches {
  const definers = new Map<string, string[]>();
  for (const file of files) {
    for (const identity of new Set(file.identities)) {
      const known = definers.get(identity);
      if (known === undefined) definers.set(identity, [file.path]);
      else known.push(file.path);
    }
  }
  return branchesOf(new Map([...definers].filter(([, paths]) => paths.length > 1)), roots);
}

/**
 * The branches that follow from what several files define.
 * @param contested identities that several files define, each with these files
 */
export function branchesOf(contested: ReadonlyMap<string, readonly string[]>, roots: readonly string[]): Branches {
  // For each folder: identity → its children (folders and files) that define it somewhere below.
  const children = new Map<string, Map<string, Set<string>>>();
  const identitiesOf = new Map<string, Set<string>>();
  for (const [identity, paths] of contested) {
    for (const path of paths) {
      for (const [folder, child] of steps(path, roots)) {
        getOrAdd(
          getOrAdd(children, folder, () => new Map<string, Set<string>>()),
          identity,
          () => new Set<string>(),
        ).add(child);
        getOrAdd(identitiesOf, child, () => new Set<string>()).add(identity);
      }
    }
  }
  const excludedBy = (path: string): readonly string[] => {
    const excluded = new Set<string>();
    for (const [folder, child] of steps(path, roots)) {
      const siblings = children.get(folder);
      if (siblings === undefined) continue;
      for (const identity of identitiesOf.get(child) ?? []) {
        for (const sibling of siblings.get(identity) ?? []) if (sibling !== child) excluded.add(sibling);
      }
    }
    return [...excluded].sort();
  };
  return { excludedBy, contested };
}

/** True when the path is one of the excluded branches or below one. */
export function isExcluded(path: string, excluded: ReadonlySet<string>): boolean {
  for (let at = path; at !== ""; at = folderOf(at)) if (excluded.has(at)) return true;
  return false;
}

/**
 * How far a file lies from another: 0 the same, 1 the same folder, 2 below it or one level up, and one more for each
 * further level up to the common folder.
 */
export function distanceBetween(from: string, to: string): number {
  if (from === to) return 0;
  let folder = folderOf(from);
  if (folderOf(to) === folder) return 1;
  if (isWithin(to, folder)) return 2;
  let distance = 1;
  while (folder !== "" && !isWithin(to, folder)) {
    folder = folderOf(folder);
    distance += 1;
  }
  return distance;
}

/** The way from a file up to its workspace folder: (folder, the child of it that leads to the file). */
function* steps(path: string, roots: readonly string[]): Iterable<readonly [folder: string, child: string]> {
  const root = rootOf(path, roots);
  for (let child = path; child !== root && child !== ""; child = folderOf(child)) yield [folderOf(child), child];
}

/** The deepest workspace folder that holds the path; "" when none does. */
export function rootOf(path: string, roots: readonly string[]): string {
  let best = "";
  for (const root of roots) if (root.length > best.length && isWithin(path, root)) best = root;
  return best;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
