import { expect, test } from "vitest";
import { fitsParts } from "./wildcard.ts";

test.each([
  ["web", ["web"], 0, true],
  ["web-1", ["web"], 0, false],
  ["web-", ["web-", ""], 0, true],
  ["web-", ["web-", ""], 1, false],
  ["aba", ["ab", "ba"], 0, false],
  ["a-b-c", ["a", "b", "c"], 1, true],
  ["abc", ["a", "b", "c"], 1, false],
  ["abc", ["a", "b", "c"], 0, true],
  ["a1b2", ["", "1", "2"], 1, true],
  ["x", ["", "", ""], 1, false],
  ["xy", ["", "", ""], 1, true],
] as const)("%s fits %j with %i between: %s", (text, parts, least, expected) => {
  expect(fitsParts(text, parts, least)).toBe(expected);
});
