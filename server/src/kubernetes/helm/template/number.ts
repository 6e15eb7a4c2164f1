/** Numbers as Go's strconv reads and prints them. */

import { trimEndOf } from "../../../base/trim.ts";

const maxUint64 = (1n << 64n) - 1n;
const maxInt64 = (1n << 63n) - 1n;

/** Why a text is not a number (strconv.ErrSyntax, ErrRange). */
export type NumberFault = "invalid syntax" | "value out of range";

/** What ParseInt and ParseUint give: with a fault, the nearest number or zero. */
export interface ParsedInt {
  readonly value: bigint;
  readonly fault?: NumberFault;
}

/** strconv.ParseUint(text, base, 64); base 0 looks at the prefix and takes underscores. */
export function parseUint(text: string, base: number): ParsedInt {
  let [digits, radix] = [text, base];
  if (base === 0) {
    const prefix = /^0([bBoOxX])(?=.)/.exec(text)?.[1]?.toLowerCase();
    radix = prefix === "b" ? 2 : prefix === "o" ? 8 : prefix === "x" ? 16 : text.startsWith("0") ? 8 : 10;
    digits = prefix !== undefined ? text.slice(2) : text;
    if (digits.includes("_")) {
      if (!underscoresAreFine(text)) return { value: 0n, fault: "invalid syntax" };
      digits = digits.replace(/_/g, "");
    }
  }
  const form = radix === 2 ? /^[01]+$/ : radix === 8 ? /^[0-7]+$/ : radix === 16 ? /^[0-9a-fA-F]+$/ : /^[0-9]+$/;
  if (!form.test(digits)) return { value: 0n, fault: "invalid syntax" };
  const value = BigInt(
    radix === 2 ? `0b${digits}` : radix === 8 ? `0o${digits}` : radix === 16 ? `0x${digits}` : digits,
  );
  return value > maxUint64 ? { value: maxUint64, fault: "value out of range" } : { value };
}

/** strconv.ParseInt(text, base, 64). */
export function parseInt64(text: string, base: number): ParsedInt {
  const negative = text.startsWith("-");
  const { value, fault } = parseUint(negative || text.startsWith("+") ? text.slice(1) : text, base);
  if (fault === "invalid syntax") return { value: 0n, fault };
  if (!negative && value > maxInt64) return { value: maxInt64, fault: "value out of range" };
  if (negative && value > maxInt64 + 1n) return { value: -maxInt64 - 1n, fault: "value out of range" };
  return { value: negative ? -value : value };
}

/** What ParseFloat gives: with a fault, zero or an infinity. */
export interface ParsedFloat {
  readonly value: number;
  readonly fault?: NumberFault;
}

/** strconv.ParseFloat(text, 64). */
export function parseFloat64(text: string): ParsedFloat {
  const special = /^([-+]?)(inf|infinity)$/i.exec(text);
  if (special !== null) return { value: special[1] === "-" ? -Infinity : Infinity };
  if (/^nan$/i.test(text)) return { value: Number.NaN };
  if (text.includes("_") && !underscoresAreFine(text)) return { value: 0, fault: "invalid syntax" };
  const digits = text.includes("_") ? text.replace(/(?<=[0-9a-fA-FxX])_/g, "") : text;
  if (/^[-+]?0[xX]/.test(digits)) return parseHexFloat(digits);
  if (!/^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(digits))
    return { value: 0, fault: "invalid syntax" };
  const value = Number(digits);
  return Number.isFinite(value) ? { value } : { value, fault: "value out of range" };
}

function parseHexFloat(text: string): ParsedFloat {
  const match = /^([-+]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([-+]?[0-9]+)$/.exec(text);
  const [, sign = "", whole = "", part = "", exponent = "0"] = match ?? [];
  if (match === null || whole + part === "") return { value: 0, fault: "invalid syntax" };
  let mantissa = BigInt(`0x0${whole}${part}`);
  let power = Number(exponent) - 4 * part.length;
  // Sixty-four bits and a sticky one are enough to round once.
  const excess = mantissa.toString(2).length - 62;
  if (excess > 0) {
    const lost = (mantissa & ((1n << BigInt(excess)) - 1n)) !== 0n;
    mantissa = (mantissa >> BigInt(excess)) | (lost ? 1n : 0n);
    power += excess;
  }
  const value = scale(Number(mantissa), power) * (sign === "-" ? -1 : 1);
  return Number.isFinite(value) ? { value } : { value, fault: "value out of range" };
}

function scale(value: number, power: number): number {
  let [result, left] = [value, power];
  // The exponent is a text's: zero and infinity stay what they are, however large it is.
  for (; left > 1000 && result !== 0 && Number.isFinite(result); left -= 1000) result *= 2 ** 1000;
  for (; left < -1000 && result !== 0; left += 1000) result *= 2 ** -1000;
  if (result === 0 || !Number.isFinite(result)) return result;
  return result * 2 ** left;
}

/** strconv.underscoreOK: between digits, or behind a base's prefix. */
function underscoresAreFine(text: string): boolean {
  const digits = text.replace(/^[-+]/, "");
  const prefix = /^0[bBoOxX]/.test(digits);
  const hex = /^0[xX]/.test(digits);
  let saw = prefix ? "0" : "^";
  for (const character of digits.slice(prefix ? 2 : 0)) {
    if (/[0-9]/.test(character) || (hex && /[a-fA-F]/.test(character))) saw = "0";
    else if (character === "_") {
      if (saw !== "0") return false;
      saw = "_";
    } else {
      if (saw === "_") return false;
      saw = "!";
    }
  }
  return saw !== "_";
}

/** Decimal digits without leading or trailing zeros, and where the point stands before or behind them. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** The shortest digits that read as the number again. */
function shortest(value: number): Decimal {
  if (value === 0) return { digits: "", point: 0 };
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  return { digits: trimEndOf(mantissa.replace(".", ""), "0"), point: Number(exponent) + 1 };
}

/** All digits of the number's exact value. */
function exact(value: number): Decimal {
  if (value === 0) return { digits: "", point: 0 };
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = field === 0 ? fraction : fraction | (1n << 52n);
  const power = (field === 0 ? 1 : field) - 1075;
  const all = (power >= 0 ? mantissa << BigInt(power) : mantissa * 5n ** BigInt(-power)).toString();
  const point = power >= 0 ? all.length : all.length + power;
  return { digits: trimEndOf(all, "0"), point };
}

/** Rounded, half to even, to `count` digits, which may be negative or none. */
function rounded({ digits, point }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: "", point: 0 };
  const rest = digits.slice(count);
  const last = count > 0 ? Number(digits[count - 1]) : 0;
  const up = rest[0] === "5" && rest.length === 1 ? last % 2 === 1 : (rest[0] ?? "0") >= "5";
  const kept = digits.slice(0, count);
  if (!up) {
    const trimmed = trimEndOf(kept, "0");
    return { digits: trimmed, point: trimmed === "" ? 0 : point };
  }
  const next = (BigInt(kept === "" ? "0" : kept) + 1n).toString().padStart(count, "0");
  return { digits: trimEndOf(next, "0"), point: point + next.length - count };
}

/**
 * strconv.FormatFloat(value, form, precision, 64).
 * @param precision -1 for the shortest digits that read as the number again
 */
export function formatFloat(value: number, form: string, precision: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (form === "b") return sign + binaryForm(size);
  if (form === "x" || form === "X") {
    const text = hexForm(size, precision);
    return sign + (form === "X" ? text.toUpperCase() : text);
  }
  const all = precision < 0 ? shortest(size) : exact(size);
  switch (form) {
    case "e":
    case "E": {
      const decimal = precision < 0 ? all : rounded(all, precision + 1);
      return sign + exponentForm(decimal, precision < 0 ? Math.max(decimal.digits.length - 1, 0) : precision, form);
    }
    case "f": {
      const decimal = precision < 0 ? all : rounded(all, all.point + precision);
      return sign + pointForm(decimal, precision < 0 ? Math.max(decimal.digits.length - decimal.point, 0) : precision);
    }
    default:
      return sign + generalForm(all, precision, form);
  }
}

function generalForm(all: Decimal, precision: number, form: string): string {
  const digitCount = precision === 0 ? 1 : precision;
  const decimal = precision < 0 ? all : rounded(all, digitCount);
  let limit = precision < 0 ? 6 : digitCount;
  if (precision >= 0 && limit > decimal.digits.length && decimal.digits.length >= decimal.point)
    limit = decimal.digits.length;
  // The exponent is shown when it is less than -4 or not less than the precision; the shortest form counts as six.
  const exponent = decimal.point - 1;
  if (decimal.digits !== "" && (exponent < -4 || exponent >= limit)) {
    return exponentForm(decimal, Math.max(decimal.digits.length - 1, 0), form === "G" ? "E" : "e");
  }
  return pointForm(decimal, Math.max(decimal.digits.length - decimal.point, 0));
}

function exponentForm({ digits, point }: Decimal, precision: number, letter: string): string {
  const padded = digits.padEnd(precision + 1, "0");
  const exponent = digits === "" ? 0 : point - 1;
  const fraction = precision > 0 ? `.${padded.slice(1, precision + 1)}` : "";
  const sign = exponent < 0 ? "-" : "+";
  return `${padded[0] ?? "0"}${fraction}${letter}${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function pointForm({ digits, point }: Decimal, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  if (precision <= 0) return whole;
  const fraction = point >= 0 ? digits.slice(point) : "0".repeat(-point) + digits;
  return `${whole}.${fraction.padEnd(precision, "0").slice(0, precision)}`;
}

function binaryForm(size: number): string {
  const { mantissa, power } = binary(size);
  return `${mantissa}p${power < 0 ? "-" : "+"}${Math.abs(power)}`;
}

function binary(size: number): { readonly mantissa: bigint; readonly power: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  return { mantissa: field === 0 ? fraction : fraction | (1n << 52n), power: (field === 0 ? 1 : field) - 1075 };
}

function hexForm(size: number, precision: number): string {
  let { mantissa, power } = binary(size);
  if (mantissa === 0n) power = 0;
  else {
    // The point stands behind the first bit; the mantissa gets sixty bits behind it.
    const length = mantissa.toString(2).length;
    power += length - 1;
    mantissa <<= BigInt(61 - length);
  }
  if (precision >= 0 && precision < 15 && mantissa !== 0n) {
    const shift = BigInt(60 - 4 * precision);
    const extra = mantissa & ((1n << shift) - 1n);
    mantissa >>= shift;
    const half = 1n << (shift - 1n);
    if (extra > half || (extra === half && (mantissa & 1n) === 1n)) mantissa += 1n;
    mantissa <<= shift;
    if (mantissa >> 61n !== 0n) {
      mantissa >>= 1n;
      power += 1;
    }
  }
  const fraction = (mantissa & ((1n << 60n) - 1n)).toString(16).padStart(15, "0");
  const digits = precision < 0 ? trimEndOf(fraction, "0") : fraction.padEnd(precision, "0").slice(0, precision);
  const exponent = `${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  return `0x${mantissa >> 60n}${digits === "" ? "" : `.${digits}`}p${exponent}`;
}
