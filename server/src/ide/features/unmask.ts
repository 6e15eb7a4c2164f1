/** Puts the expressions of Helm templates back into answers, in every text at once. */
import { isMasked, unmask } from "../../kubernetes/manifests/template-text.ts";

/** The value with masked expressions as a person wrote them. Values without any are returned as they are. */
export function unmasked<T>(value: T): T {
  // The shape stays the same: only strings are replaced.
  return replace(value) as T;
}

function replace(value: unknown): unknown {
  if (typeof value === "string") return isMasked(value) ? unmask(value) : value;
  if (Array.isArray(value)) {
    const items = value.map(replace);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, replace(item)] as const);
  return entries.every(([key, item]) => item === Reflect.get(value, key)) ? value : Object.fromEntries(entries);
}
