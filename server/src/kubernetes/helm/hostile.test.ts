/** Charts that would take for ever, or all memory, end with a message. */
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { packed } from "../../../../test/fixture/tar.ts";
import type { SourceFile } from "./chart/source-file.ts";
import { type ChartInput, renderChart } from "./render.ts";

const chartYaml = "apiVersion: v2\nname: c\nversion: 1.0.0\n";
const limits = { steps: 200_000, output: 1_000_000 };

function messageOf(files: Readonly<Record<string, string | Uint8Array>>, input: Partial<ChartInput> = {}): string {
  const all = Object.entries({ "Chart.yaml": chartYaml, ...files });
  const chart = new Map(all.map(([path, content]): [string, SourceFile] => [path, { path, content }]));
  const { error, objects } = renderChart({ chart, limits, ...input });
  expect(objects).toEqual([]);
  return error?.message ?? "no error";
}

const twice = (start: string, next: string): string =>
  `{{ $d := ${start} }}{{ range until 40 }}{{ $d = ${next} }}{{ end }}`;
const lists = twice("list 1", "list $d $d");
const maps = twice('dict "x" 1', 'dict "a" $d "b" $d');
const itself = '{{ $d := dict }}{{ $_ := set $d "a" $d }}';

test.each([
  ['{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}', /too deeply|nested reference/],
  ['{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}', /too deeply|exceeded maximum template depth/],
  ['{{ repeat 2000000000 "abc" }}', "writes more than"],
  ['{{ nindent 2000000000 "a" }}', "writes more than"],
  ["{{ range until 2000000000 }}{{ end }}", "steps"],
  ["{{ range int64 9000000000000000000 }}{{ end }}", "steps"],
  ["{{ seq 1 2000000000 }}", "steps"],
  ["{{ range until 1000 }}{{ range until 1000 }}x{{ end }}{{ end }}", "steps"],
  ["{{ range until 10001 }}\n---\nkind: A\n{{ end }}", "makes more than 10000 objects"],
  [twice('"aaaaaaaaaaaaaaaa"', "print $d $d"), "more than"],
  [twice("list 1", "concat $d $d"), "steps"],
  [`${lists}{{ toJson $d }}`, "steps"],
  [`${lists}{{ toYaml $d }}`, /steps|more than/],
  [`${lists}{{ $d }}`, "prints more than"],
  [`${lists}{{ has $d (list (deepCopy $d)) }}`, "steps"],
  [`${maps}{{ deepCopy $d }}`, "steps"],
  [`${maps}{{ toToml $d }}`, "steps"],
  [`${maps}{{ $e := merge (dict) $d }}{{ $e = merge $e (deepCopy $d) }}`, "steps"],
  [`${itself}{{ $d }}`, "too deeply"],
  [`${itself}{{ deepCopy $d }}`, "too deeply"],
  ['{{ replace "a" (repeat 10000 "b") (repeat 10000 "a") }}', "writes more than"],
  ['{{ range until 100 }}{{ $x := tpl (print . (repeat 20000 "{{ 1 }}")) $ }}{{ end }}', "steps"],
  ['{{ range until 3000 }}{{ $x := regexMatch (printf "a{%d}" (mod . 900)) "a" }}{{ end }}', "steps"],
  [`{{ ${"(".repeat(100_000)}1${")".repeat(100_000)} }}`, "max expression depth exceeded"],
  [`a: ${"[".repeat(200_000)}`, "exceeded max depth"],
])("%s", (template, message) => {
  const said = messageOf({ "templates/a.yaml": template });
  expect(said).toEqual(message instanceof RegExp ? expect.stringMatching(message) : expect.stringContaining(message));
});

test("a text that expands itself ends", () => {
  const template = { "templates/a.yaml": "{{ tpl .Values.t . }}" };
  expect(messageOf({ ...template, "values.yaml": 't: "{{ tpl .Values.t . }}{{ tpl .Values.t . }}"' })).toContain(
    "deeply",
  );
});

test("aliases of YAML that multiply are refused as go-yaml does", () => {
  let text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (let level = 1; level < 12; level++) text += `a${level}: &a${level} [${Array(9).fill(`*a${level - 1}`)}]\n`;
  expect(messageOf({ "values.yaml": text })).toContain("document contains excessive aliasing");
  expect(messageOf({ "templates/a.yaml": text })).toContain("document contains excessive aliasing");
});

test("a schema whose references multiply is given up", () => {
  const defs = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`d${at}`, { allOf: Array(2).fill({ $ref: `#/$defs/d${at + 1}` }) }]),
  );
  const schema = JSON.stringify({ $ref: "#/$defs/d0", $defs: { ...defs, d40: true } });
  expect(messageOf({ "values.schema.json": schema })).toContain("schema takes more than");
});

test.each([
  ["of zeros", new Uint8Array(gzipSync(Buffer.alloc(101 * 1024 * 1024))), "larger than the maximum"],
  ["that leads out", packed({ "c/Chart.yaml": chartYaml, "c/../../x": "a" }), "references parent directory"],
  ["with absolute names", packed({ "c/Chart.yaml": chartYaml, "c//etc/x": "a" }), "absolute paths"],
  ["that is cut", packed({ "c/Chart.yaml": chartYaml }).subarray(0, 60), "unexpected EOF"],
  ["that has another format", new Uint8Array([1, 2, 3]), "gzip: invalid header"],
])("an archive %s", (_, content, message) => {
  expect(messageOf({ "charts/d.tgz": content })).toContain(message);
  expect(renderChart({ chart: { path: "d.tgz", content } }).error?.message).toContain(message);
});
