/**
 * Regular expressions in Go's syntax (RE2), run in time linear in the text: those that a repository or a Corefile brings,
 * which CoreDNS and kustomize give to Go's package regexp. The library `re2js` compiles and runs them. The simplest ones,
 * which people write most, run on the engine of JavaScript in the same time, so that the library is loaded only where a
 * pattern needs it.
 */

/** The module system of the bundle: loads the library on first use. An `import` would run it at every start. */
declare const require: (id: "re2js") => typeof import("re2js");

/** A regular expression that can be run. */
export interface GoRegexp {
  /** Steps at most for each character of a text. */
  readonly size: number;
  /** True when it matches anywhere in the text. */
  readonly test: (text: string) => boolean;
  /** The first match, then its groups (undefined for one that took no part); undefined when there is no match. */
  readonly exec: (text: string) => readonly (string | undefined)[] | undefined;
}

/** Why a pattern is not run, in the words of Go's regexp where it says so, too. */
export interface RefusedRegexp {
  readonly error: string;
  /** False when Go would take it. */
  readonly isGoError: boolean;
}

/** Larger programs are refused: what people write has some dozens of instructions. */
export const largestRegexp = 1000;
const longestRegexp = 5000;

/** Compiles a pattern. Never throws; the same pattern is compiled once. */
export function goRegexp(source: string): GoRegexp | RefusedRegexp {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const made = compile(source);
  const size = "error" in made ? 1 : made.size;
  if (keptSize + size > largestKept) {
    compiled.clear();
    keptSize = 0;
  }
  keptSize += size;
  compiled.set(source, made);
  return made;
}

/** The patterns compiled lately, up to so many instructions of all together. */
const largestKept = 20_000;
const compiled = new Map<string, GoRegexp | RefusedRegexp>();
let keptSize = 0;

function compile(source: string): GoRegexp | RefusedRegexp {
  const size = source.length > longestRegexp ? Number.POSITIVE_INFINITY : regexpSize(source);
  if (size > largestRegexp)
    return { error: `the regular expression '${shortened(source)}' is too large`, isGoError: false };
  const native = nativeSource(source);
  if (native !== undefined) {
    const pattern = new RegExp(native, "u");
    return { size, test: (text) => pattern.test(text), exec: (text) => pattern.exec(text) ?? undefined };
  }
  try {
    const pattern = require("re2js").RE2JS.compile(source);
    // `exec` runs in one pass whatever the text is; `test` may build a new state of an automaton for each character.
    const exec = (text: string): readonly (string | undefined)[] | undefined => pattern.exec(text) ?? undefined;
    return { size, exec, test: (text) => exec(text) !== undefined };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: message, isGoError: !message.includes("duplicate capture group name") };
  }
}

function shortened(source: string): string {
  return source.length > 60 ? `${source.slice(0, 60)}…` : source;
}

/**
 * The pattern for JavaScript's flag `u`; undefined for one that `re2js` has to run. `.*` is taken only where the match is
 * bound to the beginning of the text: elsewhere it would be tried from every character, to the end.
 */
function nativeSource(source: string): string | undefined {
  if (source.startsWith("^(?:") && source.endsWith(")$")) {
    const parts = source
      .slice(4, -2)
      .split("|")
      .map((part) => nativePart(part, 1));
    return parts.includes(undefined) ? undefined : `^(?:${parts.join("|")})$`;
  }
  const [before, rest] = source.startsWith("^") ? ["^", source.slice(1)] : ["", source];
  const [inner, after] = rest.endsWith("$") ? [rest.slice(0, -1), "$"] : [rest, ""];
  const part = nativePart(inner, before === "" ? 0 : 1);
  return part === undefined ? undefined : before + part + after;
}

/** Characters that stand for themselves, escaped marks and dots, with at most so many `.*` or `.+`; else undefined. */
function nativePart(part: string, loops: number): string | undefined {
  let made = "";
  let left = loops;
  for (let at = 0; at < part.length; at++) {
    const character = part[at] ?? "";
    const next = part[at + 1] ?? "";
    if (character === "\\") {
      if (!/[-.+*?()[\]{}|^$/\\]/.test(next)) return undefined;
      made += next === "-" ? next : character + next;
      at++;
    } else if (character === ".") {
      made += "[^\\n]"; // Go's dot is any character but a line feed.
      if (next !== "*" && next !== "+") continue;
      if (left-- === 0) return undefined;
      made += next;
      at++;
    } else if (/[\w /:@,;=<>!~'"%&-]/.test(character)) made += character;
    else return undefined;
  }
  return made;
}

/** An upper bound of the instructions that a pattern needs, counted before anything is built of it. */
export function regexpSize(source: string): number {
  const groups: number[] = [];
  let total = 1;
  let last = 0;
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (character === "(") {
      groups.push(total);
      total = 0;
      last = 0;
    } else if (character === ")") {
      last = total + 2;
      total = (groups.pop() ?? 0) + last;
    } else if (character === "{") {
      const repeat = /^\{(\d{1,5})(?:,(\d{0,5}))?\}/.exec(source.slice(at, at + 14));
      const most = Math.max(Number(repeat?.[1] ?? 0), Number(repeat?.[2] ?? 0), 1);
      const times = most > 1000 ? 1 : most; // Go counts to a thousand: the library says so.
      const added = last * (times - 1) + times;
      total += added;
      last += added;
      at += (repeat?.[0].length ?? 1) - 1;
    } else {
      if (character === "\\") at++;
      else if (character === "[") at = endOfClass(source, at);
      last = 1;
      total++;
    }
  }
  return groups.reduce((sum, outer) => sum + outer, total);
}

function endOfClass(source: string, open: number): number {
  let at = open + 1;
  if (source[at] === "^") at++;
  if (source[at] === "]") at++;
  for (; at < source.length && source[at] !== "]"; at++) {
    if (source[at] === "\\") at++;
    else if (source.startsWith("[:", at)) {
      const close = source.indexOf(":]", at + 2);
      if (close > 0) at = close + 1;
    }
  }
  return Math.min(at, source.length - 1);
}
