/** Finds the repository that PATHs are in, and decides what a command may read: nothing outside of it. */
import { realpathSync, type Stats, statSync } from "node:fs";
import { type Boundary, createBoundary } from "../node/boundary.ts";
import { commonFolder, isInside, localPaths } from "../node/disk-paths.ts";

const { dirname, join, relative } = localPaths;

/**
 * What may be read for these folders: everything in their repositories; without one, the folders themselves. There
 * kustomizations may also name bases beside them, by paths that lead through no link: in the current directory if the
 * folders are in it, else anywhere, as kustomize reads them.
 * @param folders absolute paths
 * @param beside false: nothing beside the folders but the current directory
 */
export function boundaryOf(folders: readonly string[], cwd: string, beside = true): Boundary {
  const repositories = folders.map((folder) => repositoryOf(realPath(folder)));
  const found = repositories.flatMap((repository) => repository ?? []);
  if (folders.length > 0 && found.length === folders.length) return createBoundary([...folders, ...found]);
  const isBelow = folders.every((folder) => isInside(folder, cwd) || isInside(realPath(folder), realPath(cwd)));
  const named = isBelow ? [cwd] : beside ? ("anything" as const) : [];
  return createBoundary([...folders, ...found], named);
}

/**
 * The folder and those above it, up to the one that holds `.git`; outside of a repository up to `top` where that is above it,
 * else the folder alone.
 */
export function foldersUp(folder: string, top: string = folder): readonly string[] {
  const passed: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    passed.push(at);
    if (statsOf(join(at, ".git")) !== undefined) return passed;
    if (dirname(at) === at) {
      const end = passed.indexOf(top);
      return end < 0 ? [folder] : passed.slice(0, end + 1);
    }
  }
}

/** Undefined where there is nothing, or a folder on the way may not be looked into. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Where names of files in reports start from. */
export interface ReportRoot {
  readonly folder: string;
  readonly isRepository: boolean;
  /** Calls a file as it is called from there. @param path absolute */
  readonly name: (path: string) => string;
}

/**
 * The root of the repository, else the current directory where the folders are in it, else the folder that they have in common.
 * @param folders absolute paths, one at least
 */
export function reportRoot(folders: readonly string[], cwd: string): ReportRoot {
  const common = commonFolder(folders) ?? cwd;
  const within = repositoryOf(common);
  if (within !== undefined) return { folder: within, isRepository: true, name: (path) => relative(within, path) };
  const real = realPath(common);
  const linked = repositoryOf(real);
  if (linked !== undefined) {
    const name = (path: string): string => relative(linked, join(real, relative(common, path)));
    return { folder: linked, isRepository: true, name };
  }
  const folder = isInside(common, cwd) ? cwd : common;
  return { folder, isRepository: false, name: (path) => relative(folder, path) };
}

function repositoryOf(folder: string): string | undefined {
  const top = foldersUp(folder).at(-1);
  return top !== undefined && statsOf(join(top, ".git")) !== undefined ? top : undefined;
}

/** The path without links; as it is where there is nothing. */
export function realPath(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}
