/**
 * Reads the bytes of regular files. Pipes, sockets and devices are never opened: they may have no end, never answer, or
 * act when they are read. Sizes are looked at before anything is read.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";

/** Why a file is not read, in words that follow its name: `it is a named pipe`. */
export class NotRead extends Error {}

/** What is there is not a regular file. */
export class Irregular extends NotRead {
  readonly kind: string;
  constructor(kind: string) {
    super(`it is ${kind}`);
    this.kind = kind;
  }
}

/**
 * All bytes of a regular file.
 * @param maxBytes larger files are not read, in octets
 * @param mayBeLink false: a path whose links have been resolved
 * @throws NotRead for what is not a regular file or too large, and the errors of node:fs
 */
export function readRegularFile(path: string, maxBytes: number, mayBeLink = true): Uint8Array {
  checkRegular(statSync(path), maxBytes);
  // Something else may have taken the file's place by now: opening a pipe without waiting does not block.
  const flags = constants.O_NONBLOCK | (mayBeLink ? 0 : constants.O_NOFOLLOW);
  const descriptor = openSync(path, constants.O_RDONLY | flags);
  try {
    const stats = fstatSync(descriptor);
    checkRegular(stats, maxBytes);
    return readAtMost(descriptor, maxBytes, stats.size);
  } finally {
    closeSync(descriptor);
  }
}

/** What is there, in words: `a named pipe`; undefined for a regular file. */
export function irregularKind(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return "a directory";
  if (stats.isFIFO()) return "a named pipe";
  if (stats.isSocket()) return "a socket";
  return "a device";
}

function checkRegular(stats: Stats, maxBytes: number): void {
  const kind = irregularKind(stats);
  if (kind !== undefined) throw new Irregular(kind);
  if (stats.size > maxBytes) throw tooLarge(stats.size, maxBytes);
}

/**
 * Everything up to the end.
 * @param expected the likely length, in octets
 * @throws NotRead when there is more than `maxBytes`
 */
export function readAtMost(descriptor: number, maxBytes: number, expected = 65_536): Uint8Array {
  const chunks: Buffer[] = [];
  let length = 0;
  for (let next = expected + 1; ; next = 65_536) {
    const chunk = Buffer.allocUnsafe(Math.min(next, maxBytes + 1 - length));
    const count = readSync(descriptor, chunk, 0, chunk.length, null);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    length += count;
    if (length > maxBytes) throw moreThan(maxBytes);
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length);
}

function tooLarge(size: number, maxBytes: number): NotRead {
  return new NotRead(`it has ${size} bytes, ${maxBytes} are the most that is read`);
}

/** For what has no size before its end is reached. */
export function moreThan(maxBytes: number): NotRead {
  return new NotRead(`it has more than ${maxBytes} bytes, which are the most that is read`);
}
