/** Reads label selectors and matches labels against them (apimachinery pkg/labels), whatever object carries the labels. */
import { asList, asMap, type JsonValue, stringAt, valueAt } from "../../base/json.ts";
import { labelKey, labelValue } from "../validation/content.ts";
import { readInteger, satisfies } from "../validation/requirement.ts";
import type { LabelSelector, Labels, SelectorRequirement } from "./object.ts";

/** True when every pair of a plain map selector is among the labels. An empty selector matches everything. */
export function matchesLabels(selector: Labels, labels: Labels): boolean {
  for (const key in selector) if (!Object.hasOwn(labels, key) || labels[key] !== selector[key]) return false;
  return true;
}

/** True when a metav1.LabelSelector selects the labels. Unknown operators match nothing. */
export function matchesSelector(selector: LabelSelector, labels: Labels): boolean {
  return (
    matchesLabels(selector.matchLabels, labels) &&
    selector.matchExpressions.every((rule) => matchesRequirement(rule, labels))
  );
}

/** One requirement; Gt and Lt compare integers (node affinity). */
export function matchesRequirement(requirement: SelectorRequirement, labels: Labels): boolean {
  const { key } = requirement;
  return satisfies(Object.hasOwn(labels, key) ? labels[key] : undefined, requirement);
}

/**
 * True when all requirements hold.
 * @param labelOf the value of a label; undefined where the object has no such label
 */
export function matchesRequirements(
  requirements: readonly SelectorRequirement[],
  labelOf: (key: string) => string | undefined,
): boolean {
  return requirements.every((requirement) => satisfies(labelOf(requirement.key), requirement));
}

/** Reads a metav1.LabelSelector of an object's JSON; undefined for what is not a map. */
export function labelSelectorOf(value: JsonValue | undefined): LabelSelector | undefined {
  const map = asMap(value);
  if (map === undefined) return undefined;
  const labels = Object.entries(asMap(valueAt(map, ["matchLabels"])) ?? {});
  return {
    matchLabels: Object.fromEntries(labels.filter((pair): pair is [string, string] => typeof pair[1] === "string")),
    matchExpressions: asList(valueAt(map, ["matchExpressions"])).map((rule) => ({
      key: stringAt(rule, ["key"]) ?? "",
      operator: stringAt(rule, ["operator"]) ?? "",
      values: asList(valueAt(rule, ["values"])).filter((item): item is string => typeof item === "string"),
    })),
  };
}

/** A requirement of kubectl's text form. */
export interface WrittenRequirement extends SelectorRequirement {
  /** As it is written: `=`, `!=`, `in`, …; "" for a key alone, `!` for one that must not be there. */
  readonly symbol: string;
}

const operators = new Map([
  ["in", "In"],
  ["notin", "NotIn"],
  ["=", "In"],
  ["==", "In"],
  ["!=", "NotIn"],
  [">", "Gt"],
  ["<", "Lt"],
]);

const symbols = new Set(["=", "==", "!=", "!", ">", "<", "(", ")", ",", ""]);

/**
 * Reads kubectl's text form, `a=b,c!=d,e in (x,y),f notin (z),g,!h,i>1` (labels.ParseToRequirements). The empty text has no
 * requirements.
 * @returns apimachinery's error where the text is not a selector
 */
export function readLabelSelector(text: string): readonly WrittenRequirement[] | { readonly error: string } {
  const tokens = text.match(/==|!=|[=!<>(),]|[^=!<>(), \t\r\n]+/g) ?? [];
  const reader: Reader = { tokens, at: 0 };
  const read: WrittenRequirement[] = [];
  const first = next(reader);
  if (first === "") return read;
  if (symbols.has(first) && first !== "!")
    return { error: `found '${first}', expected: !, identifier, or 'end of string'` };
  for (;;) {
    const requirement = readRequirement(reader);
    if ("error" in requirement) return { error: `unable to parse requirement: ${requirement.error}` };
    read.push(requirement);
    const after = take(reader);
    if (after === "") return read;
    if (after !== ",") return { error: `found '${after}', expected: ',' or 'end of string'` };
    if (symbols.has(next(reader)) && next(reader) !== "!")
      return { error: `found '${next(reader)}', expected: identifier after ','` };
  }
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

/** The token ahead; "" at the end. */
function next({ tokens, at }: Reader): string {
  return tokens[at] ?? "";
}

function take(reader: Reader): string {
  const token = next(reader);
  reader.at++;
  return token;
}

function readRequirement(reader: Reader): WrittenRequirement | { readonly error: string } {
  const isNegated = next(reader) === "!";
  if (isNegated) take(reader);
  const key = take(reader);
  if (symbols.has(key)) return { error: `found '${key}', expected: identifier` };
  const [badKey] = labelKey(key);
  if (badKey !== undefined) return { error: `Invalid value: "${key}": ${badKey}` };
  if (isNegated) return { key, operator: "DoesNotExist", symbol: "!", values: [] };
  if (["", ","].includes(next(reader))) return { key, operator: "Exists", symbol: "", values: [] };
  const symbol = take(reader);
  const operator = operators.get(symbol);
  if (operator === undefined) return { error: `found '${symbol}', expected: in, notin, =, ==, !=, gt, lt` };
  const values = symbol === "in" || symbol === "notin" ? readValues(reader) : readExactValue(reader);
  if ("error" in values) return values;
  if ((operator === "Gt" || operator === "Lt") && readInteger(values[0]) === undefined)
    return { error: `Invalid value: "${values[0]}": for 'Gt', 'Lt' operators, the value must be an integer` };
  for (const value of values) {
    const [words] = labelValue(value);
    if (words !== undefined) return { error: `Invalid value: "${value}": ${words}` };
  }
  return { key, operator, symbol, values };
}

/** The value after an operator such as `=`; it may be missing, and is "" then. */
function readExactValue(reader: Reader): readonly string[] | { readonly error: string } {
  if (["", ","].includes(next(reader))) return [""];
  const value = take(reader);
  return symbols.has(value) ? { error: `found '${value}', expected: identifier` } : [value];
}

/** `(x,y)`; a value may be missing, and is "" then. */
function readValues(reader: Reader): readonly string[] | { readonly error: string } {
  const open = take(reader);
  if (open !== "(") return { error: `found '${open}' expected: '('` };
  const values: string[] = [];
  for (;;) {
    values.push(symbols.has(next(reader)) ? "" : take(reader));
    const after = take(reader);
    if (after === ")") return values;
    if (after !== ",") return { error: `found '${after}', expected: ',' or ')'` };
  }
}
