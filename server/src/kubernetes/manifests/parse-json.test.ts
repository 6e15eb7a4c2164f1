import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { mostTokens, parseBounded } from "./parse-yaml.ts";

/** What readers of nodes look at. */
function shapeOf(node: unknown): unknown {
  if (isScalar(node)) return [node.type, node.value, node.range?.slice(0, 2), node.source];
  if (isSeq(node)) return ["list", node.flow, node.range?.slice(0, 2), node.items.map(shapeOf)];
  if (isMap(node))
    return [
      "map",
      node.flow,
      node.range?.slice(0, 2),
      node.items.map(({ key, value }) => [shapeOf(key), shapeOf(value)]),
    ];
  return node;
}

/** The same text as YAML, which takes longer. */
function asYaml(text: string): unknown {
  const document = parseDocument(text, {
    schema: "failsafe",
    uniqueKeys: false,
    merge: false,
    logLevel: "silent",
    prettyErrors: false,
    version: "1.1",
  });
  return { errors: document.errors.length, contents: shapeOf(document.contents) };
}

function asJson(text: string): unknown {
  const document = parseBounded(text);
  return { errors: document.errors.length, contents: shapeOf(document.contents) };
}

describe("JSON has the nodes that it has as YAML", () => {
  test.each([
    '{"a": 1, "b": [true, null, -0, 1.5e3, "x"], "a": {}}',
    "[]",
    " \t\r\n[ ]\n",
    '{"": ""}',
    '{"a":[[],{},[{"b":[]}]]}',
    '{"\\"": "\\\\", "\\u00e9\\n": "\\ud83d\\ude00 \\/ \\b"}',
    '{"<<": {"a": 1}, "__proto__": 1, "*x": "&y"}',
    `{"${"k".repeat(2000)}": 1}`,
    '{"a": "---\\n# no comment"}',
    "{a: 1}",
    "{'a': 1}",
    '{"a": 1} # no JSON',
    '{"a": 01}',
    '{"a": 1,}',
    '{"a": "x\ny"}',
    '["a" "b"]',
    "[",
    '{"a": "\\q"}',
    "\ufeff{}",
    '{"a":1}{"b":2}',
    '"a"',
    "1",
  ])("%s", (text) => {
    expect(asJson(text)).toEqual(asYaml(text));
  });

  test("any value, however it is indented", () => {
    const text = fc
      .tuple(fc.jsonValue({ maxDepth: 5, stringUnit: "binary" }), fc.constantFrom("", "  ", "\t"))
      .map(([value, indent]) => JSON.stringify([value], null, indent));
    fc.assert(
      fc.property(text, (json) => {
        expect(asJson(json)).toEqual(asYaml(json));
      }),
      { numRuns: 200 },
    );
  });
});

test("a dump of fifteen megabytes is read, one of too many values is not", () => {
  const item = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", annotations: { note: "x".repeat(1000) } } };
  const dump = JSON.stringify(
    { apiVersion: "v1", kind: "List", items: Array.from({ length: 13_000 }, () => item) },
    null,
    4,
  );
  expect(dump.length).toBeGreaterThan(15_000_000);
  expect(parseBounded(dump).errors).toEqual([]);
  const [error] = parseBounded(`[${"1,".repeat(mostTokens)}1]`).errors;
  expect(error?.message).toMatch(/^too large to be read/);
});
