import { expect, test } from "vitest";
import { globMatcher } from "./glob.ts";

// What github.com/gobwas/glob 0.2.3 says with `/` as separator.
test.each([
  ["*.yaml", "a.yaml", true],
  ["*.yaml", "a/b.yaml", false],
  ["**.yaml", "a/b.yaml", true],
  ["conf/*", "conf/a", true],
  ["conf/*", "conf/a/b", false],
  ["conf/**", "conf/a/b", true],
  ["conf/**/x", "conf/a/b/x", true],
  // Both ends may overlap.
  ["conf/**/x", "conf/x", true],
  ["conf/**/*.txt", "conf/a.txt", false],
  ["{a,b}/*.txt", "b/c.txt", true],
  ["{a,b}/*.txt", "c/c.txt", false],
  ["data/[ab].txt", "data/b.txt", true],
  ["data/[!ab].txt", "data/b.txt", false],
  ["data/[a-c]?", "data/bx", true],
  ["data/[a-c]?", "data/b/", false],
  ["a\\*", "a*", true],
  ["a\\*", "ab", false],
  ["a,b", "a,b", true],
])("%j and %j: %j", (pattern, name, matches) => {
  expect(globMatcher(pattern)(name)).toBe(matches);
});

test.each(["[", "[]", "[b-a]", "[a-"])("%j is not read, and takes every file", (pattern) => {
  expect(globMatcher(pattern)("any/thing")).toBe(true);
});

test("a pattern with many stars takes no time", () => {
  expect(globMatcher(`${"**a".repeat(40)}b`)("a".repeat(400))).toBe(false);
});
