/**
 * Knows what stands for several texts: `$(VAR)` of a container, brace ranges, loops over a sequence. What it does not
 * know stays as it is written, and the host around it is no mention.
 */
import { type Replacement, replaceIn, type Segment } from "./segment.ts";

/** At most so many texts are made of one. */
const limit = 32;

/** Characters of one text: Linux gives a process none that is longer than 128 KiB (MAX_ARG_STRLEN). */
const longestValue = 131_072;

/** Values of a container's environment as far as they are known. */
export type Variables = ReadonlyMap<string, string>;

const reference = /\$\$|\$\(([A-Za-z_.-][\w.-]*)\)/g;

/** Kubernetes' own expansion of env, command and args (k8s.io/kubernetes third_party/forked/golang/expansion). */
export function expandVariables(segment: Segment, variables: Variables): Segment {
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

/** The texts that a shell, or a program with ranges of its own (`{0...3}`), makes of the segment; itself when it is one. */
export function expandRanges(segment: Segment): readonly Segment[] {
  const dimensions = [...braces(segment.text), ...(segment.reads === "value" ? [] : loops(segment.text))];
  let combined: readonly (readonly Replacement[])[] = [[]];
  for (const { values, places } of dimensions) {
    if (combined.length * values.length > limit) continue;
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
  for (const match of text.matchAll(/(?<=[\w.-])\{(\d+)\.\.\.?(\d+)\}|(?<=[\w-])\{(\d+(?:,\d+)+)\}/g)) {
    const [whole, from, to, list] = match;
    const values = list === undefined ? sequence(Number(from), Number(to)) : list.split(",");
    if (values !== undefined) found.push({ values, places: [{ start: match.index, end: match.index + whole.length }] });
  }
  return found;
}

const loop =
  /\bfor\s+([A-Za-z_]\w*)\s+in\s+(?:\$\(\s*seq\s+([\d ]+?)\s*\)|`\s*seq\s+([\d ]+?)\s*`|\{(\d+)\.\.(\d+)\}|((?:\d+ ?)+))\s*[;\n]/g;

/** Loops over numbers that are written out, where nothing else sets the variable. */
function loops(text: string): readonly Dimension[] {
  const found: Dimension[] = [];
  for (const match of text.matchAll(loop)) {
    const [whole, name = "", seq, ticks, from, to, list] = match;
    const words = (seq ?? ticks)?.split(/ +/).map(Number);
    const values =
      words !== undefined
        ? seqOf(words)
        : list !== undefined
          ? list.trim().split(/ +/)
          : sequence(Number(from), Number(to));
    const begin = match.index + whole.length;
    const done = /\bdone\b/.exec(text.slice(begin));
    if (values === undefined || done === null || isSetElsewhere(text, name)) continue;
    const body = text.slice(begin, begin + done.index);
    const places = [...body.matchAll(new RegExp(`\\$\\{${name}\\}|\\$${name}(?!\\w)`, "g"))].map((place) => ({
      start: begin + place.index,
      end: begin + place.index + place[0].length,
    }));
    if (places.length > 0) found.push({ values, places });
  }
  return found;
}

function isSetElsewhere(text: string, name: string): boolean {
  const loopsOver = [...text.matchAll(new RegExp(`\\bfor\\s+${name}\\b`, "g"))].length;
  return (
    loopsOver > 1 ||
    new RegExp(`(^|[\\s;(])${name}=|\\bread\\s+(-\\w+\\s+)*${name}\\b|\\(\\(\\s*${name}\\s*[-+*/]?=`).test(text)
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
