/** The values that templates compute with, as Go has them, and what is known of where each comes from. */
import { type GoType, types } from "./types.ts";

/**
 * A value of Go. A string is text whose bytes that are not UTF-8 stand as lone surrogates (bytes.ts); a number is a
 * float64; undefined is nil. A scalar whose origin is known stands in a `Traced`.
 */
export type Value = undefined | boolean | number | string | Int | Traced | GoMap | GoList | Bytes | Struct;

/** A scalar without its origin. */
export type Scalar = boolean | number | string | Int;

/** A place in the chart's values. Whoever makes values may know more of it: file, span. */
export interface KeyOrigin {
  /** From the root of the merged values of the outermost chart. */
  readonly path: readonly (string | number)[];
}

/** A whole number of any of Go's types; `value` is within the type's range. */
export class Int {
  readonly value: bigint;
  readonly type: GoType;
  constructor(value: bigint, type: GoType = types.int) {
    this.value = value;
    this.type = type;
  }
}

/** A template's text: a file, or a string that was handed to `tpl`. */
export interface TemplateText {
  /** A file's name with its chart's path (`c/templates/x.yaml`); that of the calling template for `tpl`. */
  readonly name: string;
  readonly text: string;
  /** For `tpl` only: where the text itself comes from. */
  readonly pieces?: readonly Piece[];
}

/** A part of a template that wrote text: plain text, or an action. Offsets are UTF-16 code units. */
export interface Place {
  readonly source: TemplateText;
  readonly start: number;
  readonly end: number;
  /** The action that called the template (`include`, `template`, `tpl`); undefined in a file that is rendered itself. */
  readonly caller: Place | undefined;
  /** What is written there is what was printed, character by character. */
  readonly verbatim?: boolean;
}

/** A run of a string that was written by one part of a template. */
export interface Piece {
  /** In UTF-16 code units. */
  readonly length: number;
  /** Undefined: whoever prints the string writes it. */
  readonly place?: Place | undefined;
  /** The value that this is, or a part of. */
  readonly origin?: KeyOrigin | undefined;
  /** It is the key of that value, not the value. */
  readonly isKey?: boolean | undefined;
  /** It would differ from run to run in helm (passwords, certificates, times), or was made of such text. */
  readonly random?: boolean | undefined;
}

/** A scalar that knows where it comes from. */
export class Traced {
  readonly value: Scalar;
  /** Of a scalar that is one unchanged value. */
  readonly origin: KeyOrigin | undefined;
  /** Of a string that was put together; their lengths make up the string's. */
  readonly pieces: readonly Piece[] | undefined;
  constructor(value: Scalar, origin: KeyOrigin | undefined, pieces?: readonly Piece[]) {
    this.value = value;
    this.origin = origin;
    this.pieces = pieces;
  }
}

/** A map with string keys. Like Go's it is shared by whoever holds it: `set` changes it for all. */
export class GoMap {
  readonly type: GoType;
  readonly entries: Map<string, Value>;
  /** A nil map cannot be written to. */
  readonly isNil: boolean;
  /** Where it was read from; entries know their own origins. */
  readonly origin: KeyOrigin | undefined;
  /** When its entries were made, as the rendering counts time (`IncludeMemo.tick`); 0: they may be as old as the rendering. */
  readonly born: number;
  constructor(entries: Map<string, Value>, type: GoType = types.anyMap, isNil = false, origin?: KeyOrigin, born = 0) {
    this.entries = entries;
    this.type = type;
    this.isNil = isNil;
    this.origin = origin;
    this.born = born;
  }
}

/** A slice. `isNil` tells a nil slice from an empty one, which JSON prints differently. */
export class GoList {
  readonly type: GoType;
  readonly items: Value[];
  readonly isNil: boolean;
  /** Where it was read from; items know their own origins. */
  readonly origin: KeyOrigin | undefined;
  constructor(items: Value[], type: GoType = types.anyList, isNil = false, origin?: KeyOrigin) {
    this.items = items;
    this.type = type;
    this.isNil = isNil;
    this.origin = origin;
  }
}

/** A []byte, as the string that its bytes are. */
export class Bytes {
  readonly text: string;
  readonly isNil: boolean;
  constructor(text: string, isNil = false) {
    this.text = text;
    this.isNil = isNil;
  }
}

/** A struct or a pointer to one; `data` is what methods of types made in TypeScript work on. */
export class Struct {
  readonly type: GoType;
  readonly fields: ReadonlyMap<string, Value>;
  readonly data: unknown;
  constructor(type: GoType, fields: ReadonlyMap<string, Value>, data?: unknown) {
    this.type = type;
    this.fields = fields;
    this.data = data;
  }
}

/** An error that a function of Go returns, or panics with: its text alone. */
export class GoError extends Error {}

/** JSON as YAML files are read: numbers are float64. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * A value of JSON as a template sees it.
 * @param originOf the origin of the value at a path below `path`; undefined: it has none
 */
export function valueFromJson(
  json: Json,
  originOf: (path: readonly (string | number)[]) => KeyOrigin | undefined = () => undefined,
  path: readonly (string | number)[] = [],
): Value {
  if (json === null) return undefined;
  const origin = originOf(path);
  if (typeof json !== "object") return origin === undefined ? json : new Traced(json, origin);
  if (isList(json)) {
    const items = json.map((item, index) => valueFromJson(item, originOf, [...path, index]));
    return new GoList(items, types.anyList, false, origin);
  }
  const entries = new Map<string, Value>();
  for (const [key, item] of Object.entries(json)) entries.set(key, valueFromJson(item, originOf, [...path, key]));
  return new GoMap(entries, types.anyMap, false, origin);
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

/** The value without its origin. */
export function plain(value: Value): Exclude<Value, Traced> {
  return value instanceof Traced ? value.value : value;
}
