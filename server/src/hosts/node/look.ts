/** Looks at files again and again, and reads those that may have changed since. What is in them is not looked at. */
import { type BigIntStats, lstatSync, statSync } from "node:fs";
import type { Remark } from "../files/host.ts";
import { Outside } from "./boundary.ts";
import { reasonOf } from "./file-host.ts";

/** What is at a path now. */
export type Look =
  | ({ readonly kind: "text" } & ReadText)
  /** There is nothing of that name. */
  | { readonly kind: "gone" }
  /** There is something that cannot be read, and why: `permission denied`, `it is a directory`. */
  | { readonly kind: "unreadable"; readonly why: string; readonly outside: boolean };

interface ReadText {
  readonly text: string;
  /** Where links led to it. */
  readonly links?: Remark["links"];
}

/**
 * Looks at a path; undefined for a file that is as it was the last time.
 * @param again reads the file although it is as it was
 */
export type LookAt = (path: string, again?: boolean) => Look | undefined;

/** Milliseconds by which a disk's clock may be coarser than ours: what is younger is read again. */
const coarseMs = 2000;

/** @param read gives the text of a file, or throws why it cannot */
export function makeLooker(read: (path: string) => ReadText): LookAt {
  const seen = new Map<string, { readonly stamp: string; readonly readAt: number }>();
  return (path, again = false) => {
    const stats = statsOf(path);
    if ("kind" in stats) {
      seen.delete(path);
      return stats;
    }
    const { dev, ino, size, mtimeNs, ctimeNs, mtimeMs } = stats;
    const stamp = [dev, ino, size, mtimeNs, ctimeNs].join(" ");
    const before = seen.get(path);
    if (!again && before?.stamp === stamp && Number(mtimeMs) < before.readAt - coarseMs) return undefined;
    seen.set(path, { stamp, readAt: Date.now() });
    try {
      return { kind: "text", ...read(path) };
    } catch (error) {
      return isMissing(error) ? { kind: "gone" } : unreadable(reasonOf(error), error instanceof Outside);
    }
  };
}

function statsOf(path: string): BigIntStats | Exclude<Look, { kind: "text" }> {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    if (!isMissing(error)) return unreadable(reasonOf(error));
    return isLink(path) ? unreadable("the link leads nowhere") : { kind: "gone" };
  }
}

function unreadable(why: string, outside = false): Extract<Look, { kind: "unreadable" }> {
  return { kind: "unreadable", why, outside };
}

/** No such file, or a folder on the way is a file now. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** True for a folder that is there, also by a link. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
