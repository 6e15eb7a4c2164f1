import { expect, test } from "vitest";
import { append, sameItems } from "./collections.ts";

test("items are added to the list of their key, in order", () => {
  const lists = new Map<string, number[]>();
  for (const [key, item] of [
    ["a", 1],
    ["b", 2],
    ["a", 3],
  ] as const)
    append(lists, key, item);
  expect([...lists]).toEqual([
    ["a", [1, 3]],
    ["b", [2]],
  ]);
});

test("lists are the same when they hold the same objects in the same order", () => {
  const [one, two] = [{}, {}];
  expect([sameItems([one, two], [one, two]), sameItems([one], [two]), sameItems([one], [one, two])]).toEqual([
    true,
    false,
    false,
  ]);
});
