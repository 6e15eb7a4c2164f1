/** Tells whether two readings of a declaration say the same: plain data compared by value. */
import type { Declaration } from "../manifests/manifest.ts";

/** True when both declare the same object with the same refusals in the same file. */
export function sameFacts(a: Declaration, b: Declaration): boolean {
  return (
    a.uri === b.uri && a.templated === b.templated && sameData(a.object, b.object) && sameData(a.refusals, b.refusals)
  );
}

/** Deep equality of JSON-like data; an absent property equals one that is undefined. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => sameData(item, b[index]))
    );
  }
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && sameData(value, right.get(key)));
}
