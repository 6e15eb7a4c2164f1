import { expect, test } from "vitest";
import {
  labelSelectorOf,
  matchesLabels,
  matchesRequirement,
  matchesSelector,
  readLabelSelector,
} from "./label-selector.ts";

test("a plain map asks for every pair; empty matches all", () => {
  expect(matchesLabels({ app: "web" }, { app: "web", tier: "x" })).toBe(true);
  expect(matchesLabels({ app: "web", tier: "y" }, { app: "web" })).toBe(false);
  expect(matchesLabels({}, {})).toBe(true);
});

test.each([
  ["In", ["a", "b"], "a", true],
  ["In", ["a"], undefined, false],
  ["NotIn", ["a"], "a", false],
  ["NotIn", ["a"], undefined, true],
  ["Exists", [], "", true],
  ["Exists", [], undefined, false],
  ["DoesNotExist", [], undefined, true],
  ["Gt", ["3"], "4", true],
  ["Gt", ["3"], "x", false],
  ["Gt", ["3"], "", false],
  ["Gt", ["5"], "12abc", false],
  ["Gt", ["5"], "+6", true],
  ["Gt", ["9223372036854775806"], "9223372036854775807", true],
  ["Gt", ["5"], "9223372036854775808", false],
  ["Lt", ["3"], "2", true],
  ["Lt", ["3"], "2.5", false],
  ["Nonsense", [], "a", false],
] as const)("%s %j on %s is %s", (operator, values, value, expected) => {
  expect(matchesRequirement({ key: "k", operator, values }, value === undefined ? {} : { k: value })).toBe(expected);
});

test("a label selector is its map and its expressions", () => {
  const selector = { matchLabels: { app: "web" }, matchExpressions: [{ key: "tier", operator: "Exists", values: [] }] };
  expect(matchesSelector(selector, { app: "web", tier: "" })).toBe(true);
  expect(matchesSelector(selector, { app: "web" })).toBe(false);
});

test("a label named like something every object inherits is not there", () => {
  expect(matchesRequirement({ key: "constructor", operator: "Exists", values: [] }, {})).toBe(false);
  expect(matchesRequirement({ key: "constructor", operator: "DoesNotExist", values: [] }, {})).toBe(true);
});

/** What apimachinery 0.31 says to each text. */
test.each([
  ["", []],
  ["a in (x, y),c", ["a|in|x y", "c||"]],
  ["a in(b)", ["a|in|b"]],
  ["a\tin\n(b)", ["a|in|b"]],
  ["a in ()", ["a|in|"]],
  ["a in (b,,)", ["a|in|b  "]],
  ["! a, b!=,c==d", ["a|!|", "b|!=|", "c|==|d"]],
  ["in in (in)", ["in|in|in"]],
  ["notin", ["notin||"]],
  ["a.b/c>12", ["a.b/c|>|12"]],
])("reads '%s'", (text, expected) => {
  const read = readLabelSelector(text);
  if ("error" in read) throw new Error(read.error);
  expect(read.map(({ key, symbol, values }) => `${key}|${symbol}|${values.join(" ")}`)).toEqual(expected);
});

test.each([
  ["a in (b", "unable to parse requirement: found '', expected: ',' or ')'"],
  ["a in x", "unable to parse requirement: found 'x' expected: '('"],
  ["a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ["a!in (b)", "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"],
  ["a===b", "unable to parse requirement: found '=', expected: identifier"],
  ["=b", "found '=', expected: !, identifier, or 'end of string'"],
  ["(a)", "found '(', expected: !, identifier, or 'end of string'"],
  ["a,,b", "found ',', expected: identifier after ','"],
  ["a,", "found '', expected: identifier after ','"],
  ["!a=b", "found '=', expected: ',' or 'end of string'"],
  ["a>12abc", "for 'Gt', 'Lt' operators, the value must be an integer"],
  ["a>", "for 'Gt', 'Lt' operators, the value must be an integer"],
  ["a>99999999999999999999", "for 'Gt', 'Lt' operators, the value must be an integer"],
  ["a>+5", "a valid label must be an empty string"],
  ["a=b/c", "a valid label must be an empty string"],
  ["-a=b", "name part must consist of"],
  ["/a", "prefix part must be non-empty"],
])("refuses '%s'", (text, words) => {
  expect(readLabelSelector(text)).toEqual({ error: expect.stringContaining(words) });
});

test("reads a selector of an object's JSON; a plain map of labels has unknown fields only", () => {
  const rule = { key: "a", operator: "In", values: ["b", 1] };
  expect(labelSelectorOf({ matchLabels: { c: "d", e: 1 }, matchExpressions: [rule] })).toEqual({
    matchLabels: { c: "d" },
    matchExpressions: [{ key: "a", operator: "In", values: ["b"] }],
  });
  expect(labelSelectorOf({ c: "d" })).toEqual({ matchLabels: {}, matchExpressions: [] });
  expect([labelSelectorOf({}), labelSelectorOf(null), labelSelectorOf([])]).toEqual([
    { matchLabels: {}, matchExpressions: [] },
    undefined,
    undefined,
  ]);
});
