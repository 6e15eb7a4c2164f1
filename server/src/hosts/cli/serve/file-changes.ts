/** Compares a file on disk with the workspace's version: it is taken over, gone, kept as it was, or waited for. */

import { sameLinks } from "../../../kubernetes/kustomize/source-file.ts";
import type { AnalysedFile } from "../../../workspace/analysis.ts";
import type { FileChange } from "../../../workspace/workspace.ts";
import { isFolder, type Look, type LookAt } from "../../node/look.ts";
import { type Defect, isWorthKeeping } from "./defects.ts";
import type { Suspects } from "./suspects.ts";

/** A file whose last good version stands. */
export interface Rejected {
  readonly why: Defect;
  /** What was judged; absent for what could not be read. */
  readonly text?: string;
}

/** What lasts from look to look, by path. */
export interface Memory {
  readonly suspects: Suspects;
  readonly held: Map<string, Rejected>;
  /** Why files are not read of which there never was a good version. */
  readonly unread: Map<string, string>;
}

/** How files are looked at. */
export interface Looking extends Memory {
  readonly lookAt: LookAt;
}

/** A change of a file whose URI is known. */
export type Change = Omit<FileChange, "uri">;

/** What becomes of a file; undefined while what the workspace has of it stands. */
export function changeOf(looking: Looking, path: string, file: AnalysedFile | undefined): Change | undefined {
  const { lookAt, suspects, held } = looking;
  const look = lookAt(path, suspects.has(path));
  if (look === undefined) return undefined;
  if (look.kind === "text") return isTaken(looking, path, file, look) ? look : undefined;
  if (file === undefined) return unreadChange(looking, path, look);
  if (suspects.isWaiting(path, look.kind === "gone" ? "gone" : look.why)) return undefined;
  if (look.kind === "unreadable") {
    held.set(path, { why: { message: `not read: ${look.why}` } });
    return undefined;
  }
  suspects.clear(path);
  held.delete(path);
  return { text: null };
}

/** What there never was a version of is known as not read, where something is there. */
export function unreadChange(
  { unread }: Memory,
  path: string,
  look: Exclude<Look, { kind: "text" }>,
): Change | undefined {
  const why = look.kind === "gone" || isFolder(path) ? undefined : look.why;
  if (unread.get(path) === why) return undefined;
  if (why === undefined) {
    unread.delete(path);
    return { text: null };
  }
  unread.set(path, why);
  return { text: null, unread: { why, outside: look.kind === "unreadable" && look.outside } };
}

function isTaken(
  { suspects, held, unread }: Memory,
  path: string,
  file: AnalysedFile | undefined,
  { text, links }: Extract<Look, { kind: "text" }>,
): boolean {
  unread.delete(path);
  if (file !== undefined && file.role !== "unreadable" && file.text === text) {
    suspects.clear(path);
    held.delete(path);
    return !sameLinks(file.links, links);
  }
  if (file !== undefined && isWorthKeeping(file)) {
    if (/^[\s-]*$/.test(text)) {
      if (!suspects.isWaiting(path, "empty")) held.set(path, { why: { message: "it is empty" }, text });
      return false;
    }
    // Cut off, it may be whole: what is missing is being written, or never will be.
    if (file.text.startsWith(text) && suspects.isWaiting(path, `the first ${text.length}`)) return false;
  }
  suspects.clear(path);
  return held.get(path)?.text !== text;
}
