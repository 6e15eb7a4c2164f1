/** Base64 of bytes, as Go's encoding/base64 reads and writes it, and the text whose UTF-8 some bytes are. */

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Standard base64 with padding, without line breaks. */
export function encodeBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const left = bytes.length - at;
    text += alphabet.charAt(bits >> 18) + alphabet.charAt((bits >> 12) & 63);
    text += (left > 1 ? alphabet.charAt((bits >> 6) & 63) : "=") + (left > 2 ? alphabet.charAt(bits & 63) : "=");
    if (text.length < 8192) continue;
    parts.push(text);
    text = "";
  }
  return parts.join("") + text;
}

/** What decoding gives: the bytes, or the offset of the first wrong one. */
export type Decoded = { readonly bytes: Uint8Array } | { readonly wrongAt: number };

/** base64.StdEncoding.DecodeString: line breaks are passed over, and every character before the wrong one is ASCII. */
export function decodeBase64(text: string): Decoded {
  const bytes: number[] = [];
  let at = 0;
  const skipBreaks = (): void => {
    while (text[at] === "\n" || text[at] === "\r") at++;
  };
  for (;;) {
    const values: number[] = [];
    while (values.length < 4) {
      skipBreaks();
      const character = text[at];
      if (character === undefined)
        return values.length === 0 ? { bytes: Uint8Array.from(bytes) } : { wrongAt: at - values.length };
      at++;
      const value = alphabet.indexOf(character);
      if (value >= 0) {
        values.push(value);
        continue;
      }
      if (character !== "=" || values.length < 2) return { wrongAt: at - 1 };
      if (values.length === 2) {
        skipBreaks();
        if (at === text.length) return { wrongAt: at };
        if (text[at] !== "=") return { wrongAt: at - 1 };
        at++;
      }
      skipBreaks();
      if (at < text.length) return { wrongAt: at };
      pushBits(bytes, values, 6);
      return { bytes: Uint8Array.from(bytes) };
    }
    pushBits(bytes, values, 6);
  }
}

/** Adds the whole octets of values that are so many bits wide. */
export function pushBits(bytes: number[], values: readonly number[], width: number): void {
  let bits = 0;
  let count = 0;
  for (const value of values) {
    bits = ((bits << width) | value) & 0xffffff;
    count += width;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 255);
    }
  }
}

/** The text whose UTF-8 these bytes are; undefined where they are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  const escapes: string[] = [];
  for (const byte of bytes) escapes.push(`%${byte.toString(16).padStart(2, "0")}`);
  try {
    return decodeURIComponent(escapes.join(""));
  } catch {
    return undefined;
  }
}
