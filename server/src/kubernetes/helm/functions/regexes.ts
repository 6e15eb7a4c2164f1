/** sprig's functions of regular expressions (regex.go). */
import { piecesOf, slicePieces, sliceText } from "../template/pieces.ts";
import { canBackquote, quote } from "../template/quote.ts";
import { type CallContext, type GoFunction, type GoType, types } from "../template/types.ts";
import { GoError, type Value } from "../template/value.ts";
import { define, type FunctionTable, int, stringList, text } from "./define.ts";
import {
  compileExpression,
  type Expression,
  expand,
  findAll,
  quoteMeta,
  replaceMatches,
  splitParts,
} from "./regexp.ts";

const { string, int: intType } = types;

type Body = (expression: Expression, args: readonly Value[], context: CallContext) => Value;

/** A function that returns the error of a wrong expression, and one that panics with it. */
function pair(name: string, params: readonly GoType[], body: Body): FunctionTable {
  const make = (words: (source: string, message: string) => string): GoFunction =>
    define(params, ([source, ...args], context) => {
      let expression: Expression;
      try {
        expression = compileExpression(text(source));
      } catch (error) {
        if (error instanceof GoError) throw new GoError(words(text(source), error.message));
        throw error;
      }
      compiled(expression, context);
      return body(expression, args, context);
    });
  const quoted = (source: string): string => (canBackquote(source) ? `\`${source}\`` : quote(source));
  return {
    [name]: make((source, message) => `regexp: Compile(${quoted(source)}): ${message}`),
    [`must${name[0]?.toUpperCase()}${name.slice(1)}`]: make((_, message) => message),
  };
}

function replaced(
  value: Value,
  expression: Expression,
  replacement: Value,
  literal: boolean,
  context: CallContext,
): Value {
  const string = text(value);
  const pieces = piecesOf(value, string.length);
  const template = text(replacement);
  const result = replaceMatches(
    expression,
    string,
    (match) => (literal ? template : expand(expression, template, string, match)),
    (out, start, end) => {
      if (end > start)
        out.addPieces(string.slice(start, end), pieces === undefined ? undefined : slicePieces(pieces, start, end));
    },
    context,
  );
  return text(result) === string ? value : result;
}

/** Counts what it takes to compile it: only some are kept. */
function compiled({ size }: Expression, { spend, scan }: CallContext): void {
  spend(20 + 4 * size);
  scan(6000 + 300 * size);
}

function matches(source: Value, value: Value, context: CallContext): boolean {
  const expression = compileExpression(text(source));
  compiled(expression, context);
  return expression.find(text(value), 0, context) !== undefined;
}

/** By name. */
export const regexFunctions: FunctionTable = {
  regexMatch: define([string, string], ([source, value], context) => {
    try {
      return matches(source, value, context);
    } catch (error) {
      if (error instanceof GoError) return false;
      throw error;
    }
  }),
  mustRegexMatch: define([string, string], ([source, value], context) => matches(source, value, context)),
  ...pair("regexFindAll", [string, string, intType], (expression, [value, count], context) => {
    const string = text(value);
    const matches = findAll(expression, string, int(count), context);
    return stringList(
      matches.map(({ start, end }) => sliceText(value, string, start, end)),
      matches.length === 0,
    );
  }),
  ...pair("regexFind", [string, string], (expression, [value], context) => {
    const match = expression.find(text(value), 0, context);
    return match === undefined ? "" : sliceText(value, text(value), match.start, match.end);
  }),
  ...pair("regexReplaceAll", [string, string, string], (expression, [value, replacement], context) =>
    replaced(value, expression, replacement, false, context),
  ),
  ...pair("regexReplaceAllLiteral", [string, string, string], (expression, [value, replacement], context) =>
    replaced(value, expression, replacement, true, context),
  ),
  ...pair("regexSplit", [string, string, intType], (expression, [value, count], context) => {
    const string = text(value);
    const parts = splitParts(expression, string, int(count), context);
    return stringList(
      (parts ?? []).map(([start, end]) => sliceText(value, string, start, end)),
      parts === undefined,
    );
  }),
  regexQuoteMeta: define([string], ([value]) => quoteMeta(text(value))),
};
