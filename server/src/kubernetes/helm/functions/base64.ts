/** Base32 of bytes, and what sprig's decoders say of a wrong byte (encoding/base32). */
import { type Decoded, pushBits } from "../../../base/base64.ts";
import { fromBytes, toBytes } from "../template/bytes.ts";

/** `=` */
const padding = 61;
const alphabet32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

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
        pushBits(bytes, values, 5);
        return done(bytes);
      }
      const value = alphabet32.indexOf(String.fromCharCode(code));
      if (value < 0) return { wrongAt: at - 1 };
      values.push(value);
    }
    pushBits(bytes, values, 5);
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
