/** sprig's functions of maps (dict.go). */
import { sortedKeys } from "../template/fmt.ts";
import { tracedKey } from "../template/pieces.ts";
import { kindName, typeName } from "../template/reflect.ts";
import { type CallContext, types } from "../template/types.ts";
import { GoError, GoList, GoMap, plain, type Value } from "../template/value.ts";
import { anyList, anyMap, define, defineVariadic, type FunctionTable, map, stringList, text } from "./define.ts";
import { merge } from "./merge.ts";
import { plainStringOf } from "./text.ts";

const { any, anyMap: mapType, string } = types;

const deepCopyFunction = define([any], ([value], context) => {
  if (plain(value) === undefined) throw new GoError("reflect: call of reflect.Value.Type on zero Value");
  return deepCopy(value, context);
});
const mergeFunction = defineVariadic([mapType, mapType], ([target, ...sources], context) =>
  merged(target, sources, false, context),
);
const overwriteFunction = defineVariadic([mapType, mapType], ([target, ...sources], context) =>
  merged(target, sources, true, context),
);

/** By name. */
export const dictFunctions: FunctionTable = {
  dict: defineVariadic([any], (args, { tick }) => dict(args, tick())),
  get: define([mapType, string], ([value, key]) => {
    const { entries } = map(value);
    return entries.has(text(key)) ? entries.get(text(key)) : "";
  }),
  set: define([mapType, string, any], ([value, key, item], { changed }) => {
    const target = map(value);
    if (target.isNil) throw new GoError("assignment to entry in nil map");
    changed(target);
    target.entries.set(text(key), item);
    return value;
  }),
  unset: define([mapType, string], ([value, key], { changed }) => {
    changed(map(value));
    map(value).entries.delete(text(key));
    return value;
  }),
  hasKey: define([mapType, string], ([value, key]) => map(value).entries.has(text(key))),
  pluck: defineVariadic([string, mapType], ([key, ...maps]) =>
    anyList(maps.filter((item) => map(item).entries.has(text(key))).map((item) => map(item).entries.get(text(key)))),
  ),
  keys: defineVariadic([mapType], (maps) =>
    // Go's order differs from run to run; this is the one that people sort to.
    stringList(maps.flatMap((item) => sortedKeys(map(item)).map((key) => tracedKey(key, map(item).entries.get(key))))),
  ),
  values: define([mapType], ([value]) => {
    const held = map(value);
    return anyList(sortedKeys(held).map((key) => held.entries.get(key)));
  }),
  pick: defineVariadic([mapType, string], ([value, ...names], { tick }) => {
    const { entries } = map(value);
    return anyMap(
      names
        .map(text)
        .filter((name) => entries.has(name))
        .map((name) => [name, entries.get(name)]),
      tick(),
    );
  }),
  omit: defineVariadic([mapType, string], ([value, ...names], { tick }) => {
    const omitted = new Set(names.map(text));
    return anyMap(
      [...map(value).entries].filter(([key]) => !omitted.has(key)),
      tick(),
    );
  }),
  merge: mergeFunction,
  mustMerge: mergeFunction,
  mergeOverwrite: overwriteFunction,
  mustMergeOverwrite: overwriteFunction,
  deepCopy: deepCopyFunction,
  mustDeepCopy: deepCopyFunction,
  dig: defineVariadic([any], (args) => dig(args)),
};

function dict(args: readonly Value[], born: number): GoMap {
  const entries = new Map<string, Value>();
  for (let index = 0; index < args.length; index += 2)
    entries.set(plainStringOf(args[index]), index + 1 < args.length ? args[index + 1] : "");
  return new GoMap(entries, types.anyMap, false, undefined, born);
}

function merged(target: Value, sources: readonly Value[], overwrite: boolean, context: CallContext): Value {
  const into = map(target);
  const result = into.isNil && sources.some((source) => !map(source).isNil) ? dict([], context.tick()) : into;
  for (const source of sources) merge(result, map(source), overwrite, context);
  return result === into ? target : result;
}

function deepCopy(value: Value, context: CallContext): Value {
  context.spend(4);
  if (value instanceof GoMap) {
    if (value.isNil) return value;
    return new GoMap(
      new Map([...value.entries].map(([key, item]) => [key, deepCopy(item, context)])),
      value.type,
      false,
      value.origin,
      context.tick(),
    );
  }
  if (value instanceof GoList)
    return new GoList(
      value.items.map((item) => deepCopy(item, context)),
      value.type,
      value.isNil,
      value.origin,
    );
  return value;
}

function dig(args: readonly Value[]): Value {
  if (args.length < 3) throw new GoError("dig needs at least three arguments");
  const keys = args.slice(0, -2);
  const fallback = args.at(-2);
  let holder = digMap(args.at(-1));
  const names = keys.map((key) => {
    const name = plain(key);
    if (typeof name !== "string")
      throw new GoError(`interface conversion: interface {} is ${conversionName(name)}, not string`);
    return name;
  });
  for (const [index, name] of names.entries()) {
    if (!holder.entries.has(name)) return fallback;
    const step = holder.entries.get(name);
    if (index === names.length - 1) return step;
    holder = digMap(step);
  }
  return fallback;
}

function digMap(value: Value): GoMap {
  if (value instanceof GoMap && value.type === types.anyMap) return value;
  throw new GoError(`interface conversion: interface {} is ${conversionName(value)}, not map[string]interface {}`);
}

function conversionName(value: Value): string {
  return kindName(value) === "invalid" ? "nil" : typeName(value);
}
