/**
 * Decodes bytes to text in the three encodings that YAML allows and tools write. Anything that is not text is refused.
 */

/** Bytes looked at to tell text from anything else; as Git does. */
const sniffed = 8000;

/** The text without its byte order mark, or null for binary data (a zero byte in UTF-8). */
export function decodeText(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (bytes.subarray(0, sniffed).includes(0)) return null;
  return new TextDecoder("utf-8").decode(bytes);
}
