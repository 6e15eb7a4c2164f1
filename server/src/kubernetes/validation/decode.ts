/**
 * Reports what the API server's decoder refuses: values of the wrong JSON type, in the words of Go's encoding/json.
 * Fields that a schema does not list are not checked.
 */
import { isList, isMap, type JsonValue } from "../../base/json.ts";
import type { FieldError } from "./field-error.ts";
import { fieldOf, pathOf, type Value } from "./json.ts";

/** A Go type, as far as JSON values can mismatch it. */
export type GoType =
  | { readonly kind: "string" | "bool" | "int32" | "int64" }
  /** intstr.IntOrString and resource.Quantity: a number or a string. */
  | { readonly kind: "numberOrString" }
  | { readonly kind: "list"; readonly of: GoType }
  | { readonly kind: "map"; readonly of: GoType }
  | { readonly kind: "struct"; readonly name: string; readonly fields: Readonly<Record<string, GoType>> };

export const text: GoType = { kind: "string" };
export const flag: GoType = { kind: "bool" };
export const int32: GoType = { kind: "int32" };
export const int64: GoType = { kind: "int64" };
export const numberOrString: GoType = { kind: "numberOrString" };

export function list(of: GoType): GoType {
  return { kind: "list", of };
}

export function map(of: GoType): GoType {
  return { kind: "map", of };
}

/** A struct of the API by the name of its Go type, without the package. */
export function struct(name: string, fields: Readonly<Record<string, GoType>>): GoType {
  return { kind: "struct", name, fields };
}

/** Where the decoder is, as its messages say it: the innermost struct, and the path without indices. */
interface Position {
  readonly struct: string;
  readonly path: string;
}

/** Every value of the wrong type. The API server names the first only. */
export function decodeErrors(value: Value, type: GoType): readonly FieldError[] {
  const errors: FieldError[] = [];
  decode(value, type, { struct: "", path: "" }, errors);
  return errors;
}

/** Adds the errors to a list: each value of each object comes through here, and hardly one is wrong. */
function decode(value: Value, type: GoType, position: Position, errors: FieldError[]): void {
  const { json } = value;
  if (json === undefined || json === null) return;
  switch (type.kind) {
    case "list":
      if (!isList(json)) errors.push(wrong(value, type, position));
      else
        for (const [key, item] of json.entries()) decode({ json: item, parent: value, key }, type.of, position, errors);
      return;
    case "map":
      if (!isMap(json)) errors.push(wrong(value, type, position));
      else
        for (const [key, item] of Object.entries(json))
          decode({ json: item, parent: value, key }, type.of, position, errors);
      return;
    case "struct":
      if (!isMap(json)) errors.push(wrong(value, type, position));
      else decodeFields(value, json, type, position, errors);
      return;
    default:
      if (!accepts(type.kind, json)) errors.push(wrong(value, type, position));
  }
}

/** The fields in the order of the schema. */
function decodeFields(
  parent: Value,
  json: { readonly [key: string]: JsonValue },
  type: GoType & { readonly kind: "struct" },
  position: Position,
  errors: FieldError[],
): void {
  for (const key in type.fields) {
    const field = type.fields[key];
    if (field === undefined || !Object.hasOwn(json, key)) continue;
    const path = position.path === "" ? key : `${position.path}.${key}`;
    decode({ json: json[key] ?? null, parent, key }, field, { struct: type.name, path }, errors);
  }
}

const limits = { int32: 2 ** 31, int64: 2 ** 63 } as const;

function accepts(kind: "string" | "bool" | "int32" | "int64" | "numberOrString", json: JsonValue): boolean {
  switch (kind) {
    case "string":
      return typeof json === "string";
    case "bool":
      return typeof json === "boolean";
    case "numberOrString":
      return typeof json === "string" || typeof json === "number";
    default:
      return typeof json === "number" && Number.isInteger(json) && json >= -limits[kind] && json < limits[kind];
  }
}

function wrong(value: Value, type: GoType, { struct: name, path }: Position): FieldError {
  const message =
    type.kind === "numberOrString"
      ? `json: cannot unmarshal ${kindOf(value.json, type)} into Go value of type int32`
      : `json: cannot unmarshal ${kindOf(value.json, type)} into Go struct field ${name}.${path} of type ${nameOf(type)}`;
  return { field: fieldOf(value), path: pathOf(value), reason: "FieldValueTypeInvalid", message };
}

function kindOf(json: JsonValue | undefined, type: GoType): string {
  if (isList(json)) return "array";
  if (isMap(json)) return "object";
  if (typeof json === "boolean") return "bool";
  // A number that does not fit is reported with its digits.
  const integer = type.kind === "int32" || type.kind === "int64";
  return typeof json === "number" && integer ? `number ${json}` : typeof json;
}

function nameOf(type: GoType): string {
  switch (type.kind) {
    case "list":
      return `[]${nameOf(type.of)}`;
    case "map":
      return `map[string]${nameOf(type.of)}`;
    case "struct":
      return `v1.${type.name}`;
    case "numberOrString":
      return "int32";
    default:
      return type.kind;
  }
}
