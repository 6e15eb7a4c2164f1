/**
 * Turns text into octets: UTF-8, SHA-256, and the name suffix that kustomize makes of it. The result
 * is the same on every platform.
 */

/** UTF-8 of a string. A code unit makes three octets at most: the two of a longer character make four together. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(3 * text.length);
  let end = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index) ?? 0;
    if (code < 0x80) {
      bytes[end++] = code;
      continue;
    }
    if (code < 0x800) bytes[end++] = 0xc0 | (code >> 6);
    else {
      if (code < 0x10000) bytes[end++] = 0xe0 | (code >> 12);
      else {
        bytes[end++] = 0xf0 | (code >> 18);
        bytes[end++] = 0x80 | ((code >> 12) & 63);
        index++;
      }
      bytes[end++] = 0x80 | ((code >> 6) & 63);
    }
    bytes[end++] = 0x80 | (code & 63);
  }
  return bytes.subarray(0, end);
}

/** The suffix of ten characters that kustomize puts on a generated name (api/hasher). */
export function hashSuffix(content: string): string {
  const words: Readonly<Record<string, string>> = { "0": "g", "1": "h", "3": "k", a: "m", e: "t" };
  return [...sha256(utf8(content)).slice(0, 10)].map((digit) => words[digit] ?? digit).join("");
}

const primes = firstPrimes(64);
const constants = primes.map((prime) => fractionBits(Math.cbrt(prime)));

/** SHA-256 in hexadecimal digits (FIPS 180-4). */
export function sha256(message: Uint8Array): string {
  const state = primes.slice(0, 8).map((prime) => fractionBits(Math.sqrt(prime)));
  const length = Math.ceil((message.length + 9) / 64) * 64;
  const padded = new Uint8Array(length);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(length - 8, Math.floor((message.length * 8) / 0x100000000));
  view.setUint32(length - 4, (message.length * 8) >>> 0);
  for (let block = 0; block < length; block += 64) compress(state, view, block);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** The message schedule of one block, used again for the next. */
const schedule = new Int32Array(64);

function compress(state: number[], view: DataView, block: number): void {
  for (let t = 0; t < 16; t++) schedule[t] = view.getInt32(block + 4 * t);
  for (let t = 16; t < 64; t++) {
    const w15 = word(t - 15);
    const w2 = word(t - 2);
    const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    schedule[t] = word(t - 16) + s0 + word(t - 7) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (constants[t] ?? 0) + word(t)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  for (const [index, sum] of [a, b, c, d, e, f, g, h].entries()) state[index] = ((state[index] ?? 0) + sum) | 0;
}

function word(t: number): number {
  return schedule[t] ?? 0;
}

function rotate(bits: number, by: number): number {
  return (bits >>> by) | (bits << (32 - by));
}

function fractionBits(value: number): number {
  return Math.floor((value - Math.floor(value)) * 0x100000000) | 0;
}

function firstPrimes(count: number): readonly number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
}
