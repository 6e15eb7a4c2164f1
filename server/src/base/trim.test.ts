import { expect, test } from "vitest";
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
