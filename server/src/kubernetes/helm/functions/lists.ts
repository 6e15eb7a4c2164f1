/** sprig's functions of lists (list.go). */
import { compareStrings } from "../template/bytes.ts";
import { kindName, typeOf } from "../template/reflect.ts";
import { type CallContext, type GoFunction, types } from "../template/types.ts";
import { Bytes, GoError, GoList, plain, type Traced, type Value } from "../template/value.ts";
import { toInt64 } from "./cast.ts";
import { deepEqual } from "./deep-equal.ts";
import { anyList, define, defineVariadic, type FunctionTable, int, stringList, text } from "./define.ts";
import { isEmpty } from "./empty.ts";
import { listItems, sliceByBytes, stringOf, stringsOf } from "./text.ts";

const { any, int: intType } = types;

/** The items. @throws GoError with the function's words where the value is not a list */
function itemsOf(value: Value, fault: string): readonly Value[] {
  const items = listItems(value);
  if (items !== undefined) return items;
  if (plain(value) === undefined) throw new GoError(nilPointer);
  throw new GoError(`${fault} ${kindName(value)}`);
}

const nilPointer = "runtime error: invalid memory address or nil pointer dereference";

/** A function of one list, and the same under its other name. */
function one(
  name: string,
  call: (items: readonly Value[]) => Value,
  fault = `Cannot find ${name} on type`,
): FunctionTable {
  const made = define([any], ([value]) => call(itemsOf(value, fault)));
  return { [name]: made, [`must${name[0]?.toUpperCase()}${name.slice(1)}`]: made };
}

function pair(name: string, made: GoFunction): FunctionTable {
  return { [name]: made, [`must${name[0]?.toUpperCase()}${name.slice(1)}`]: made };
}

const list = defineVariadic([any], (args) => anyList(args));
const push = define([any, any], ([value, item]) => anyList([...itemsOf(value, "Cannot push on type"), item]));

/** By name. */
export const listFunctions: FunctionTable = {
  list,
  tuple: list,
  append: push,
  push,
  mustAppend: push,
  mustPush: push,
  ...pair(
    "prepend",
    define([any, any], ([value, item]) => anyList([item, ...itemsOf(value, "Cannot prepend on type")])),
  ),
  ...one("first", (items) => items[0]),
  ...one("last", (items) => items.at(-1)),
  ...one("rest", (items) => anyList(items.slice(1), items.length === 0)),
  ...one("initial", (items) => anyList(items.slice(0, -1), items.length === 0)),
  ...one("reverse", (items) => anyList([...items].reverse())),
  ...one("compact", (items) => anyList(items.filter((item) => !isEmpty(item))), "Cannot compact on type"),
  ...pair(
    "uniq",
    define([any], ([value], context) => uniq(itemsOf(value, "Cannot find uniq on type"), context)),
  ),
  ...pair(
    "without",
    defineVariadic([any, any], ([value, ...omitted], context) => {
      const items = itemsOf(value, "Cannot find without on type");
      return anyList(items.filter((item) => !omitted.some((other) => deepEqual(item, other, context.spend))));
    }),
  ),
  ...pair(
    "has",
    define([any, any], ([needle, haystack], context) => {
      if (plain(haystack) === undefined) return false;
      const items = itemsOf(haystack, "Cannot find has on type");
      return items.some((item) => deepEqual(needle, item, context.spend));
    }),
  ),
  ...pair(
    "slice",
    defineVariadic([any, any], ([value, ...indexes]) => slice(value, indexes)),
  ),
  ...pair(
    "chunk",
    define([intType, any], ([size, value]) => chunk(int(size), itemsOf(value, "Cannot chunk type"))),
  ),
  concat: defineVariadic([any], (args, { spend }) => concat(args, spend)),
  sortAlpha: define([any], ([value], { changed }) => sortAlpha(value, changed)),
};

function uniq(items: readonly Value[], { spend }: CallContext): Value {
  const kept: Value[] = [];
  for (const item of items) {
    if (!kept.some((other) => deepEqual(item, other, spend))) kept.push(item);
  }
  return anyList(kept);
}

function slice(given: Value, indexes: readonly Value[]): Value {
  const value = plain(given);
  const items = listItems(value);
  if (items === undefined) {
    if (value === undefined) throw new GoError(nilPointer);
    throw new GoError(`list should be type of slice or array but ${kindName(value)}`);
  }
  if (items.length === 0) return undefined;
  const start = indexes.length > 0 ? Number(toInt64(indexes[0])) : 0;
  const end = indexes.length > 1 ? Number(toInt64(indexes[1])) : items.length;
  if (start < 0 || end < start || end > items.length)
    throw new GoError("reflect.Value.Slice: slice index out of bounds");
  if (value instanceof Bytes) return new Bytes(text(sliceByBytes(value.text, start, end)));
  return value instanceof GoList ? new GoList(value.items.slice(start, end), value.type) : undefined;
}

function chunk(size: number, items: readonly Value[]): Value {
  const count = Math.floor((items.length - 1) / size) + 1;
  if (!Number.isFinite(count) || count < 0 || count > items.length + 1)
    throw new GoError("runtime error: makeslice: len out of range");
  const chunks: GoList[] = [];
  for (let index = 0; index < count; index++) {
    const rest = Math.floor(items.length % size);
    const length = index === count - 1 && rest !== 0 ? rest : size;
    if (length < 0) throw new GoError("runtime error: makeslice: len out of range");
    chunks.push(anyList(items.slice(index * size, index * size + length)));
  }
  return new GoList(chunks, types.listOfLists);
}

function concat(lists: readonly Value[], spend: (steps: number) => void): Value {
  const result: Value[] = [];
  for (const value of lists) {
    const items = listItems(value);
    if (items === undefined) {
      if (plain(value) === undefined) throw new GoError(nilPointer);
      throw new GoError(`Cannot concat type ${kindName(value)} as list`);
    }
    spend(items.length);
    for (const item of items) result.push(item);
  }
  return anyList(result, result.length === 0);
}

function sortAlpha(given: Value, changed: (target: GoList) => void): Value {
  const value = plain(given);
  if (listItems(value) === undefined) return stringList([stringOf(given)]);
  const byText = (a: string | Traced, b: string | Traced): number => compareStrings(text(a), text(b));
  if (value instanceof GoList && typeOf(value) === types.stringList) {
    // The list itself is sorted, as in Go.
    const { items } = value;
    if (items.every((item, index) => index === 0 || compareStrings(text(items[index - 1]), text(item)) <= 0))
      return value;
    changed(value);
    items.sort((a, b) => compareStrings(text(a), text(b)));
    return value;
  }
  return stringList([...stringsOf(value)].sort(byText));
}
