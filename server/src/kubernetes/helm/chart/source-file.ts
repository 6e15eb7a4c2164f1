/** The files that a chart is read from: contents that somebody else has fetched, under names within the chart. */
import { recently } from "../recently.ts";
import { fromBytes } from "../template/bytes.ts";

/** A file. Hand in the same object while the content is the same: what is read from it is kept with it. */
export interface SourceFile {
  /** The path that errors and origins name: within the chart's folder, or as the caller calls a values file. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** Octets that helm loads of one file, and of one archive (loader/archive.go). */
export const largestFile: number = 5 * 1024 * 1024;
export const largestChart: number = 100 * 1024 * 1024;

const texts = new WeakMap<SourceFile, string>();

/** The content as a Go string (see template/bytes.ts), without a byte order mark. */
export function textOf(file: SourceFile): string {
  const known = texts.get(file);
  if (known !== undefined) return known;
  const text = typeof file.content === "string" ? file.content : fromBytes(file.content);
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  texts.set(file, bare);
  return bare;
}

/** Octets of files that a function's results are kept of: those of some large charts. */
const mostKept = 4 * 1024 * 1024;

/** Keeps what a function makes of a file with the file, for the last ones. */
export function keptWithFile<T>(make: (file: SourceFile) => T): (file: SourceFile) => T {
  return recently(make, ({ content }) => content.length, mostKept);
}
