/** Paths of a disk as its system writes them, and their URIs: those of POSIX and of Windows, both on any machine. */
import { readdirSync, statSync } from "node:fs";
import path, { posix, win32 } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { exactNames, macNames, type NameRules, windowsNames } from "../../base/file-names.ts";
import { asUri, type Uri } from "../../base/source.ts";
import { isWindowsPath, pathOf } from "../../base/uri-path.ts";

/** How one system writes paths. */
export interface DiskPaths {
  readonly isWindows: boolean;
  readonly join: (...parts: readonly string[]) => string;
  readonly dirname: (file: string) => string;
  readonly resolve: (...parts: readonly string[]) => string;
  readonly isAbsolute: (file: string) => boolean;
  /** Between slashes, whatever the system writes; "" for the folder itself. On another drive the whole path. */
  readonly relative: (folder: string, file: string) => string;
  readonly toUri: (file: string) => Uri;
  /** The path that a URI, or its decoded text (uri-path.ts), names; undefined for one of another scheme or machine. */
  readonly fromUri: (uri: string) => string | undefined;
  readonly fromPath: (decoded: string) => string | undefined;
}

export const posixPaths: DiskPaths = pathsOf(posix, false);
export const windowsPaths: DiskPaths = pathsOf(win32, true);

/** Those of this machine. */
export const localPaths: DiskPaths = path.sep === "\\" ? windowsPaths : posixPaths;

function pathsOf(system: typeof posix, isWindows: boolean): DiskPaths {
  const fromPath = (decoded: string): string | undefined => {
    if (!decoded.startsWith("file://")) return undefined;
    const rest = decoded.slice("file://".length);
    if (!isWindows) return rest.startsWith("/") && !rest.includes("\0") ? rest : undefined;
    if (!isWindowsPath(decoded)) return undefined;
    const native = rest.startsWith("/") ? rest.slice(1) : `//${rest}`;
    return (/^[a-z]:$/.test(native) ? `${native}/` : native).replaceAll("/", "\\");
  };
  return {
    isWindows,
    join: (...parts) => system.join(...parts),
    dirname: system.dirname,
    resolve: (...parts) => system.resolve(...parts),
    isAbsolute: system.isAbsolute,
    relative: (folder, file) => system.relative(folder, file).split(system.sep).join("/"),
    // Older releases of Node 20 know no option and write as their machine does.
    toUri: (file) => asUri(pathToFileURL(file, { windows: isWindows }).href),
    fromUri: (uri) => {
      if (/%00/.test(uri)) return undefined;
      try {
        const file = fileURLToPath(uri, { windows: isWindows });
        return isWindows && file.endsWith(":") ? `${file}\\` : file;
      } catch {
        return fromPath(pathOf(uri)); // Not encoded as URLs are; whatever is not a path of this disk is not one here either.
      }
    },
    fromPath,
  };
}

/** How the disk of these folders tells names apart: looked at, not guessed, where a folder's name has letters. */
export function namesOf(folders: readonly Uri[], paths: DiskPaths = localPaths): NameRules {
  const [first] = folders;
  if (first === undefined) return exactNames;
  if (isWindowsPath(pathOf(first))) return windowsNames;
  const folder = paths.fromUri(first);
  if (folder === undefined || !isLoose(folder)) return exactNames;
  // Disks that know letters only in one case are those of Windows (also as Linux sees them), or macOS's own.
  return process.platform === "darwin" ? macNames : windowsNames;
}

/** The deepest folder that holds all of these; undefined for none, or where they are on several drives. */
export function commonFolder(folders: readonly string[], paths: DiskPaths = localPaths): string | undefined {
  const [first, ...others] = folders;
  if (first === undefined) return undefined;
  let common = first;
  for (const folder of others) {
    while (!isInside(folder, common, paths)) {
      const above = paths.dirname(common);
      if (above === common) return undefined;
      common = above;
    }
  }
  return common;
}

/** True when `file` is `folder` or below it. */
export function isInside(file: string, folder: string, paths: DiskPaths = localPaths): boolean {
  const way = paths.relative(folder, file);
  return way !== ".." && !way.startsWith("../") && !paths.isAbsolute(way);
}

/**
 * The path in the letters that its folders and file have on the disk, where a person may write others.
 * @param list the names in a folder, as far as they can be read
 */
export function inOwnLetters(
  file: string,
  names: NameRules,
  paths: DiskPaths = localPaths,
  list: (folder: string) => readonly string[] = namesIn,
): string {
  const above = paths.dirname(file);
  if (names.exact || above === file) return file;
  const name = paths.relative(above, file);
  const folder = inOwnLetters(above, names, paths, list);
  const there = list(folder);
  const key = names.keyOf(name);
  const own = there.includes(name) ? name : there.find((other) => names.keyOf(other) === key);
  return paths.join(folder, own ?? name);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // Not to be read: the person's letters have to do.
  }
}

/** True when the folder is found by other letters of its path, too. */
function isLoose(folder: string): boolean {
  // bounded: a path of the disk
  const other = folder.replace(/\p{L}(?=[^\p{L}]*$)/u, swapped);
  if (other === folder) return process.platform === "darwin";
  try {
    const [a, b] = [folder, other].map((name) => statSync(name, { bigint: true }));
    return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
  } catch {
    return false; // Nothing is there by those letters.
  }
}

function swapped(letter: string): string {
  const upper = letter.toUpperCase();
  return upper === letter ? letter.toLowerCase() : upper;
}
