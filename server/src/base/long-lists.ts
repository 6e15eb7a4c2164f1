/**
 * Handles lists of any length. A list that is spread into the arguments of a call (`push(...list)`, `Math.min(...list)`)
 * overflows the stack when it has some hundred thousand items, so nothing here does that.
 */

/** Adds the items at the end of a list, which changes. */
export function addAll<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}

/** The smallest of the numbers; Infinity for none. */
export function smallest(numbers: Iterable<number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (const number of numbers) if (number < least) least = number;
  return least;
}

/** The largest of the numbers; -Infinity for none. */
export function largest(numbers: Iterable<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const number of numbers) if (number > most) most = number;
  return most;
}
