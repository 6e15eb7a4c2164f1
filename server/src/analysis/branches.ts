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
  /** What a file does not see of the workspace. */
  readonly from: (path: string) => Exclusion;
  /** Identities that several files define, each with these files. */
  readonly contested: ReadonlyMap<string, readonly string[]>;
}

/** The alternatives of a file: folders and files that it does not see. No list of them: there may be thousands for each file. */
export interface Exclusion {
  /** True for a path that is one of the excluded branches or below one. */
  readonly excludes: (path: string) => boolean;
  /** Of each identity that is still defined twice in view, the file that is taken: the nearest, then by path. */
  readonly chosen: readonly (readonly [identity: string, path: string])[];
  /** The same for equal sets of excluded branches and equal choices: "all" where nothing is left out. */
  readonly key: string;
  /** The file or the folder above it beside which the highest branches are left out; undefined where none are. */
  readonly highest: string | undefined;
}

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
      const levels = new Map<number, (child: string) => boolean>();
      const chosen: (readonly [string, string])[] = [];
      const sum: Sum = [0, 0];
      let highest: string | undefined;
      // Files of a deeper workspace folder are visible from here, although they are not compared as alternatives.
      const seesOthers = isNested || (rootOf(path, roots) === "" && roots.some((root) => root !== ""));
      for (const [folder, child] of steps(path, roots)) {
        if (!seesOthers) chosen.push(...choose(folder, child, path));
        const own = rivals.get(folder);
        if (own?.addTo(sum, child) !== true) continue;
        levels.set(folder.length, (other) => own.excludes(child, other));
        highest = child;
      }
      const excludes = (other: string): boolean => {
        if (levels.size === 0) return false;
        const folder = commonFolder(path, other);
        return levels.get(folder.length)?.(childTowards(other, folder)) === true;
      };
      if (seesOthers) chosen.push(...chosenAmong(contested, path, excludes));
      for (const [identity, best] of chosen) addHash(sum, `${identity}=${best}`, 1);
      return {
        excludes,
        chosen,
        key: highest === undefined && chosen.length === 0 ? "all" : `${keyOf(sum[0])}${keyOf(sum[1])}`,
        highest,
      };
    },
  };
}

/** For a folder and a child of it: the identities that the other children define twice in view, and which file counts. */
function chooser(
  rivals: ReadonlyMap<string, Rivals>,
  definers: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>,
): (folder: string, child: string, from: string) => Exclusion["chosen"] {
  const made = new Map<string, Exclusion["chosen"]>();
  return (folder, child, from) => {
    const own = rivals.get(folder);
    const isDefining = definers.has(child);
    // Files that define nothing of it see the same, and so do folders without such files.
    const key = isDefining ? child : `${folder}/${child === from ? "" : "/"}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const chosen: (readonly [string, string])[] = [];
    const isAlone = own?.excludesAll(child) === true;
    for (const [identity, paths] of isAlone ? [] : (definers.get(folder) ?? [])) {
      if (paths.length < 2 || definers.get(child)?.has(identity) === true) continue;
      const visible = paths.filter((path) => own?.excludes(child, childTowards(path, folder)) !== true);
      if (visible.length > 1) chosen.push([identity, nearest(from, visible)]);
    }
    made.set(key, chosen);
    return chosen;
  };
}

/** The same by looking at every identity. */
function chosenAmong(
  contested: Branches["contested"],
  from: string,
  excludes: (path: string) => boolean,
): Exclusion["chosen"] {
  return [...contested].flatMap(([identity, paths]) => {
    const visible = paths.filter((path) => path === from || !excludes(path));
    return visible.length < 2 ? [] : [[identity, nearest(from, visible)] as const];
  });
}

function nearest(from: string, paths: readonly string[]): string {
  let [best = ""] = paths;
  let least = distanceBetween(from, best);
  for (const path of paths) {
    const distance = distanceBetween(from, path);
    if (distance > least || (distance === least && path >= best)) continue;
    best = path;
    least = distance;
  }
  return best;
}

/** The children of a folder (folders and files) that define something contested, each with what it and all below it define. */
class Rivals {
  readonly #identities = new Map<string, string[]>();
  readonly #definers = new Map<string, Set<string>>();
  /** By what a child defines: all children that define any of it, itself among them. */
  readonly #groups = new Map<string, { readonly members: ReadonlySet<string>; readonly sum: Sum }>();
  readonly #groupOf = new Map<string, { readonly members: ReadonlySet<string>; readonly sum: Sum }>();

  add(child: string, identity: string): void {
    const definers = getOrAdd(this.#definers, identity, () => new Set<string>());
    if (definers.has(child)) return;
    definers.add(child);
    getOrAdd(this.#identities, child, () => []).push(identity);
  }

  excludes(child: string, other: string): boolean {
    return child !== other && this.#group(child)?.members.has(other) === true;
  }

  /** True where no other child of these is seen from a child. */
  excludesAll(child: string): boolean {
    return this.#group(child)?.members.size === this.#identities.size;
  }

  /** Adds the branches that a child does not see to a sum; false where there are none. */
  addTo(sum: Sum, child: string): boolean {
    const group = this.#group(child);
    if (group === undefined || group.members.size < 2) return false;
    sum[0] = (sum[0] + group.sum[0]) | 0;
    sum[1] = (sum[1] + group.sum[1]) | 0;
    addHash(sum, child, -1);
    return true;
  }

  #group(child: string): { readonly members: ReadonlySet<string>; readonly sum: Sum } | undefined {
    const known = this.#groupOf.get(child);
    if (known !== undefined) return known;
    const identities = this.#identities.get(child);
    if (identities === undefined) return undefined;
    // Every child has its identities in the order of all.
    const made = getOrAdd(this.#groups, identities.join("\n"), () => this.#made(identities));
    this.#groupOf.set(child, made);
    return made;
  }

  #made(identities: readonly string[]): { readonly members: ReadonlySet<string>; readonly sum: Sum } {
    let members: ReadonlySet<string> | undefined;
    const all = identities.map((identity) => this.#definers.get(identity) ?? new Set<string>());
    for (const definers of all) if (members === undefined || definers.size > members.size) members = definers;
    if (members === undefined || members.size < this.#identities.size)
      members = new Set(all.flatMap((set) => [...set]));
    const sum: Sum = [0, 0];
    for (const member of members) addHash(sum, member, 1);
    return { members, sum };
  }
}

/** A sum of hashes, which does not depend on their order: 32 bits, twice. */
type Sum = [number, number];

/** Adds a text to a sum, or takes it away (FNV-1a with two seeds and multipliers). */
function addHash(sum: Sum, text: string, sign: 1 | -1): void {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
  }
  // Sums of hashes of like texts are like each other: their bits are mixed before (MurmurHash3, fmix32).
  sum[0] = (sum[0] + sign * mixed(a)) | 0;
  sum[1] = (sum[1] + sign * mixed(b)) | 0;
}

function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

function keyOf(bits: number): string {
  return (bits >>> 0).toString(36).padStart(7, "0");
}

/** The deepest folder that holds both. */
function commonFolder(a: string, b: string): string {
  const most = Math.min(a.length, b.length);
  let slash = 0;
  for (let at = 0; at < most; at++) {
    const unit = a.charCodeAt(at);
    if (unit !== b.charCodeAt(at)) break;
    if (unit === 0x2f) slash = at;
  }
  return a.slice(0, slash);
}

/** The child of the folder that is the path or leads to it. */
function childTowards(path: string, folder: string): string {
  const end = path.indexOf("/", folder.length + 1);
  return end < 0 ? path : path.slice(0, end);
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
