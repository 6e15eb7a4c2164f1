import { expect, test } from "vitest";
import { matchesLabels, matchesRequirement, matchesSelector } from "./selectors.ts";

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
