/** Keeps what was made of recent things: of those that come back often it is made once, and all together stay small. */

/**
 * Remembers what is made of a key while the key lives, the last ones only.
 * @param sizeOf of a key, in any unit
 * @param most so large are all keys together that something is kept of
 */
export function recently<K extends object, V>(
  make: (key: K) => V,
  sizeOf: (key: K) => number,
  most: number,
): (key: K) => V {
  const kept = new WeakMap<K, { readonly made: V }>();
  /** From the oldest; what is gone by itself is still in it. */
  let order: { readonly key: WeakRef<K>; readonly size: number }[] = [];
  let size = 0;
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known.made;
    const made = make(key);
    kept.set(key, { made });
    order.push({ key: new WeakRef(key), size: sizeOf(key) });
    size += sizeOf(key);
    let gone = 0;
    // Half of all goes at once: each look at the list is paid for by many keys.
    if (size > most) {
      for (const { key: old, size: own } of order) {
        if (size <= most / 2 || gone === order.length - 1) break;
        const there = old.deref();
        if (there !== undefined) kept.delete(there);
        size -= own;
        gone++;
      }
      order = order.slice(gone);
    }
    return made;
  };
}
