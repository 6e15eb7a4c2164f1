/** Finds the place of a declaration's field, as lines and columns from 1. */

import { lineAt, lineStarts } from "../../base/lines.ts";
import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import type { Span } from "../../base/span.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import type { AnalysedFile, Analysis } from "../../workspace/analysis.ts";
import { type Site, siteSpan } from "../../workspace/places/site.ts";

/** Lines and columns from 1, columns in UTF-16 code units; `endColumn` stands behind the last character. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The range of offsets in a file. Lines end as in the Language Server Protocol: LF, CRLF or a lone CR. */
export function rangeOf(file: AnalysedFile, span: Span): Range {
  const start = positionOf(file, span.start);
  const end = positionOf(file, span.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

function positionOf(file: AnalysedFile, offset: number): { readonly line: number; readonly column: number } {
  const starts = startsOf(file);
  const line = lineAt(starts, offset);
  return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
}

/** The text of a line (from 1), without its end and the blanks around it. */
export function lineText(file: AnalysedFile, line: number): string {
  const starts = startsOf(file);
  return file.text.slice(starts[line - 1] ?? file.text.length, starts[line]).trim();
}

const startsOf = memoize(({ text }: AnalysedFile) => lineStarts(text));

/**
 * Where a field of a declaration stands. An empty value is replaced by its key, a missing field by the nearest one that
 * exists. Undefined when the declaration is not in the workspace any more.
 */
export function placeOf(
  analysis: Analysis,
  declaration: Declaration,
  path: Path,
): { readonly uri: Uri; readonly range: Range } | undefined {
  return placeOfSite(analysis, { declaration, path });
}

/** The same for any site, also a key or a part of a scalar. */
export function placeOfSite(analysis: Analysis, site: Site): { readonly uri: Uri; readonly range: Range } | undefined {
  const written = siteSpan(analysis, site);
  const file = written === undefined ? undefined : analysis.files.get(written.uri);
  if (written === undefined || file === undefined) return undefined;
  return { uri: written.uri, range: rangeOf(file, written.span) };
}

/** Where an object is declared, as JSON shows it. */
export interface Source {
  readonly file: string;
  readonly line: number;
}

/** The first line of a declaration's object; null for objects that no manifest declares. */
export function sourceOf(
  names: { readonly fileName: (uri: Uri) => string },
  analysis: Analysis,
  declaration: Declaration | undefined,
): Source | null {
  if (declaration === undefined) return null;
  // An object that a chart made has no place as a whole.
  const place =
    declaration.rendered?.spot === undefined
      ? placeOf(analysis, declaration, [])
      : placeOfSite(analysis, { declaration, path: ["kind"], part: "key" });
  return place === undefined ? null : { file: names.fileName(place.uri), line: place.range.line };
}
