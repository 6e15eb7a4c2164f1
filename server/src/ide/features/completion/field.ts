/**
 * Finds the field that is being written at a cursor, even while its document does not parse: it leaves out the line's
 * own value and reads the rest. It does not decide what may be written there.
 */

import type { Uri } from "../../../base/source.ts";
import type { Span } from "../../../base/span.ts";
import { pathAt } from "../../../kubernetes/manifests/locate.ts";
import type { Declaration, Manifest, PlacedManifest } from "../../../kubernetes/manifests/manifest.ts";
import type { KubeObject } from "../../../kubernetes/manifests/object.ts";
import { parseManifest } from "../../../kubernetes/manifests/parse.ts";
import type { Path } from "../../../kubernetes/manifests/path.ts";
import { podSpecOf } from "../../../kubernetes/manifests/pod-template.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import { isBackendPath } from "../ingress.ts";
import { isSlowToRead } from "./slow.ts";

/** A field that takes the name of a Service. */
export interface OpenField {
  readonly kind: "serviceName" | "subdomain" | "backend";
  /** Offsets of the whole value in the file, quotes included; empty where there is no value. */
  readonly value: Span;
  /** The value's quotation mark, or "". */
  readonly quote: string;
  /** The name that stands there, without quotes. */
  readonly name: string;
  /** Blanks that are missing around the value: behind the colon, before a comment. */
  readonly before: string;
  readonly after: string;
  /** The object around it as far as it can be read; absent in a document that is broken elsewhere as well. */
  readonly object?: KubeObject;
  /** The object as the workspace has it; absent while its document does not parse. */
  readonly declaration?: Declaration;
}

/** The field whose value the offset is in, or where it would begin; undefined anywhere else. */
export function openFieldAt(analysis: Analysis, uri: Uri, offset: number): OpenField | undefined {
  const file = analysis.files.get(uri);
  const placed = file?.manifests.findLast(({ start }) => start <= offset);
  if (file === undefined || placed === undefined) return undefined;
  const found = valueAround(file.text, offset);
  if (found === undefined || found.value.start < placed.start) return undefined;
  const { key, ...field } = found;
  const context = contextOf(uri, placed, found.value);
  if (context !== undefined) {
    const kind = kindOf(context.object, context.path);
    return kind && { ...field, kind, ...contextFields(placed.manifest, context) };
  }
  // Nothing can be read: only the key and the document's kind are used.
  if (key === "serviceName" && /^kind:[ \t]*["']?StatefulSet\b/m.test(placed.manifest.text))
    return { ...field, kind: "serviceName" };
  return key === "subdomain" ? { ...field, kind: "subdomain" } : undefined;
}

interface ValueAround extends Pick<OpenField, "value" | "quote" | "name" | "before" | "after"> {
  readonly key: string;
}

const pattern =
  /(?:^|[\s{,[-])(["']?)(serviceName|subdomain|name)\1[ \t]*:([ \t]*)("[^"\r\n]*"?|'[^'\r\n]*'?|[^\s#,{}[\]"'][^\s,{}[\]"']*)?/g;

/** The key and value of the line that the offset touches. */
function valueAround(text: string, offset: number): ValueAround | undefined {
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  const end = text.slice(offset).search(/[\r\n]/);
  const line = text.slice(lineStart, end < 0 ? text.length : offset + end);
  for (const match of line.matchAll(pattern)) {
    const [whole, , key = "", gap = "", written = ""] = match;
    const start = lineStart + match.index + whole.length - written.length;
    const colon = start - gap.length;
    // A value is replaced from within; without one, any blank behind the colon is its place.
    if (offset < (written === "" ? colon : start) || offset > start + written.length) continue;
    const quote = /^["']/.exec(written)?.[0] ?? "";
    const name =
      quote === "" ? written : written.slice(1, written.length > 1 && written.endsWith(quote) ? -1 : undefined);
    const value = written === "" ? { start: offset, end: offset } : { start, end: start + written.length };
    const before = value.start === colon ? " " : "";
    return { key, quote, name, before, after: text[value.end] === "#" ? " " : "", value };
  }
  return undefined;
}

interface Context {
  readonly object: KubeObject;
  readonly index: number;
  readonly path: Path;
}

/** Stands for the value while the rest is read. */
const placeholder = " x";

function contextOf(uri: Uri, { manifest, start }: PlacedManifest, value: Span): Context | undefined {
  const from = value.start - start;
  const text = manifest.text.slice(0, from) + placeholder + manifest.text.slice(value.end - start);
  if (isSlowToRead(text)) return undefined;
  const repaired = parseManifest(uri, text);
  const path = pathAt(repaired, from + placeholder.length)?.path;
  if (path === undefined) return undefined;
  const index = repaired.bases.findIndex((base) => base.every((part, at) => path[at] === part));
  const object = repaired.declarations[index]?.object;
  return object && { object, index, path: path.slice(repaired.bases[index]?.length ?? 0) };
}

function contextFields(manifest: Manifest, { object, index }: Context): Pick<OpenField, "object" | "declaration"> {
  const known = manifest.declarations[index];
  const isSame = known?.object.kind === object.kind && known.object.meta.name === object.meta.name;
  return isSame ? { object, declaration: known } : { object };
}

function kindOf(object: KubeObject, path: Path): OpenField["kind"] | undefined {
  if (object.kind === "Ingress") return isBackendPath(path) ? "backend" : undefined;
  if (object.kind === "StatefulSet") return path.join("/") === "spec/serviceName" ? "serviceName" : undefined;
  const base = podSpecOf(object)?.path;
  return base !== undefined && [...base, "subdomain"].join("/") === path.join("/") ? "subdomain" : undefined;
}
