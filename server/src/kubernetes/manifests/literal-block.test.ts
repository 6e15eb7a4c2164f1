import { expect, test } from "vitest";
import { literalBlockAt } from "./literal-block.ts";

const blockIn = (text: string) => literalBlockAt({ text, declarations: [], bases: [], problems: [] }, ["data", "a"]);

test.each([
  ["plain", "data:\n  a: |\n    x: 1\n    y:\n      z: 2\n  b: 3\n"],
  ["blank lines in front and between", "data:\n  a: |-\n\n    x: 1\n\n    y: 2\n"],
  ["deeper in the first line", "data:\n  a: |2 # why\n      x: 1\n    y: 2\n"],
  ["Windows' line breaks", "data:\r\n  a: |+\r\n    x: 1\r\n    y: 2\r\n\r\n"],
  ["a blank line with blanks", "data:\n  a: |\n    x: 1\n      \n    y: 2"],
])("each character of the value leads to its own in the source, and back: %s", (_, text) => {
  const block = blockIn(text);
  const { value = "" } = block ?? {};
  expect(value).toMatch(/x: 1/);
  for (let at = 0; at < value.length; at++) {
    if (value[at] === "\n") continue;
    const there = block?.sourceOf(at) ?? -1;
    expect(text[there]).toBe(value[at]);
    expect(block?.valueOf(there)).toBe(at);
  }
  expect(block?.valueOf(0)).toBeUndefined();
});

test("other scalars are not literal blocks", () => {
  expect(blockIn("data:\n  a: >\n    x: 1\n")).toBeUndefined();
  expect(blockIn('data:\n  a: "x: 1"\n')).toBeUndefined();
  expect(blockIn("data: {a: [1]}\n")).toBeUndefined();
});
