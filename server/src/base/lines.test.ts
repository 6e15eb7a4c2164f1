import { expect, test } from "vitest";
import { lineEndAt, lineStartAt, nextLineAt } from "./lines.ts";

const text = "ab\r\nc\rd\n\r\n🐳e";

test.each([
  [0, 0, 2, 4],
  [2, 0, 2, 4],
  [4, 4, 5, 6],
  [5, 4, 5, 6],
  [6, 6, 7, 8],
  [8, 8, 8, 10],
  [10, 10, 13, 13],
  [13, 10, 13, 13],
])("the line at %i is from %i to %i, the next one begins at %i", (offset, start, end, next) => {
  expect([lineStartAt(text, offset), lineEndAt(text, offset), nextLineAt(text, offset)]).toEqual([start, end, next]);
});

test("between CR and LF a line has ended already", () => {
  expect([lineEndAt(text, 3), nextLineAt(text, 3)]).toEqual([2, 4]);
  expect([lineEndAt("", 0), nextLineAt("", 5), lineStartAt("", 5)]).toEqual([0, 0, 0]);
});
