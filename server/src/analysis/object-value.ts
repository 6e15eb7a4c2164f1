/**
 * Provides the whole JSON value of a declaration's object, as its document (or its renderer) has it now: for the fields
 * that the facts in `manifests/object.ts` leave out. It does not interpret the value.
 */

import { keptDocument } from "../manifests/locate.ts";
import type { Declaration, Manifest } from "../manifests/manifest.ts";
import { type JsonValue, readDocument, readYaml } from "../manifests/read-yaml.ts";
import { valueAt } from "../text/json.ts";
import type { Analysis } from "./analysis.ts";
import { memoize } from "./memo.ts";

/** The object; undefined when its document is in no file (any more) or cannot be read. */
export function objectValue(analysis: Analysis, declaration: Declaration): JsonValue | undefined {
  if (declaration.rendered !== undefined) return declaration.rendered.value;
  const place = analysis.place(declaration);
  return place && valueAt(documentValue(place.manifest), place.base);
}

const documentValue = memoize((manifest: Manifest): JsonValue | undefined => {
  // Nodes that are kept need not be parsed again.
  const kept = keptDocument(manifest);
  const result = kept === undefined ? readYaml(manifest.text) : readDocument(kept, manifest.text);
  return result.kind === "value" ? result.value : undefined;
});
