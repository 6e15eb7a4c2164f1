import { expect, test } from "vitest";
import { GoList, GoMap, Traced, type Value } from "../template/value.ts";
import { readings } from "./read.fixtures.ts";
import { readYaml, readYamlAsJson, unmarshalError, ValueOrigin } from "./read.ts";

test.each(readings)("$text", ({ text, json, error }) => {
  let read: unknown;
  let problem: string | undefined;
  try {
    read = readYamlAsJson(text);
  } catch (thrown) {
    problem = unmarshalError(thrown) ?? String(thrown);
  }
  expect(problem).toBe(error);
  if (json !== undefined) expect(read).toEqual(JSON.parse(json));
});

/** Every scalar that has an origin: its path, and what is written there. */
function originsOf(value: Value, text: string): readonly string[] {
  if (value instanceof GoMap) return [...value.entries.values()].flatMap((item) => originsOf(item, text));
  if (value instanceof GoList) return value.items.flatMap((item) => originsOf(item, text));
  if (!(value instanceof Traced && value.origin instanceof ValueOrigin)) return [];
  const { file, path, start, end } = value.origin;
  return [`${file.path} ${path.join(".")} ${text.slice(start, end)}`];
}

test("scalars know where they are written, through aliases and merges too", () => {
  const text = 'a: &x {b: 1, "c": "é\\n"}\nd:\n- *x\n- <<: *x\n  b: |\n    two\n';
  expect(originsOf(readYaml(text, { path: "values.yaml", content: text }), text)).toEqual([
    "values.yaml a.b 1",
    'values.yaml a.c "é\\n"',
    "values.yaml d.0.b 1",
    'values.yaml d.0.c "é\\n"',
    "values.yaml d.1.b |\n    two\n",
    'values.yaml d.1.c "é\\n"',
  ]);
});

test("a merge replaces what stands before it, and only that", () => {
  expect(readYamlAsJson("p: &x {a: 1, b: 1}\nq: {a: 2, <<: *x, b: 2}\n")).toEqual({
    p: { a: 1, b: 1 },
    q: { a: 1, b: 2 },
  });
});

test("aliases that multiply and nesting without end are errors", () => {
  const level = (name: string, of: string): string => `${name}: &${name} [${`*${of}, `.repeat(9)}]`;
  const bomb = [
    "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]",
    level("b", "a"),
    level("c", "b"),
    level("d", "c"),
    level("e", "d"),
    level("f", "e"),
  ];
  expect(() => readYamlAsJson(bomb.join("\n"))).toThrow("yaml: document contains excessive aliasing");
  expect(() => readYamlAsJson("[".repeat(100_000))).toThrow("exceeded max depth");
  expect(() => readYamlAsJson("- ".repeat(100_000))).toThrow("exceeded max depth");
});

test("what YAML forbids is told when the reader gets there", () => {
  expect(() => readYamlAsJson("a: \u0007")).toThrow("yaml: control characters are not allowed");
  expect(() => readYamlAsJson(`a: b: c\n${"#".repeat(2000)}\u0007`)).toThrow("yaml: mapping values are not allowed");
});

test("of binary values only the bytes that are not UTF-8 are replaced", () => {
  expect(readYamlAsJson("a: !!binary w6n/\n")).toEqual({ a: "é\ufffd" });
});
