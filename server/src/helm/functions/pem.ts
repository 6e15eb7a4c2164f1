/** PEM texts: read as Go's encoding/pem does, and made up where helm would make keys and certificates. */
import { decodeBase64, encodeBase64 } from "./base64.ts";

export interface PemBlock {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The first block of a text. */
export function decodePem(text: string): PemBlock | undefined {
  const form =
    /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n((?:[^\n:]+: [^\n]*\n)*)\s*([A-Za-z0-9+/=\s]*?)-----END \1-----/;
  const match = form.exec(text);
  if (match === null) return undefined;
  const decoded = decodeBase64((match[3] ?? "").replace(/\s/g, ""));
  return "bytes" in decoded ? { type: match[1] ?? "", bytes: decoded.bytes } : undefined;
}

/** A block of `length` bytes that begins as DER of that length does. The bytes mean nothing. */
export function madeUpPem(type: string, length: number): string {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 151 + 17 + type.length) & 255);
  const rest = length - 4;
  bytes.set([0x30, 0x82, rest >> 8, rest & 255]);
  const lines = encodeBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${type}-----\n${lines.join("\n")}\n-----END ${type}-----\n`;
}
