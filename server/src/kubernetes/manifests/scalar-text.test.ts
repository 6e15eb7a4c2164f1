import { expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { parseManifest } from "./parse.ts";
import { readYaml } from "./read-yaml.ts";
import { scalarPartSpan } from "./scalar-text.ts";

const head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  k: ";

/** The source of `part` in the value written as `source`; the value must hold it once. */
function sourceOf(source: string, part: string): string | undefined {
  const text = `${head}${source}\n`;
  const manifest = parseManifest(asUri("file:///a.yaml"), text);
  const result = readYaml(text);
  const data = result.kind === "value" ? (result.value as { data: { k: string } }).data : { k: "" };
  const start = data.k.indexOf(part);
  expect(start, `${part} in ${JSON.stringify(data.k)}`).toBeGreaterThanOrEqual(0);
  const span = scalarPartSpan(manifest, ["data", "k"], { start, end: start + part.length });
  return span && text.slice(span.start, span.end);
}

test.each([
  ["a web-0.web b", "web-0.web", "web-0.web"],
  ["a\n    web-0.web\n    b", "web-0.web", "web-0.web"],
  ["'it''s web-0.web'", "web-0.web", "web-0.web"],
  ["'it''s'", "it's", "it''s"],
  ['"a\\tweb-0.web\\n"', "web-0.web", "web-0.web"],
  ['"\\"web\\u002d0.w\\x65b\\""', "web-0.web", "web\\u002d0.w\\x65b"],
  ['"a \\\n    web-0.web"', "web-0.web", "web-0.web"],
  ['"http:\\/\\/web-0"', "//web-0", "\\/\\/web-0"],
  ["|\n    # a\n    x: web-0.web\n    y", "web-0.web", "web-0.web"],
  ["|2-\n    indented web-0.web", "web-0.web", "web-0.web"],
  [">- # comment web-0.web\n    folded\n    web-0.web\n\n    text", "web-0.web", "web-0.web"],
  ["|\r\n    a\r\n    web-0.web\r\n", "web-0.web", "web-0.web"],
  ["&anchor !!str web-0.web", "web-0.web", "web-0.web"],
])("%j", (source, part, expected) => {
  expect(sourceOf(source, part)).toBe(expected);
});

test("a decoded value has no source by characters", () => {
  expect(sourceOf("!!binary d2ViLTAud2Vi", "web-0.web")).toBeUndefined();
});

test("a quoted value may be indented less than its key, as for go-yaml", () => {
  expect(sourceOf('\'[\n  {"a": "web-0.web"}\n]\'', "web-0.web")).toBe("web-0.web");
  expect(sourceOf('"a\n b web-0.web\n"', "web-0.web")).toBe("web-0.web");
});
