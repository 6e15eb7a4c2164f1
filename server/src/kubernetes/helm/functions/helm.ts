/** helm's functions that call templates or end the rendering (pkg/engine). */
import { types } from "../template/types.ts";
import { GoError, GoMap, plain } from "../template/value.ts";
import { define, type FunctionTable, text } from "./define.ts";

const { any, string } = types;

/** What helm looks for to show the message alone. */
function warning(message: string): GoError {
  return new GoError(`HELM_ERR_START${message}HELM_ERR_END`);
}

/** By name. */
export const templateFunctions: FunctionTable = {
  include: { params: [string, any], call: ([name, dot], context) => context.include(text(name), dot) },
  tpl: { params: [string, any], call: ([source, dot], context) => context.tpl(source, dot) },
  required: {
    params: [string, any],
    call: ([message, value]) => {
      const bare = plain(value);
      if (bare === undefined || bare === "") throw warning(text(message));
      return value;
    },
  },
  fail: define([string], ([message]) => {
    throw warning(text(message));
  }),
  // Without a cluster nothing is found.
  lookup: define([string, string, string, string], () => new GoMap(new Map())),
};
