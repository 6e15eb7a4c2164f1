/** Sums hashes of texts to a key for a set, which does not depend on the order of its members. */

/** A sum of hashes, which does not depend on their order: 32 bits, twice. */
export type Sum = [number, number];

export function addSum(sum: Sum, other: Sum): void {
  sum[0] = (sum[0] + other[0]) | 0;
  sum[1] = (sum[1] + other[1]) | 0;
}

/** Adds a text to a sum, or takes it away (FNV-1a with two seeds and multipliers). */
export function addHash(sum: Sum, text: string, sign: 1 | -1): void {
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

export function keyOf(bits: number): string {
  return (bits >>> 0).toString(36).padStart(7, "0");
}
