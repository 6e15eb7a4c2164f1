/**
 * Expands what stands for several texts: `$(VAR)` of a container, brace ranges, loops over a sequence. A reference that
 * cannot be expanded stays as it is written, and the host around it is not a mention.
 */
import { type Replacement, replaceIn, type Segment } from "./segment.ts";

/** The most texts that are made of one. */
const limit = 32;

/** How many ranges and loops of one text are looked at. */
const mostDimensions = 64;

/** Characters of one text: Linux gives a process no text longer than 128 KiB (MAX_ARG_STRLEN). */
const longestValue = 131_072;

/** Values of a container's environment as far as they are known. */
export type Variables = ReadonlyMap<string, string>;

const reference = /\$\$|\$\(([A-Za-z_.-][\w.-]*)\)/g;

/**
 * Kubernetes' own expansion of env, command and args (k8s.io/kubernetes third_party/forked/golang/expansion). What would
 * make the text too long stays as it is written.
 */
export function expandVariables(segment: Segment, variables: Variables): Segment {
  if (variables.size === 0) return segment;
  const replacements: Replacement[] = [];
  let length = segment.text.length;
  for (const match of segment.text.matchAll(reference)) {
    const value = match[1] === undefined ? undefined : variables.get(match[1]);
    if (value === undefined) continue;
    length += value.length;
    if (length > longestValue) break;
    replacements.push({ start: match.index, end: match.index + match[0].length, text: value });
  }
  return replaceIn(segment, replacements);
}

/** One thing that takes several values wherever it stands. */
interface Dimension {
  readonly values: readonly string[];
  readonly places: readonly { readonly start: number; readonly end: number }[];
}

/**
 * The texts that a shell, or a program with ranges of its own (`{0...3}`), makes of the segment; itself when it is one.
 * @param longest the characters that they may have together beyond the segment's own: ranges for which it is too few stay
 */
export function expandRanges(segment: Segment, longest: number): readonly Segment[] {
  const dimensions = [...braces(segment.text), ...(segment.reads === "value" ? [] : loops(segment.text))].slice(
    0,
    mostDimensions,
  );
  const most = Math.min(limit, 1 + Math.floor(longest / Math.max(1, segment.text.length)));
  let combined: readonly (readonly Replacement[])[] = [[]];
  for (const { values, places } of dimensions) {
    if (combined.length * values.length > most) continue;
    combined = combined.flatMap((made) =>
      values.map((text) => [...made, ...places.map(({ start, end }) => ({ start, end, text }))]),
    );
  }
  return combined.map((replacements) => replaceIn(segment, disjoint(replacements)));
}

/** In order; of two that overlap (a loop's range and its variable) the first. */
function disjoint(replacements: readonly Replacement[]): readonly Replacement[] {
  const sorted = [...replacements].sort((a, b) => a.start - b.start);
  return sorted.filter((replacement, index) => index === 0 || replacement.start >= (sorted[index - 1]?.end ?? 0));
}

/** `{0..2}`, `{0...2}` and `{0,1,2}` that touch a name; lists of words are left to what reads them. */
function braces(text: string): readonly Dimension[] {
  const found: Dimension[] = [];
  // bounded: `longestText`
  for (const match of text.matchAll(/(?<=[\w.-])\{(\d+)\.\.\.?(\d+)\}|(?<=[\w-])\{(\d+(?:,\d+)+)\}/g)) {
    const [whole, from, to, list] = match;
    const values = list === undefined ? sequence(Number(from), Number(to)) : list.split(",");
    if (values !== undefined) found.push({ values, places: [{ start: match.index, end: match.index + whole.length }] });
  }
  return found;
}

const loopHead = /\bfor\s+([A-Za-z_]\w*)\s+in\s+/g;

/** How many loops of one text are looked at: each is compared with all of the text. */
const mostLoops = 32;

/** Loops over numbers that are written out, where nothing else sets the variable. */
function loops(text: string): readonly Dimension[] {
  const found: Dimension[] = [];
  const ends = [...text.matchAll(/\bdone\b/g)].map(({ index }) => index);
  let looked = 0;
  for (const match of text.matchAll(loopHead)) {
    const [whole, name = ""] = match;
    const list = loopList(text, match.index + whole.length);
    if (list === undefined) continue;
    if (++looked > mostLoops) break;
    const done = ends.find((end) => end >= list.end);
    if (list.values === undefined || done === undefined || isSetElsewhere(text, name)) continue;
    const places = usesOf(name, text, list.end, done);
    if (places.length > 0) found.push({ values: list.values, places });
  }
  return found;
}

/** What a loop runs over, and where its body begins; undefined for anything but numbers. */
function loopList(
  text: string,
  start: number,
): { readonly values: readonly string[] | undefined; readonly end: number } | undefined {
  const at = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = start;
    return pattern.exec(text);
  };
  const called = at(/\$\(\s*seq\s([\d\s]*)\)/y) ?? at(/`\s*seq\s([\d\s]*)`/y);
  const range = called === null ? at(/\{(\d+)\.\.(\d+)\}/y) : null;
  const list = called === null && range === null ? at(/\d[\d ]*/y) : null;
  const head = called ?? range ?? list;
  const end = head === null ? undefined : endOfHead(text, start + head[0].length);
  if (head === null || end === undefined) return undefined;
  if (called !== null) {
    const words = (called[1] ?? "").trim();
    return /^[\d ]+$/.test(words) ? { values: seqOf(words.split(/ +/).map(Number)), end } : undefined;
  }
  if (range !== null) return { values: sequence(Number(range[1]), Number(range[2])), end };
  const words = head[0].trimEnd().split(" ");
  return words.includes("") ? undefined : { values: words, end };
}

/** Behind the `;` or the line break that ends a loop's head. */
function endOfHead(text: string, from: number): number | undefined {
  const blanks = /\s*/y;
  blanks.lastIndex = from;
  const between = blanks.exec(text)?.[0] ?? "";
  if (text[from + between.length] === ";") return from + between.length + 1;
  const line = between.lastIndexOf("\n");
  return line < 0 ? undefined : from + line + 1;
}

/** The places of `$NAME` and `${NAME}` in a part of the text. */
function usesOf(name: string, text: string, start: number, end: number): Dimension["places"] {
  return [...text.slice(start, end).matchAll(/\$(?:\{(\w+)\}|(\w+))/g)]
    .filter(([, braced, plain]) => (braced ?? plain) === name)
    .map(({ index, 0: whole }) => ({ start: start + index, end: start + index + whole.length }));
}

/** The variables that `read` sets: the first word behind its options. */
function readNames(text: string): readonly string[] {
  return [...text.matchAll(/\bread\s([^;|&()]*)/g)].flatMap(([, words = ""]) => {
    const first = words.split(/\s+/).find((word) => word !== "" && !word.startsWith("-"));
    return /^\w+/.exec(first ?? "") ?? [];
  });
}

function isSetElsewhere(text: string, name: string): boolean {
  const names = (pattern: RegExp): number => [...text.matchAll(pattern)].filter(([, other]) => other === name).length;
  return (
    names(/\bfor\s+(\w+)/g) > 1 ||
    names(/(?:^|(?<=[\s;(]))(\w+)=/g) > 0 ||
    readNames(text).includes(name) ||
    names(/\(\(\s*(\w+)\s*[-+*/]?=/g) > 0
  );
}

/** seq LAST, seq FIRST LAST, seq FIRST STEP LAST. */
function seqOf(words: readonly number[]): readonly string[] | undefined {
  const [first = 1, second, third] = words;
  if (second === undefined) return sequence(1, first);
  if (third === undefined) return sequence(first, second);
  return second === 1 ? sequence(first, third) : undefined;
}

function sequence(from: number, to: number): readonly string[] | undefined {
  if (!(to >= from) || to - from >= limit) return undefined;
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}
