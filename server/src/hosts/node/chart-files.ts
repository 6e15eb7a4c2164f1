/** Looks through a chart's folder before helm does: helm follows every link and reads every file whole. */
import { type Dirent, readdirSync, statSync } from "node:fs";
import { type Locate, Outside } from "./boundary.ts";
import { localPaths } from "./disk-paths.ts";
import { reasonOf } from "./file-host.ts";
import { irregularKind } from "./regular-file.ts";

const { join, relative } = localPaths;

/** Octets of a file of a chart at most. */
const largestFile = 64 * 1024 * 1024;

/**
 * Why a chart is not given to helm, in words: `files/secret: it is a link that leads outside of the workspace`; undefined
 * for one that may be. The folder's own `.git` is left to helm, which has its own rules for it.
 * @param folder absolute path
 * @param values absolute paths of values files
 */
export function chartProblem(folder: string, values: readonly string[], locate: Locate): string | undefined {
  const said = (path: string, why: string): string => `${relative(folder, path) || "."}: ${why}`;
  for (const path of [folder, ...values]) {
    const why = problemOf(path, locate);
    if (why !== undefined) return said(path, why);
  }
  const pending = [folder];
  const seen = new Set<string>();
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const real = realPathOf(at, locate);
    if (seen.has(real)) continue;
    seen.add(real);
    for (const entry of entriesOf(at)) {
      const path = join(at, entry.name);
      if (at === folder && entry.name === ".git") continue;
      if (entry.isDirectory()) {
        pending.push(path);
        continue;
      }
      const why = problemOf(path, locate);
      if (why !== undefined) return said(path, why);
      // Links lead there, and helm follows them.
      if (entry.isSymbolicLink()) pending.push(path);
    }
  }
  return undefined;
}

function realPathOf(path: string, locate: Locate): string {
  try {
    return locate(path).real;
  } catch {
    return path;
  }
}

function problemOf(path: string, locate: Locate): string | undefined {
  try {
    const stats = statSync(locate(path).real);
    if (stats.isDirectory()) return undefined;
    const kind = irregularKind(stats);
    if (kind !== undefined) return `it is ${kind}`;
    return stats.size > largestFile ? `it has ${stats.size} bytes, ${largestFile} are the most for a chart` : undefined;
  } catch (error) {
    // What leads nowhere is helm's to judge.
    return error instanceof Outside ? reasonOf(error) : undefined;
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // Helm says what it cannot read.
  }
}
