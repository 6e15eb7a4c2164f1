/** The files of a packed chart (`.tgz`), with helm's checks of names and sizes (loader/archive.go). */
import { Gunzip } from "fflate";
import { fromBytes } from "../template/bytes.ts";
import { LimitError } from "../template/limit-error.ts";
import { quote } from "../template/quote.ts";
import { keptWithFile, largestChart, largestFile, type SourceFile } from "./source-file.ts";

/** Why an archive is not read, in helm's words. */
export class ArchiveError extends Error {}

/** A file of an archive; `name` is its path below the archive's one folder. */
export interface ArchivedFile {
  readonly name: string;
  readonly source: SourceFile;
}

/**
 * `loader.LoadArchiveFiles`.
 * @throws {ArchiveError}
 * @throws {LimitError} for one with more files than any chart has
 */
export const archivedFiles: (archive: SourceFile) => readonly ArchivedFile[] = keptWithFile((archive) => {
  if (typeof archive.content === "string") throw new ArchiveError("gzip: invalid header");
  const data = unzip(archive.content);
  const files = entriesOf(data).flatMap(({ name, content, isFolder }) => {
    if (isFolder) return [];
    const path = checkedName(name);
    if (content.length > largestFile)
      throw new ArchiveError(
        `decompressed chart file ${quote(name)} is larger than the maximum file size ${largestFile}`,
      );
    return [{ name: path, source: { path: `${archive.path}/${name}`, content } }];
  });
  if (files.length === 0) throw new ArchiveError("no files in chart archive");
  return files;
});

/** Octets of compressed data that are taken at once: what they may become stays small. */
const step = 4096;

function unzip(packed: Uint8Array): Uint8Array {
  if (packed[0] !== 0x1f || packed[1] !== 0x8b || packed[2] !== 8) throw new ArchiveError("gzip: invalid header");
  const parts: Uint8Array[] = [];
  let size = 0;
  let members = 1;
  const gunzip = new Gunzip((part) => {
    size += part.length;
    parts.push(part);
  });
  gunzip.onmember = () => {
    members += 1;
  };
  try {
    for (let at = 0; at < packed.length; at += step) {
      gunzip.push(packed.subarray(at, at + step), at + step >= packed.length);
      if (size > largestChart)
        throw new ArchiveError(`decompressed chart is larger than the maximum file size ${largestChart}`);
    }
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError(
      error instanceof Error && /EOF/.test(error.message) ? "unexpected EOF" : "gzip: invalid data",
    );
  }
  const data = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  const trailer = packed.length - 8;
  if (members === 1 && (uint32(packed, trailer) !== crc32(data) || uint32(packed, trailer + 4) !== size))
    throw new ArchiveError("gzip: invalid checksum");
  return data;
}

function uint32(data: Uint8Array, at: number): number {
  return [3, 2, 1, 0].reduce((sum, index) => sum * 256 + (data[at + index] ?? 0), 0);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(data: Uint8Array): number {
  let value = 0xffffffff;
  // A chart may have a hundred megabytes: an iterator takes ten times as long.
  for (let at = 0; at < data.length; at++) value = (crcTable[(value ^ (data[at] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

interface TarEntry {
  readonly name: string;
  readonly content: Uint8Array;
  readonly isFolder: boolean;
}

const block = 512;

/** Entries of an archive. */
const mostEntries = 20_000;

/** Entries that hold something: ustar, with the long names of pax and GNU tar. */
function entriesOf(data: Uint8Array): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  for (let at = 0; at + block <= data.length; ) {
    const header = data.subarray(at, at + block);
    if (header[0] === 0 && header.every((octet) => octet === 0)) break;
    checkSum(header);
    if (entries.length === mostEntries)
      throw new LimitError(`an archive of the chart has more than ${mostEntries} entries`);
    const size = sizeOf(header);
    const type = String.fromCharCode(header[156] ?? 0);
    const content = data.subarray(at + block, at + block + size);
    if (content.length < size) throw new ArchiveError("unexpected EOF");
    at += block + Math.ceil(size / block) * block;
    if (type === "L") longName = zeroEnded(content, 0, size);
    else if (type === "x") longName = paxPath(content) ?? longName;
    else if (type !== "g" && type !== "K") {
      const name = longName ?? nameOf(header);
      longName = undefined;
      entries.push({ name, content, isFolder: type === "5" || name.endsWith("/") });
    }
  }
  return entries;
}

function checkSum(header: Uint8Array): void {
  let sum = 0;
  for (let index = 0; index < block; index++) sum += index >= 148 && index < 156 ? 0x20 : (header[index] ?? 0);
  if (sum !== octal(header, 148, 8)) throw new ArchiveError("archive/tar: invalid tar header");
}

function sizeOf(header: Uint8Array): number {
  const size = octal(header, 124, 12);
  // Sizes that octal digits do not hold are above every limit.
  if ((header[124] ?? 0) & 0x80 || size > largestChart)
    throw new ArchiveError(`decompressed chart is larger than the maximum file size ${largestChart}`);
  return size;
}

function octal(header: Uint8Array, start: number, length: number): number {
  const digits = zeroEnded(header, start, length).trim();
  if (!/^[0-7]*$/.test(digits)) throw new ArchiveError("archive/tar: invalid tar header");
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}

function nameOf(header: Uint8Array): string {
  const name = zeroEnded(header, 0, 100);
  const isUstar = zeroEnded(header, 257, 6).startsWith("ustar");
  const prefix = isUstar && header[263] !== 0x20 ? zeroEnded(header, 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function zeroEnded(data: Uint8Array, start: number, length: number): string {
  const field = data.subarray(start, start + length);
  const end = field.indexOf(0);
  return fromBytes(end < 0 ? field : field.subarray(0, end));
}

/** Records `LENGTH KEY=VALUE\n`. */
function paxPath(content: Uint8Array): string | undefined {
  let path: string | undefined;
  for (let at = 0; at < content.length; ) {
    const blank = content.indexOf(0x20, at);
    const length = Number(fromBytes(content.subarray(at, blank)));
    if (blank < 0 || !Number.isInteger(length) || length <= 0 || at + length > content.length)
      throw new ArchiveError("archive/tar: invalid tar header");
    const record = fromBytes(content.subarray(blank + 1, at + length - 1));
    if (record.startsWith("path=")) path = record.slice("path=".length);
    at += length;
  }
  return path;
}

/** The name without its first folder. */
function checkedName(name: string): string {
  // An archive that was made on Windows has backslashes.
  const delimiter = name.includes("\\") ? "\\" : "/";
  const parts = name.split(delimiter);
  const below = parts.slice(1).join("/");
  if (below.startsWith("/")) throw new ArchiveError("chart illegally contains absolute paths");
  const clean = cleanPath(below);
  if (clean === ".")
    throw new ArchiveError(`chart illegally contains content outside the base directory: ${quote(name)}`);
  if (clean.startsWith("..")) throw new ArchiveError("chart illegally references parent directory");
  if (/^[a-zA-Z]:\//.test(clean)) throw new ArchiveError("chart contains illegally named files");
  if (parts[0] === "Chart.yaml") throw new ArchiveError("chart yaml not in base directory");
  return clean;
}

/** Go's path.Clean of a relative path. */
function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.length === 0 ? "." : parts.join("/");
}
