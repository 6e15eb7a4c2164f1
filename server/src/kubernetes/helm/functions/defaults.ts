/** sprig's functions of what is unset, and of what values are (defaults.go, reflect.go). */
import { kindName, typeName } from "../template/reflect.ts";
import { types } from "../template/types.ts";
import { plain } from "../template/value.ts";
import { deepEqual } from "./deep-equal.ts";
import { define, defineVariadic, type FunctionTable, text } from "./define.ts";
import { isEmpty } from "./empty.ts";

const { any, bool, string } = types;

/** By name. */
export const defaultFunctions: FunctionTable = {
  default: defineVariadic([any, any], ([fallback, given]) => (isEmpty(given) ? fallback : given)),
  empty: define([any], ([value]) => isEmpty(value)),
  coalesce: defineVariadic([any], (args) => args.find((arg) => !isEmpty(arg))),
  all: defineVariadic([any], (args) => args.every((arg) => !isEmpty(arg))),
  any: defineVariadic([any], (args) => args.some((arg) => !isEmpty(arg))),
  ternary: define([any, any, bool], ([yes, no, condition]) => (plain(condition) === true ? yes : no)),
  typeOf: define([any], ([value]) => typeName(value)),
  typeIs: define([string, any], ([name, value]) => text(name) === typeName(value)),
  typeIsLike: define([string, any], ([name, value]) => [text(name), `*${text(name)}`].includes(typeName(value))),
  kindOf: define([any], ([value]) => kindName(value)),
  kindIs: define([string, any], ([name, value]) => text(name) === kindName(value)),
  deepEqual: define([any, any], ([a, b], { spend }) => deepEqual(a, b, spend)),
};
