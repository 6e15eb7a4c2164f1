import { expect, test } from "vitest";
import { generatedName, hash, safeHash, suffix } from "./hash.ts";

test("the same text gives the same value, another text or seed another one", () => {
  expect(hash("web")).toBe(hash("web"));
  expect(new Set([hash("web"), hash("web", 1), hash("wec")]).size).toBe(3);
});

test("random parts use the alphabets of Kubernetes", () => {
  for (let number = 0; number < 200; number++) {
    expect(suffix(`x${number}`)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(safeHash(`x${number}`)).toMatch(/^[456789bcdf]{8,10}$/);
  }
});

test("of a long base 58 characters remain in a generated name", () => {
  const name = generatedName(`${"a".repeat(70)}-`, "x");
  expect(name).toHaveLength(63);
  expect(name.slice(0, 58)).toBe("a".repeat(58));
});
