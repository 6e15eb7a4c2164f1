/** Decimal arithmetic on floats (shopspring/decimal), as sprig's addf, subf, mulf and divf do it. */
import { formatFloat } from "../template/number.ts";
import { GoError } from "../template/value.ts";

/** `digits * 10 ** exponent`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

export type DecimalOperation = "add" | "sub" | "mul" | "div";

/** The operation over all numbers, from left to right. @throws GoError where Go panics */
export function decimalResult(operation: DecimalOperation, first: number, others: readonly number[]): number {
  let result = fromFloat(first);
  for (const other of others) result = apply(operation, result, fromFloat(other));
  return Number(`${result.digits}e${result.exponent}`);
}

function fromFloat(value: number): Decimal {
  if (!Number.isFinite(value)) throw new GoError(`Cannot create a Decimal from ${formatFloat(value, "g", -1)}`);
  const [mantissa = "0", exponent = "0"] = formatFloat(value, "e", -1).split("e");
  const fraction = mantissa.split(".")[1] ?? "";
  return { digits: BigInt(mantissa.replace(".", "")), exponent: Number(exponent) - fraction.length };
}

function apply(operation: DecimalOperation, a: Decimal, b: Decimal): Decimal {
  switch (operation) {
    case "mul":
      return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
    case "div":
      return divided(a, b);
    default: {
      const exponent = Math.min(a.exponent, b.exponent);
      const [x, y] = [scaled(a, exponent), scaled(b, exponent)];
      return { digits: operation === "add" ? x + y : x - y, exponent };
    }
  }
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}

/** Sixteen places, rounded half away from zero. */
function divided(a: Decimal, b: Decimal): Decimal {
  if (b.digits === 0n) throw new GoError("decimal division by 0");
  const places = 16;
  const shift = a.exponent - b.exponent + places;
  const [x, y] =
    shift >= 0 ? [a.digits * 10n ** BigInt(shift), b.digits] : [a.digits, b.digits * 10n ** BigInt(-shift)];
  const quotient = x / y;
  const twice = 2n * (x - quotient * y);
  const size = (value: bigint): bigint => (value < 0n ? -value : value);
  if (size(twice) < size(y)) return { digits: quotient, exponent: -places };
  return { digits: quotient + (x < 0n === y < 0n ? 1n : -1n), exponent: -places };
}
