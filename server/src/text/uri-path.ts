/**
 * Knows how URIs of one scheme nest: folders, names, relative references. Works on the decoded text and hands out the
 * same strings for the same file; refuses to build URIs (only clients do that).
 */
import type { Uri } from "./source.ts";

/** The URI decoded for comparison: VS Code writes `%3A` and `%20`, Node writes `:` and `%20`. Never shown as a URI. */
export function pathOf(uri: Uri | string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri; // A stray per cent sign: the URI was not encoded at all.
  }
}

/** The part before the last slash; "" at the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** The part behind the last slash. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** True when `path` is `folder` or below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

/** `path` relative to `folder`, or the whole path when it lies elsewhere. "" when both are the same. */
export function relativeTo(path: string, folder: string): string {
  if (path === folder) return "";
  return folder !== "" && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}

/** Resolves a relative reference such as `../base/web.yaml` against a folder. Steps above the root are ignored. */
export function resolveFrom(folder: string, reference: string): string {
  const parts = reference.startsWith("/") ? [] : folder.split("/");
  for (const part of reference.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (parts.length > 0) parts.pop();
    } else parts.push(part);
  }
  return parts.join("/");
}
