/** Base64 and base32 of bytes, with Go's messages (encoding/base64, encoding/base32). */
import { fromBytes, toBytes } from "../template/bytes.ts";

const alphabet64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** `=` */
const padding = 61;
const alphabet32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let to = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const left = bytes.length - at;
    codes[to++] = alphabet64.charCodeAt(bits >> 18);
    codes[to++] = alphabet64.charCodeAt((bits >> 12) & 63);
    codes[to++] = left > 1 ? alphabet64.charCodeAt((bits >> 6) & 63) : padding;
    codes[to++] = left > 2 ? alphabet64.charCodeAt(bits & 63) : padding;
  }
  return fromBytes(codes);
}

/** What decoding gives: the bytes, or the offset of the first wrong one. */
export type Decoded = { readonly bytes: Uint8Array } | { readonly wrongAt: number };

/** base64.StdEncoding.DecodeString. */
export function decodeBase64(text: string): Decoded {
  const input = toBytes(text);
  const bytes: number[] = [];
  let at = 0;
  const skipBreaks = (): void => {
    while (input[at] === 10 || input[at] === 13) at++;
  };
  for (;;) {
    const values: number[] = [];
    while (values.length < 4) {
      skipBreaks();
      const code = input[at];
      if (code === undefined) return values.length === 0 ? done(bytes) : { wrongAt: at - values.length };
      at++;
      const value = alphabet64.indexOf(String.fromCharCode(code));
      if (value >= 0) {
        values.push(value);
        continue;
      }
      if (code !== padding || values.length < 2) return { wrongAt: at - 1 };
      if (values.length === 2) {
        skipBreaks();
        if (at === input.length) return { wrongAt: at };
        if (input[at] !== padding) return { wrongAt: at - 1 };
        at++;
      }
      skipBreaks();
      if (at < input.length) return { wrongAt: at };
      push(bytes, values, 6);
      return done(bytes);
    }
    push(bytes, values, 6);
  }
}

/** base32.StdEncoding.DecodeString. */
export function decodeBase32(text: string): Decoded {
  const input = toBytes(text).filter((byte) => byte !== 10 && byte !== 13);
  const bytes: number[] = [];
  let at = 0;
  while (at < input.length) {
    const values: number[] = [];
    while (values.length < 8) {
      const code = input[at];
      if (code === undefined) return { wrongAt: at - values.length };
      at++;
      const left = input.length - at;
      if (code === padding && values.length >= 2 && left < 8) {
        const fault = paddingFault(input, at, values.length);
        if (fault !== undefined) return { wrongAt: fault };
        push(bytes, values, 5);
        return done(bytes);
      }
      const value = alphabet32.indexOf(String.fromCharCode(code));
      if (value < 0) return { wrongAt: at - 1 };
      values.push(value);
    }
    push(bytes, values, 5);
  }
  return done(bytes);
}

/** Where the padding behind `count` characters is wrong; its first character is read. */
function paddingFault(input: Uint8Array, at: number, count: number): number | undefined {
  if (input.length - at + count < 7) return input.length;
  for (let index = 0; index < 7 - count; index++) {
    const code = input[at + index];
    if (code !== undefined && code !== padding) return at + index - 1;
  }
  return count === 1 || count === 3 || count === 6 ? at - 1 : undefined;
}

function done(bytes: readonly number[]): Decoded {
  return { bytes: Uint8Array.from(bytes) };
}

/** base32.StdEncoding.EncodeToString. */
export function encodeBase32(bytes: Uint8Array): string {
  let result = "";
  let bits = 0;
  let count = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xffff;
    count += 8;
    while (count >= 5) {
      count -= 5;
      result += alphabet32[(bits >> count) & 31] ?? "";
    }
  }
  if (count > 0) result += alphabet32[(bits << (5 - count)) & 31] ?? "";
  return result.padEnd(Math.ceil(result.length / 8) * 8, "=");
}

/** The text that sprig's decoders give: the error's words where there is one. */
export function decodedText(decoded: Decoded, name: string): string {
  return "bytes" in decoded ? fromBytes(decoded.bytes) : `illegal ${name} data at input byte ${decoded.wrongAt}`;
}

function push(bytes: number[], values: readonly number[], width: number): void {
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
