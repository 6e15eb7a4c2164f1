/**
 * Widens a selection by what names are made of: label, host, string, field, map, document, file. Where no name stands, by the
 * fields alone.
 */
import type { Position, Range, SelectionRange } from "vscode-languageserver-types";
import { asUri, type Uri } from "../../base/source.ts";
import { type Span, shift, touches } from "../../base/span.ts";
import { spanOf } from "../../kubernetes/manifests/locate.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { scalarPartSpan, scalarValue } from "../../kubernetes/manifests/scalar-text.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { mentionAt } from "../../workspace/asking/mentions.ts";
import { siteSpan } from "../../workspace/places/site.ts";
import { targetAt } from "../../workspace/places/target.ts";
import { offsetAt, rangeOf } from "./convert.ts";
import { labelSpansOf } from "./symbol/host-labels.ts";

export interface SelectionParams {
  readonly textDocument: { readonly uri: string };
  readonly positions: readonly Position[];
}

/** One chain of ranges for each position, each inside the next. */
export function selectionRanges(
  analysis: Analysis,
  { textDocument, positions }: SelectionParams,
): SelectionRange[] | null {
  const uri = asUri(textDocument.uri);
  if (!analysis.files.has(uri)) return null;
  return positions.map((position) => chainOf(analysis, uri, position));
}

function chainOf(analysis: Analysis, uri: Uri, position: Position): SelectionRange {
  const at = offsetAt(analysis, uri, position) ?? 0;
  const nested: Span[] = [];
  for (const span of [...nameSpans(analysis, uri, at), ...fieldSpans(analysis, uri, at)]) {
    const last = nested.at(-1);
    const isWider = last === undefined || (span.start <= last.start && span.end >= last.end);
    const isSame = last !== undefined && span.start === last.start && span.end === last.end;
    if (touches(span, at) && span.end > span.start && isWider && !isSame) nested.push(span);
  }
  const ranges = nested.map((span) => rangeOf(analysis, uri, span));
  return linked(ranges) ?? { range: { start: position, end: position } };
}

/** From the widest to the narrowest, each with the one around it. */
function linked(ranges: readonly Range[]): SelectionRange | undefined {
  return ranges.reduceRight<SelectionRange | undefined>(
    (parent, range) => (parent === undefined ? { range } : { range, parent }),
    undefined,
  );
}

/** The label and the host at an offset, and the names that end where it ends: `db`, `db.shop.svc`, `db-0.db.shop.svc`. */
function nameSpans(analysis: Analysis, uri: Uri, offset: number): readonly Span[] {
  const found = mentionAt(analysis, uri, offset);
  const mention = found?.mentions[0];
  if (found === undefined || mention === undefined || mention.kind === "service") return [];
  const { declaration } = found;
  const place = analysis.place(declaration);
  const text = place && scalarValue(place.manifest, [...place.base, ...mention.path]);
  if (text === undefined) return [found.span];
  const { path } = mention;
  const spans = labelSpansOf(mention, text).flatMap(({ within }) => {
    const label = siteSpan(analysis, { declaration, path, within });
    return label === undefined ? [] : [label.span];
  });
  const own = spans.find((span) => touches(span, offset));
  const ending = spans
    .filter((span) => own !== undefined && span.start <= own.start)
    .toSorted((a, b) => b.start - a.start)
    .map(({ start }) => ({ start, end: found.span.end }));
  return [...(own === undefined ? [] : [own]), ...ending, found.span];
}

/** The scalar without and with its quotes, its field, and everything around it. */
function fieldSpans(analysis: Analysis, uri: Uri, offset: number): readonly Span[] {
  const file = analysis.files.get(uri);
  const whole = { start: 0, end: file?.text.length ?? 0 };
  const placed = file?.manifests.findLast(({ start }) => start <= offset);
  const target = targetAt(analysis, uri, offset);
  if (placed === undefined || target === undefined || target.manifest !== placed.manifest) return [whole];
  const { manifest, start } = placed;
  const index = target.declaration === undefined ? -1 : manifest.declarations.indexOf(target.declaration);
  const path: Path = [...(manifest.bases[index] ?? []), ...target.path];
  const text = scalarValue(manifest, path)?.trim() ?? "";
  const spans: (Span | undefined)[] = [];
  if (target.part === "key") spans.push(spanOf(manifest, path, "key"));
  else spans.push(text === "" ? undefined : scalarPartSpan(manifest, path, { start: 0, end: text.length }));
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    const value = spanOf(manifest, part, "value");
    const key = spanOf(manifest, part, "key");
    if (target.part !== "key" || length < path.length) spans.push(value);
    if (key !== undefined && value !== undefined) spans.push({ start: key.start, end: Math.max(key.end, value.end) });
  }
  const first = manifest.text.search(/\S/);
  spans.push({ start: Math.max(0, first), end: manifest.text.trimEnd().length });
  return [...spans.flatMap((span) => (span === undefined ? [] : [shift(span, start)])), whole];
}
