/** Number constants of templates, each as all the types it can be (text/template/parse/node.go). */
import { parseFloat64, parseInt64, parseUint } from "./number.ts";
import { quote, unquoteChar } from "./quote.ts";

/** A constant as each type it can be. */
export interface NumberValues {
  readonly int: bigint | undefined;
  readonly uint: bigint | undefined;
  readonly float: number | undefined;
  readonly complex: readonly [number, number] | undefined;
}

/** The constant, or what is wrong with it. */
export function parseNumber(text: string, type: "charConstant" | "complex" | "number"): NumberValues | string {
  if (type === "charConstant") return parseChar(text);
  if (type === "complex") {
    const match = /^([-+]?[^-+]*(?:[eEpP][-+][^-+]*)?)([-+].*)i$/.exec(text);
    const parts = [match?.[1] ?? "", match?.[2] ?? ""].map(parseFloat64);
    const [real, imaginary] = parts;
    if (real === undefined || imaginary === undefined || parts.some(({ fault }) => fault !== undefined))
      return `syntax error scanning complex number`;
    return fromComplex(real.value, imaginary.value);
  }
  if (text.endsWith("i")) {
    const { value, fault } = parseFloat64(text.slice(0, -1));
    if (fault === undefined) return fromComplex(0, value);
  }
  return parseReal(text);
}

function parseChar(text: string): NumberValues | string {
  const read = unquoteChar(text, 1, "'");
  if (read === undefined) return "invalid syntax";
  if (text.slice(read.next) !== "'") return `malformed character constant: ${text}`;
  return { int: BigInt(read.code), uint: BigInt(read.code), float: read.code, complex: undefined };
}

function parseReal(text: string): NumberValues | string {
  const unsigned = parseUint(text, 0);
  const signed = parseInt64(text, 0);
  let uint = unsigned.fault === undefined ? unsigned.value : undefined;
  let int = signed.fault === undefined ? signed.value : undefined;
  if (int === 0n) uint = 0n;
  if (int !== undefined) return { int, uint, float: Number(int), complex: undefined };
  if (uint !== undefined) return { int, uint, float: Number(uint), complex: undefined };
  const { value, fault } = parseFloat64(text);
  if (fault !== undefined) return `illegal number syntax: ${quote(text)}`;
  // It looks whole: a number too large for an int.
  if (!/[.eEpP]/.test(text)) return `integer overflow: ${quote(text)}`;
  if (Number.isInteger(value)) {
    const whole = BigInt(value);
    if (whole >= -(1n << 63n) && whole < 1n << 63n) int = whole;
    if (whole >= 0n && whole < 1n << 64n) uint = whole;
  }
  return { int, uint, float: value, complex: undefined };
}

/** A complex number is all that its real part is, when it has no other. */
function fromComplex(real: number, imaginary: number): NumberValues {
  const alone = imaginary === 0;
  const whole = alone && Number.isInteger(real) ? BigInt(real) : undefined;
  return {
    int: whole,
    uint: whole !== undefined && whole >= 0n ? whole : undefined,
    float: alone ? real : undefined,
    complex: [real, imaginary],
  };
}
