/** How functions of templates are written down: their parameters as Go declares them, and what they make of them. */
import { isRandom, randomText } from "../template/pieces.ts";
import { type CallContext, type GoFunction, type GoType, types } from "../template/types.ts";
import { GoList, GoMap, Int, plain, type Traced, type Value } from "../template/value.ts";

/** Functions by name. */
export type FunctionTable = Readonly<Record<string, GoFunction>>;

type Body = (args: readonly Value[], context: CallContext) => Value;

/** A function; a string that it makes of random text is random. */
export function define(params: readonly GoType[], call: Body): GoFunction {
  return { params, call: tainted(call) };
}

/** A function that takes long for each character of its last argument. @param cost of one, in the unit of `scan` */
export function costly(cost: number, { params, call }: GoFunction): GoFunction {
  return {
    params,
    call: (args, context) => {
      context.scan(cost * text(args.at(-1)).length);
      return call(args, context);
    },
  };
}

/** A function whose last parameter stands for any number of arguments. */
export function defineVariadic(params: readonly GoType[], call: Body): GoFunction {
  return { params, variadic: true, call: tainted(call) };
}

function tainted(call: Body): Body {
  return (args, context) => {
    const result = call(args, context);
    return typeof result === "string" && result !== "" && args.some(isRandom) ? randomText(result) : result;
  };
}

/** A string argument without its pieces. */
export function text(value: Value): string {
  const bare = plain(value);
  return typeof bare === "string" ? bare : "";
}

/** An int argument. Numbers beyond 2^53 lose digits; no function tells them apart. */
export function int(value: Value): number {
  const bare = plain(value);
  return bare instanceof Int ? Number(bare.value) : 0;
}

/** A map argument; none stands for nil. */
export function map(value: Value): GoMap {
  return value instanceof GoMap ? value : new GoMap(new Map(), types.anyMap, true);
}

/** A []string. */
export function stringList(items: readonly (string | Traced)[], isNil = false): GoList {
  return new GoList([...items], types.stringList, isNil);
}

/** A []interface {}. */
export function anyList(items: readonly Value[], isNil = false): GoList {
  return new GoList([...items], types.anyList, isNil);
}

/** A map[string]interface {}. @param born when it is made */
export function anyMap(entries: Iterable<readonly [string, Value]>, born = 0): GoMap {
  return new GoMap(new Map(entries), types.anyMap, false, undefined, born);
}

/** The value itself, where the string that was made of it is the same. */
export function unlessChanged(before: Value, after: string): Value {
  return text(before) === after ? before : after;
}
