/** Sorts names as people read them. */

const collator = new Intl.Collator("en", { numeric: true });

/** Orders names with the numbers in them by value: `web-2` before `web-10`. */
export function byName(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
