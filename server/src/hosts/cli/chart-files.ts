/** Looks at the files of a chart's folder: which are there, and whether one has changed. What is in them is not looked at. */
import { type BigIntStats, type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import type { Locate } from "../node/boundary.ts";
import { localPaths } from "../node/disk-paths.ts";

const { join } = localPaths;

/** Entries of a chart that are looked at; a larger one is rendered again only when one of these changes. */
const mostEntries = 20_000;

/** What a chart is made of, as far as the disk tells without reading. */
export interface ChartFiles {
  /** For each file what is different when its text is; by path. */
  readonly stamps: ReadonlyMap<string, string>;
  /** The folders that were looked into. */
  readonly folders: readonly string[];
}

/**
 * Looks at everything in the folder, as helm reads it; links are followed where the boundary lets them.
 * @param pause awaited between steps of work
 */
export async function lookAtChart(folder: string, locate: Locate, pause: () => Promise<void>): Promise<ChartFiles> {
  const stamps = new Map<string, string>();
  const folders: string[] = [];
  const seen = new Set<string>();
  const pending = [folder];
  for (let at = pending.pop(); at !== undefined && stamps.size < mostEntries; at = pending.pop()) {
    const real = realPath(at);
    if (real === undefined || seen.has(real)) continue;
    seen.add(real);
    folders.push(at);
    for (const entry of entriesOf(at)) {
      const path = join(at, entry.name);
      if (entry.name === ".git") continue;
      const stats = statsOf(path, locate);
      if (stats?.isDirectory() === true) pending.push(path);
      else stamps.set(path, stats === undefined ? "unknown" : stampOf(stats));
    }
    await pause();
  }
  return { stamps, folders };
}

/** True when what was there is gone, or empty now: somebody may be writing it. */
export function lostSome(before: ChartFiles, now: ChartFiles): boolean {
  for (const [path, stamp] of before.stamps) {
    const there = now.stamps.get(path);
    if (there === undefined || (there !== stamp && isEmpty(there))) return true;
  }
  return false;
}

export function sameFiles(before: ChartFiles, now: ChartFiles): boolean {
  if (before.stamps.size !== now.stamps.size) return false;
  return [...before.stamps].every(([path, stamp]) => now.stamps.get(path) === stamp);
}

function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [size, dev, ino, mtimeNs, ctimeNs].join(" ");
}

function isEmpty(stamp: string): boolean {
  return stamp.startsWith("0 ");
}

function statsOf(path: string, locate: Locate): BigIntStats | undefined {
  try {
    return statSync(locate(path).real, { bigint: true });
  } catch {
    return undefined; // Outside, or a link that leads nowhere.
  }
}

function realPath(folder: string): string | undefined {
  try {
    return realpathSync.native(folder);
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
