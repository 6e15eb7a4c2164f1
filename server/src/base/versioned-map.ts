/**
 * Keeps every version of a map readable while only the newest one is stored whole: an older version knows what it has
 * otherwise, and the version after it (Baker, Shallow Binding Makes Functional Arrays Fast, 1991). A change costs what
 * changes, reading the newest version costs what a Map costs, and an older version that nobody holds is garbage.
 */
export class VersionedMap<K, V> implements ReadonlyMap<K, V> {
  /** Only of the newest version. */
  #whole: Map<K, V> | undefined;
  #next: VersionedMap<K, V> | undefined;
  /** What this version has where the next one differs; undefined: nothing. */
  #other: ReadonlyMap<K, V | undefined> = new Map();

  private constructor(whole: Map<K, V>) {
    this.#whole = whole;
  }

  static of<K, V>(entries: Iterable<readonly [K, V]> = []): VersionedMap<K, V> {
    return new VersionedMap(new Map(entries));
  }

  get(key: K): V | undefined {
    let version: VersionedMap<K, V> = this;
    while (version.#next !== undefined) {
      if (version.#other.has(key)) return version.#other.get(key);
      version = version.#next;
    }
    return version.#whole?.get(key);
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  get size(): number {
    return this.#copyOrWhole().size;
  }

  /** Going through a version costs a copy of it: changes that are made meanwhile do not show. */
  entries(): MapIterator<[K, V]> {
    return new Map(this.#copyOrWhole()).entries();
  }

  keys(): MapIterator<K> {
    return new Map(this.#copyOrWhole()).keys();
  }

  values(): MapIterator<V> {
    return new Map(this.#copyOrWhole()).values();
  }

  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) callback(value, key, this);
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  /**
   * The keys whose values may differ from those of an earlier version of this map; undefined where this one did not come of
   * it. It costs what changed since then.
   */
  changedSince(earlier: VersionedMap<K, V>): ReadonlySet<K> | undefined {
    const keys = new Set<K>();
    let version = earlier;
    while (version !== this) {
      if (version.#next === undefined) return undefined;
      for (const key of version.#other.keys()) keys.add(key);
      version = version.#next;
    }
    return keys;
  }

  /**
   * The next version. @param changes the new value of each key that changes; undefined takes it away
   */
  with(changes: ReadonlyMap<K, V | undefined>): VersionedMap<K, V> {
    if (changes.size === 0) return this;
    const whole = this.#whole ?? this.#copyOrWhole();
    // An empty map may be a constant: it would hold everything that comes of it.
    if (whole.size === 0) return new VersionedMap(new Map([...changes].filter(isThere)));
    const other = new Map<K, V | undefined>();
    for (const [key, value] of changes) {
      other.set(key, whole.get(key));
      if (value === undefined) whole.delete(key);
      else whole.set(key, value);
    }
    const next = new VersionedMap(whole);
    // An older version is nobody's predecessor: what comes of it has a map of its own.
    if (this.#whole === undefined) return next;
    this.#whole = undefined;
    this.#next = next;
    this.#other = other;
    return next;
  }

  #copyOrWhole(): Map<K, V> {
    if (this.#whole !== undefined) return this.#whole;
    const versions: VersionedMap<K, V>[] = [];
    let newest: VersionedMap<K, V> = this;
    while (newest.#next !== undefined) {
      versions.push(newest);
      newest = newest.#next;
    }
    const copy = new Map(newest.#whole);
    for (const { older } of versions.reverse().map((version) => ({ older: version.#other })))
      for (const [key, value] of older) {
        if (value === undefined) copy.delete(key);
        else copy.set(key, value);
      }
    return copy;
  }
}

function isThere<K, V>(entry: [K, V | undefined]): entry is [K, V] {
  return entry[1] !== undefined;
}
