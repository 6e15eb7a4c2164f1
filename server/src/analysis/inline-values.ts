/** Where values that an object holds for a chart are written in that object's file. */
import type { SourceFile } from "../helm/chart/source-file.ts";
import { spanOf } from "../manifests/locate.ts";
import type { Manifest } from "../manifests/manifest.ts";
import type { Path } from "../manifests/path.ts";
import type { Uri } from "../text/source.ts";
import { type Span, shift } from "../text/span.ts";

/** A document that holds values. */
export interface ValuesHolder {
  readonly uri: Uri;
  /** The file's text. */
  readonly text: string;
  /** The document's text, and where it starts in the file. */
  readonly document: { readonly text: string; readonly start: number };
  /** Where in the document the values are. */
  readonly base: Path;
}

const holders = new WeakMap<SourceFile, { readonly holder: ValuesHolder; readonly manifest: Manifest }>();

/** The values as a file of the chart's values whose places are in the document. */
export function holdValues(source: SourceFile, holder: ValuesHolder): void {
  const manifest = { text: holder.document.text, declarations: [], bases: [], problems: [] };
  holders.set(source, { holder, manifest });
}

/** Where a value is written; undefined: the file holds no values of an object, or it is not written as it is. */
export function heldAt(
  source: SourceFile,
  path: Path,
): (Pick<ValuesHolder, "uri" | "text"> & { span: Span }) | undefined {
  const held = holders.get(source);
  if (held === undefined) return undefined;
  const { uri, text, document, base } = held.holder;
  const span = spanOf(held.manifest, [...base, ...path], "value");
  return span && { uri, text, span: shift(span, document.start) };
}
