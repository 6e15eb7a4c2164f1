/** Tells whether two readings of a declaration say the same: plain data compared by value. */

import { sameData } from "../../base/json.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";

/** True when both declare the same object with the same refusals in the same file. */
export function sameFacts(a: Declaration, b: Declaration): boolean {
  return (
    a.uri === b.uri && a.templated === b.templated && sameData(a.object, b.object) && sameData(a.refusals, b.refusals)
  );
}
