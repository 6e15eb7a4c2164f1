import { expect, test } from "vitest";
import type { Chart } from "../chart/chart.ts";
import { makeMetadata } from "../chart/metadata.ts";
import { GoMap, valueFromJson } from "../template/value.ts";
import { schemaCases } from "./check.fixtures.ts";
import { checkSchemas } from "./check.ts";

function chart(name: string, schema: string | undefined, dependencies: Chart[] = []): Chart {
  const fields = { apiVersion: "v2", name, version: "1.0.0" };
  return {
    metadata: makeMetadata(new Map(Object.entries(fields))),
    written: new Map(),
    templates: [],
    values: undefined,
    schema: schema === undefined ? undefined : { path: "values.schema.json", content: schema },
    files: [],
    parent: undefined,
    dependencies,
  };
}

function values(json: string): GoMap {
  const value = valueFromJson(JSON.parse(json));
  return value instanceof GoMap ? value : new GoMap(new Map());
}

const start = "values don't meet the specifications of the schema(s) in the following chart(s):\n";

/** The library goes through maps in no order. */
function lines(text: string | undefined): readonly string[] | undefined {
  const sorted = (list: string): string => list.split(", ").sort().join(", ");
  return text
    ?.split("\n")
    .map((line) => line.replace(/(propert(?:ies|y) )('.*')/, (_, word: string, names: string) => word + sorted(names)))
    .sort();
}

test.each(schemaCases)("$schema and $values", ({ schema, values: json, error }) => {
  const { problem } = checkSchemas(chart("c", schema), values(json));
  expect(lines(problem)).toEqual(lines(error === undefined ? undefined : `${start}c:\n${error}`));
});

test("the schemas of dependencies hold for their values", () => {
  const sub = chart("sub", '{"required": ["a"]}');
  const top = chart("top", '{"properties": {"sub": {"type": "object"}}}', [sub]);
  expect(checkSchemas(top, values('{"sub": {}}')).problem).toBe(`${start}sub:\n- at '': missing property 'a'\n`);
  expect(checkSchemas(top, values('{"sub": null}')).problem).toContain("top:\n- at '/sub': got null, want object\n");
  expect(checkSchemas(chart("top", undefined, [sub]), values('{"sub": 3}')).problem).toBe(
    `${start}sub:\ninvalid type for values: expected object (map), got float64\n`,
  );
});

test.each([
  ["{", "unexpected EOF"],
  ["", "EOF"],
  ["{} x", "invalid character after top-level value"],
  ['{"$ref": "other.json"}', 'failing loading "file:///other.json": open /other.json: no such file or directory'],
])("the schema %j is invalid", (schema, problem) => {
  expect(checkSchemas(chart("c", schema), values("{}")).problem).toBe(`${start}c:\n${problem}`);
});

test("a schema of another host is not fetched: its values are not checked", () => {
  const found = checkSchemas(chart("c", '{"$ref": "https://example.com/s.json", "required": ["x"]}'), values("{}"));
  expect(found).toEqual({ problem: undefined, file: undefined, remote: ["https://example.com/s.json"] });
});

test("many patterns, long lists of values and long messages are given up, one by one and together", () => {
  const names = Array.from({ length: 1000 }, (_, index) => `k${index}`);
  const patterns = { patternProperties: Object.fromEntries(names.map((name) => [`^(${name}a*)+$`, {}])) };
  const all = values(JSON.stringify(Object.fromEntries(names.map((name) => [name, 1]))));
  expect(() => checkSchemas(chart("c", JSON.stringify(patterns)), all)).toThrow("more than 300000 steps");
  const told = { additionalProperties: { enum: Array.from({ length: 10_000 }, (_, index) => `value ${index}`) } };
  expect(() => checkSchemas(chart("c", JSON.stringify(told)), all)).toThrow("more than 300000 steps");
});

test("items are equal whatever the order of their keys, and 1 is not '1'", () => {
  const unique = JSON.stringify({ properties: { a: { uniqueItems: true } } });
  const said = (items: unknown): string | undefined =>
    checkSchemas(chart("c", unique), values(JSON.stringify({ a: items }))).problem;
  expect(said([{ a: 1, b: [2] }, 3, { b: [2], a: 1 }])).toContain("items at 0 and 2 are equal");
  expect(said([1, "1", [1], ["1"], { 1: 1 }, null, "null", true, "true", "[1]"])).toBeUndefined();
  expect(said(Array.from({ length: 20_000 }, (_, index) => ({ a: index })))).toBeUndefined();
});
