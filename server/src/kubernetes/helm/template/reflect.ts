/** What Go's reflection says of a value: its type, whether it is true, empty, or fits a type. */
import { byteLength } from "./bytes.ts";
import { type GoType, type Kind, types } from "./types.ts";
import { Bytes, GoList, GoMap, Int, plain, Struct, Traced, type Value } from "./value.ts";

/** The dynamic type; undefined for nil. */
export function typeOf(value: Value): GoType | undefined {
  switch (typeof value) {
    case "undefined":
      return undefined;
    case "boolean":
      return types.bool;
    case "number":
      return types.float64;
    case "string":
      return types.string;
    default:
      if (value instanceof Traced) return typeOf(value.value);
      return value instanceof Bytes ? types.bytes : value.type;
  }
}

/** As `%T` prints it. */
export function typeName(value: Value): string {
  return typeOf(value)?.name ?? "<nil>";
}

/** reflect.Kind's name; `invalid` for nil. */
export function kindName(value: Value): Kind | "invalid" {
  return typeOf(value)?.kind ?? "invalid";
}

/** The truth of a value, as `if` sees it (text/template.IsTrue). */
export function isTrue(value: Value): boolean {
  const bare = plain(value);
  switch (typeof bare) {
    case "undefined":
      return false;
    case "boolean":
      return bare;
    case "number":
      // NaN is not equal to zero.
      return bare !== 0;
    case "string":
      return bare !== "";
    default:
      if (bare instanceof Int) return bare.value !== 0n;
      if (bare instanceof Struct) return true;
      return lengthOf(bare) > 0;
  }
}

/** The length of a string in bytes, of a list or a map. */
export function lengthOf(value: string | GoMap | GoList | Bytes): number {
  if (typeof value === "string") return byteLength(value);
  if (value instanceof Bytes) return byteLength(value.text);
  return value instanceof GoMap ? value.entries.size : value.items.length;
}

/** A field of a struct, or of one that is embedded in it. */
export function fieldOf(struct: Struct, name: string): { readonly value: Value; readonly type: GoType } | undefined {
  const type = struct.type.kind === "ptr" ? struct.type.elem : struct.type;
  for (const field of type?.fields ?? [])
    if (field.name === name) return { value: struct.fields.get(name), type: field.type };
  for (const field of type?.fields ?? []) {
    const inner = field.embedded === true ? struct.fields.get(field.name) : undefined;
    const found = inner instanceof Struct ? fieldOf(inner, name) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** reflect's AssignableTo, for the types that functions take. `value` is not nil. */
export function isAssignable(value: Value, type: GoType): boolean {
  if (type.kind === "interface") return true;
  const own = typeOf(value);
  if (own === undefined) return false;
  if (own === type || own.name === type.name) return true;
  // A named type and one without a name that are the same below it.
  const [a, b] = [own.underlying ?? own, type.underlying ?? type];
  return (own.underlying === undefined || type.underlying === undefined) && a.name === b.name && isComposite(a);
}

/** An assignable value as a type: what a named type holds is shared, its name is lost. */
export function converted(value: Value, type: GoType): Value {
  if (type.kind === "map" && value instanceof GoMap && value.type !== type)
    return new GoMap(value.entries, type, value.isNil, value.origin);
  if (type.kind === "slice" && value instanceof GoList && value.type !== type)
    return new GoList(value.items, type, value.isNil, value.origin);
  return value;
}

function isComposite(type: GoType): boolean {
  return type.kind === "map" || type.kind === "slice";
}

/** True for types that nil is a value of (text/template.canBeNil). */
export function canBeNil(type: GoType): boolean {
  return (
    type.kind === "interface" ||
    type.kind === "map" ||
    type.kind === "slice" ||
    type.kind === "ptr" ||
    type.kind === "func"
  );
}

/** The zero of a type (reflect.Zero). */
export function zeroOf(type: GoType): Value {
  switch (type.kind) {
    case "bool":
      return false;
    case "string":
      return "";
    case "float64":
      return 0;
    case "map":
      return new GoMap(new Map(), type, true);
    case "slice":
      return type.elem === types.uint8 ? new Bytes("", true) : new GoList([], type, true);
    case "struct":
      return new Struct(type, new Map((type.fields ?? []).map((field) => [field.name, zeroOf(field.type)])));
    case "interface":
    case "ptr":
    case "func":
    case "complex128":
      return undefined;
    default:
      return new Int(0n, type);
  }
}
