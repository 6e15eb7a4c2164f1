/** Converts offsets to positions and back. No other file does this, so that no two features can disagree. */
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Location, Position, Range, TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import type { Edit } from "../../base/edit.ts";
import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import type { Span } from "../../base/span.ts";
import { nameOf, pathOf } from "../../base/uri-path.ts";
import { spanOf } from "../../kubernetes/manifests/locate.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import type { WireLink } from "../../protocol/simulate.ts";
import type { AnalysedFile, Analysis, Environment } from "../../workspace/analysis.ts";
import { type Site, siteSpan } from "../../workspace/places/site.ts";
import { type Target, targetAt } from "../../workspace/places/target.ts";

const documentOf = memoize((file: AnalysedFile) => TextDocument.create(file.uri, "yaml", 0, file.text));

const nowhere: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The offset of a position; undefined for an unknown file. Positions behind the end are the end. */
export function offsetAt(analysis: Analysis, uri: Uri, position: Position): number | undefined {
  const file = analysis.files.get(uri);
  return file === undefined ? undefined : documentOf(file).offsetAt(position);
}

/** What stands at a position of a file. */
export function targetOf(analysis: Analysis, uri: Uri, position: Position): Target | undefined {
  const offset = offsetAt(analysis, uri, position);
  return offset === undefined ? undefined : targetAt(analysis, uri, offset);
}

/** The range of a span of a file; the file's first position when the span is unknown. */
export function rangeOf(analysis: Analysis, uri: Uri, span: Span): Range {
  const file = analysis.files.get(uri);
  if (file === undefined) return nowhere;
  const document = documentOf(file);
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

/** The span of a range of a file. */
export function spanAt(analysis: Analysis, uri: Uri, range: Range): Span | undefined {
  const start = offsetAt(analysis, uri, range.start);
  const end = offsetAt(analysis, uri, range.end);
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** Where a field is written. Undefined when the declaration is in no file (any more). */
export function locationOf(analysis: Analysis, site: Site): Location | undefined {
  const found = siteSpan(analysis, site);
  return found && { uri: found.uri, range: rangeOf(analysis, found.uri, found.span) };
}

/** The objects of a file: those that it holds, or those that its template makes in an environment. */
export function declarationsOf(analysis: Analysis, uri: Uri, { chart }: Environment): readonly Declaration[] {
  if (chart !== undefined) return chart.rendered(uri);
  const { manifests = [] } = analysis.files.get(uri) ?? {};
  return manifests.flatMap(({ manifest }) => manifest.declarations);
}

/** From the first to the last place in its template that writes a part of the object. */
function rangeOfRendered(analysis: Analysis, declaration: Declaration): Range | undefined {
  const spans = (declaration.rendered?.spots?.() ?? []).flatMap(({ path, part }) => {
    const place = siteSpan(analysis, { declaration, path, part });
    return place?.uri === declaration.uri ? [place.span] : [];
  });
  const start = spans.reduce((least, span) => Math.min(least, span.start), Number.POSITIVE_INFINITY);
  const end = spans.reduce((most, span) => Math.max(most, span.end), 0);
  return spans.length === 0 ? undefined : rangeOf(analysis, declaration.uri, { start, end });
}

/** The whole document of a declaration, without the blank lines and comments behind it. */
export function rangeOfDeclaration(analysis: Analysis, declaration: Declaration): Range | undefined {
  const place = analysis.place(declaration);
  if (place === undefined) return rangeOfRendered(analysis, declaration);
  const { text } = place.manifest;
  const value = place.base.length > 0 ? spanOf(place.manifest, place.base, "value") : undefined;
  const start = Math.max(0, text.search(/\S/));
  const span = value ?? { start, end: Math.max(start, text.trimEnd().length) };
  return rangeOf(analysis, place.uri, { start: place.start + span.start, end: place.start + span.end });
}

/** A link to a field (default: the name) with a label such as `web.yaml:12`. */
export function linkTo(
  analysis: Analysis,
  declaration: Declaration,
  path: Path = ["metadata", "name"],
): WireLink | undefined {
  const location = locationOf(analysis, { declaration, path });
  if (location === undefined) return undefined;
  const { uri, range } = location;
  return { uri, range, label: `${nameOf(pathOf(uri))}:${range.start.line + 1}` };
}

/** Edits by file, as the protocol wants them. */
export function textEditsOf(analysis: Analysis, edits: readonly Edit[]): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const edit of edits) {
    const list = changes[edit.uri] ?? [];
    changes[edit.uri] = list;
    list.push({ range: rangeOf(analysis, edit.uri, edit.span), newText: edit.text });
  }
  return changes;
}

/** One undo step. */
export function workspaceEditOf(analysis: Analysis, edits: readonly Edit[]): WorkspaceEdit {
  return { changes: textEditsOf(analysis, edits) };
}
