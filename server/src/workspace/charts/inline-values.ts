/**
 * Finds where values that an object holds for a chart are written in that object's file: as a map, as a block of
 * YAML, or one by one. Values of any other form have no place.
 */

import { lazy } from "../../base/lazy.ts";
import { lineEndAt } from "../../base/lines.ts";
import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import { type Span, shift } from "../../base/span.ts";
import type { SourceFile } from "../../kubernetes/helm/chart/source-file.ts";
import { type LiteralBlock, literalBlockAt } from "../../kubernetes/manifests/literal-block.ts";
import { pathAt, spanOf } from "../../kubernetes/manifests/locate.ts";
import type { Manifest } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";

/** A document that holds values. */
export interface ValuesHolder {
  readonly uri: Uri;
  /** The file's text. */
  readonly text: string;
  /** The document's text, and where it starts in the file. */
  readonly document: { readonly text: string; readonly start: number };
  /** Where in the document the values are: a map, a text of YAML, or what holds the one value. */
  readonly base: Path;
  /** Where there is one value alone. */
  readonly single?: SingleValue;
}

export interface SingleValue {
  /** From the root of the values. */
  readonly key: Path;
  /** Fields of the document: the text that names the key, where one does, and the value. */
  readonly name: Path | undefined;
  readonly value: Path;
}

/** Places in a file's text, by paths from the root of the values. */
export interface HeldValues {
  readonly uri: Uri;
  /** The file's text that the offsets are in. */
  readonly text: string;
  /** All of the values. */
  readonly whole: () => Span | undefined;
  readonly spanAt: (path: Path, part: "key" | "value") => Span | undefined;
  /** The key at an offset, or the one whose value stands there. */
  readonly keyAt: (offset: number) => { readonly path: Path; readonly span: Span } | undefined;
}

const held = new WeakMap<SourceFile, HeldValues>();

/** The values as a file of the chart's values whose places are in the document. */
export function holdValues(source: SourceFile, { uri, text, document, base, single }: ValuesHolder): void {
  const manifest = manifestOf(document);
  const places = single === undefined ? nestedIn(manifest, base) : singleIn(manifest, base, single);
  const inFile = (span: Span | undefined): Span | undefined => span && shift(span, document.start);
  held.set(source, {
    uri,
    text,
    whole: () => inFile(spanOf(manifest, base, "value")),
    spanAt: (path, part) => inFile(places.spanAt(path, part)),
    keyAt: (offset) => {
      const at = offset - document.start;
      // A document may hold thousands of values for as many charts.
      const whole = spanOf(manifest, base, "value");
      const start = spanOf(manifest, base, "key")?.start ?? whole?.start ?? 0;
      if (whole === undefined || at < start || at > lineEndAt(document.text, whole.end)) return undefined;
      const found = places.keyAt(at);
      return found && { path: found.path, span: shift(found.span, document.start) };
    },
  });
}

/** One for all values that a document holds: it is parsed once. */
const manifestOf = memoize((document: ValuesHolder["document"]): Manifest => withoutObjects(document.text));

/** Undefined: no object holds them, or their places are not known. */
export function heldValues(source: SourceFile): HeldValues | undefined {
  return held.get(source);
}

/** Where a value is written; undefined: the file holds no values of an object, or it is not written as it is. */
export function heldAt(source: SourceFile, path: Path): { uri: Uri; text: string; span: Span } | undefined {
  const own = held.get(source);
  const span = own?.spanAt(path, "value");
  return own && span && { uri: own.uri, text: own.text, span };
}

type Places = Pick<HeldValues, "spanAt" | "keyAt">;

/** A map, or a text that holds one. */
function nestedIn(manifest: Manifest, base: Path): Places {
  const block = lazy(() => literalBlockAt(manifest, base));
  const inner = lazy(() => withoutObjects(block()?.value ?? ""));
  return {
    spanAt: (path, part) => {
      const own = block();
      if (own === undefined) return spanOf(manifest, [...base, ...path], part);
      const span = spanOf(inner(), path, part);
      return span && { start: own.sourceOf(span.start), end: own.sourceOf(span.end) };
    },
    keyAt: (offset) => {
      const found = pathAt(manifest, offset);
      if (found === undefined || !base.every((part, index) => part === found.path[index])) return undefined;
      const own = block();
      if (own !== undefined) return keyInBlock(own, inner(), offset);
      return found.path.length > base.length ? { path: found.path.slice(base.length), span: found.span } : undefined;
    },
  };
}

function keyInBlock(block: LiteralBlock, inner: Manifest, offset: number): ReturnType<Places["keyAt"]> {
  const at = block.valueOf(offset);
  const found = at === undefined ? undefined : pathAt(inner, at);
  if (found === undefined || found.path.length === 0) return undefined;
  return { path: found.path, span: { start: block.sourceOf(found.span.start), end: block.sourceOf(found.span.end) } };
}

function singleIn(manifest: Manifest, base: Path, { key, name, value }: SingleValue): Places {
  return {
    spanAt: (path, part) => {
      if (!path.every((step, index) => step === key[index])) return undefined;
      if (part === "value") return path.length === key.length ? spanOf(manifest, value, "value") : undefined;
      return name === undefined ? spanOf(manifest, value, "key") : spanOf(manifest, name, "value");
    },
    keyAt: (offset) => {
      const found = pathAt(manifest, offset);
      const isWithin = found !== undefined && base.every((part, index) => part === found.path[index]);
      return isWithin ? { path: key, span: found.span } : undefined;
    },
  };
}

function withoutObjects(text: string): Manifest {
  return { text, declarations: [], bases: [], problems: [] };
}
