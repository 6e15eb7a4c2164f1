/** Go's package path, for sprig's functions of paths. */
import { trimEndOf } from "../../../base/trim.ts";
import { types } from "../template/types.ts";
import { define, type FunctionTable, text, unlessChanged } from "./define.ts";

const { string } = types;

function named(change: (path: string) => string | boolean) {
  return define([string], ([value]) => {
    const result = change(text(value));
    return typeof result === "string" ? unlessChanged(value, result) : result;
  });
}

/** path.Clean. */
export function cleanPath(path: string): string {
  if (path === "") return ".";
  const rooted = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!rooted) parts.push("..");
  }
  const joined = parts.join("/");
  return rooted ? `/${joined}` : joined === "" ? "." : joined;
}

/** path.Base. */
export function basePath(path: string): string {
  if (path === "") return ".";
  const trimmed = trimEndOf(path, "/");
  const base = trimmed.slice(trimmed.lastIndexOf("/") + 1);
  return base === "" ? "/" : base;
}

function dirPath(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf("/") + 1));
}

function extension(path: string): string {
  return /\.[^./]*$/.exec(path)?.[0] ?? "";
}

const isAbsolute = (path: string): boolean => path.startsWith("/");

/** By name. */
export const pathFunctions: FunctionTable = {
  base: named(basePath),
  dir: named(dirPath),
  clean: named(cleanPath),
  ext: named(extension),
  isAbs: named(isAbsolute),
  osBase: named(basePath),
  osDir: named(dirPath),
  osClean: named(cleanPath),
  osExt: named(extension),
  osIsAbs: named(isAbsolute),
};
