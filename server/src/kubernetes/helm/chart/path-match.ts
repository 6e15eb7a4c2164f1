/** Shell patterns for file names as Go's filepath.Match reads them (path/match.go). */

/** A pattern that Go does not read. */
export class BadPattern extends Error {
  constructor() {
    super("syntax error in pattern");
  }
}

interface Chunk {
  readonly star: boolean;
  readonly chunk: string;
  readonly rest: string;
}

/**
 * True if the pattern matches the whole name; `*` and `?` do not match `/`.
 * @throws {BadPattern}
 */
export function matchPath(pattern: string, name: string): boolean {
  let left = name;
  let rest = pattern;
  while (rest !== "") {
    const next = scanChunk(rest);
    rest = next.rest;
    if (next.star && next.chunk === "") return !left.includes("/");
    const after = matchAhead(next, left);
    if (after === undefined) {
      // The rest of the pattern is read to the end all the same.
      while (rest !== "") {
        const unused = scanChunk(rest);
        matchChunk(unused.chunk, "");
        rest = unused.rest;
      }
      return false;
    }
    left = after;
  }
  return left === "";
}

/** What is left of the name behind the chunk, wherever its star lets it be. */
function matchAhead({ star, chunk, rest }: Chunk, name: string): string | undefined {
  const here = matchChunk(chunk, name);
  if (here !== undefined && (here === "" || rest !== "")) return here;
  if (!star) return undefined;
  for (let index = 0; index < name.length && name[index] !== "/"; index++) {
    const there = matchChunk(chunk, name.slice(index + 1));
    if (there !== undefined && (rest !== "" || there === "")) return there;
  }
  return undefined;
}

function scanChunk(pattern: string): Chunk {
  const stars = /^\**/.exec(pattern)?.[0].length ?? 0;
  const text = pattern.slice(stars);
  let inRange = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "\\") index += 1;
    else if (character === "[") inRange = true;
    else if (character === "]") inRange = false;
    else if (character === "*" && !inRange)
      return { star: stars > 0, chunk: text.slice(0, index), rest: text.slice(index) };
  }
  return { star: stars > 0, chunk: text, rest: "" };
}

function matchChunk(pattern: string, name: string): string | undefined {
  let chunk = pattern;
  let left = name;
  let failed = false;
  while (chunk !== "") {
    failed ||= left === "";
    const first = firstOf(chunk);
    if (first === "[") {
      const character = firstOf(left);
      const { matches, rest } = matchClass(chunk.slice(1), character);
      left = left.slice(character.length);
      failed ||= !matches;
      chunk = rest;
    } else if (first === "?") {
      const character = firstOf(left);
      failed ||= character === "/";
      left = left.slice(character.length);
      chunk = chunk.slice(1);
    } else {
      if (first === "\\") chunk = chunk.slice(1);
      if (chunk === "") throw new BadPattern();
      const expected = firstOf(chunk);
      failed ||= !left.startsWith(expected);
      left = left.slice(expected.length);
      chunk = chunk.slice(expected.length);
    }
  }
  return failed ? undefined : left;
}

function matchClass(pattern: string, character: string): { readonly matches: boolean; readonly rest: string } {
  const negated = pattern.startsWith("^");
  let rest = negated ? pattern.slice(1) : pattern;
  const code = character.codePointAt(0) ?? 0;
  let found = false;
  for (let ranges = 0; !(rest.startsWith("]") && ranges > 0); ranges++) {
    const low = scanMember(rest);
    const high = low.rest.startsWith("-") ? scanMember(low.rest.slice(1)) : low;
    rest = high.rest;
    found ||= low.code <= code && code <= high.code;
  }
  return { matches: found !== negated, rest: rest.slice(1) };
}

function scanMember(pattern: string): { readonly code: number; readonly rest: string } {
  if (pattern === "" || pattern.startsWith("-") || pattern.startsWith("]")) throw new BadPattern();
  const text = pattern.startsWith("\\") ? pattern.slice(1) : pattern;
  const character = firstOf(text);
  const rest = text.slice(character.length);
  if (character === "" || rest === "") throw new BadPattern();
  return { code: character.codePointAt(0) ?? 0, rest };
}

function firstOf(text: string): string {
  const code = text.codePointAt(0);
  return code === undefined ? "" : String.fromCodePoint(code);
}
