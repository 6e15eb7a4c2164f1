import { expect, test } from "vitest";
import { sameData, stringAt, valueAt } from "./json.ts";

test("a path leads through maps by keys and through lists by indices", () => {
  const value = { spec: { ports: [{ name: "http" }, null] } };
  expect(valueAt(value, ["spec", "ports", 0, "name"])).toBe("http");
  expect(valueAt(value, ["spec", "ports", 1])).toBeNull();
  expect(valueAt(value, [])).toBe(value);
  for (const path of [
    ["spec", "ports", "0"],
    ["spec", 0],
    ["spec", "ports", 2],
    ["spec", "ports", 1, "name"],
    ["spec", "ports", "length"],
  ])
    expect([path, valueAt(value, path)]).toEqual([path, undefined]);
  expect(stringAt(value, ["spec", "ports"])).toBeUndefined();
});

test("what every object inherits is not a key", () => {
  expect([valueAt({}, ["constructor"]), valueAt({}, ["__proto__"]), valueAt("a", ["length"])]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("equality looks at values, not at the order of keys", () => {
  expect(sameData({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
  expect(sameData({ a: undefined }, {})).toBe(true);
  expect([sameData({ a: null }, {}), sameData([], {}), sameData([1, 2], [1]), sameData("1", 1)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect([sameData(-0, 0), sameData(Number.NaN, Number.NaN)]).toEqual([true, true]);
});
