/**
 * Knows the whole JSON value of a declaration's object, as its document (or its renderer) has it now: for the fields that
 * the facts in `manifests/object.ts` leave out. Refuses to know what any of it means.
 */
import { documentOf } from "../manifests/locate.ts";
import type { Declaration, Manifest } from "../manifests/manifest.ts";
import type { Path } from "../manifests/path.ts";
import { type JsonValue, readDocument } from "../manifests/read-yaml.ts";
import type { Analysis } from "./analysis.ts";
import { memoize } from "./memo.ts";

/** The object; undefined when its document is in no file (any more) or cannot be read. */
export function objectValue(analysis: Analysis, declaration: Declaration): JsonValue | undefined {
  if (declaration.rendered !== undefined) return declaration.rendered.value;
  const place = analysis.place(declaration);
  return place && valueAt(documentValue(place.manifest), place.base);
}

/** What stands at a path; undefined when nothing does. */
export function valueAt(value: JsonValue | undefined, path: Path): JsonValue | undefined {
  let at = value;
  for (const part of path) {
    if (typeof at !== "object" || at === null) return undefined;
    if (Array.isArray(at)) at = typeof part === "number" ? at[part] : undefined;
    else at = Object.hasOwn(at, part) ? (at as { readonly [key: string]: JsonValue })[part] : undefined;
  }
  return at;
}

/** The items of a list at a path with their indexes; none when there is no list. */
export function itemsAt(value: JsonValue | undefined, path: Path): readonly JsonValue[] {
  const list = valueAt(value, path);
  return Array.isArray(list) ? list : [];
}

/** A string at a path. */
export function stringAt(value: JsonValue | undefined, path: Path): string | undefined {
  const text = valueAt(value, path);
  return typeof text === "string" ? text : undefined;
}

const documentValue = memoize((manifest: Manifest): JsonValue | undefined => {
  const result = readDocument(documentOf(manifest), manifest.text);
  return result.kind === "value" ? result.value : undefined;
});
