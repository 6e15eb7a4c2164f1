/**
 * Reads the files that a command line names: regular files, and what a shell puts in their place (`/dev/stdin`,
 * `<(command)`, a named pipe that somebody writes to). Nothing else is opened.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { largestFile } from "../../kubernetes/manifests/role.ts";
import { decodeText, reasonOf } from "../node/file-host.ts";
import { irregularKind, moreThan, NotRead, readAtMost, readRegularFile } from "../node/regular-file.ts";
import { UsageError } from "./terminal.ts";

/**
 * The text of a file that was named itself: it is read, or the command ends.
 * @param path absolute
 * @param shown what the message calls it
 * @throws UsageError when it cannot be read, is too large or no text
 */
export function readGivenText(path: string, shown: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readGiven(path);
  } catch (error) {
    const advice = error instanceof NotRead && error.message.includes(" bytes") ? "; split it into several files" : "";
    throw new UsageError(`cannot read '${shown}': ${reasonOf(error)}${advice}`);
  }
  return decodeGiven(bytes, `'${shown}'`);
}

/** @throws UsageError for what is too large or no text */
export function decodeGiven(bytes: Uint8Array, shown: string): string {
  if (bytes.length > largestFile)
    throw new UsageError(`cannot read ${shown}: ${moreThan(largestFile).message}; split it into several files`);
  const text = decodeText(bytes);
  if (text === undefined) throw new UsageError(`cannot read ${shown}: it is not text`);
  return text;
}

/** Names of what the caller of the program has opened for it. */
const inherited = /^\/(?:dev\/(?:stdin|fd\/\d+)|proc\/(?:self|\d+)\/fd\/\d+)$/;

const harmlessDevices: readonly string[] = ["/dev/null", "/dev/tty"];

function readGiven(path: string): Uint8Array {
  const stats = statSync(path);
  const isInherited = inherited.test(path);
  if (stats.isFIFO()) return isInherited ? readOpened(path) : readNamedPipe(path);
  // A stream that a shell has redirected, a terminal that somebody types into, or the device that is empty.
  if (stats.isCharacterDevice() && (isInherited || harmlessDevices.includes(path))) return readOpened(path);
  return readRegularFile(path, largestFile);
}

function readOpened(path: string): Uint8Array {
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    return readAtMost(descriptor, largestFile);
  } finally {
    closeSync(descriptor);
  }
}

/** Milliseconds until a writer has to be there, and between two pieces of what one writes. */
const patience = { writer: 3_000, piece: 60_000 };
/** Milliseconds between two looks. */
const interval = 20;

/** A pipe without a writer would be waited for without end. */
function readNamedPipe(path: string): Uint8Array {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const kind = irregularKind(fstatSync(descriptor));
    if (kind !== "a named pipe") throw new NotRead("it has been replaced");
    return readPatiently(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readPatiently(descriptor: number): Uint8Array {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(65_536);
  let length = 0;
  let hasWriter = false;
  for (let waited = 0; waited < (hasWriter ? patience.piece : patience.writer); waited += interval) {
    const count = readNow(descriptor, chunk);
    hasWriter ||= count !== 0;
    if (count === 0 && hasWriter) return Buffer.concat(chunks, length);
    if (count !== undefined && count > 0) {
      chunks.push(Buffer.from(chunk.subarray(0, count)));
      length += count;
      if (length > largestFile) throw moreThan(largestFile);
      waited = 0;
    } else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, interval);
  }
  throw new NotRead(
    hasWriter ? "it is a named pipe whose writer is silent" : "it is a named pipe that nobody writes to",
  );
}

/** 0 at the end or without a writer; undefined while a writer is silent. */
function readNow(descriptor: number, into: Buffer): number | undefined {
  try {
    return readSync(descriptor, into, 0, into.length, null);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return undefined;
    throw error;
  }
}
