/** Which files `.helmignore` keeps out of a chart (helm pkg/ignore/rules.go). */
import { LimitError } from "../template/limit-error.ts";
import { BadPattern, matchPath } from "./path-match.ts";

interface Rule {
  readonly pattern: string;
  readonly negated: boolean;
  readonly folderOnly: boolean;
  /** Only the last part of a path is compared. */
  readonly nameOnly: boolean;
  /** The pattern stands for itself alone. */
  readonly isPlain: boolean;
  /** What every match begins and ends with: no other name has to be matched. */
  readonly beginning: string;
  readonly ending: string;
}

export interface IgnoreRules {
  readonly rules: readonly Rule[];
  /** Names times patterns, in characters, that may still be compared. */
  left: number;
}

/** Enough for the patterns of any chart against all its files; it takes some seconds. */
const mostWork = 100_000_000;

/** What helm says of a `.helmignore` that it does not read. */
export class IgnoreError extends Error {}

/**
 * The rules of a `.helmignore` and those that helm adds.
 * @param text undefined: there is none
 * @throws {IgnoreError}
 */
export function readIgnoreRules(text: string | undefined): IgnoreRules {
  const lines = (text ?? "").replace(/^\ufeff/, "").split("\n");
  return { rules: [...lines, "templates/.?*"].flatMap(readRule), left: mostWork };
}

function readRule(line: string): readonly Rule[] {
  const text = line.trim();
  if (text === "" || text.startsWith("#")) return [];
  if (text.includes("**")) throw new IgnoreError("double-star (**) syntax is not supported");
  try {
    matchPath(text, "abc");
  } catch (error) {
    if (error instanceof BadPattern) throw new IgnoreError(error.message);
    throw error;
  }
  const negated = text.startsWith("!");
  const bare = negated ? text.slice(1) : text;
  const folderOnly = bare.endsWith("/");
  const path = folderOnly ? bare.slice(0, -1) : bare;
  const pattern = path.replace(/^\//, "");
  const isPlain = !/[*?[\\]/.test(pattern);
  return [
    {
      pattern,
      negated,
      folderOnly,
      nameOnly: !path.includes("/"),
      isPlain,
      beginning: /^[^*?[\\]*/.exec(pattern)?.[0] ?? "",
      ending: endingOf(pattern),
    },
  ];
}

/** Behind the last character that means more than itself. */
function endingOf(pattern: string): string {
  let at = pattern.length;
  while (at > 0 && !"*?[]\\".includes(pattern.charAt(at - 1))) at--;
  // The first character may be escaped.
  return pattern.slice(at + 1);
}

/** Whether helm does not load a file, or anything of a folder that it is in. Each folder is looked at once. */
export function ignoring(rules: IgnoreRules): (path: string) => boolean {
  const folders = new Map<string, boolean>();
  const isFolderIgnored = (path: string): boolean => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf("/");
    const ignored = (slash >= 0 && isFolderIgnored(path.slice(0, slash))) || matchesRules(rules, path, true);
    folders.set(path, ignored);
    return ignored;
  };
  return (path) => {
    const slash = path.lastIndexOf("/");
    return (slash >= 0 && isFolderIgnored(path.slice(0, slash))) || matchesRules(rules, path, false);
  };
}

/**
 * The same of one path, whatever becomes of the folders that it is in. A negated rule keeps out what it does not match, as helm has it.
 * @throws {LimitError} where the rules take too long for all paths together
 */
export function matchesRules(rules: IgnoreRules, path: string, isFolder: boolean): boolean {
  const names: Names = { path, name: path.slice(path.lastIndexOf("/") + 1) };
  for (const rule of rules.rules) {
    const applies = isFolder || !rule.folderOnly;
    if (rule.negated) {
      if (!applies || !matchesRule(rule, names, rules)) return true;
    } else if (applies && matchesRule(rule, names, rules)) return true;
  }
  return false;
}

interface Names {
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
}

function matchesRule(rule: Rule, names: Names, work: IgnoreRules): boolean {
  const { pattern, nameOnly, isPlain, beginning, ending } = rule;
  const name = nameOnly ? names.name : names.path;
  work.left -= 5;
  if (work.left < 0) throw new LimitError("the patterns of .helmignore take too long for the files of the chart");
  if (isPlain) return name === pattern;
  if (!name.startsWith(beginning) || !name.endsWith(ending)) return false;
  work.left -= pattern.length * name.length;
  try {
    return matchPath(pattern, name);
  } catch (error) {
    if (error instanceof BadPattern) return false;
    throw error;
  }
}
