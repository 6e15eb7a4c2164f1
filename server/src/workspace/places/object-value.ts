/**
 * Provides the whole JSON value of a declaration's object, as its document (or its renderer) has it now: for the fields
 * that the facts in `kubernetes/manifests/object.ts` leave out. It does not interpret the value.
 */

import { valueAt } from "../../base/json.ts";
import { memoize } from "../../base/memo.ts";
import { keptDocument } from "../../kubernetes/manifests/locate.ts";
import type { Declaration, Manifest } from "../../kubernetes/manifests/manifest.ts";
import { type JsonValue, readDocument, readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import type { Analysis } from "../analysis.ts";

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
