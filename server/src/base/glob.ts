/**
 * Globs as VS Code's settings write them: `**`, `*`, `?`, `{a,b}`, `[a-z]`. Server and client use this one implementation. A
 * repository brings globs, so none takes more time than a path is long: each becomes a regular expression without
 * back references, and those that could be slow on JavaScript's engine are run by go-regexp.ts, all as one.
 */
import { goRegexp, largestRegexp } from "./go-regexp.ts";

/** A glob that is left out, and why. */
export interface RefusedGlob {
  readonly glob: string;
  readonly reason: string;
}

/** Globs with more characters together are left out from there on: each path is held against all of them. */
const longestList = 20_000;

/** Tells whether a path, relative and with forward slashes, matches any of the globs. Unclosed brackets are themselves. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  return compile(globs).matches;
}

/** The globs that `matcher` leaves out because they are too complicated, or too many. */
export function refusedGlobs(globs: readonly string[]): readonly RefusedGlob[] {
  return compile(globs).refused;
}

/**
 * Tells whether everything below a folder is excluded, so that it need not be walked: a glob such as `vendor/**`
 * matches a file of any name there.
 */
export function folderMatcher(globs: readonly string[]): (path: string) => boolean {
  const whole = globs.flatMap((glob) =>
    glob.endsWith("/**") ? [glob.slice(0, -3)] : glob.endsWith("/**/*") ? [glob.slice(0, -5)] : [],
  );
  return matcher([...whole, ...globs]);
}

/**
 * True for a glob that any engine matches in time linear in the path, whatever the path is: at most one `**` in front and
 * one at the end, one `*` in each segment, one list in braces without wildcards, and no brackets.
 */
export function isSimpleGlob(glob: string): boolean {
  const middle = glob
    .replace(/^\*\*\//, "")
    .replace(/\/\*\*$/, "")
    .replace(/\{[^{}*/]*\}/, "");
  return !/[{}[\]]/.test(middle) && middle.split("/").every((segment) => segment.split("*").length <= 2);
}

interface Compiled {
  readonly matches: (path: string) => boolean;
  readonly refused: readonly RefusedGlob[];
}

const known = new WeakMap<readonly string[], Compiled>();

function compile(globs: readonly string[]): Compiled {
  const made = known.get(globs) ?? compileAll(globs);
  known.set(globs, made);
  return made;
}

function compileAll(globs: readonly string[]): Compiled {
  const simple: RegExp[] = [];
  const others: string[] = [];
  const refused: RefusedGlob[] = [];
  let length = 0;
  let size = 0;
  for (const written of globs) {
    const glob = written.replace(/^\.?\//, "");
    length += glob.length;
    const source = length > longestList ? "" : translate(glob);
    if (length > longestList) {
      refused.push({ glob: written, reason: `the globs have more than ${longestList} characters together` });
    } else if (isSimpleGlob(glob)) simple.push(new RegExp(`^${source}$`, "u"));
    else {
      const alone = goRegexp(`^(?:${source})$`);
      size += "error" in alone ? 0 : alone.size;
      if ("error" in alone || size > largestRegexp)
        refused.push({ glob: written, reason: "it is too complicated, alone or with those before it" });
      else others.push(source);
    }
  }
  const together = goRegexp(`^(?:${others.join("|")})$`);
  const isOther = others.length === 0 || "error" in together ? () => false : together.test;
  return { refused, matches: (path) => simple.some((one) => one.test(path)) || isOther(path) };
}

/** The glob as a regular expression that JavaScript and Go read alike. */
function translate(glob: string): string {
  let pattern = "";
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at] ?? "";
    if (glob.startsWith("**/", at)) {
      pattern += "(?:[^/]+/)*";
      at += 2;
    } else if (glob.startsWith("/**", at) && at + 3 === glob.length) {
      pattern += String.raw`(?:/[\s\S]*)?`;
      at += 2;
    } else if (glob.startsWith("**", at)) {
      pattern += String.raw`[\s\S]*`;
      at += 1;
    } else if (character === "*") pattern += "[^/]*";
    else if (character === "?") pattern += "[^/]";
    else if (character === "{" || character === "[") {
      const close = character === "{" ? closingBrace(glob, at) : closingBracket(glob, at);
      if (close < 0) pattern += `\\${character}`;
      else {
        const inside = glob.slice(at + 1, close);
        pattern += character === "{" ? `(?:${alternatives(inside).map(translate).join("|")})` : charactersOf(inside);
        at = close;
      }
    } else pattern += character.replace(/[\\^$.|+()[\]{}/]/, "\\$&");
  }
  return pattern;
}

/** The bracket that closes the one at an offset; -1 when none does. The first character of the set may be `]` itself. */
function closingBracket(glob: string, open: number): number {
  const first = /[!^]/.test(glob[open + 1] ?? "") ? open + 2 : open + 1;
  return glob.indexOf("]", first + 1);
}

/** The brace that closes the one at an offset; -1 when none does. */
function closingBrace(glob: string, open: number): number {
  let depth = 0;
  for (let at = open; at < glob.length; at++) {
    if (glob[at] === "{") depth++;
    else if (glob[at] === "}" && --depth === 0) return at;
  }
  return -1;
}

/** Split at the commas that stand in no inner braces. */
function alternatives(inside: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < inside.length; at++) {
    if (inside[at] === "{") depth++;
    else if (inside[at] === "}") depth--;
    else if (inside[at] === "," && depth === 0) {
      found.push(inside.slice(from, at));
      from = at + 1;
    }
  }
  return [...found, inside.slice(from)];
}

/** A bracket expression; `!` or `^` in front negates it. An invalid range matches its own characters. */
function charactersOf(inside: string): string {
  const isNegated = /^[!^]/.test(inside);
  const text = (isNegated ? inside.slice(1) : inside).replace(/[\\\]^[]/g, "\\$&");
  const isRange = [...text.matchAll(/(.)-(.)/gu)].every(([, from = "", to = ""]) => from <= to);
  return `[${isNegated ? "^" : ""}${isRange ? text : text.replace(/-/g, "\\-")}]`;
}
