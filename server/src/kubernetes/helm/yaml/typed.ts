/** YAML read into Go structs as sigs.k8s.io/yaml does: types by the struct, names in any case, errors in its words. */
import { floatText } from "./decode.ts";
import type { YamlScalar } from "./resolve.ts";

/** What YAML holds before a struct decides on types: whole numbers apart from others. */
export type Raw = YamlScalar | readonly Raw[] | ReadonlyMap<string, Raw>;

/** A Go type. `name` is as `%T` prints it. */
export type Shape =
  | { readonly kind: "string" | "bool" | "any"; readonly name: string }
  | { readonly kind: "list" | "map"; readonly name: string; readonly of: Shape }
  | { readonly kind: "struct"; readonly name: string; readonly fields: ReadonlyMap<string, Shape> };

/** A value of such a type; undefined: it is not set, or null. */
export type Typed = undefined | string | boolean | Raw | readonly Typed[] | ReadonlyMap<string, Typed>;

/** A value of another type than the struct has there. */
export class MismatchError extends Error {}

export const stringShape: Shape = { kind: "string", name: "string" };
export const boolShape: Shape = { kind: "bool", name: "bool" };
export const anyShape: Shape = { kind: "any", name: "interface {}" };

export function listShape(of: Shape, name = `[]${of.name}`): Shape {
  return { kind: "list", name, of };
}

export function mapShape(of: Shape): Shape {
  return { kind: "map", name: `map[string]${of.name}`, of };
}

export function structShape(name: string, fields: Readonly<Record<string, Shape>>): Shape {
  return { kind: "struct", name, fields: new Map(Object.entries(fields)) };
}

/** Where a value stands: the struct it is a field of, and the names of all fields down to it. */
interface Where {
  readonly struct: string;
  readonly path: string;
}

/**
 * `json.Unmarshal` of what a YAML document holds.
 * @throws {MismatchError} for the first value, in the order of sorted keys, that does not fit
 */
export function typed(raw: Raw, shape: Shape, where?: Where): Typed {
  if (raw === null) return undefined;
  switch (shape.kind) {
    case "any":
      return raw;
    case "string":
      return typeof raw === "string" ? raw : (coerced(raw) ?? mismatch(raw, shape, where));
    case "bool":
      return typeof raw === "boolean" ? raw : mismatch(raw, shape, where);
    case "list":
      return isList(raw) ? raw.map((item) => typed(item, shape.of, where)) : mismatch(raw, shape, where);
    case "map":
      if (!isMap(raw)) return mismatch(raw, shape, where);
      return new Map(sorted(raw).map(([key, value]) => [key, typed(value, shape.of, where)]));
    case "struct":
      return isMap(raw) ? struct(raw, shape, where) : mismatch(raw, shape, where);
  }
}

function struct(raw: ReadonlyMap<string, Raw>, shape: Shape & { kind: "struct" }, where: Where | undefined): Typed {
  const result = new Map<string, Typed>();
  for (const [key, value] of sorted(raw)) {
    const name = fieldNamed(shape.fields, key);
    const field = name === undefined ? undefined : shape.fields.get(name);
    if (name === undefined || field === undefined) continue;
    const path = where === undefined ? name : `${where.path}.${name}`;
    const read = typed(value, field, { struct: shape.name.replace(/^.*\./, ""), path });
    if (read !== undefined) result.set(name, read);
  }
  return result;
}

function fieldNamed(fields: ReadonlyMap<string, Shape>, key: string): string | undefined {
  if (fields.has(key)) return key;
  return [...fields.keys()].find((name) => name.toLowerCase() === key.toLowerCase());
}

function sorted(map: ReadonlyMap<string, Raw>): readonly (readonly [string, Raw])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Numbers and booleans become strings where the struct has one. */
function coerced(raw: Raw): string | undefined {
  if (typeof raw === "boolean" || typeof raw === "bigint") return String(raw);
  return typeof raw === "number" ? floatText(raw) : undefined;
}

function mismatch(raw: Raw, shape: Shape, where: Where | undefined): never {
  const target = where === undefined ? "Go value" : `Go struct field ${where.struct}.${where.path}`;
  throw new MismatchError(`json: cannot unmarshal ${jsonType(raw)} into ${target} of type ${shape.name}`);
}

function jsonType(raw: Raw): string {
  if (isList(raw)) return "array";
  if (isMap(raw)) return "object";
  if (typeof raw === "boolean") return "bool";
  return typeof raw === "string" ? "string" : "number";
}

function isList(raw: Raw): raw is readonly Raw[] {
  return Array.isArray(raw);
}

function isMap(raw: Raw): raw is ReadonlyMap<string, Raw> {
  return raw instanceof Map;
}
