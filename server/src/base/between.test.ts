/** Checks parts between marks against the regular expressions that say the same. */
import { expect, test } from "vitest";
import { aroundParts, partsBetween, replaceParts } from "./between.ts";

const marks = [
  { open: "{{", close: "}}" },
  { open: "<%", close: "%>" },
  { open: "${", close: "}", oneLine: true },
];
const same = /\{\{[\s\S]*?\}\}|<%[\s\S]*?%>|\$\{[^}\n]*\}/g;

test("parts are those of the regular expression", () => {
  const tokens = ["{{", "}}", "{", "}", "<%", "%>", "${", "\n", "a", " "];
  let seed = 3;
  for (let count = 0; count < 3000; count++) {
    const text = Array.from({ length: count % 12 }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return tokens[seed % tokens.length];
    }).join("");
    const expected = [...text.matchAll(same)].map(({ index, 0: part }) => ({ start: index, end: index + part.length }));
    expect([text, partsBetween(text, marks)]).toEqual([text, expected]);
  }
});

test("parts are replaced, and what is around them is told", () => {
  const text = "a{{b}}c${d";
  const parts = partsBetween(text, marks);
  expect(replaceParts(text, parts, (part) => `[${part.length}]`)).toBe("a[5]c${d");
  expect(aroundParts(text, parts)).toEqual(["a", "c${d"]);
});

test.each(["{{", "<%", "${", "${\n", "{{<%"])("many times %j is read once", (mark) => {
  expect(partsBetween(mark.repeat(200_000), marks).length).toBeLessThanOrEqual(200_000);
});
