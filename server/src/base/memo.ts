/** Caches results by the identity of one argument, or by a key for as long as it is in use. */

/** Remembers `compute(key)` for as long as `key` lives. */
export function memoize<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const hit = known.get(key);
    if (hit !== undefined) return hit.value;
    const value = compute(key);
    known.set(key, { value });
    return value;
  };
}

/**
 * Remembers what was made for a key until it was not asked for in so many turns: what is gone must not stay because its key
 * does not come again.
 * @param turn counts up
 */
export function whileInUse<V>(make: () => V, turn: () => number): (key: string) => V {
  const known = new Map<string, { readonly value: V; last: number }>();
  let looked = turn();
  return (key) => {
    const now = turn();
    if (now !== looked) for (const [other, { last }] of known) if (now - last > unusedTurns) known.delete(other);
    looked = now;
    const entry = known.get(key) ?? { value: make(), last: now };
    entry.last = now;
    known.set(key, entry);
    return entry.value;
  };
}

/** Few enough to let go soon, more than the states between two looks at the same file. */
const unusedTurns = 4;

/** The value of a key. A missing one is made and added. */
export function getOrAdd<K, V>(
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
