import { expect, test } from "vitest";
import { readYaml } from "./read-yaml.ts";
import { readRecentYaml } from "./recent-yaml.ts";

test("a text that was just read has the same value, and the value of the text", () => {
  for (const text of ["a: 1\n", "a: [\n", "", "a: 1\na: 2\n", `a: ${"x".repeat(60_000)}\n`])
    expect(readRecentYaml(text)).toEqual(readYaml(text));
  expect(readRecentYaml("a: {b: 1}\n")).toBe(readRecentYaml("a: {b: 1}\n"));
});

test("values of texts that are long, or long ago, are not kept", () => {
  const long = `a: ${"y".repeat(60_000)}\n`;
  expect(readRecentYaml(long)).not.toBe(readRecentYaml(long));
  const first = readRecentYaml("first: 1\n");
  expect(readRecentYaml("first: 1\n")).toBe(first);
  for (let index = 0; index < 11; index++) readRecentYaml(`a: ${index}${"z".repeat(40_000)}\n`);
  expect(readRecentYaml("first: 1\n")).not.toBe(first);
});
