/** Go's types as templates meet them: their names, kinds and methods. */
import type { GoList, GoMap, Value } from "./value.ts";

/** reflect.Kind, by its name. */
export type Kind =
  | "bool"
  | "int"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float64"
  | "complex128"
  | "string"
  | "map"
  | "slice"
  | "struct"
  | "ptr"
  | "interface"
  | "func";

/** A type of Go. Types are compared by identity, or by `assignable`. */
export interface GoType {
  /** As `%T` prints it. */
  readonly name: string;
  readonly kind: Kind;
  /** Of a map, slice or pointer: what it holds. */
  readonly elem?: GoType;
  /** Of a named type: the type without that name. */
  readonly underlying?: GoType;
  /** Methods that a template can call, and `String`. */
  readonly methods?: Readonly<Record<string, Method>>;
  /** Methods of a pointer to it: what stands in a struct that is pointed to has them, a copy has not. */
  readonly pointerMethods?: Readonly<Record<string, Method>>;
  /** Of a struct: its exported fields, in order. */
  readonly fields?: readonly GoField[];
}

/** A field of a struct. */
export interface GoField {
  readonly name: string;
  readonly type: GoType;
  /** The key in JSON; undefined: the field's name; "-" is left out. */
  readonly json?: string;
  readonly omitEmpty?: boolean;
  /** The fields of an embedded struct are found, and printed as JSON, as the outer one's own. */
  readonly embedded?: boolean;
}

/** A function's form: what reflection sees of it. */
export interface Signature {
  /** Of a variadic function, the last is the type of each further argument. */
  readonly params: readonly GoType[];
  readonly variadic?: boolean;
}

/** What a function can ask of the rendering that it is called in. */
export interface CallContext {
  /** `include`: the template's output. */
  readonly include: (name: string, dot: Value) => Value;
  /** `tpl`: the output of a text as a template. */
  readonly tpl: (text: Value, dot: Value) => Value;
  /** Counts work that grows with the arguments. @throws when the rendering's limit is reached */
  readonly spend: (steps: number) => void;
  /**
   * Counts work that steps do not tell well: characters times the instructions of a regular expression that looks at them, or
   * what takes as long. @throws when all is too much
   */
  readonly scan: (work: number) => void;
  /** Before a text of so many code units is made. @throws when that is more than a rendering may write */
  readonly reserve: (length: number) => void;
  /** The time of a map that is made now: its `born`. */
  readonly tick: () => number;
  /** Before a map or list that others may hold changes: what was made of it no longer holds. */
  readonly changed: (target: GoMap | GoList) => void;
}

/** A function of templates; errors are thrown as `GoError`. */
export interface GoFunction extends Signature {
  readonly call: (args: readonly Value[], context: CallContext) => Value;
}

/** A method; errors are thrown as `GoError`. */
export interface Method extends Signature {
  readonly call: (receiver: Value, args: readonly Value[], context?: CallContext) => Value;
}

function basic(kind: Kind): GoType {
  return { name: kind, kind };
}

function sliceOf(elem: GoType): GoType {
  return { name: `[]${elem.name}`, kind: "slice", elem };
}

function mapOf(elem: GoType): GoType {
  return { name: `map[string]${elem.name}`, kind: "map", elem };
}

const interfaceType: GoType = { name: "interface {}", kind: "interface" };
const anyMap: GoType = mapOf(interfaceType);
const anyList: GoType = sliceOf(interfaceType);

type TypeName =
  | Exclude<Kind, "map" | "slice" | "struct" | "ptr" | "interface" | "func">
  | "any"
  | "anyList"
  | "anyMap"
  | "stringList"
  | "intList"
  | "bytes"
  | "listOfLists"
  | "listOfMaps"
  | "stringMap"
  | "reflected"
  | "values";

/** The types without a name of their own, and chart values. */
export const types: Readonly<Record<TypeName, GoType>> = {
  any: interfaceType,
  bool: basic("bool"),
  int: basic("int"),
  int8: basic("int8"),
  int16: basic("int16"),
  int32: basic("int32"),
  int64: basic("int64"),
  uint: basic("uint"),
  uint8: basic("uint8"),
  uint16: basic("uint16"),
  uint32: basic("uint32"),
  uint64: basic("uint64"),
  float64: basic("float64"),
  complex128: basic("complex128"),
  string: basic("string"),
  anyList,
  anyMap,
  stringList: sliceOf(basic("string")),
  intList: sliceOf(basic("int")),
  bytes: sliceOf(basic("uint8")),
  listOfLists: sliceOf(anyList),
  listOfMaps: sliceOf(anyMap),
  stringMap: mapOf(basic("string")),
  /** What functions of text/template itself take: anything, nil too. */
  reflected: { name: "reflect.Value", kind: "struct" },
  values: { name: "chartutil.Values", kind: "map", elem: interfaceType, underlying: anyMap },
};
