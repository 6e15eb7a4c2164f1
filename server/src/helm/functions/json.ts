/** Functions of JSON: sprig's, and helm's own (pkg/engine/funcs.go). */
import { piecesOf } from "../template/pieces.ts";
import { type GoType, types } from "../template/types.ts";
import { GoError, GoList, GoMap, plain, type Value } from "../template/value.ts";
import { anyList, anyMap, define, type FunctionTable, text } from "./define.ts";
import { type JsonStyle, marshalJson } from "./json-marshal.ts";
import { unmarshalJson } from "./json-unmarshal.ts";

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

/** By name. */
export const jsonFunctions: FunctionTable = {
  toJson: define([any], ([value]) => orEmpty(() => marshalJson(value))),
  mustToJson: define([any], ([value]) => marshalJson(value)),
  toPrettyJson: define([any], ([value]) => orEmpty(() => marshalJson(value, pretty))),
  mustToPrettyJson: define([any], ([value]) => marshalJson(value, pretty)),
  toRawJson: define([any], ([value]) => marshalJson(value, raw)),
  mustToRawJson: define([any], ([value]) => marshalJson(value, raw)),
  mustFromJson: define([string], ([value]) => read(value)),
  fromJson: define([string], ([value]) => {
    const result = readOrFault(() => read(value));
    if ("fault" in result) return anyMap([["Error", result.fault]]);
    if (result.value === undefined) return new GoMap(new Map(), types.anyMap, true);
    if (result.value instanceof GoMap) return result.value;
    return anyMap([["Error", mismatch(result.value, types.anyMap)]]);
  }),
  fromJsonArray: define([string], ([value]) => {
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
