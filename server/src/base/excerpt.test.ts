import { expect, test } from "vitest";
import { shortened } from "./excerpt.ts";

test("what fits in a line stays", () => {
  const message = `'${"a".repeat(60)}.${"b".repeat(60)}.svc.cluster.local' has no address`;
  expect(shortened(message)).toBe(message);
});

test("of a long word its beginning is told, and all that is said of it", () => {
  const text = shortened(`spec.type: Unsupported value: "${"x".repeat(1_000_000)}": supported values: "ClusterIP"`);
  expect(text).toMatch(/^spec\.type: Unsupported value: "x{79}… supported values: "ClusterIP"$/);
});

test("of many words the middle is left out", () => {
  const text = shortened(`spec.type: Unsupported value: "${"x ".repeat(500_000)}": supported values: "ClusterIP"`);
  expect(text.length).toBeLessThan(700);
  expect(text).toMatch(/^spec\.type: Unsupported value: "x .* … .* x ": supported values: "ClusterIP"$/);
});

test("a surrogate pair is left whole or left out", () => {
  for (const before of ["", "a"]) {
    const text = shortened(before + "😀".repeat(100_000));
    expect(text).toMatch(/^a?(😀)+…$/u);
  }
});
