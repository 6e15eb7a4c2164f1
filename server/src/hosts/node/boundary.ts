/**
 * Decides which files of the local disk may be read: those below given folders, links resolved, as kustomize does it
 * (kyaml/filesys, EvalSymlinks). What leads outside is not opened.
 */
import { lstatSync, realpathSync } from "node:fs";
import { isInside, localPaths } from "./disk-paths.ts";
import { NotRead } from "./regular-file.ts";

const { dirname, join, relative } = localPaths;

/** A path that leads out of the folders that may be read. */
export class Outside extends NotRead {}

/** Where a path leads. */
export interface Located {
  /** The path to open: no link is in it. */
  readonly real: string;
  /** The same seen from the folders, where links led there: the file, and the folder that its name was looked up in. */
  readonly links?: { readonly folder: string; readonly file: string };
}

/** @throws Outside, and the errors of node:fs for what is not there */
export type Locate = (path: string) => Located;

export interface Boundary {
  /** Remembers folders that it has seen: made anew for every run of reading. */
  readonly locator: () => Locate;
}

/** A folder as it was named, and where it really is. */
interface Root {
  readonly named: string;
  readonly real: string;
}

/**
 * @param folders absolute paths: everything in them may be read, and their links may lead anywhere in them
 * @param beside what else may be read where a path leads there by itself: these folders, or anything; links that are there
 * may lead anywhere in the folder that the path has in common with the others
 */
export function createBoundary(folders: readonly string[], beside: readonly string[] | "anything" = []): Boundary {
  return {
    locator: () => {
      const realFolder = rememberingRealPath();
      const roots = rootsOf(folders, realFolder);
      const named = beside === "anything" ? undefined : beside;
      const others = named && rootsOf(named, realFolder);
      /** Where links of the path may lead. */
      const reach = (path: string): readonly Root[] => {
        if (isWithin(path, folders)) return roots;
        if (named !== undefined && !isWithin(path, named)) throw new Outside("it lies outside of the workspace");
        return [...roots, ...(others ?? commonFolders(roots, path, realFolder))];
      };
      return (path) => {
        const allowed = reach(path);
        const folder = realFolder(dirname(path));
        const place = join(folder, relative(dirname(path), path));
        const isLink = lstatSync(place).isSymbolicLink();
        const real = isLink ? realpathSync.native(place) : place;
        const file = seenFrom(allowed, path, real);
        if (file === undefined) throw new Outside("it is a link that leads outside of the workspace");
        if (file === path) return { real };
        const linked = isLink ? (seenFrom(allowed, path, place) ?? path) : file;
        return { real, links: { folder: dirname(linked), file } };
      };
    },
  };
}

function rememberingRealPath(): (folder: string) => string {
  const known = new Map<string, string>();
  return (folder) => {
    const real = known.get(folder) ?? realpathSync.native(folder);
    known.set(folder, real);
    return real;
  };
}

function rootsOf(folders: readonly string[], realFolder: (folder: string) => string): readonly Root[] {
  return folders.flatMap((folder) => {
    try {
      return [{ named: folder, real: realFolder(folder) }];
    } catch {
      return []; // Not there (any more): nothing is in it.
    }
  });
}

/** A real path in the names of the roots, that of the path's own root if it is there; undefined outside of all. */
function seenFrom(roots: readonly Root[], path: string, real: string): string | undefined {
  const fitting = roots.filter((root) => isInside(real, root.real));
  const own = fitting.find((root) => isInside(path, root.named));
  const [chosen] = own === undefined ? fitting.toSorted((a, b) => b.real.length - a.real.length) : [own];
  return chosen && join(chosen.named, relative(chosen.real, real));
}

/** The folders that the path has in common with the roots. */
function commonFolders(roots: readonly Root[], path: string, realFolder: (folder: string) => string): readonly Root[] {
  return roots.map((root) => {
    let common = root.named;
    while (!isInside(path, common) && dirname(common) !== common) common = dirname(common);
    return { named: common, real: realFolder(common) };
  });
}

function isWithin(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => isInside(path, folder));
}
