/**
 * Knows the comments `# podns-ignore rule-id: reason` of a file: which rules each names and what it covers. Refuses to know
 * what is found there.
 *
 * Behind a line's content it covers that line; alone on a line the next line that holds something; above a document's first
 * line the document. `# podns-ignore-file` covers the file. A finding inside a scalar of several lines is covered where the
 * scalar or its key begins, too: a comment cannot stand inside.
 */
import type { AnalysedFile } from "../analysis/analysis.ts";
import { memoize } from "../analysis/memo.ts";
import type { Span } from "../text/span.ts";

/** A rule that a comment names. */
export interface IgnoredRule {
  readonly id: string;
  readonly span: Span;
}

/** All spans are offsets in the file. */
export interface Suppression {
  /** From `podns-ignore` to the end of the comment. */
  readonly span: Span;
  readonly rules: readonly IgnoredRule[];
  /** Whatever begins in this range is covered. */
  readonly covers: Span;
  /** What goes away with the comment: the whole line, or the blanks before it and the comment. */
  readonly removal: Span;
}

const directive = /(^|\s)#+[ \t]*(podns-ignore(-file)?(?![\w-])([^\r\n]*))/;

/** The suppressions of a file, in the order of its text. */
export const suppressionsOf: (file: AnalysedFile) => readonly Suppression[] = memoize((file) =>
  file.text.includes("podns-ignore") ? read(file) : [],
);

interface Line {
  readonly start: number;
  /** Behind the line break. */
  readonly end: number;
  readonly text: string;
}

function read(file: AnalysedFile): readonly Suppression[] {
  const lines = linesOf(file.text);
  return lines.flatMap((line, index): Suppression[] => {
    const match = directive.exec(line.text);
    if (match === null) return [];
    const [, , text = "", whole, rest = ""] = match;
    const start = line.start + match.index + match[0].length - text.length;
    const isAlone = line.text.slice(0, match.index).trim() === "";
    const removal = isAlone
      ? { start: line.start, end: line.end }
      : {
          start: line.start + match.index - trailingBlanks(line.text.slice(0, match.index)),
          end: start + text.trimEnd().length,
        };
    const covers =
      whole !== undefined
        ? { start: 0, end: file.text.length + 1 }
        : isAlone
          ? (documentHeadedBy(file, line.start) ?? nextLine(lines, index))
          : line;
    return [
      {
        span: { start, end: start + text.trimEnd().length },
        rules: rulesIn(rest, start + text.length - rest.length),
        covers: { start: covers.start, end: covers.end },
        removal,
      },
    ];
  });
}

/** The ids before the colon, separated by commas or blanks. */
function rulesIn(text: string, at: number): readonly IgnoredRule[] {
  const colon = text.indexOf(":");
  const ids = colon < 0 ? text : text.slice(0, colon);
  return [...ids.matchAll(/[^\s,]+/g)].map((match) => ({
    id: match[0],
    span: { start: at + match.index, end: at + match.index + match[0].length },
  }));
}

/** The document whose first content comes behind this line; comments before a separator belong to what follows. */
function documentHeadedBy(file: AnalysedFile, offset: number): Span | undefined {
  const chunks = file.manifests.map(({ start, manifest }) => ({
    start,
    end: start + manifest.text.length,
    head: start + headOf(manifest.text),
  }));
  const index = chunks.findIndex(({ start, end }) => start <= offset && offset < end);
  const chunk = chunks[index];
  if (chunk === undefined || offset >= chunk.head) return undefined;
  const next = chunks[index + 1];
  return chunk.head === chunk.end && next !== undefined ? { start: chunk.start, end: next.end } : chunk;
}

/** The length of the blank lines and comments that a document begins with. */
function headOf(text: string): number {
  return /^(?:\ufeff)?(?:[ \t]*(?:#[^\n]*)?(?:\n|$))*/.exec(text)?.[0].length ?? 0;
}

function nextLine(lines: readonly Line[], index: number): Span {
  const next = lines.slice(index + 1).find(({ text }) => !/^\s*(#.*)?$/.test(text));
  const line = next ?? lines[index];
  return line ?? { start: 0, end: 0 };
}

function trailingBlanks(text: string): number {
  return text.length - text.trimEnd().length;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const match of text.matchAll(/\r\n?|\n/g)) {
    lines.push({ start, end: match.index + match[0].length, text: text.slice(start, match.index) });
    start = match.index + match[0].length;
  }
  lines.push({ start, end: text.length + 1, text: text.slice(start) });
  return lines;
}
