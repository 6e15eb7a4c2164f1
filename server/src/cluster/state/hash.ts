/** Derives made-up values from an identity: the same text gives the same value, in every run and order. */

/** FNV-1a over UTF-16 units, 32 bits, avalanched so that near texts give far values. */
export function hash(text: string, seed = 0): number {
  let value = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** The alphabet of random suffixes (k8s.io/apimachinery pkg/util/rand). */
const suffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";

/** Five characters as generateName would add. */
export function suffix(text: string): string {
  return Array.from({ length: 5 }, (_, index) => suffixAlphabet[hash(text, index + 1) % suffixAlphabet.length]).join(
    "",
  );
}

/**
 * A hash as controllers write it: decimal digits made safe (k8s.io/apimachinery pkg/util/rand SafeEncodeString). Of
 * usual length: 8 to 10 characters.
 */
export function safeHash(text: string): string {
  return [...String(hash(text)).padStart(8, "0")]
    .map((digit) => suffixAlphabet[digit.charCodeAt(0) % suffixAlphabet.length])
    .join("");
}

/** metadata.generateName: at most 58 characters of the base remain (k8s.io/apiserver pkg/storage/names). */
export function generatedName(base: string, identity: string): string {
  return `${base.slice(0, 58)}${suffix(identity)}`;
}
