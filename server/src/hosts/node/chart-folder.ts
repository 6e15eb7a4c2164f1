/** Reads the files of a chart from this disk for the engine: links lead nowhere outside of what may be read. */

import { type Dirent, readdirSync, statSync } from "node:fs";
import type { SourceFile } from "../../kubernetes/helm/chart/source-file.ts";
import type { Locate } from "./boundary.ts";
import { localPaths } from "./disk-paths.ts";
import { reasonOf } from "./file-host.ts";
import { readRegularFile } from "./regular-file.ts";

const { join } = localPaths;

/** Why a chart is not read, in words that begin with the file's name. */
export class ChartNotRead extends Error {}

/** True for what helm does not load. @param path within the chart, slashes between its parts */
export type IsIgnored = (path: string, isFolder: boolean) => boolean;

/** Octets of a file: more than helm loads, so that the engine can say so. */
const mostOfFile = 5 * 1024 * 1024 + 1;
const tooLarge = new Uint8Array(mostOfFile);
/** Files and octets of a chart at most, and folders within folders: links may lead in a circle. */
const mostFiles = 20_000;
const mostOctets = 256 * 1024 * 1024;
const deepest = 50;

/**
 * The files below a folder, by path within it.
 * @param filter what helm leaves out, once the text of `.helmignore` is known
 * @throws {ChartNotRead}
 */
export function readChartFolder(
  folder: string,
  locate: Locate,
  filter: (ignoreFile: SourceFile | undefined) => IsIgnored,
): ReadonlyMap<string, SourceFile> {
  const files = new Map<string, SourceFile>();
  let octets = 0;
  const hasIgnoreFile = entriesOf(folder, "").some(({ name }) => name === ".helmignore");
  const ignoreFile = hasIgnoreFile ? readOne(folder, ".helmignore", locate) : undefined;
  const isIgnored = filter(ignoreFile);
  const read = (below: string, depth: number): void => {
    if (depth > deepest) throw new ChartNotRead(`${below}: it lies more than ${deepest} folders deep`);
    for (const entry of entriesOf(folder, below)) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      const isFolder = isFolderAt(folder, path, entry, locate, isIgnored);
      if (isFolder === undefined || isIgnored(path, isFolder)) continue;
      if (isFolder) {
        read(path, depth + 1);
        continue;
      }
      const file = readOne(folder, path, locate);
      files.set(path, file);
      octets += file.content.length;
      if (files.size > mostFiles) throw new ChartNotRead(`the chart has more than ${mostFiles} files`);
      if (octets > mostOctets) throw new ChartNotRead(`the chart has more than ${mostOctets} bytes`);
    }
  };
  read("", 0);
  return files;
}

/** One packed chart. @throws {ChartNotRead} */
export function readChartArchive(path: string, shown: string): SourceFile {
  return { path: shown, content: reading(shown, () => readRegularFile(path, mostOfArchive)) };
}

const mostOfArchive = 100 * 1024 * 1024;

/** Undefined: a link that leads out, or nowhere, and that helm ignores. */
function isFolderAt(
  folder: string,
  path: string,
  entry: Dirent,
  locate: Locate,
  isIgnored: IsIgnored,
): boolean | undefined {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  if (isIgnored(path, true) || isIgnored(path, false)) return undefined;
  return reading(path, () => statSync(locate(join(folder, path)).real).isDirectory());
}

function entriesOf(folder: string, below: string): readonly Dirent[] {
  return reading(below === "" ? "." : below, () => readdirSync(join(folder, below), { withFileTypes: true }));
}

function readOne(folder: string, path: string, locate: Locate): SourceFile {
  const content = reading(path, () => {
    const { real } = locate(join(folder, path));
    // Of what is too large for a chart, what tells the engine so is enough.
    return statSync(real).size > mostOfFile ? tooLarge : readRegularFile(real, mostOfFile, false);
  });
  return { path, content };
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ChartNotRead(`${path}: ${reasonOf(error)}`);
  }
}
