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

/** Which file counts for each identity that is defined twice in view. */
interface Choices {
  readonly get: (identity: string) => string | undefined;
  readonly sum: Sum;
  readonly size: number;
}

const noChoices: Choices = { get: () => undefined, sum: [0, 0], size: 0 };

/** Of so many branches those that leave them out have choices of their own, which the others are made from. */
const manyBranches = 32;

/**
 * For a folder and a child of it: the identities that the other children define twice in view, and which file counts. What
 * most children see is found once; what a few branches change is found for each that does not see these.
 */
function chooser(
  rivals: ReadonlyMap<string, Rivals>,
  definers: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>,
): (folder: string, child: string, from: string) => Choices {
  const made = new Map<string, Choices>();
  const bases = new Map<string, Map<ReadonlySet<string> | undefined, Choices>>();
  /** All that children see that leave these branches out. From outside of them all files are as far away, but for those beside. */
  const baseOf = (folder: string, without: ReadonlySet<string> | undefined, isFile: boolean): Choices => {
    const known = getOrAdd(bases, `${folder}/${isFile ? "/" : ""}`, () => new Map<typeof without, Choices>());
    return getOrAdd(known, without, () =>
      choicesOf(definers.get(folder) ?? [], (paths) =>
        choice(
          folder,
          isFile,
          without === undefined ? paths : paths.filter((path) => !without.has(childTowards(path, folder))),
        ),
      ),
    );
  };
  return (folder, child, from) => {
    const isFile = child === from;
    // Files that define nothing of it see the same, and so do folders without such files.
    if (!definers.has(child)) return baseOf(folder, undefined, isFile);
    const known = made.get(child);
    if (known !== undefined) return known;
    const { most, more } = rivals.get(folder)?.around(child) ?? { most: new Set([child]), more: new Set<string>() };
    const without = most.size < manyBranches ? undefined : most;
    // All others that define what the child defines are left out, so that none of it is there twice.
    const touched = new Map<string, string | undefined>();
    for (const identity of definers.get(child)?.keys() ?? []) touched.set(identity, undefined);
    for (const member of without === undefined ? [...most, ...more] : more) {
      for (const identity of definers.get(member)?.keys() ?? []) {
        if (touched.has(identity)) continue;
        const paths = definers.get(folder)?.get(identity) ?? [];
        const visible = paths.filter((path) => !isIn({ most, more }, childTowards(path, folder)));
        touched.set(identity, choice(folder, isFile, visible));
      }
    }
    const choices = changed(baseOf(folder, without, isFile), touched);
    made.set(child, choices);
    return choices;
  };
}

/** Of files in view the one that counts: one in the folder where a file of it asks, else the first; none of a single one. */
function choice(folder: string, isFile: boolean, visible: readonly string[]): string | undefined {
  if (visible.length < 2) return undefined;
  const beside = isFile ? visible.filter((path) => folderOf(path) === folder) : [];
  const [first, ...others] = beside.length === 0 ? visible : beside;
  let least = first;
  for (const path of others) if (least === undefined || path < least) least = path;
  return least;
}

function choicesOf(
  definers: Iterable<readonly [identity: string, paths: readonly string[]]>,
  choose: (paths: readonly string[]) => string | undefined,
): Choices {
  const found = new Map<string, string>();
  const sum: Sum = [0, 0];
  for (const [identity, paths] of definers) {
    const best = choose(paths);
    if (best === undefined) continue;
    found.set(identity, best);
    addHash(sum, `${identity}=${best}`, 1);
  }
  return found.size === 0 ? noChoices : { get: (identity) => found.get(identity), sum, size: found.size };
}

/** Other choices for some identities. */
function changed(base: Choices, touched: ReadonlyMap<string, string | undefined>): Choices {
  const sum: Sum = [...base.sum];
  let { size } = base;
  for (const [identity, best] of touched) {
    const before = base.get(identity);
    if (before !== undefined) addHash(sum, `${identity}=${before}`, -1);
    if (best !== undefined) addHash(sum, `${identity}=${best}`, 1);
    size += (best === undefined ? 0 : 1) - (before === undefined ? 0 : 1);
  }
  if (size === 0) return noChoices;
  return { get: (identity) => (touched.has(identity) ? touched.get(identity) : base.get(identity)), sum, size };
}

/** The same by looking at every identity. */
function chosenAmong(contested: Branches["contested"], from: string, excludes: (path: string) => boolean): Choices {
  return choicesOf(contested, (paths) => {
    const visible = paths.filter((path) => path === from || !excludes(path));
    return visible.length < 2 ? undefined : nearest(from, visible);
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

/** A child of a folder with all others that define any of what it defines. */
interface Group {
  /** Those that define one thing, of which there are most: the same set for all who define it. */
  readonly most: ReadonlySet<string>;
  /** The others. */
  readonly more: ReadonlySet<string>;
  /** Of all of them. */
  readonly sum: Sum;
}

function isIn({ most, more }: Pick<Group, "most" | "more">, child: string): boolean {
  return most.has(child) || more.has(child);
}

/** The children of a folder (folders and files) that define something contested, each with what it and all below it define. */
class Rivals {
  readonly #identities = new Map<string, string[]>();
  readonly #definers = new Map<string, Set<string>>();
  /** By what a child defines. */
  readonly #groups = new Map<string, Group>();
  readonly #groupOf = new Map<string, Group>();
  readonly #sums = new Map<ReadonlySet<string>, Sum>();
  /** What the second set has and the first one has not. */
  readonly #beyond = new Map<ReadonlySet<string>, Map<ReadonlySet<string>, readonly string[]>>();
  /** By list and definers: the list without these. */
  readonly #without = new WeakMap<object, Map<ReadonlySet<string>, unknown>>();
  /** By list and where a part of it begins. */
  readonly #parts = new WeakMap<object, Map<number, unknown>>();

  add(child: string, identity: string): void {
    const definers = getOrAdd(this.#definers, identity, () => new Set<string>());
    if (definers.has(child)) return;
    definers.add(child);
    getOrAdd(this.#identities, child, () => []).push(identity);
  }

  excludes(child: string, other: string): boolean {
    const group = this.around(child);
    return child !== other && group !== undefined && isIn(group, other);
  }

  /** A list without what is in one of the branches that a child does not see, or in its own. */
  without<T>(child: string, list: readonly T[], childOf: (item: T) => string): readonly T[] {
    const group = this.around(child);
    if (group === undefined) return list;
    // Thousands may define the same, and something of their own: then little is left to look at for each.
    const isKept = list.length >= manyBranches && group.most.size >= manyBranches;
    const few = isKept ? this.#withoutDefiners(group.most, list, childOf) : list;
    return few.filter((item) => !isIn(group, childOf(item)));
  }

  #withoutDefiners<T>(definers: ReadonlySet<string>, list: readonly T[], childOf: (item: T) => string): readonly T[] {
    const known = getOrAdd(this.#without, list, () => new Map<ReadonlySet<string>, unknown>());
    // What is kept for a list has its items.
    return getOrAdd(known, definers, () => list.filter((item) => !definers.has(childOf(item)))) as readonly T[];
  }

  /** A part of a list, the same each time: so that what is left out of it is kept. */
  part<T>(list: readonly T[], start: number, end: number): readonly T[] {
    if (end - start < 16) return list.slice(start, end);
    const known = getOrAdd(this.#parts, list, () => new Map<number, unknown>());
    return getOrAdd(known, start, () => list.slice(start, end)) as readonly T[];
  }

  /** Adds the branches that a child does not see to a sum; false where there are none. */
  addTo(sum: Sum, child: string): boolean {
    const group = this.around(child);
    if (group === undefined || group.most.size < 2) return false;
    addSum(sum, group.sum);
    addHash(sum, child, -1);
    return true;
  }

  /** A child with the branches that it does not see; undefined for one that defines nothing contested. */
  around(child: string): Group | undefined {
    const known = this.#groupOf.get(child);
    if (known !== undefined) return known;
    const identities = this.#identities.get(child);
    if (identities === undefined) return undefined;
    // Every child has its identities in the order of all.
    const made = getOrAdd(this.#groups, identities.join("\n"), () => this.#made(identities));
    this.#groupOf.set(child, made);
    return made;
  }

  #made(identities: readonly string[]): Group {
    const all = identities.map((identity) => this.#definers.get(identity) ?? new Set<string>());
    let most: ReadonlySet<string> = new Set();
    for (const definers of all) if (definers.size > most.size) most = definers;
    const more = new Set<string>();
    if (most.size < this.#identities.size)
      for (const definers of all) for (const child of this.#beyondOf(most, definers)) more.add(child);
    const sum: Sum = [0, 0];
    addSum(sum, this.#sumOf(most));
    for (const child of more) addHash(sum, child, 1);
    return { most, more, sum };
  }

  #sumOf(definers: ReadonlySet<string>): Sum {
    return getOrAdd(this.#sums, definers, () => {
      const sum: Sum = [0, 0];
      for (const child of definers) addHash(sum, child, 1);
      return sum;
    });
  }

  #beyondOf(most: ReadonlySet<string>, definers: ReadonlySet<string>): Iterable<string> {
    if (definers.size < manyBranches) return [...definers].filter((child) => !most.has(child));
    const known = getOrAdd(this.#beyond, most, () => new Map<ReadonlySet<string>, readonly string[]>());
    return getOrAdd(known, definers, () => [...definers].filter((child) => !most.has(child)));
  }
}

/** A sum of hashes, which does not depend on their order: 32 bits, twice. */
type Sum = [number, number];

function addSum(sum: Sum, other: Sum): void {
  sum[0] = (sum[0] + other[0]) | 0;
  sum[1] = (sum[1] + other[1]) | 0;
}

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

function getOrAdd<K, V>(
  map: { readonly get: (key: K) => V | undefined; readonly set: (key: K, value: V) => unknown },
  key: K,
  make: () => V,
): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
