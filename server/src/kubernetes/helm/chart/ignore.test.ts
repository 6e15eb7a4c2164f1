import { expect, test } from "vitest";
import { ignoring, readIgnoreRules } from "./ignore.ts";

// The table of helm's own tests (pkg/ignore/rules_test.go), with files below the folders that it asks about.
test.each([
  ["helm.txt", "helm.txt", true],
  ["helm.*", "helm.txt", true],
  ["helm.*", "rudder.txt", false],
  ["*.txt", "cargo/a.txt", true],
  ["cargo/*.txt", "cargo/a.txt", true],
  ["cargo/*.txt", "mast/a.txt", false],
  ["ru[c-e]?er.txt", "rudder.txt", true],
  [".*", ".joonix", true],
  [".*", "helm.txt", false],
  ["cargo/", "cargo/a.txt", true],
  ["cargo/", "mast/a.txt", false],
  ["helm.txt/", "helm.txt", false],
  ["!helm.txt", "helm.txt", false],
  ["!helm.txt", "tiller.txt", true],
  ["!*.txt", "cargo/a.txt", true],
  ["/a.txt", "a.txt", true],
  ["/a.txt", "cargo/a.txt", false],
  ["/cargo/a.txt", "cargo/a.txt", true],
  ["[^a-c]*", "x", true],
  ["\\*", "*", true],
  ["# comment", "# comment", false],
])("the rule %j and the file %j: %j", (rule, path, ignored) => {
  expect(ignoring(readIgnoreRules(rule))(path)).toBe(ignored);
});

test("patterns that take too long for all files together are given up", () => {
  const isIgnored = ignoring(readIgnoreRules(`${"*a".repeat(50)}b\n`.repeat(500)));
  const asked = (): void => {
    for (let index = 0; index < 50; index++) isIgnored(`${"a".repeat(100)}${index}b`);
  };
  expect(asked).toThrow("the patterns of .helmignore take too long");
});

test("hidden templates are never loaded", () => {
  const isIgnored = ignoring(readIgnoreRules(undefined));
  expect(isIgnored("templates/.hidden.yaml")).toBe(true);
  expect(isIgnored("templates/sub/.hidden.yaml")).toBe(false);
  expect(isIgnored(".hidden")).toBe(false);
});

test.each([
  ["foo/**/bar", "double-star (**) syntax is not supported"],
  ["[z-", "syntax error in pattern"],
  ["a\\", "syntax error in pattern"],
])("%j is refused", (rule, problem) => {
  expect(() => readIgnoreRules(rule)).toThrow(problem);
});

test("a pattern with many stars takes no time", () => {
  const rules = readIgnoreRules(`${"*a".repeat(30)}b`);
  expect(ignoring(rules)("a".repeat(200))).toBe(false);
});
