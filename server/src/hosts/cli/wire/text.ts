/** Turns the octets of a TXT string into characters and back without loss. */
import { addAll } from "../../../base/long-lists.ts";

const strict = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/** Decodes UTF-8; other octets become lone surrogates U+DC80 to U+DCFF, which no text holds otherwise. */
export function textOf(octets: Uint8Array): string {
  try {
    return strict.decode(octets);
  } catch {
    let text = "";
    for (const octet of octets) text += String.fromCharCode(octet < 0x80 ? octet : 0xdc00 + octet);
    return text;
  }
}

/** The octets of a text made by `textOf`, or of any other as UTF-8. */
export function octetsOf(text: string): Uint8Array {
  const parts: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) parts.push(code - 0xdc00);
    else addAll(parts, encoder.encode(character));
  }
  return Uint8Array.from(parts);
}

/** The octets cut into character-strings of at most 255 octets each (RFC 1035 section 3.3); at least one. */
export function characterStrings(octets: Uint8Array): readonly Uint8Array[] {
  const strings: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < octets.length; at += 255) strings.push(octets.subarray(at, at + 255));
  return strings;
}
