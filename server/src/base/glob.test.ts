/** Checks globs against paths beyond what host.test.ts and the client's glob.test.ts do, hostile ones above all. */
import { describe, expect, test } from "vitest";
import { isSimpleGlob, matcher, refusedGlobs } from "./glob.ts";

test.each([
  ["a/**", "a", true],
  ["a/**", "a/b/c.yaml", true],
  ["**", "a\nb/c", true],
  ["{a,{b,c}/*}.yaml", "b/x.yaml", true],
  ["{a,{b,c}/*}.yaml", "x.yaml", false],
  ["[]a]", "]", true],
  ["[!]]", "a", true],
  ["[!]]", "]", false],
  ["a[]", "a[]", true],
  ["./a/*", "a/b", true],
  ["*.é?", "x.é😀", true],
])("%s on %s: %s", (glob, path, expected) => {
  expect(matcher([glob])(path)).toBe(expected);
  expect(refusedGlobs([glob])).toEqual([]);
});

test.each([
  ["**/node_modules/**", true],
  ["**/*.{yaml,yml,json}", true],
  ["charts/*/templates/*.yaml", true],
  ["**/a/**/b", false],
  ["*a*", false],
  ["{a,b}{c,d}", false],
  ["{*a,*b}", false],
  ["*[/a]*", false],
])("%s is simple: %s", (glob, expected) => {
  expect(isSimpleGlob(glob)).toBe(expected);
});

describe("hostile globs", () => {
  const deep = `${"a/".repeat(40)}b.yaml`;
  const long = "a".repeat(4000);
  test.each([
    ["*a".repeat(25)],
    ["**/".repeat(14)],
    [`${"**/".repeat(14)}x`],
    [`${"**/a/".repeat(14)}x`],
    [`${"{a,aa}".repeat(30)}x`],
    [`${"{*a,**}".repeat(20)}x`],
    [`${"[a-z]*".repeat(40)}!`],
    [`${"*?".repeat(40)}!`],
    [`${"{".repeat(5000)}`],
    [`${"[".repeat(5000)}`],
  ])("%s ends", { timeout: 60_000 }, (glob) => {
    const matches = matcher([glob]);
    for (const path of [deep, long, "{".repeat(300)]) matches(path);
    expect(matches("b/c.json")).toBe(false);
  });
});

test("what is too complicated or too much is left out, and said", () => {
  const complicated = "{a,b}*c*".repeat(300);
  expect(refusedGlobs(["a/**", complicated, "*b*"])).toEqual([
    { glob: complicated, reason: "it is too complicated, alone or with those before it" },
  ]);
  const many = Array.from({ length: 1000 }, (_, index) => `*x*${index}`);
  expect(refusedGlobs(many).length).toBeGreaterThan(800);
  expect(matcher(many)("ax0")).toBe(true);
  expect(refusedGlobs(["a".repeat(20_001)])).toEqual([
    { glob: "a".repeat(20_001), reason: "the globs have more than 20000 characters together" },
  ]);
});
