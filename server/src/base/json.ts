/** JSON values: their type, the value at a path, equality. It does not interpret fields. */

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonMap;

export type JsonMap = { readonly [key: string]: JsonValue };

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isMap(value: JsonValue | undefined): value is JsonMap {
  return isRecord(value);
}

/** True for a map of values that are still to be checked, such as a message's. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for the text of a JSON value. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A map's entries, or undefined for anything else. */
export function asMap(value: JsonValue | undefined): JsonMap | undefined {
  return isMap(value) ? value : undefined;
}

/** A list's items; empty for anything else. */
export function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}

/**
 * The value at a path of keys and indices; undefined where the path leads nowhere. What every object inherits, such as
 * `constructor`, is not a key.
 */
export function valueAt(value: JsonValue | undefined, path: readonly (string | number)[]): JsonValue | undefined;
export function valueAt(value: unknown, path: readonly (string | number)[]): unknown;
export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let at = value;
  for (const part of path) {
    if (typeof part === "number") at = Array.isArray(at) ? at[part] : undefined;
    else at = isRecord(at) && Object.hasOwn(at, part) ? at[part] : undefined;
  }
  return at;
}

/** The string at a path; undefined where something else stands, or nothing. */
export function stringAt(value: unknown, path: readonly (string | number)[]): string | undefined {
  const text = valueAt(value, path);
  return typeof text === "string" ? text : undefined;
}

/** Deep equality of JSON-like data: the order of keys does not count, and an absent property equals one that is undefined. */
export function sameData(a: unknown, b: unknown): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
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
