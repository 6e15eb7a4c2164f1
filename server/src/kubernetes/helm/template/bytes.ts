/**
 * Go's strings as JavaScript's: bytes that are not UTF-8 stand as lone surrogates U+DC80 to U+DCFF, one each, as in
 * Python's "surrogateescape". Everything else is the text itself.
 */

const beyondAscii = /[\u0080-\uffff]/;
const escaped = /[\udc80-\udcff]/;

/** True where offsets in bytes and in UTF-16 code units are the same. */
export function isAscii(text: string): boolean {
  return !beyondAscii.test(text);
}

/** The length in bytes. */
export function byteLength(text: string): number {
  if (isAscii(text)) return text.length;
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLow(text, index + 1)) {
      length += 4;
      index++;
    } else length += isEscape(unit) ? 1 : 3;
  }
  return length;
}

/** The bytes of a string. */
export function toBytes(text: string): Uint8Array {
  if (isAscii(text)) {
    const plain = new Uint8Array(text.length);
    for (let index = 0; index < text.length; index++) plain[index] = text.charCodeAt(index);
    return plain;
  }
  const bytes = new Uint8Array(byteLength(text));
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xdc00 && isEscape(unit)) {
      bytes[at++] = unit - 0xdc00;
      continue;
    }
    const code = text.codePointAt(index) ?? 0;
    if (code > 0xffff) index++;
    if (code < 0x80) bytes[at++] = code;
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 63);
    } else if (code < 0x10000) {
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
      bytes[at++] = 0x80 | (code & 63);
    } else {
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 63);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
      bytes[at++] = 0x80 | (code & 63);
    }
  }
  return bytes;
}

/** In Node, browsers and workers alike (encoding.spec.whatwg.org); the engine is compiled without their types. */
declare const TextDecoder: new (
  label: "utf-8",
  options: { readonly fatal: true; readonly ignoreBOM: true },
) => { readonly decode: (bytes: Uint8Array) => string };

/** Faster than the loops below where a text is long; what it takes is what Go takes. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The string of some bytes. */
export function fromBytes(bytes: Uint8Array): string {
  if (bytes.length >= 64) {
    try {
      return utf8.decode(bytes);
    } catch {
      // Some bytes are not UTF-8.
    }
  } else if (isAsciiBytes(bytes)) return fromAscii(bytes);
  const parts: string[] = [];
  let units: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (units.length > 4096) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
    const { code, length } = decodeRune(bytes, at);
    if (code === undefined) units.push(0xdc00 + (bytes[at] ?? 0));
    else if (code > 0xffff) units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
    else units.push(code);
    at += length;
  }
  parts.push(String.fromCharCode(...units));
  return parts.join("");
}

function isAsciiBytes(bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) if ((bytes[index] ?? 0) >= 0x80) return false;
  return true;
}

function fromAscii(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    // `apply` takes anything like an array; spreading is many times slower.
    text += String.fromCharCode.apply(undefined, bytes.subarray(at, at + 8192) as unknown as number[]);
  }
  return text;
}

/** One character of UTF-8 (unicode/utf8.DecodeRune); without `code` where the byte begins none. */
function decodeRune(bytes: Uint8Array, at: number): { readonly code: number | undefined; readonly length: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { code: first, length: 1 };
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  let code = first & (0xff >> (length + 1));
  for (let index = 1; index < length; index++) {
    const next = bytes[at + index] ?? 0;
    if ((next & 0xc0) !== 0x80) return { code: undefined, length: 1 };
    code = (code << 6) | (next & 63);
  }
  const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  if (first < 0xc2 || code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
    return { code: undefined, length: 1 };
  return { code, length };
}

/** The bytes from `start` to `end`, as a string. */
export function sliceBytes(text: string, start: number, end?: number): string {
  if (isAscii(text)) return text.slice(start, end);
  return fromBytes(toBytes(text).subarray(start, end));
}

/** Joined strings may make characters of bytes that were none apart. */
export function joined(text: string): string {
  return escaped.test(text) ? fromBytes(toBytes(text)) : text;
}

/** True for a string whose bytes are all UTF-8. */
export function isUtf8(text: string): boolean {
  if (!escaped.test(text)) return true;
  for (let index = 0; index < text.length; index++) if (isByte(text, index)) return false;
  return true;
}

/** True where a byte stands that is not UTF-8. */
export function isByte(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (!isEscape(unit)) return false;
  const before = text.charCodeAt(index - 1);
  return !(before >= 0xd800 && before < 0xdc00);
}

/** The characters; a byte that is not UTF-8 is U+FFFD, as in Go's `range`. */
export function runes(text: string): string[] {
  const all = [...text];
  return escaped.test(text)
    ? all.map((rune) => (rune.length === 1 && isEscape(rune.charCodeAt(0)) ? "\ufffd" : rune))
    : all;
}

/** The order of Go's strings: by bytes. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [x, y] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (x === y) continue;
    if (x < 0xd800 || y < 0xd800) return x < y ? -1 : 1;
    const [left, right] = [toBytes(a.slice(index > 0 ? index - 1 : 0)), toBytes(b.slice(index > 0 ? index - 1 : 0))];
    for (let at = 0; at < left.length && at < right.length; at++) {
      if (left[at] !== right[at]) return (left[at] ?? 0) < (right[at] ?? 0) ? -1 : 1;
    }
    return left.length - right.length;
  }
  return a.length - b.length;
}

function isEscape(unit: number): boolean {
  return unit >= 0xdc80 && unit <= 0xdcff;
}

function isLow(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit < 0xe000;
}
