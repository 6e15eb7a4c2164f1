/**
 * Reads the comments `# podns-ignore rule-id: reason` of a file: which rules each names and what it covers. It does not
 * look at findings.
 *
 * A comment behind a line's content covers that line. Alone on a line, it covers the next line that holds something;
 * above a document's first line, the document. `# podns-ignore-file` covers the file. A finding inside a scalar of
 * several lines is also covered where the scalar or its key begins, because a comment cannot stand inside.
 */

import { memoize } from "../../../base/memo.ts";
import type { Span } from "../../../base/span.ts";
import type { AnalysedFile } from "../../../workspace/analysis.ts";

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
  /** Everything that begins in this range is covered. */
  readonly covers: Span;
  /** What is removed with the comment: the whole line, or the comment and the blanks before it. */
  readonly removal: Span;
}

const directive = /(^|\s)#+[ \t]*(podns-ignore(-file)?(?![\w-])([^\r\n]*))/;

/** The suppressions of a file, in the order of its text. */
export const suppressionsOf: (file: AnalysedFile) => readonly Suppression[] = memoize((file) =>
  scopedIn(file).map(({ suppression }) => suppression),
);

/** The first rule of that id, in the order of the text, whose comment covers one of the offsets. */
export function ignoredAt(file: AnalysedFile, id: string, offsets: readonly number[]): IgnoredRule | undefined {
  const found = coversOf(file).flatMap((covers) => offsets.flatMap((offset) => ruleAt(covers, id, offset) ?? []));
  return found.reduce<IgnoredRule | undefined>(
    (first, rule) => (first === undefined || rule.span.start < first.span.start ? rule : first),
    undefined,
  );
}

interface Scoped {
  readonly suppression: Suppression;
  readonly scope: Scope;
}

const scopes = ["file", "document", "line"] as const;
type Scope = (typeof scopes)[number];

/** What the comments of one scope cover alike. */
interface Cover {
  readonly span: Span;
  /** The first rule of each id. */
  readonly rules: ReadonlyMap<string, IgnoredRule>;
}

/** For each scope what is covered, by where it begins. Covers of lines share nothing, those of documents only neighbours. */
const coversOf: (file: AnalysedFile) => readonly (readonly Cover[])[] = memoize((file) => {
  const byScope: Readonly<Record<Scope, Map<string, { span: Span; rules: Map<string, IgnoredRule> }>>> = {
    file: new Map(),
    document: new Map(),
    line: new Map(),
  };
  for (const { suppression, scope } of scopedIn(file)) {
    const { covers } = suppression;
    const key = `${covers.start} ${covers.end}`;
    const cover = byScope[scope].get(key) ?? { span: covers, rules: new Map() };
    for (const rule of suppression.rules) if (!cover.rules.has(rule.id)) cover.rules.set(rule.id, rule);
    byScope[scope].set(key, cover);
  }
  return scopes.map((scope) => [...byScope[scope].values()].sort((a, b) => a.span.start - b.span.start));
});

function ruleAt(covers: readonly Cover[], id: string, offset: number): readonly IgnoredRule[] | undefined {
  const last = lastFrom(covers, offset, ({ span }) => span.start);
  return [covers[last - 1], covers[last]].flatMap((cover) => {
    const rule = cover !== undefined && offset < cover.span.end ? cover.rules.get(id) : undefined;
    return rule ?? [];
  });
}

/** The index of the last item that begins at the offset or before it; -1 when there is none. */
function lastFrom<T>(items: readonly T[], offset: number, startOf: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && startOf(item) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

interface Line {
  readonly start: number;
  /** Behind the line break. */
  readonly end: number;
  readonly text: string;
}

const scopedIn: (file: AnalysedFile) => readonly Scoped[] = memoize((file) =>
  file.text.includes("podns-ignore") ? read(file) : [],
);

function read(file: AnalysedFile): readonly Scoped[] {
  const lines = linesOf(file.text);
  const nextLines = linesBehind(lines);
  return lines.flatMap((line, index): Scoped[] => {
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
    const document = whole === undefined && isAlone ? documentHeadedBy(file, line.start) : undefined;
    const covers =
      whole !== undefined
        ? { start: 0, end: file.text.length + 1 }
        : (document ?? (isAlone ? (nextLines[index] ?? line) : line));
    const suppression = {
      span: { start, end: start + text.trimEnd().length },
      rules: rulesIn(rest, start + text.length - rest.length),
      covers: { start: covers.start, end: covers.end },
      removal,
    };
    return [{ suppression, scope: whole !== undefined ? "file" : document !== undefined ? "document" : "line" }];
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
  const chunks = chunksOf(file);
  const index = lastFrom(chunks, offset, ({ start }) => start);
  const chunk = chunks[index];
  if (chunk === undefined || offset >= chunk.end || offset >= chunk.head) return undefined;
  const next = chunks[index + 1];
  return chunk.head === chunk.end && next !== undefined ? { start: chunk.start, end: next.end } : chunk;
}

const chunksOf: (file: AnalysedFile) => readonly (Span & { readonly head: number })[] = memoize((file) =>
  file.manifests.map(({ start, manifest }) => ({
    start,
    end: start + manifest.text.length,
    head: start + headOf(manifest.text),
  })),
);

/** The length of the blank lines and comments that a document begins with. */
function headOf(text: string): number {
  const line = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
  let end = text.startsWith("\ufeff") ? 1 : 0;
  for (line.lastIndex = end; line.test(text) && line.lastIndex > end; ) end = line.lastIndex;
  return end;
}

/** For each line the next one that holds something. */
function linesBehind(lines: readonly Line[]): readonly (Line | undefined)[] {
  const behind: (Line | undefined)[] = [];
  let next: Line | undefined;
  for (let index = lines.length - 1; index >= 0; index--) {
    behind[index] = next;
    const line = lines[index];
    if (line !== undefined && !/^\s*(#.*)?$/.test(line.text)) next = line;
  }
  return behind;
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
