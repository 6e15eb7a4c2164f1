/** Divides a number of things among many who want some of them. */

/**
 * The largest number with which all together stay within a sum if each takes at most so many: who wants little gets all of
 * it. At least 1; Infinity where the sum is enough for all.
 * @param wanted how many each wants
 */
export function fairShare(wanted: readonly number[], sum: number): number {
  let left = sum;
  let others = wanted.length;
  for (const count of [...wanted].sort((a, b) => a - b)) {
    const share = Math.floor(left / others);
    if (count > share) return Math.max(1, share);
    left -= count;
    others -= 1;
  }
  return Number.POSITIVE_INFINITY;
}
