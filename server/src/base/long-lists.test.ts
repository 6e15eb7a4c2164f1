import { expect, test } from "vitest";
import { addAll, largest, smallest } from "./long-lists.ts";

test("lists of a million items are added and compared", () => {
  const numbers = Array.from({ length: 1_000_000 }, (_, index) => index - 500);
  const list = [1];
  addAll(list, numbers);
  expect([list.length, smallest(list), largest(list)]).toEqual([1_000_001, -500, 999_499]);
  expect([smallest([]), largest([])]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});
