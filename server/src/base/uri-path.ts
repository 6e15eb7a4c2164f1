/**
 * Nests the URIs of one scheme: folders, names, relative references. Works on the decoded text and gives the same string
 * for the same file; URIs are built by clients only. A path of Windows is recognised by its drive letter or its server.
 */
import type { Uri } from "./source.ts";

/**
 * The URI decoded for comparison, one text for all its spellings (RFC 3986 section 6, RFC 8089): `file:///C%3A/a%20b`,
 * `file:///c:/a b` and `file:/c:/a b` are the same. Never shown as a URI. What cannot be decoded stays as it is.
 */
export function pathOf(uri: Uri | string): string {
  const path = uri.includes("%") ? decoded(uri) : uri;
  if (!path.startsWith("file:")) return path;
  // Most are written so already: this machine's, and no drive.
  return path.startsWith("file:///") && path[9] !== ":" ? path : filePathOf(path);
}

/** The same of a folder, without slashes at its end; the root of a disk keeps those of its scheme. */
export function folderPathOf(uri: Uri | string): string {
  const path = pathOf(uri);
  const root = rootOf(path).length;
  let end = path.length;
  while (end > root && path[end - 1] === "/") end -= 1;
  return path.slice(0, end);
}

/** The path as people write it where the scheme is `file:`: `/repo/web`, `c:/repo/web`, `//server/share/web`. */
export function shownPathOf(path: string): string {
  if (!path.startsWith("file://")) return path;
  const rest = path.slice("file://".length);
  if (/^\/[a-z]:/.test(rest)) return rest.slice(1);
  return rest.startsWith("/") ? rest : `//${rest}`;
}

/** True for a path of Windows: `file:///c:/repo`, or `file://server/share` on another machine. */
export function isWindowsPath(path: string): boolean {
  return /^file:\/\/(?:\/[a-z]:(?:\/|$)|[^/])/.test(path);
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

/**
 * Resolves a reference such as `../base/web.yaml` against a folder. An absolute one stays on the folder's disk; on Windows
 * backslashes separate and `D:/base` names another drive (Go's path/filepath, which kustomize and Helm use). Steps above
 * the root are ignored.
 */
export function resolveFrom(folder: string, reference: string): string {
  const isWindows = isWindowsPath(folder);
  const wanted = isWindows ? reference.replaceAll("\\", "/") : reference;
  const drive = isWindows ? /^[A-Za-z]:(?=\/)/.exec(wanted)?.[0] : undefined;
  const root = drive === undefined ? rootOf(folder) : `file:///${drive.toLowerCase()}`;
  const way = drive === undefined ? wanted : wanted.slice(drive.length);
  const below = folder.slice(root.length);
  const parts =
    way.startsWith("/") || drive !== undefined ? [""] : below === "" && root !== "" ? [""] : below.split("/");
  const first = parts[0] === "" ? 1 : 0;
  for (const part of way.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (parts.length > first) parts.pop();
    } else parts.push(part);
  }
  return root + parts.join("/");
}

/** Each run of escapes by itself: one stray per cent sign leaves the others readable. */
function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    // bounded: a URI
    return uri.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
      try {
        return decodeURIComponent(escapes);
      } catch {
        return escapes; // No UTF-8: the per cent signs were meant.
      }
    });
  }
}

/** The host is empty for this machine, else in small letters; so is the letter of a drive. */
function filePathOf(path: string): string {
  const [, given, rest = ""] = /^file:(?:\/\/([^/]*))?(.*)$/s.exec(path) ?? [];
  const host = (given ?? "").toLowerCase();
  const way = rest.replace(/^\/?([A-Z]:)(?=\/|$)/, (_, drive: string) => `/${drive.toLowerCase()}`);
  return `file://${host === "localhost" ? "" : host}${way}`;
}

/** What no `..` leads out of: scheme, host and drive; "" for a path without a scheme. */
function rootOf(path: string): string {
  return /^(?:file:\/\/\/[a-z]:(?=\/|$)|[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/[^/]*)?)/.exec(path)?.[0] ?? "";
}
