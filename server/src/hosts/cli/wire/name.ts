/** Reads and writes domain names in DNS messages byte for byte (RFC 1035 sections 3.1, 4.1.4, 5.1). */

/** A message, or a part of one, that the wire format does not allow. */
export class WireError extends Error {}

/** Characters that a master file needs escaped besides the unprintable ones (the set that CoreDNS's library escapes). */
const special: ReadonlySet<number> = new Set([...'. ();@"\\'].map((character) => character.charCodeAt(0)));

/**
 * Reads the name at an offset, following compression pointers, which may only point backwards.
 * @returns the name in presentation form, absolute with the final dot, and the offset behind it
 * @throws WireError when the name is cut off, too long (255 octets) or not of labels and pointers
 */
export function readName(bytes: Uint8Array, at: number): { readonly name: string; readonly next: number } {
  let name = "";
  let next: number | undefined;
  let octets = 1;
  let limit = at;
  for (let offset = at; ; ) {
    const length = bytes[offset];
    if (length === undefined) throw new WireError("a name is cut off");
    if (length === 0) return { name: name === "" ? "." : name, next: next ?? offset + 1 };
    if (length >= 0xc0) {
      const low = bytes[offset + 1];
      if (low === undefined) throw new WireError("a compression pointer is cut off");
      const target = ((length & 0x3f) << 8) | low;
      if (target >= limit) throw new WireError("a compression pointer does not point backwards");
      next ??= offset + 2;
      limit = target;
      offset = target;
      continue;
    }
    if (length > 63) throw new WireError("a label has a type that does not exist");
    octets += length + 1;
    if (octets > 255) throw new WireError("a name takes more than 255 octets");
    const end = offset + 1 + length;
    if (end > bytes.length) throw new WireError("a label is cut off");
    for (let index = offset + 1; index < end; index++) name += presentOctet(bytes[index] ?? 0);
    name += ".";
    offset = end;
  }
}

function presentOctet(octet: number): string {
  if (octet < 0x21 || octet > 0x7e) {
    return octet === 0x20 ? "\\ " : `\\${octet.toString().padStart(3, "0")}`;
  }
  const character = String.fromCharCode(octet);
  return special.has(octet) ? `\\${character}` : character;
}

const encoder = new TextEncoder();

/**
 * The labels of a name in presentation form: `\.` and `\123` are octets of a label, other characters their UTF-8 octets.
 * @throws WireError for empty labels, labels over 63 octets and names over 255
 */
export function labelsOf(name: string): readonly Uint8Array[] {
  if (name === "." || name === "") return [];
  const labels: Uint8Array[] = [];
  let octets: number[] = [];
  let total = 1;
  const end = (): void => {
    if (octets.length === 0) throw new WireError(`'${name}' has an empty label`);
    if (octets.length > 63) throw new WireError(`'${name}' has a label of ${octets.length} octets, 63 are the most`);
    total += octets.length + 1;
    labels.push(Uint8Array.from(octets));
    octets = [];
  };
  const pattern = /\\(\d{3})|\\([\s\S])|(\.)|([^\\.]+)|\\$/gu;
  for (const [, decimal, escaped, dot, plain] of name.matchAll(pattern)) {
    if (dot !== undefined) end();
    else if (decimal !== undefined) octets.push(Number(decimal) & 0xff);
    else for (const octet of encoder.encode(escaped ?? plain ?? "")) octets.push(octet);
  }
  if (octets.length > 0) end();
  if (total > 255) throw new WireError(`'${name}' takes ${total} octets, 255 are the most`);
  return labels;
}
