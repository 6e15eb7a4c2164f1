/** kubectl's label selectors. */
import { expect, test } from "vitest";
import { readLabelTest } from "./corefile-label-selector.ts";

const cases: readonly (readonly [selector: string, labels: Readonly<Record<string, string>>, matches: boolean])[] = [
  ["", { a: "b" }, true],
  ["a=b", { a: "b" }, true],
  ["a==b", { a: "c" }, false],
  ["a in (x, y),c", { a: "y", c: "" }, true],
  ["a in (x,y)", { a: "z" }, false],
  ["a in ()", {}, false],
  ["a notin (x,y)", {}, true],
  ["a notin (x)", { a: "x" }, false],
  ["!a", {}, true],
  ["!a", { a: "" }, false],
  ["kubernetes.io/app-name=web", { "kubernetes.io/app-name": "web" }, true],
  ["constructor", {}, false],
  ["a in(x)", { a: "x" }, true],
  ["a=b,a=c", { a: "c" }, true],
  ["a=b,a=c", { a: "b" }, false],
];

test.each(cases)("'%s' on %j: %s", (selector, labels, matches) => {
  expect(readLabelTest(selector)?.(labels)).toBe(matches);
});

test.each(["a b", "=b", "a in x", "a,,b", "a=b c", "a!=b", "n>3", "n<3", "-a=b"])(
  "'%s' is not a selector",
  (selector) => {
    expect(readLabelTest(selector)).toBeUndefined();
  },
);
