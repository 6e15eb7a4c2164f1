/** PEM texts: read as Go's encoding/pem does, and made up where helm would make keys and certificates. */
import { decodeBase64, encodeBase64 } from "../../../base/base64.ts";
import { trimEndOf } from "../../../base/trim.ts";

export interface PemBlock {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The first block of a text. */
export function decodePem(text: string): PemBlock | undefined {
  const header = /[^\n:]+: [^\n]*\n/y;
  const body = /[A-Za-z0-9+/=\s]*/y;
  let [bodyStart, bodyEnd] = [0, 0];
  for (const { index, 0: begin } of text.matchAll(/(?:^|\n)-----BEGIN /g)) {
    const lineEnd = text.indexOf("\n", index + begin.length);
    const line = trimEndOf(text.slice(index + begin.length, lineEnd), " \t\r");
    if (lineEnd < 0 || !line.endsWith("-----")) continue;
    // Lines that were headers of the block before are this one's, too.
    if (lineEnd >= bodyStart) {
      bodyStart = lineEnd + 1;
      for (header.lastIndex = bodyStart; header.test(text); ) bodyStart = header.lastIndex;
      body.lastIndex = bodyStart;
      body.test(text);
      bodyEnd = body.lastIndex;
    }
    const type = line.slice(0, -"-----".length);
    if (!text.startsWith(`-----END ${type}-----`, bodyEnd)) continue;
    const decoded = decodeBase64(text.slice(bodyStart, bodyEnd).replace(/\s/g, ""));
    return "bytes" in decoded ? { type, bytes: decoded.bytes } : undefined;
  }
  return undefined;
}

/** A block of `length` bytes that begins as DER of that length does. The bytes mean nothing. */
export function madeUpPem(type: string, length: number): string {
  const known = made.get(type);
  if (known?.length === length) return known.text;
  const text = makePem(type, length);
  made.set(type, { length, text });
  return text;
}

const made = new Map<string, { readonly length: number; readonly text: string }>();

function makePem(type: string, length: number): string {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 151 + 17 + type.length) & 255);
  const rest = length - 4;
  bytes.set([0x30, 0x82, rest >> 8, rest & 255]);
  const lines = encodeBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${type}-----\n${lines.join("\n")}\n-----END ${type}-----\n`;
}
