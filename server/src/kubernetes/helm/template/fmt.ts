/** Go's fmt: Sprintf, Sprint and Sprintln of template values, character for character (fmt/print.go). */
import { compareStrings, isAscii, isByte, toBytes } from "./bytes.ts";
import {
  type Flags,
  formatChar,
  formatInteger,
  formatQuotedChar,
  formatUnicode,
  isPlain,
  noFlags,
  pad,
  printFloat,
} from "./fmt-number.ts";
import { LimitError } from "./limit-error.ts";
import { piecesOf, TextBuilder } from "./pieces.ts";
import { canBackquote, quote } from "./quote.ts";
import { kindName, typeName, typeOf } from "./reflect.ts";
import { type GoType, types } from "./types.ts";
import { Bytes, GoList, GoMap, Int, plain, type Struct, Traced, type Value } from "./value.ts";

/** fmt.Sprintf. What is printed of a value keeps its origin. */
export function sprintf(format: string, args: readonly Value[]): string | Traced {
  return new Printer().printf(format, args);
}

/** fmt.Sprint: blanks between operands of which none is a string. */
export function sprint(args: readonly Value[]): string | Traced {
  const [only] = args;
  if (args.length === 1 && typeof only === "string") return only;
  return new Printer().print(args);
}

/** fmt.Sprintln. */
export function sprintln(args: readonly Value[]): string | Traced {
  return new Printer().println(args);
}

/** `%v` of one value. */
export function formatValue(value: Value): string {
  const bare = plain(value);
  if (typeof bare === "string") return bare;
  if (typeof bare === "boolean") return bare ? "true" : "false";
  const text = new Printer().print([bare]);
  return typeof text === "string" ? text : String(text.value);
}

/** The map's keys, sorted by their bytes, as Go walks and prints maps. */
export function sortedKeys(map: GoMap): string[] {
  return [...map.entries.keys()].sort(compareStrings);
}

/** Values that are printed at once, at most: a list that holds another twice, and so on, holds millions. */
const mostValues = 1_000_000;

class Printer {
  readonly #out = new TextBuilder();
  #count = 0;
  #flags: Flags = noFlags();
  /** While a bad verb is reported, String methods are not called. */
  #erroring = false;
  #goodArgNum = true;
  #reordered = false;

  print(args: readonly Value[]): string | Traced {
    let afterString = true;
    for (const arg of args) {
      const isString = kindName(arg) === "string";
      if (!isString && !afterString) this.#out.add(" ");
      this.#arg(arg, "v");
      afterString = isString;
    }
    return this.#out.value();
  }

  println(args: readonly Value[]): string | Traced {
    for (const [index, arg] of args.entries()) {
      if (index > 0) this.#out.add(" ");
      this.#arg(arg, "v");
    }
    this.#out.add("\n");
    return this.#out.value();
  }

  printf(format: string, args: readonly Value[]): string | Traced {
    let argNum = 0;
    let at = 0;
    while (at < format.length) {
      this.#goodArgNum = true;
      const percent = format.indexOf("%", at);
      this.#out.add(format.slice(at, percent < 0 ? undefined : percent));
      if (percent < 0) break;
      at = this.#readFlags(format, percent + 1);
      let afterIndex: boolean;
      [argNum, at, afterIndex] = this.#argNumber(argNum, format, at, args.length);
      [argNum, at, afterIndex] = this.#width(argNum, format, at, args, afterIndex);
      [argNum, at, afterIndex] = this.#precision(argNum, format, at, args, afterIndex);
      if (!afterIndex) [argNum, at, afterIndex] = this.#argNumber(argNum, format, at, args.length);
      if (at >= format.length) {
        this.#out.add("%!(NOVERB)");
        break;
      }
      const verb = isByte(format, at) ? "\ufffd" : String.fromCodePoint(format.codePointAt(at) ?? 0);
      at += verb.length;
      if (verb === "%") this.#out.add("%");
      else if (!this.#goodArgNum) this.#out.add(`%!${verb}(BADINDEX)`);
      else if (argNum >= args.length) this.#out.add(`%!${verb}(MISSING)`);
      else {
        if (verb === "v" || verb === "w") {
          const { sharp, plus } = this.#flags;
          Object.assign(this.#flags, { sharpV: sharp, sharp: false, plusV: plus, plus: false });
        }
        this.#arg(args[argNum], verb);
        argNum++;
      }
    }
    if (!this.#reordered && argNum < args.length) this.#extra(args.slice(argNum));
    return this.#out.value();
  }

  #extra(args: readonly Value[]): void {
    this.#flags = noFlags();
    this.#out.add("%!(EXTRA ");
    for (const [index, arg] of args.entries()) {
      if (index > 0) this.#out.add(", ");
      if (arg === undefined) this.#out.add("<nil>");
      else {
        this.#out.add(`${typeName(arg)}=`);
        this.#arg(arg, "v");
      }
    }
    this.#out.add(")");
  }

  #readFlags(format: string, start: number): number {
    this.#flags = noFlags();
    for (let at = start; ; at++) {
      switch (format[at]) {
        case "#":
          this.#flags.sharp = true;
          break;
        case "0":
          this.#flags.zero = true;
          break;
        case "+":
          this.#flags.plus = true;
          break;
        case "-":
          this.#flags.minus = true;
          break;
        case " ":
          this.#flags.space = true;
          break;
        default:
          return at;
      }
    }
  }

  #width(
    argNum: number,
    format: string,
    at: number,
    args: readonly Value[],
    afterIndex: boolean,
  ): [number, number, boolean] {
    const flags = this.#flags;
    if (format[at] !== "*") {
      const { value, next } = parseNumber(format, at, format.length);
      flags.width = value;
      if (afterIndex && value !== undefined) this.#goodArgNum = false;
      return [argNum, next, afterIndex];
    }
    const width = intFromArg(args, argNum);
    flags.width = width;
    if (width === undefined) this.#out.add("%!(BADWIDTH)");
    else if (width < 0) {
      flags.width = -width;
      flags.minus = true;
      flags.zero = false;
    }
    return [argNum < args.length ? argNum + 1 : argNum, at + 1, false];
  }

  #precision(
    argNum: number,
    format: string,
    at: number,
    args: readonly Value[],
    afterIndex: boolean,
  ): [number, number, boolean] {
    const flags = this.#flags;
    if (format[at] !== "." || at + 1 >= format.length) return [argNum, at, afterIndex];
    if (afterIndex) this.#goodArgNum = false;
    const [number, next, after] = this.#argNumber(argNum, format, at + 1, args.length);
    if (format[next] !== "*") {
      const parsed = parseNumber(format, next, format.length);
      flags.precision = parsed.value ?? 0;
      return [number, parsed.next, after];
    }
    const precision = intFromArg(args, number);
    flags.precision = precision === undefined || precision < 0 ? undefined : precision;
    if (flags.precision === undefined) this.#out.add("%!(BADPREC)");
    return [number < args.length ? number + 1 : number, next + 1, false];
  }

  /** `[2]`, the number of the argument. */
  #argNumber(argNum: number, format: string, at: number, count: number): [number, number, boolean] {
    if (format[at] !== "[") return [argNum, at, false];
    this.#reordered = true;
    const close = format.indexOf("]", at + 1);
    const long = format.length - at >= 3;
    if (!long || close < 0) {
      this.#goodArgNum = false;
      return [argNum, at + 1, false];
    }
    const { value, next } = parseNumber(format, at + 1, close);
    const ok = value !== undefined && next === close;
    if (ok && value >= 1 && value <= count) return [value - 1, close + 1, true];
    this.#goodArgNum = false;
    return [argNum, close + 1, ok];
  }

  #arg(arg: Value, verb: string): void {
    if (arg instanceof Traced) {
      const own = new Printer();
      own.#flags = this.#flags;
      own.#erroring = this.#erroring;
      own.#arg(arg.value, verb);
      this.#traced(arg, own.#out.text);
      return;
    }
    if (arg === undefined) {
      if (verb === "T" || verb === "v") this.#out.add(pad("<nil>", this.#flags));
      else this.#out.add(`%!${verb}(<nil>)`);
      return;
    }
    if (verb === "T") this.#string(typeName(arg));
    else if (verb === "p") this.#pointer(arg);
    else if (arg instanceof Bytes) this.#bytes(arg, verb, "[]byte");
    else if (!this.#methods(arg, verb)) this.#value(arg, verb, 0);
  }

  /** What is printed of a scalar keeps its pieces, with padding or quotes around it, as long as it is not changed. */
  #traced(arg: Traced, text: string): void {
    const inner = typeof arg.value === "string" ? arg.value : text;
    const at = text.indexOf(inner);
    if (inner === "" || at < 0) {
      const random = piecesOf(arg, 1)?.some((piece) => piece.random === true);
      this.#out.addPieces(text, random === true ? [{ length: text.length, random: true }] : undefined);
      return;
    }
    this.#out.add(text.slice(0, at));
    this.#out.addPieces(inner, piecesOf(arg, inner.length));
    this.#out.add(text.slice(at + inner.length));
  }

  /** The value's String method, where the verb takes strings. */
  #methods(value: Value, verb: string): boolean {
    if (this.#erroring) return false;
    if (verb === "w") {
      this.#badVerb(value, verb);
      return true;
    }
    if (this.#flags.sharpV || !["v", "s", "x", "X", "q"].includes(verb)) return false;
    const method = typeOf(value)?.methods?.["String"];
    if (method === undefined || method.params.length > 0) return false;
    const result = method.call(value, []);
    if (result instanceof Traced) this.#arg(result, verb);
    else this.#stringVerb(String(result), verb, value);
    return true;
  }

  #badVerb(value: Value, verb: string): void {
    const before = this.#erroring;
    this.#erroring = true;
    this.#out.add(`%!${verb}(${value === undefined ? "<nil>" : `${typeName(value)}=`}`);
    if (value !== undefined) this.#arg(value, "v");
    this.#out.add(")");
    this.#erroring = before;
  }

  /** @param depth 0 for an operand itself */
  #value(given: Value, verb: string, depth: number): void {
    if (++this.#count > mostValues) throw new LimitError(`the chart prints more than ${mostValues} values at once`);
    if (given instanceof Traced) {
      const own = new Printer();
      own.#flags = this.#flags;
      own.#erroring = this.#erroring;
      own.#value(given.value, verb, depth);
      this.#traced(given, own.#out.text);
      return;
    }
    if (depth > 0 && given !== undefined && this.#methods(given, verb)) return;
    switch (typeof given) {
      case "undefined":
        this.#out.add(this.#flags.sharpV ? "interface {}(nil)" : "<nil>");
        return;
      case "boolean":
        if (verb === "t" || verb === "v") this.#out.add(pad(String(given), this.#flags));
        else this.#badVerb(given, verb);
        return;
      case "number":
        this.#float(given, verb);
        return;
      case "string":
        this.#stringVerb(given, verb, given);
        return;
    }
    if (given instanceof Int) this.#integer(given, verb);
    else if (given instanceof Bytes) this.#bytesValue(given, verb);
    else if (given instanceof GoMap) this.#map(given, verb, depth);
    else if (given instanceof GoList) this.#list(given, verb, depth);
    else this.#struct(given, verb, depth);
  }

  #float(value: number, verb: string): void {
    if (verb === "v") this.#out.add(printFloat(value, "g", -1, this.#flags));
    else if (["b", "g", "G", "x", "X"].includes(verb)) this.#out.add(printFloat(value, verb, -1, this.#flags));
    else if (["f", "e", "E"].includes(verb)) this.#out.add(printFloat(value, verb, 6, this.#flags));
    else if (verb === "F") this.#out.add(printFloat(value, "f", 6, this.#flags));
    else this.#badVerb(value, verb);
  }

  #integer(value: Int, verb: string): void {
    const flags = this.#flags;
    const number = value.value;
    const text = (base: number, upper = false): string => formatInteger(number, base, verb, upper, flags);
    switch (verb) {
      case "v":
        if (flags.sharpV && value.type.kind.startsWith("uint"))
          this.#out.add(formatInteger(number, 16, verb, false, { ...flags, sharp: true }));
        else this.#out.add(text(10));
        return;
      case "d":
        this.#out.add(text(10));
        return;
      case "b":
        this.#out.add(text(2));
        return;
      case "o":
      case "O":
        this.#out.add(text(8));
        return;
      case "x":
        this.#out.add(text(16));
        return;
      case "X":
        this.#out.add(text(16, true));
        return;
      case "c":
        this.#out.add(formatChar(number, flags));
        return;
      case "q":
        this.#out.add(formatQuotedChar(number, flags));
        return;
      case "U":
        this.#out.add(formatUnicode(number, flags));
        return;
      default:
        this.#badVerb(value, verb);
    }
  }

  #stringVerb(text: string, verb: string, value: Value): void {
    switch (verb) {
      case "v":
        if (this.#flags.sharpV) this.#quoted(text);
        else this.#string(text);
        return;
      case "s":
        this.#string(text);
        return;
      case "x":
      case "X":
        this.#hex(text, verb === "X");
        return;
      case "q":
        this.#quoted(text);
        return;
      default:
        this.#badVerb(value, verb);
    }
  }

  #string(text: string): void {
    this.#out.add(pad(this.#truncated(text), this.#flags));
  }

  #truncated(text: string): string {
    const { precision } = this.#flags;
    if (precision === undefined || text.length <= precision) return text;
    return isAscii(text) ? text.slice(0, precision) : [...text].slice(0, precision).join("");
  }

  #quoted(given: string): void {
    const text = this.#truncated(given);
    const { sharp, plus } = this.#flags;
    this.#out.add(pad(sharp && canBackquote(text) ? `\`${text}\`` : quote(text, plus), this.#flags));
  }

  #hex(text: string, upper: boolean): void {
    const { sharp, space, precision, width, minus, zero } = this.#flags;
    const bytes = toBytes(text).subarray(0, precision);
    if (bytes.length === 0) {
      if (width !== undefined) this.#out.add((zero && !minus ? "0" : " ").repeat(width));
      return;
    }
    const prefix = sharp ? (upper ? "0X" : "0x") : "";
    const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, "0"));
    const digits = upper ? pairs.map((pair) => pair.toUpperCase()) : pairs;
    this.#out.add(pad(prefix + digits.join(space ? ` ${prefix}` : ""), this.#flags));
  }

  #bytesValue(value: Bytes, verb: string): void {
    if (["s", "q", "x", "X"].includes(verb)) this.#bytes(value, verb, "[]uint8");
    else if ((verb === "v" || verb === "d") && isPlain(this.#flags)) this.#out.add(decimalText(value));
    else this.#list(new GoList(bytesAsInts(value), types.bytes, value.isNil), verb, 1);
  }

  #bytes(value: Bytes, verb: string, name: string): void {
    switch (verb) {
      case "v":
      case "d": {
        const bytes = bytesAsInts(value);
        if (this.#flags.sharpV) {
          if (value.isNil) this.#out.add(`${name}(nil)`);
          else this.#out.add(`${name}{${bytes.map((byte) => `0x${byte.value.toString(16)}`).join(", ")}}`);
          return;
        }
        this.#out.add(`[${bytes.map((byte) => formatInteger(byte.value, 10, verb, false, this.#flags)).join(" ")}]`);
        return;
      }
      case "s":
        this.#string(value.text);
        return;
      case "x":
      case "X":
        this.#hex(value.text, verb === "X");
        return;
      case "q":
        this.#quoted(value.text);
        return;
      default:
        this.#list(new GoList(bytesAsInts(value), types.bytes, value.isNil), verb, 0);
    }
  }

  #map(map: GoMap, verb: string, depth: number): void {
    const { sharpV } = this.#flags;
    if (sharpV && map.isNil) {
      this.#out.add(`${map.type.name}(nil)`);
      return;
    }
    this.#out.add(sharpV ? `${map.type.name}{` : "map[");
    for (const [index, key] of sortedKeys(map).entries()) {
      if (index > 0) this.#out.add(sharpV ? ", " : " ");
      this.#value(key, verb, depth + 1);
      this.#out.add(":");
      this.#element(map.entries.get(key), map.type.elem, verb, depth + 1);
    }
    this.#out.add(sharpV ? "}" : "]");
  }

  #list(list: GoList, verb: string, depth: number): void {
    const { sharpV } = this.#flags;
    if (sharpV && list.isNil) {
      this.#out.add(`${list.type.name}(nil)`);
      return;
    }
    this.#out.add(sharpV ? `${list.type.name}{` : "[");
    for (const [index, item] of list.items.entries()) {
      if (index > 0) this.#out.add(sharpV ? ", " : " ");
      this.#element(item, list.type.elem, verb, depth + 1);
    }
    this.#out.add(sharpV ? "}" : "]");
  }

  /** What stands in an interface is one deeper. */
  #element(value: Value, type: GoType | undefined, verb: string, depth: number): void {
    this.#value(value, verb, type?.kind === "interface" ? depth + 1 : depth);
  }

  #struct(value: Struct, verb: string, depth: number): void {
    const { type } = value;
    if (type.kind === "ptr") {
      if (depth > 0) this.#pointer(value);
      else {
        this.#out.add("&");
        this.#fields(value, type.elem ?? type, verb, depth + 1);
      }
      return;
    }
    this.#fields(value, type, verb, depth);
  }

  #fields(value: Struct, type: GoType, verb: string, depth: number): void {
    const { sharpV, plusV } = this.#flags;
    if (type.kind === "complex128") {
      this.#out.add(formatComplex(value));
      return;
    }
    this.#out.add(sharpV ? `${type.name}{` : "{");
    for (const [index, field] of (type.fields ?? []).entries()) {
      if (index > 0) this.#out.add(sharpV ? ", " : " ");
      if (sharpV || plusV) this.#out.add(`${field.name}:`);
      const held = value.fields.get(field.name);
      if (held === undefined && field.type.kind === "ptr") this.#out.add("<nil>");
      else this.#value(held, verb, depth + 1);
    }
    this.#out.add("}");
  }

  /** An address, which differs from run to run. */
  #pointer(value: Value): void {
    const kind = kindName(value);
    if (kind !== "map" && kind !== "slice" && kind !== "ptr") {
      this.#badVerb(value, "p");
      return;
    }
    const text = "0xc000000000";
    this.#out.addPieces(text, [{ length: text.length, random: true }]);
  }
}

/** `(1+2i)`. */
function formatComplex({ fields }: Struct): string {
  const [real, imaginary] = [plain(fields.get("real")), plain(fields.get("imag"))];
  const part = (value: unknown, plus: boolean): string =>
    printFloat(typeof value === "number" ? value : 0, "g", -1, { ...noFlags(), plus });
  return `(${part(real, false)}${part(imaginary, true)}i)`;
}

const decimalTexts = new WeakMap<Bytes, string>();

/** `[1 2 3]`. Whoever prints a chart's files by mistake does so again and again: it is made once. */
function decimalText(value: Bytes): string {
  const known = decimalTexts.get(value);
  if (known !== undefined) return known;
  const text = `[${toBytes(value.text).join(" ")}]`;
  decimalTexts.set(value, text);
  return text;
}

function bytesAsInts(value: Bytes): Int[] {
  return [...toBytes(value.text)].map((byte) => new Int(BigInt(byte), types.uint8));
}

const tooLarge = 1e6;

function parseNumber(
  text: string,
  start: number,
  end: number,
): { readonly value: number | undefined; readonly next: number } {
  let value: number | undefined;
  let at = start;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    if ((value ?? 0) > tooLarge) return { value: undefined, next: end };
    value = (value ?? 0) * 10 + digit;
  }
  return { value, next: at };
}

function intFromArg(args: readonly Value[], argNum: number): number | undefined {
  const value = plain(args[argNum]);
  if (!(value instanceof Int)) return undefined;
  const number = Number(value.value);
  return Math.abs(number) > tooLarge ? undefined : number;
}
