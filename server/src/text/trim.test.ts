import { expect, test } from "vitest";
import { splitOutsideParentheses } from "./parentheses.ts";
import { trimEndOf, trimOf } from "./trim.ts";

test("characters are taken from the ends only", () => {
  expect([trimEndOf("a-.-", "-."), trimEndOf("---", "-"), trimEndOf("", "-"), trimEndOf("-a", "-")]).toEqual([
    "a",
    "",
    "",
    "-a",
  ]);
  expect([trimOf("..a.b..", "."), trimOf("...", ".")]).toEqual(["a.b", ""]);
});

test("commas in parentheses part nothing", () => {
  for (const text of ["", "a", "a,b", "a in (x,y),b", "a in (x,y", "x),y,(z", ",,", "(a,b),(c,d),e", "a,(b,(c,d),e)"])
    expect([text, splitOutsideParentheses(text)]).toEqual([text, text.split(/,(?![^(]*\))/)]);
});
