/** Prepares the globs of settings for VS Code's search, and for file systems that have no search. */
import { matcher } from "../../../server/src/base/glob.ts";

/**
 * True when the path matches the glob. Both use slashes; the path is relative to the workspace folder. A folder is
 * matched with a slash at its end, so that a whole folder can be left out without entering it. Never throws: a glob
 * that is too complicated matches nothing.
 */
export function matchesGlob(glob: string, path: string): boolean {
  return matcher([glob])(path);
}

/** VS Code's one exclude pattern for several; undefined for none, which means its own defaults alone. */
export function joinGlobs(globs: readonly string[]): string | undefined {
  const given = globs.filter((glob) => glob !== "");
  return given.length > 1 ? `{${given.join(",")}}` : given[0];
}
