/** How Go's fmt prints numbers: flags, width and precision (fmt/format.go). */
import { formatFloat } from "./number.ts";
import { isPrint, quoteRune } from "./quote.ts";

/** The flags of one verb. */
export interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** `%+v` and `%#v`. */
  plusV: boolean;
  sharpV: boolean;
  width: number | undefined;
  precision: number | undefined;
}

/** No flags. */
export function noFlags(): Flags {
  return {
    minus: false,
    plus: false,
    sharp: false,
    space: false,
    zero: false,
    plusV: false,
    sharpV: false,
    width: undefined,
    precision: undefined,
  };
}

/** True where nothing but the verb says how a value is printed. */
export function isPlain({ minus, plus, sharp, space, zero, plusV, sharpV, width, precision }: Flags): boolean {
  return (
    !(minus || plus || sharp || space || zero || plusV || sharpV) && width === undefined && precision === undefined
  );
}

/** Padded to the width in characters. */
export function pad(text: string, flags: Flags, zero: boolean = flags.zero): string {
  const { width } = flags;
  if (width === undefined || width === 0) return text;
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.minus) return text + " ".repeat(missing);
  return (zero ? "0" : " ").repeat(missing) + text;
}

/** fmt.fmtInteger. `verb` is the verb, for `O` alone. */
export function formatInteger(value: bigint, base: number, verb: string, upper: boolean, flags: Flags): string {
  const negative = value < 0n;
  const size = negative ? -value : value;
  let precision = 0;
  if (flags.precision !== undefined) {
    precision = flags.precision;
    if (precision === 0 && size === 0n) return " ".repeat(flags.width ?? 0);
  } else if (flags.zero && !flags.minus && flags.width !== undefined) {
    precision = flags.width - (negative || flags.plus || flags.space ? 1 : 0);
  }
  let text = size.toString(base).padStart(precision, "0");
  if (upper) text = text.toUpperCase();
  if (flags.sharp) {
    if (base === 2) text = `0b${text}`;
    else if (base === 8 && !text.startsWith("0")) text = `0${text}`;
    else if (base === 16) text = (upper ? "0X" : "0x") + text;
  }
  if (verb === "O") text = `0o${text}`;
  const sign = negative ? "-" : flags.plus ? "+" : flags.space ? " " : "";
  return pad(sign + text, flags, false);
}

/** `%U`. */
export function formatUnicode(value: bigint, flags: Flags): string {
  const precision = Math.max(4, flags.precision ?? 4);
  const unsigned = BigInt.asUintN(64, value);
  let text = `U+${unsigned.toString(16).toUpperCase().padStart(precision, "0")}`;
  if (flags.sharp && unsigned <= 0x10ffffn) {
    const rune = String.fromCodePoint(Number(unsigned));
    if (isPrint(rune)) text += ` '${rune}'`;
  }
  return pad(text, flags, false);
}

/** `%c`. */
export function formatChar(value: bigint, flags: Flags): string {
  return pad(String.fromCodePoint(validRune(value)), flags);
}

/** `%q` of an integer. */
export function formatQuotedChar(value: bigint, flags: Flags): string {
  return pad(quoteRune(validRune(value), flags.plus), flags);
}

function validRune(value: bigint): number {
  const code = BigInt.asUintN(64, value);
  return code > 0x10ffffn || (code >= 0xd800n && code < 0xe000n) ? 0xfffd : Number(code);
}

/** fmt.fmtFloat. */
export function printFloat(value: number, verb: string, defaultPrecision: number, flags: Flags): string {
  const precision = flags.precision ?? defaultPrecision;
  let text = formatFloat(value, verb === "v" ? "g" : verb, precision);
  let sign = "+";
  if (text.startsWith("-") || text.startsWith("+")) {
    sign = text[0] ?? "+";
    text = text.slice(1);
  }
  if (flags.space && sign === "+" && !flags.plus) sign = " ";
  if (text === "Inf" || text === "NaN") {
    const bare = text === "NaN" && !flags.space && !flags.plus;
    return pad(bare ? text : sign + text, flags, false);
  }
  if (flags.sharp && verb !== "b") text = withPoint(text, verb, precision);
  if (flags.plus || sign !== "+") {
    const length = text.length + 1;
    if (flags.zero && !flags.minus && flags.width !== undefined && flags.width > length)
      return sign + "0".repeat(flags.width - length) + text;
    return pad(sign + text, flags);
  }
  return pad(text, flags);
}

/** `%#g`: a decimal point always, and the zeros behind it. */
function withPoint(text: string, verb: string, precision: number): string {
  let digits = ["v", "g", "G", "x"].includes(verb) ? (precision === -1 ? 6 : precision) : 0;
  const end = verb === "x" || verb === "X" ? text.search(/[pP]/) : text.search(/[eE]/);
  let number = end < 0 ? text : text.slice(0, end);
  const tail = end < 0 ? "" : text.slice(end);
  let saw = false;
  for (const character of number) {
    if (character === ".") continue;
    if (character !== "0") saw = true;
    if (saw) digits--;
  }
  if (!number.includes(".")) {
    if (number === "0") digits--;
    number += ".";
  }
  return number + "0".repeat(Math.max(0, digits)) + tail;
}
