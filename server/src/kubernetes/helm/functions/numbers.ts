/** sprig's functions of numbers (numeric.go). */
import { formatValue } from "../template/fmt.ts";
import { parseInt64 } from "../template/number.ts";
import { sameOrigin } from "../template/pieces.ts";
import { type GoFunction, types } from "../template/types.ts";
import { GoError, GoList, Int, plain, type Value } from "../template/value.ts";
import { toFloat64, toInt64, wrapped } from "./cast.ts";
import { type DecimalOperation, decimalResult } from "./decimal.ts";
import { define, defineVariadic, type FunctionTable, int, text } from "./define.ts";

const { any, int: intType, int64, float64, string } = types;

function long(value: bigint): Int {
  return new Int(wrapped(value), int64);
}

function folded(pick: (a: bigint, b: bigint) => bigint): GoFunction {
  return defineVariadic([any, any], ([first, ...others]) =>
    long(others.reduce<bigint>((result, other) => pick(result, toInt64(other)), toInt64(first))),
  );
}

function foldedFloat(pick: (a: number, b: number) => number): GoFunction {
  return defineVariadic([any, any], ([first, ...others]) =>
    others.reduce<number>((result, other) => pick(result, toFloat64(other)), toFloat64(first)),
  );
}

function decimal(operation: DecimalOperation): GoFunction {
  return defineVariadic([any, any], ([first, ...others]) =>
    decimalResult(operation, toFloat64(first), others.map(toFloat64)),
  );
}

function divisor(value: Value): bigint {
  const number = toInt64(value);
  if (number === 0n) throw new GoError("runtime error: integer divide by zero");
  return number;
}

const max = folded((a, b) => [a, b][Number(b > a)] ?? a);

/** By name. */
export const numberFunctions: FunctionTable = {
  atoi: define([string], ([value]) => {
    const { value: parsed } = parseInt64(text(value), 10);
    return new Int(parsed);
  }),
  int64: define([any], ([value]) => sameOrigin(long(toInt64(value)), value)),
  int: define([any], ([value]) => sameOrigin(new Int(toInt64(value)), value)),
  float64: define([any], ([value]) => sameOrigin(toFloat64(value), value)),
  toDecimal: define([any], ([value]) => {
    const { value: parsed, fault } = parseInt64(formatValue(value), 8);
    return new Int(fault === undefined ? parsed : 0n, int64);
  }),
  seq: defineVariadic([intType], (args, { spend }) => seq(args.map(int), spend)),
  until: define([intType], ([count], { spend }) => untilStep(0, int(count), int(count) < 0 ? -1 : 1, spend)),
  untilStep: define([intType, intType, intType], ([start, stop, step], { spend }) =>
    untilStep(int(start), int(stop), int(step), spend),
  ),
  add1: define([any], ([value]) => long(toInt64(value) + 1n)),
  add: defineVariadic([any], (args) => long(args.reduce<bigint>((sum, arg) => sum + toInt64(arg), 0n))),
  sub: define([any, any], ([a, b]) => long(toInt64(a) - toInt64(b))),
  div: define([any, any], ([a, b]) => long(toInt64(a) / divisor(b))),
  mod: define([any, any], ([a, b]) => long(toInt64(a) % divisor(b))),
  mul: folded((a, b) => wrapped(a * b)),
  add1f: define([any], ([value]) => decimalResult("add", toFloat64(value), [1])),
  addf: defineVariadic([any], (args) => decimalResult("add", 0, args.map(toFloat64))),
  subf: decimal("sub"),
  divf: decimal("div"),
  mulf: decimal("mul"),
  biggest: max,
  max,
  min: folded((a, b) => [a, b][Number(b < a)] ?? a),
  maxf: foldedFloat(Math.max),
  minf: foldedFloat(Math.min),
  ceil: define([any], ([value]) => Math.ceil(toFloat64(value))),
  floor: define([any], ([value]) => Math.floor(toFloat64(value))),
  round: defineVariadic([any, intType, float64], ([value, places, roundOn]) =>
    round(toFloat64(value), int(places), roundOn === undefined ? 0.5 : toFloat64(roundOn)),
  ),
};

function round(value: number, places: number, roundOn: number): number {
  const power = powerOfTen(places);
  const digits = power * value;
  const fraction = digits - Math.trunc(digits);
  return (fraction >= roundOn ? Math.ceil(digits) : Math.floor(digits)) / power;
}

/** math.Pow(10, places), with its roundings. */
function powerOfTen(places: number): number {
  // Ten is 0.625 * 2^4.
  let [factor, exponent] = [0.625, 4];
  let [result, power] = [1, 0];
  const count = Math.abs(places);
  if (count > 400) return places > 0 ? Infinity : 0;
  for (let left = count; left !== 0; left >>= 1) {
    if ((left & 1) === 1) {
      result *= factor;
      power += exponent;
    }
    factor *= factor;
    exponent *= 2;
    if (factor < 0.5) {
      factor += factor;
      exponent--;
    }
  }
  if (places < 0) return scaleByTwo(1 / result, -power);
  return scaleByTwo(result, power);
}

function scaleByTwo(value: number, power: number): number {
  const half = Math.trunc(power / 2);
  return value * 2 ** half * 2 ** (power - half);
}

function untilStep(start: number, stop: number, step: number, spend: (steps: number) => void): GoList {
  const count =
    stop < start
      ? step >= 0
        ? 0
        : Math.ceil((stop - start) / step)
      : step <= 0
        ? 0
        : Math.ceil((stop - start) / step);
  spend(count);
  const items: Int[] = [];
  for (let index = 0; index < count; index++) items.push(new Int(BigInt(start + index * step)));
  return new GoList(items, types.intList);
}

function seq(params: readonly number[], spend: (steps: number) => void): string {
  const numbers = (start: number, stop: number, step: number): string =>
    untilStep(start, stop, step, spend)
      .items.map((item) => formatValue(plain(item)))
      .join(" ");
  const [a = 0, b = 0, c = 0] = params;
  switch (params.length) {
    case 1: {
      const step = a < 1 ? -1 : 1;
      return numbers(1, a + step, step);
    }
    case 2: {
      const step = b < a ? -1 : 1;
      return numbers(a, b + step, step);
    }
    case 3: {
      const step = c < a ? -1 : 1;
      return c < a && b > 0 ? "" : numbers(a, c + step, b);
    }
    default:
      return "";
  }
}
