/**
 * Puts PNG pictures of one size and form one behind the other as an animated PNG (https://www.w3.org/TR/png-3/, APNG), which pages
 * and readers show as they show any PNG. The pixels are taken over as they are packed: nothing is decoded.
 */
import { crc32 } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * @param {readonly { png: Buffer, ms: number }[]} frames the first is what a reader without animation shows; `ms`: how long it stays
 * @returns {Buffer}
 */
export function animated(frames) {
  const all = frames.map(({ png }) => chunksOf(png));
  const header = all[0]?.find(({ type }) => type === "IHDR")?.data;
  if (header === undefined) throw new Error("an animation has one frame at least");
  const other = all.findIndex((chunks) => !chunks.find(({ type }) => type === "IHDR").data.equals(header));
  if (other >= 0) throw new Error(`frame ${other} has another size or form than the first`);
  let sequence = 0;
  const numbered = (data) => {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(sequence++);
    return Buffer.concat([number, data]);
  };
  const parts = [signature, chunk("IHDR", header), chunk("acTL", words(frames.length, 0))];
  for (const [index, chunks] of all.entries()) {
    const place = Buffer.concat([header.subarray(0, 8), words(0, 0), delay(frames[index].ms), Buffer.from([0, 0])]);
    parts.push(chunk("fcTL", numbered(place)));
    for (const { data } of chunks.filter(({ type }) => type === "IDAT"))
      parts.push(index === 0 ? chunk("IDAT", data) : chunk("fdAT", numbered(data)));
  }
  return Buffer.concat([...parts, chunk("IEND", Buffer.alloc(0))]);
}

function chunksOf(png) {
  if (!png.subarray(0, 8).equals(signature)) throw new Error("a frame is not a PNG");
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([words(data.length), body, words(crc32(body))]);
}

function words(...numbers) {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * index);
  return bytes;
}

/** Milliseconds as a fraction. */
function delay(ms) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(ms, 0);
  bytes.writeUInt16BE(1000, 2);
  return bytes;
}
