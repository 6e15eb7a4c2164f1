/**
 * Finds where a field of an object is written: in the object's own document, or, for a rendered object, in the document
 * that its value comes from. Only this file follows provenance to text.
 */

import { stringAt } from "../../base/json.ts";
import type { Uri } from "../../base/source.ts";
import { type Span, shift } from "../../base/span.ts";
import { nearestSpan, spanOf } from "../../kubernetes/manifests/locate.ts";
import type { Declaration, FieldOrigin, Manifest, Rendered } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { scalarPartSpan, scalarValue } from "../../kubernetes/manifests/scalar-text.ts";
import type { Analysis } from "../analysis.ts";

/** A place by name: the field `path` of a declaration's object. `part` says what to underline. */
export interface Site {
  readonly declaration: Declaration;
  readonly path: Path;
  /** Default "value"; an empty value falls back to its key. */
  readonly part?: "key" | "value";
  /**
   * A comment instead of the field: offsets from the start of the declaration's document, before which it may stand; of an object of
   * a chart, offsets in its template or in `commentIn`.
   */
  readonly comment?: Span;
  /** A file of a chart's values that the comment of a chart's object stands in. */
  readonly commentIn?: Uri;
  /** A part of the scalar: offsets into its value that begin and end at characters other than white space. */
  readonly within?: Span;
}

/** Offsets in a file. */
export interface WrittenSpan {
  readonly uri: Uri;
  readonly span: Span;
}

/** Where a field is written: itself, or its nearest ancestor. Undefined when the declaration is in no file (any more). */
export function siteSpan(analysis: Analysis, site: Site): WrittenSpan | undefined {
  const spot = site.declaration.rendered?.spot;
  if (spot !== undefined)
    return site.comment === undefined
      ? spotSpan(analysis, site, spot)
      : { uri: site.commentIn ?? site.declaration.uri, span: site.comment };
  const written = writtenAt(analysis, site.declaration, site.path);
  if (written === undefined) return undefined;
  const { uri, manifest, start, path } = written;
  if (site.comment !== undefined) return { uri, span: shift(site.comment, start) };
  const whole = wholeFile(analysis, site, uri, path);
  if (whole !== undefined) return { uri, span: whole };
  const within = partWithin(site, manifest, path);
  const part = within && scalarPartSpan(manifest, path, within);
  if (part !== undefined) return { uri, span: { start: start + part.start, end: start + part.end } };
  const exact = spanOf(manifest, path, site.part ?? "value");
  const span =
    exact !== undefined && exact.end > exact.start
      ? exact
      : (spanOf(manifest, path, "key") ?? nearestSpan(manifest, path, site.part));
  return { uri, span: { start: start + span.start, end: start + span.end } };
}

/** The place in a file that a generator took as it is, whatever its text would mean as YAML. */
function wholeFile(analysis: Analysis, { declaration, path, within }: Site, uri: Uri, at: Path): Span | undefined {
  if (at.length > 0 || declaration.rendered === undefined) return undefined;
  const text = analysis.files.get(uri)?.text;
  if (text === undefined || stringAt(declaration.rendered.value, path) !== text) return undefined;
  return within ?? { start: 0, end: text.length };
}

/** The part of the scalar at a path. One that holds the value among others (a patch) is searched for it. */
function partWithin({ declaration, path, within }: Site, manifest: Manifest, at: Path): Span | undefined {
  if (declaration.rendered === undefined || path.at(-1) === at.at(-1)) return within;
  const value = stringAt(declaration.rendered.value, path) ?? "";
  const text = scalarValue(manifest, at) ?? "";
  const found = value === "" || text === value ? -1 : text.indexOf(value);
  // If it stands there twice, the right one cannot be determined.
  if (found < 0 || text.indexOf(value, found + 1) >= 0) return within;
  return { start: found + (within?.start ?? 0), end: found + (within?.end ?? value.length) };
}

/** The place in a chart's template; a part of a scalar where the text there is the value itself. */
function spotSpan(
  analysis: Analysis,
  { declaration, path, part = "value", within }: Site,
  spotOf: NonNullable<Rendered["spot"]>,
): WrittenSpan | undefined {
  const spot = spotOf(path, part, within);
  const file = spot && analysis.files.get(spot.uri);
  const span = file && moved(spot, file.text);
  if (spot === undefined || file === undefined || span === undefined) return undefined;
  const { uri } = spot;
  if (within === undefined) return { uri, span };
  const value = stringAt(declaration.rendered?.value, path)?.slice(within.start, within.end) ?? "";
  const text = file.text.slice(span.start, span.end);
  const at = value === "" ? -1 : text.indexOf(value);
  // If it stands there twice, the right one cannot be determined.
  if (at < 0 || text.indexOf(value, at + 1) >= 0) return { uri, span };
  return { uri, span: { start: span.start + at, end: span.start + at + value.length } };
}

/** A place in another file that a chart's value leads to. */
export interface ValueSite {
  readonly uri: Uri;
  readonly span: Span;
  /** The key, from the root of that file, where the field is its value, unchanged; undefined: it wrote a part of it. */
  readonly path: Path | undefined;
}

/** What wrote a field that its template only prints: the key of a values file, or another template. */
export function valueSite(analysis: Analysis, { declaration, path, within }: Site): ValueSite | undefined {
  const spot = declaration.rendered?.spot?.(path, "value", within);
  const from = spot?.value ?? spot?.written;
  const file = from && analysis.files.get(from.uri);
  const span = file && moved(from, file.text);
  return from && span && { uri: from.uri, span, path: spot?.value?.path };
}

/** Characters of a word in front of a name: a scheme, a user, a path. */
const mostBefore = 100;

/** The key of values whose text, a template itself, printed the word that a part of a field is in. */
export function templatedValueSite(analysis: Analysis, { declaration, path, within }: Site): ValueSite | undefined {
  const { value, valuesIn } = declaration.rendered ?? {};
  const text = stringAt(value, path);
  if (within === undefined || text === undefined) return undefined;
  let { start } = within;
  while (start > 0 && within.start - start < mostBefore && !/\s/.test(text[start - 1] ?? "")) start--;
  const word = { start, end: within.end };
  const from = valuesIn?.(path, word).find(({ span, text: written }) =>
    written.slice(span.start, span.end).includes("{{"),
  );
  const file = from && analysis.files.get(from.uri);
  const span = file && moved(from, file.text);
  return from && span && { uri: from.uri, span, path: undefined };
}

/** The statement of another template that wrote a value which the object's own template only prints. */
export function innerSite(
  analysis: Analysis,
  { declaration, path }: Pick<Site, "declaration" | "path">,
): WrittenSpan | undefined {
  const written = declaration.rendered?.spot?.(path, "value")?.written;
  const file = written && analysis.files.get(written.uri);
  const span = file && moved(written, file.text);
  return span && { uri: written.uri, span };
}

/** A span of a text in the text that an edit made of it; undefined where the edit touched it. */
export function moved({ span, text }: { readonly span: Span; readonly text: string }, now: string): Span | undefined {
  if (text === now) return span;
  const shorter = Math.min(text.length, now.length);
  let same = 0;
  while (same < shorter && text.charCodeAt(same) === now.charCodeAt(same)) same += 1;
  if (span.end <= same) return span;
  let behind = 0;
  while (behind < shorter - same && text.at(-1 - behind) === now.at(-1 - behind)) behind += 1;
  if (span.start < text.length - behind) return undefined;
  return shift(span, now.length - text.length);
}

/** Where an origin's value is written: itself, or its nearest ancestor. Undefined when its document is in no file. */
export function writtenSpan(analysis: Analysis, origin: FieldOrigin): Span | undefined {
  const { uri, manifest, path } = analysis.written(origin);
  const placed = analysis.files.get(uri)?.manifests.find((other) => other.manifest === manifest);
  return placed && shift(nearestSpan(manifest, path), placed.start);
}

/** The document that holds a field, where it starts in its file, and the field's path from the document's root. */
export interface Written {
  readonly uri: Uri;
  readonly manifest: Manifest;
  readonly start: number;
  readonly path: Path;
}

/** Follows a rendered object's provenance; undefined when its document is in no file (any more). */
export function writtenAt(analysis: Analysis, declaration: Declaration, path: Path): Written | undefined {
  if (declaration.rendered === undefined) {
    const place = analysis.place(declaration);
    return place && { uri: place.uri, manifest: place.manifest, start: place.start, path: [...place.base, ...path] };
  }
  const from = analysis.originOf(declaration, path);
  if (from === undefined) return undefined;
  const origin = analysis.written(from);
  const { uri, manifest } = origin;
  const placed = analysis.files.get(uri)?.manifests.find((other) => other.manifest === manifest);
  return placed && { uri, manifest, start: placed.start, path: origin.path };
}
