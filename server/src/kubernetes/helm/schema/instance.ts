/** JSON as schemas see it: values of a chart and schemas alike. */
import { GoList, GoMap, Int, type Json, plain, type Value } from "../template/value.ts";

export type Instance = null | boolean | number | string | readonly Instance[] | InstanceMap;
export type InstanceMap = ReadonlyMap<string, Instance>;

export type JsonType = "null" | "boolean" | "number" | "string" | "array" | "object";

export function instanceOfValue(value: Value): Instance {
  const bare = plain(value);
  if (bare instanceof GoMap) return new Map([...bare.entries].map(([key, item]) => [key, instanceOfValue(item)]));
  if (bare instanceof GoList) return bare.items.map(instanceOfValue);
  if (bare instanceof Int) return Number(bare.value);
  return bare === undefined || typeof bare === "object" ? null : bare;
}

export function instanceOfJson(json: Json): Instance {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(instanceOfJson);
  return new Map(Object.entries(json).map(([key, item]) => [key, instanceOfJson(item)]));
}

export function isMap(value: Instance | undefined): value is InstanceMap {
  return value instanceof Map;
}

export function isList(value: Instance | undefined): value is readonly Instance[] {
  return Array.isArray(value);
}

export function typeOf(value: Instance): JsonType {
  if (value === null) return "null";
  if (isList(value)) return "array";
  if (isMap(value)) return "object";
  return typeof value === "boolean" ? "boolean" : typeof value === "number" ? "number" : "string";
}

export function equals(a: Instance, b: Instance): boolean {
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => equals(item, b[index] ?? null));
  if (isMap(a)) {
    if (!isMap(b) || a.size !== b.size) return false;
    return [...a].every(([key, item]) => {
      const other = b.get(key);
      return other !== undefined && equals(item, other);
    });
  }
  return a === b;
}

/** The first two items that are equal. */
export function duplicates(items: readonly Instance[]): readonly [number, number] | undefined {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const key = canonical(item);
    const same = seen.get(key);
    if (same !== undefined) return [same, index];
    seen.set(key, index);
  }
  return undefined;
}

/** A text that two values have in common exactly when they are equal. */
function canonical(value: Instance): string {
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isMap(value)) return typeof value === "number" ? String(value) : JSON.stringify(value);
  const members = [...value].map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`);
  return `{${members.sort().join(",")}}`;
}
