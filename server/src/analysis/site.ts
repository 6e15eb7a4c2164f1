/**
 * Knows where a field of an object is written: in the object's own document, or, for an object that was rendered, in
 * the document that its value comes from. The only place that follows provenance to text.
 */
import { nearestSpan, spanOf } from "../manifests/locate.ts";
import type { Declaration, Manifest, Origin } from "../manifests/manifest.ts";
import type { Path } from "../manifests/path.ts";
import { scalarPartSpan } from "../manifests/scalar-text.ts";
import type { Uri } from "../text/source.ts";
import { type Span, shift } from "../text/span.ts";
import type { Analysis } from "./analysis.ts";

/** A place by name: the field `path` of a declaration's object. `part` says what to underline. */
export interface Site {
  readonly declaration: Declaration;
  readonly path: Path;
  /** Default "value"; an empty value falls back to its key. */
  readonly part?: "key" | "value";
  /** A comment instead of the field: offsets from the start of the declaration's document, before which it may stand. */
  readonly comment?: Span;
  /** A part of the scalar: offsets into its value, that begin and end at characters that are no white space. */
  readonly within?: Span;
}

/** Offsets in a file. */
export interface WrittenSpan {
  readonly uri: Uri;
  readonly span: Span;
}

/** Where a field is written: itself, or its nearest ancestor. Undefined when the declaration is in no file (any more). */
export function siteSpan(analysis: Analysis, site: Site): WrittenSpan | undefined {
  const written = writtenAt(analysis, site.declaration, site.path);
  if (written === undefined) return undefined;
  const { uri, manifest, start, path } = written;
  if (site.comment !== undefined) return { uri, span: shift(site.comment, start) };
  const part = site.within && scalarPartSpan(manifest, path, site.within);
  if (part !== undefined) return { uri, span: { start: start + part.start, end: start + part.end } };
  const exact = spanOf(manifest, path, site.part ?? "value");
  const span =
    exact !== undefined && exact.end > exact.start
      ? exact
      : (spanOf(manifest, path, "key") ?? nearestSpan(manifest, path, site.part));
  return { uri, span: { start: start + span.start, end: start + span.end } };
}

/** Where an origin's value is written: itself, or its nearest ancestor. Undefined when its document is in no file. */
export function writtenSpan(analysis: Analysis, { uri, manifest, path }: Origin): Span | undefined {
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
  const origin = declaration.rendered.origin(path);
  if (origin === undefined) return undefined;
  const { uri, manifest } = origin;
  const placed = analysis.files.get(uri)?.manifests.find((other) => other.manifest === manifest);
  return placed && { uri, manifest, start: placed.start, path: origin.path };
}
