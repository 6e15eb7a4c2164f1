/** Finds child folders that define the same object, without comparing every pair. */
import { addHash, addSum, type Sum } from "../../base/hash-sum.ts";
import { getOrAdd } from "../../base/memo.ts";

/** From this number of branches on, what is left when all of them are left out is computed once and kept. */
export const manyBranches = 32;

/** A child of a folder with all others that define any of what it defines. */
export interface Group {
  /** The children that define the one thing which most of them define: the same set for all that define it. */
  readonly most: ReadonlySet<string>;
  /** The others. */
  readonly more: ReadonlySet<string>;
  /** Of all of them. */
  readonly sum: Sum;
}

export function isIn({ most, more }: Pick<Group, "most" | "more">, child: string): boolean {
  return most.has(child) || more.has(child);
}

/** The children of a folder (folders and files) that define something contested, each with what it and all below it define. */
export class Rivals {
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

  /** Adds the branches that a child does not see to a sum; false where it sees all. */
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
