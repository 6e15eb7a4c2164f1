/** Computes paths, distances and common folders between the files of a workspace, from their paths alone. */
import { folderOf, isWithin } from "../../base/uri-path.ts";

/** The deepest folder that holds both. */
export function commonFolder(a: string, b: string): string {
  const most = Math.min(a.length, b.length);
  let slash = 0;
  for (let at = 0; at < most; at++) {
    const unit = a.charCodeAt(at);
    if (unit !== b.charCodeAt(at)) break;
    if (unit === 0x2f) slash = at;
  }
  return a.slice(0, slash);
}

/** The child of the folder that is the path or leads to it. */
export function childTowards(path: string, folder: string): string {
  const end = path.indexOf("/", folder.length + 1);
  return end < 0 ? path : path.slice(0, end);
}

/**
 * How far a file lies from another: 0 the same, 1 the same folder, 2 below it or one level up, and one more for each
 * further level up to the common folder.
 */
export function distanceBetween(from: string, to: string): number {
  if (from === to) return 0;
  let folder = folderOf(from);
  if (folderOf(to) === folder) return 1;
  if (isWithin(to, folder)) return 2;
  let distance = 1;
  while (folder !== "" && !isWithin(to, folder)) {
    folder = folderOf(folder);
    distance += 1;
  }
  return distance;
}

/** The way from a file up to its workspace folder: (folder, the child of it that leads to the file). */
export function* steps(path: string, roots: readonly string[]): Iterable<readonly [folder: string, child: string]> {
  const root = rootOf(path, roots);
  for (let child = path; child !== root && child !== ""; child = folderOf(child)) yield [folderOf(child), child];
}

/** The deepest workspace folder that holds the path; "" when none does. */
export function rootOf(path: string, roots: readonly string[]): string {
  let best = "";
  for (const root of roots) if (root.length > best.length && isWithin(path, root)) best = root;
  return best;
}
