import { expect, test } from "vitest";
import { fairShare } from "./fair-share.ts";

test("where the sum is enough, nobody is limited", () => {
  expect(fairShare([3, 4, 3], 10)).toBe(Number.POSITIVE_INFINITY);
  expect(fairShare([], 10)).toBe(Number.POSITIVE_INFINITY);
});

test("who wants little gets all of it, the others share the rest", () => {
  expect(fairShare([1000, 1, 2, 1000], 11)).toBe(4);
});

test("everybody gets one", () => {
  expect(fairShare([5, 5, 5], 2)).toBe(1);
});
