/** The functions of text/template itself (text/template/funcs.go). */
import { compareStrings, isAscii, sliceBytes, toBytes } from "./bytes.ts";
import { formatValue, sprint, sprintf, sprintln } from "./fmt.ts";
import { isPrint } from "./quote.ts";
import { isTrue, kindName, lengthOf, typeName, typeOf, zeroOf } from "./reflect.ts";
import { type GoFunction, type GoType, types } from "./types.ts";
import { Bytes, GoError, GoList, GoMap, Int, plain, Struct, Traced, type Value } from "./value.ts";

const anything = types.reflected;

function variadic(params: readonly GoType[], call: GoFunction["call"]): GoFunction {
  return { params, variadic: true, call };
}

function two(call: (a: Value, b: Value) => Value): GoFunction {
  return { params: [anything, anything], call: ([a, b]) => call(a, b) };
}

/** By name; helm's functions of the same name come first. `and` and `or` are evaluated by the evaluator. */
export const builtins: ReadonlyMap<string, GoFunction> = new Map<string, GoFunction>([
  ["and", variadic([anything, anything], ([value]) => value)],
  ["or", variadic([anything, anything], ([value]) => value)],
  ["call", variadic([anything, anything], (args) => callBuiltin("", args))],
  ["not", { params: [anything], call: ([value]) => !isTrue(value) }],
  ["len", { params: [anything], call: ([value]) => length(value) }],
  ["index", variadic([anything, anything], ([item, ...indexes]) => indexed(item, indexes))],
  ["slice", variadic([anything, anything], ([item, ...indexes]) => sliced(item, indexes))],
  ["print", variadic([types.any], (args) => sprint(args))],
  ["println", variadic([types.any], (args) => sprintln(args))],
  ["printf", variadic([types.string, types.any], ([format, ...args]) => sprintf(String(plain(format)), args))],
  ["html", variadic([types.any], (args) => escapeHtml(argsText(args)))],
  ["js", variadic([types.any], (args) => escapeJs(argsText(args)))],
  [
    "urlquery",
    variadic([types.any], (args, { scan }) => {
      const text = argsText(args);
      scan(20 * text.length);
      return escapeQuery(text);
    }),
  ],
  ["eq", variadic([anything, anything], ([first, ...others]) => equalsAny(first, others))],
  ["ne", two((a, b) => !equalsAny(a, [b]))],
  ["lt", two(isLess)],
  ["le", two(isLessOrEqual)],
  ["gt", two((a, b) => !isLessOrEqual(a, b))],
  ["ge", two((a, b) => !isLess(a, b))],
]);

/** `call`: no value of a chart is a function. @throws GoError */
export function callBuiltin(name: string, [callee]: readonly Value[]): Value {
  if (callee === undefined) throw new GoError("call of nil");
  throw new GoError(`non-function ${name} of type ${typeName(callee)}`);
}

function length(value: Value): Value {
  const bare = plain(value);
  if (typeof bare === "string" || bare instanceof GoMap || bare instanceof GoList || bare instanceof Bytes)
    return new Int(BigInt(lengthOf(bare)));
  throw new GoError(`len of type ${typeName(bare)}`);
}

/** A list's or string's index, at most `count`. */
function indexArg(index: Value, count: number): number {
  const bare = plain(index);
  if (bare === undefined) throw new GoError("cannot index slice/array with nil");
  if (!(bare instanceof Int)) throw new GoError(`cannot index slice/array with type ${typeName(bare)}`);
  const value = BigInt.asIntN(64, bare.value);
  if (value < 0n || value > BigInt(count)) throw new GoError(`index out of range: ${value}`);
  return Number(value);
}

function indexed(item: Value, indexes: readonly Value[]): Value {
  if (item === undefined) throw new GoError("index of untyped nil");
  let found: Value = item;
  for (const index of indexes) {
    if (found === undefined) throw new GoError("index of nil pointer");
    const holder = plain(found);
    if (holder instanceof GoMap) found = entryOf(holder, index);
    else if (holder instanceof GoList) {
      const at = indexArg(index, holder.items.length);
      if (at >= holder.items.length) throw new GoError("reflect: slice index out of range");
      found = holder.items[at];
    } else if (typeof holder === "string" || holder instanceof Bytes) {
      const bytes = toBytes(typeof holder === "string" ? holder : holder.text);
      const at = indexArg(index, bytes.length);
      const what = typeof holder === "string" ? "string" : "slice";
      if (at >= bytes.length) throw new GoError(`reflect: ${what} index out of range`);
      found = new Int(BigInt(bytes[at] ?? 0), types.uint8);
    } else throw new GoError(`can't index item of type ${(typeOf(holder)?.elem ?? typeOf(holder))?.name}`);
  }
  return found;
}

function entryOf(map: GoMap, index: Value): Value {
  const key = plain(index);
  if (key === undefined) throw new GoError("value is nil; should be of type string");
  if (typeof key !== "string") throw new GoError(`value has type ${typeName(key)}; should be string`);
  return map.entries.has(key) ? map.entries.get(key) : zeroOf(map.type.elem ?? types.any);
}

function sliced(given: Value, indexes: readonly Value[]): Value {
  const item = plain(given);
  if (item === undefined) throw new GoError("slice of untyped nil");
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
  if (typeof item === "string" && indexes.length === 3) throw new GoError("cannot 3-index slice a string");
  if (typeof item !== "string" && !(item instanceof GoList) && !(item instanceof Bytes))
    throw new GoError(`can't slice item of type ${typeName(item)}`);
  const count = lengthOf(item);
  const [start = 0, end = count, capacity] = indexes.map((index) => indexArg(index, count));
  if (start > end) throw new GoError(`invalid slice index: ${start} > ${end}`);
  if (capacity !== undefined && end > capacity) throw new GoError(`invalid slice index: ${end} > ${capacity}`);
  if (typeof item === "string") return sliceBytes(item, start, end);
  if (item instanceof Bytes) return new Bytes(sliceBytes(item.text, start, end));
  return new GoList(item.items.slice(start, end), item.type);
}

type BasicKind = "invalid" | "bool" | "complex" | "int" | "float" | "string" | "uint";

function basicKind(value: Value): BasicKind {
  const kind = kindName(value);
  if (kind === "bool" || kind === "string") return kind;
  if (kind === "float64") return "float";
  if (kind === "complex128") return "complex";
  if (kind.startsWith("int") && kind !== "interface") return "int";
  return kind.startsWith("uint") ? "uint" : "invalid";
}

function equalsAny(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw new GoError("missing argument for comparison");
  return others.some((other) => equals(plain(first), plain(other)));
}

type Bare = Exclude<Value, Traced>;

function equals(a: Bare, b: Bare): boolean {
  const [k1, k2] = [basicKind(a), basicKind(b)];
  if (k1 !== k2) {
    if (a instanceof Int && b instanceof Int) return a.value === b.value;
    if (a !== undefined && b !== undefined) throw incompatible(a, b);
    return false;
  }
  if (a instanceof Int && b instanceof Int) return a.value === b.value;
  if (k1 !== "invalid") return k1 === "complex" ? formatValue(a) === formatValue(b) : a === b;
  const [kindA, kindB] = [kindName(a), kindName(b)];
  if (kindA !== kindB && a !== undefined && b !== undefined) {
    throw new GoError(`non-comparable types ${asString(a)}: ${typeName(a)}, ${typeName(b)}: ${formatValue(b)}`);
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  const type = typeOf(b);
  if (type !== undefined && !isComparable(type)) throw new GoError(`non-comparable type ${asString(b)}: ${type.name}`);
  return a === b || sameStruct(a, b);
}

/** `%s` of a value. */
function asString(value: Value): string {
  return String(plain(sprintf("%s", [value])));
}

function incompatible(a: Value, b: Value): GoError {
  return new GoError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
}

function isNil(value: Bare): boolean {
  if (value === undefined) return true;
  return (value instanceof GoMap || value instanceof GoList || value instanceof Bytes) && value.isNil;
}

function isComparable(type: GoType): boolean {
  if (type.kind === "struct") return (type.fields ?? []).every((field) => isComparable(field.type));
  return type.kind !== "map" && type.kind !== "slice" && type.kind !== "func";
}

function sameStruct(a: Value, b: Value): boolean {
  if (!(a instanceof Struct) || !(b instanceof Struct) || a.type !== b.type || a.type.kind !== "struct") return false;
  return a.data === b.data && [...a.fields].every(([name, value]) => plain(value) === plain(b.fields.get(name)));
}

function isLess(first: Value, second: Value): boolean {
  const [a, b] = [plain(first), plain(second)];
  const [k1, k2] = [basicKind(a), basicKind(b)];
  if (k1 === "invalid" || k2 === "invalid") throw new GoError("invalid type for comparison");
  if (a instanceof Int && b instanceof Int) return a.value < b.value;
  if (k1 !== k2) throw incompatible(a, b);
  if (typeof a === "number" && typeof b === "number") return a < b;
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b) < 0;
  throw new GoError("invalid type for comparison");
}

function isLessOrEqual(a: Value, b: Value): boolean {
  return isLess(a, b) || equalsAny(a, [b]);
}

/** The arguments as `print` prints them. */
function argsText(args: readonly Value[]): string {
  const text = sprint(args.map((arg) => (plain(arg) === undefined ? "<no value>" : arg)));
  return text instanceof Traced ? String(text.value) : text;
}

/** template.HTMLEscapeString. */
function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "\u0000": "\ufffd",
    '"': "&#34;",
    "'": "&#39;",
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is one of them.
  return text.replace(/[\u0000"'&<>]/g, (character) => names[character] ?? character);
}

/** template.JSEscapeString. */
function escapeJs(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "\\": "\\\\",
    "'": "\\'",
    '"': '\\"',
    "<": "\\u003C",
    ">": "\\u003E",
    "&": "\\u0026",
    "=": "\\u003D",
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are escaped.
  return text.replace(/[\\'"<>&=\u0000-\u001f]|[^\u0000-\u007f]/gu, (rune) => {
    const name = names[rune];
    if (name !== undefined) return name;
    const code = rune.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) return rune;
    if (code > 0x7f && isPrint(rune)) return rune;
    return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** url.QueryEscape. */
function escapeQuery(text: string): string {
  const bytes = isAscii(text) ? Array.from(text, (character) => character.charCodeAt(0)) : toBytes(text);
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9\-_.~]/.test(character)) return character;
    return byte === 0x20 ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}
