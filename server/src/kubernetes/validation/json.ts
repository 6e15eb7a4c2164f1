/** Reads JSON values at their places in an object, as the API server sees them. It does not interpret fields. */
import { asMap, isList, isMap, type JsonMap, type JsonValue } from "../../base/json.ts";

/** A value and its place. Names of places are made only when something is wrong there. */
export interface Value {
  /** Undefined for null too: encoding/json decodes null into the zero value. */
  readonly json: JsonValue | undefined;
  readonly parent?: Value;
  readonly key?: string | number;
  /** The API server's name of the field, where it is not that of the place. */
  readonly field?: string;
}

/** The whole object. */
export function rootOf(json: JsonValue): Value {
  return { json };
}

/** The value below one or more keys; below something that is not a map it is absent. */
export function at(value: Value, ...keys: readonly string[]): Value {
  let found = value;
  for (const key of keys) {
    const map = mapOf(found);
    const json = map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
    found = { json: json ?? undefined, parent: found, key };
  }
  return found;
}

/** The items of a list; empty when it is absent or not a list. */
export function items(value: Value): readonly Value[] {
  const { json } = value;
  return isList(json) ? json.map((item, key) => ({ json: item ?? undefined, parent: value, key })) : [];
}

/** From the object's root. */
export function pathOf({ parent, key }: Value): readonly (string | number)[] {
  return parent === undefined || key === undefined ? [] : [...pathOf(parent), key];
}

/** As field.Path prints it: `spec.ports[0].name`. "" is the object itself. */
export function fieldOf({ parent, key, field }: Value): string {
  if (field !== undefined) return field;
  if (parent === undefined || key === undefined) return "";
  const above = fieldOf(parent);
  if (typeof key === "number" || !/^[A-Za-z_][\w-]*$/.test(key)) return `${above}[${key}]`;
  return above === "" ? key : `${above}.${key}`;
}

/** The same value under another name: where the API server names a field otherwise than it is written. */
export function named(value: Value, field: string): Value {
  return { ...value, field };
}

/** The string, or "" when it is absent or not a string. */
export function textOf(value: Value): string {
  return typeof value.json === "string" ? value.json : "";
}

export function numberOf(value: Value): number | undefined {
  return typeof value.json === "number" ? value.json : undefined;
}

export function isTrue(value: Value): boolean {
  return value.json === true;
}

export function isPresent(value: Value): boolean {
  return value.json !== undefined;
}

/** The strings of a list: null is "". */
export function textsOf(value: Value): readonly string[] {
  return items(value).map(textOf);
}

export function mapOf(value: Value): JsonMap | undefined {
  return asMap(value.json);
}

/** A map of strings, its keys in order: null is "". */
export function pairsOf(value: Value): readonly (readonly [string, string])[] {
  return Object.entries(mapOf(value) ?? {})
    .map(([key, item]) => [key, typeof item === "string" ? item : ""] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** True when both say the same: absent, null, and empty lists and maps are one (apiequality.Semantic.DeepEqual). */
export function sameMeaning(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => sameMeaning(item, b[index]));
  if (isMap(a) && isMap(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => sameMeaning(a[key], b[key]));
  }
  return a === b;
}

function isEmpty(json: JsonValue | undefined): boolean {
  if (json === undefined || json === null) return true;
  return isList(json) ? json.length === 0 : isMap(json) && Object.keys(json).length === 0;
}
