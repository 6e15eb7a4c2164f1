/** Functions of JSON: sprig's, and helm's own (pkg/engine/funcs.go). */
import { piecesOf } from "../template/pieces.ts";
import { type GoFunction, type GoType, types } from "../template/types.ts";
import { GoError, GoList, GoMap, plain, type Value } from "../template/value.ts";
import { anyList, anyMap, define, type FunctionTable, text } from "./define.ts";
import { compactJson, type JsonStyle, marshalJson } from "./json-marshal.ts";
import { isJsonNumber, unmarshalJson } from "./json-unmarshal.ts";

const { any, string } = types;

const pretty: JsonStyle = { indent: "  ", escapeHtml: true };
const raw: JsonStyle = { indent: "", escapeHtml: false };

function orEmpty(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof GoError) return "";
    throw error;
  }
}

function printer(style: JsonStyle, guard: (make: () => Value) => Value = (make) => make()): GoFunction {
  return define([any], ([value], { spend }) => guard(() => marshalJson(value, { ...style, spend })));
}

/** By name. */
export const jsonFunctions: FunctionTable = {
  toJson: printer(compactJson, orEmpty),
  mustToJson: printer(compactJson),
  toPrettyJson: printer(pretty, orEmpty),
  mustToPrettyJson: printer(pretty),
  toRawJson: printer(raw),
  mustToRawJson: printer(raw),
  mustFromJson: define([string], ([value]) => read(value)),
  fromJson: define([string], ([value], { scan }) => {
    scan(10 * text(value).length);
    if (isJsonNumber(text(value))) return anyMap([["Error", mismatch(0, types.anyMap)]]);
    const result = readOrFault(() => read(value));
    if ("fault" in result) return anyMap([["Error", result.fault]]);
    if (result.value === undefined) return new GoMap(new Map(), types.anyMap, true);
    if (result.value instanceof GoMap) return result.value;
    return anyMap([["Error", mismatch(result.value, types.anyMap)]]);
  }),
  fromJsonArray: define([string], ([value], { scan }) => {
    scan(10 * text(value).length);
    if (isJsonNumber(text(value))) return anyList([mismatch(0, types.anyList)]);
    const result = readOrFault(() => read(value));
    if ("fault" in result) return anyList([result.fault]);
    if (result.value === undefined) return anyList([], true);
    return result.value instanceof GoList ? result.value : anyList([mismatch(result.value, types.anyList)]);
  }),
};

function read(value: Value): Value {
  return unmarshalJson(text(value), piecesOf(value, text(value).length));
}

/** What was read, or what is wrong with it. */
export function readOrFault(make: () => Value): { readonly value: Value } | { readonly fault: string } {
  try {
    return { value: make() };
  } catch (error) {
    if (error instanceof GoError) return { fault: error.message };
    throw error;
  }
}

/** encoding/json's words for a value of another kind. */
export function mismatch(value: Value, type: GoType): string {
  const bare = plain(value);
  const kind =
    bare instanceof GoMap
      ? "object"
      : bare instanceof GoList
        ? "array"
        : typeof bare === "boolean"
          ? "bool"
          : typeof bare === "number"
            ? "number"
            : "string";
  return `json: cannot unmarshal ${kind} into Go value of type ${type.name}`;
}
