/** Makes addresses, and the values of a map, when somebody needs them. */
import { lazy } from "../../base/lazy.ts";
import type { Address } from "./cluster.ts";

/**
 * A map whose values are looked up one by one when they are asked for, and made as a whole only when somebody goes through
 * all of them.
 * @param find the value of a key; the same for a key of `all`
 */
export function lazyMap<V>(
  find: (key: string) => V | undefined,
  all: () => Iterable<readonly [string, V]>,
): ReadonlyMap<string, V> {
  return new LazyMap(find, all);
}

class LazyMap<V> implements ReadonlyMap<string, V> {
  readonly #find: (key: string) => V | undefined;
  readonly #all: () => ReadonlyMap<string, V>;

  constructor(find: (key: string) => V | undefined, all: () => Iterable<readonly [string, V]>) {
    this.#find = find;
    this.#all = lazy(() => new Map(all()));
  }

  get size(): number {
    return this.#all().size;
  }

  get(key: string): V | undefined {
    return this.#find(key);
  }

  has(key: string): boolean {
    return this.#find(key) !== undefined;
  }

  keys(): MapIterator<string> {
    return this.#all().keys();
  }

  values(): MapIterator<V> {
    return this.#all().values();
  }

  entries(): MapIterator<[string, V]> {
    return this.#all().entries();
  }

  forEach(callback: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.#all()) callback(value, key, this);
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }
}

/** An address that is drawn when somebody reads it. */
export function lateAddress(family: Address["family"], draw: () => string): Address {
  const ip = lazy(draw);
  return {
    family,
    get ip() {
      return ip();
    },
    synthetic: true,
  };
}
