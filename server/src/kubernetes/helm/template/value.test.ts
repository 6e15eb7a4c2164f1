import { expect, test } from "vitest";
import { GoList, GoMap, type Json, plain, Traced, valueFromJson } from "./value.ts";

const json: Json = { a: { b: ["x", 1, null] }, t: true };

test("scalars of JSON know their paths, collections are shared", () => {
  const value = valueFromJson(json, (path) => ({ path }));
  const list = value instanceof GoMap ? value.entries.get("a") : undefined;
  const inner = list instanceof GoMap ? list.entries.get("b") : undefined;
  const items = inner instanceof GoList ? inner.items : [];
  expect(items.map((item) => (item instanceof Traced ? item.origin?.path : undefined))).toEqual([
    ["a", "b", 0],
    ["a", "b", 1],
    undefined,
  ]);
  expect(items.map(plain)).toEqual(["x", 1, undefined]);
});

test("without origins scalars are plain", () => {
  const value = valueFromJson(json);
  expect(value instanceof GoMap ? value.entries.get("t") : undefined).toBe(true);
});
