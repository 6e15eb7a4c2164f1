import { expect, test } from "vitest";
import { exactNames, macNames, windowsNames } from "./file-names.ts";

const nfd = "café".normalize("NFD");

test.each([
  ["base", "Base", false, true, true],
  ["ÄÖ/Σας", "äö/σΑΣ", false, true, true],
  ["straße", "strasse", false, false, false],
  ["i.yaml", "İ.yaml", false, false, false],
  ["🐳a", "🐳A", false, true, true],
  ["café", nfd, false, false, true],
  ["CAFÉ", nfd, false, false, true],
  ["a-b", "a_b", false, false, false],
])("%s and %s", (a, b, ...same) => {
  expect([exactNames, windowsNames, macNames].map(({ keyOf }) => keyOf(a) === keyOf(b))).toEqual(same);
});
