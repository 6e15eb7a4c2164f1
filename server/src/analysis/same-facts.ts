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
  const [left, right] = [Object.entries(a), Object.entries(b)];
  // Nearly always the same properties stand in the same order.
  if (left.length === right.length && left.every(([key], index) => key === right[index]?.[0]))
    return left.every(([, value], index) => sameData(value, right[index]?.[1]));
  const there = new Map(right.filter(([, value]) => value !== undefined));
  const given = left.filter(([, value]) => value !== undefined);
  return (
    given.length === there.size && given.every(([key, value]) => there.has(key) && sameData(value, there.get(key)))
  );
}
