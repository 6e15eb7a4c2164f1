/** Groups the items of lists, and compares lists. */

/** Adds an item to the list of a key. */
export function append<K, V>(
  lists: { readonly get: (key: K) => V[] | undefined; readonly set: (key: K, list: V[]) => unknown },
  key: K,
  item: V,
): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** True when both lists hold the same objects in the same order. */
export function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}
