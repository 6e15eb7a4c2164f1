/**
 * Shows the library of git a file system in which a repository has the objects of its alternates, too
 * (gitrepository-layout(5), `objects/info/alternates`), and says what kinds of repositories it cannot read.
 */
import fs from "node:fs";
import { isInside, localPaths } from "../../node/disk-paths.ts";

const { isAbsolute, join, relative, resolve } = localPaths;

/** Alternates may have alternates; git follows as many. */
const deepest = 5;

export type ObjectStore = Pick<typeof fs, "promises">;

/** @param gitdir the folder that holds `objects` */
export function objectStore(gitdir: string): ObjectStore {
  const own = join(gitdir, "objects");
  const others = alternatesOf(own, 0, new Set([own]));
  if (others.length === 0) return fs;
  const elsewhere = (path: string): readonly string[] =>
    isInside(path, own) ? others.map((other) => join(other, relative(own, path))) : [];
  const { readFile, readdir } = fs.promises;
  /** The first one that is there. */
  const anyOf = async <T>(path: string, read: (path: string) => Promise<T>): Promise<T> => {
    try {
      return await read(path);
    } catch (error) {
      for (const other of elsewhere(path)) if (fs.existsSync(other)) return read(other);
      throw error;
    }
  };
  const promises = {
    ...fs.promises,
    readFile: (path: string, options?: BufferEncoding) => anyOf(path, (there) => readFile(there, options)),
    readdir: async (path: string) => {
      const there = [path, ...elsewhere(path)].filter((one) => fs.existsSync(one));
      if (there.length === 0) return readdir(path);
      return [...new Set((await Promise.all(there.map((one) => readdir(one)))).flat())];
    },
  };
  // The library calls nothing but these two with more than a path.
  return { promises: promises as unknown as typeof fs.promises };
}

/** The folders of objects that a repository borrows from. */
function alternatesOf(objects: string, depth: number, seen: Set<string>): readonly string[] {
  if (depth >= deepest) return [];
  const named = linesOf(join(objects, "info", "alternates")).filter((line) => line !== "" && !line.startsWith("#"));
  return named.flatMap((line) => {
    const folder = isAbsolute(line) ? resolve(line) : resolve(objects, line);
    if (seen.has(folder)) return [];
    seen.add(folder);
    return [folder, ...alternatesOf(folder, depth + 1, seen)];
  });
}

function linesOf(file: string): readonly string[] {
  try {
    return fs.readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

/** Why the library cannot read a repository, by its configuration (git-config(1), `extensions`); undefined where it can. */
export function unreadable(gitdir: string): string | undefined {
  let section = "";
  for (const line of linesOf(join(gitdir, "config"))) {
    const text = line.trim().toLowerCase();
    if (text.startsWith("[")) section = text.slice(1, text.indexOf("]"));
    if (section !== "extensions") continue;
    const [key = "", value = ""] = text.split("=").map((part) => part.trim());
    if (key === "objectformat" && value !== "sha1") return `a repository of the object format '${value}' is not read`;
    if (key === "refstorage" && value !== "files")
      return `a repository that keeps references as '${value}' is not read`;
  }
  return undefined;
}
