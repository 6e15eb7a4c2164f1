import { describe, expect, test } from "vitest";
import { packed } from "../../../../test/fixture/tar.ts";
import type { SourceFile } from "./chart/source-file.ts";
import { type ChartInput, type ChartResult, renderChart } from "./render.ts";

const chartYaml = "apiVersion: v2\nname: shop\nversion: 1.2.3\n";

function filesOf(files: Readonly<Record<string, string>>): ReadonlyMap<string, SourceFile> {
  const all = { "Chart.yaml": chartYaml, ...files };
  return new Map(Object.entries(all).map(([path, content]) => [path, { path, content }]));
}

function rendered(files: Readonly<Record<string, string>>, input: Partial<ChartInput> = {}): ChartResult {
  return renderChart({ chart: filesOf(files), ...input });
}

/** Where each scalar comes from: its path, the text that printed it, and the key that holds it. */
function originsOf({ objects }: ChartResult): readonly string[] {
  return objects.flatMap((object) =>
    object.paths().map((path) => {
      const origin = object.originOf(path);
      const { source, start = 0, end = 0 } = origin?.place ?? {};
      const value = origin?.value && ` < ${origin.value.file.path} ${origin.value.path.join(".")}`;
      return `${path.join(".")}: ${source?.text.slice(start, end).replace(/\s+/g, " ")}${value ?? ""}`;
    }),
  );
}

test("scalars know the text that wrote them, and the key that holds them", () => {
  const result = rendered(
    {
      "values.yaml": "name: web\nport: 80\nlabels: {tier: front}\nglobal: {zone: a}\n",
      "templates/_h.tpl": '{{ define "name" }}{{ .Values.name | trunc 63 }}{{ end }}',
      "templates/a.yaml":
        'kind: Service\nmetadata:\n  name: {{ include "name" . }}\n  labels: {{- toYaml .Values.labels | nindent 4 }}\n' +
        "spec:\n  port: {{ .Values.port }}\n  zone: {{ .Values.global.zone | quote }}\n  host: {{ .Values.name }}.svc\n",
    },
    { values: { files: [{ path: "prod.yaml", content: "port: 8080\n" }], set: ["global.zone=b"] } },
  );
  expect(originsOf(result)).toEqual([
    "kind: Service",
    'metadata.name: {{ include "name" . }} < values.yaml name',
    "metadata.labels.tier: {{- toYaml .Values.labels | nindent 4 }} < values.yaml labels.tier",
    "spec.port: {{ .Values.port }} < prod.yaml port",
    "spec.zone: {{ .Values.global.zone | quote }} < --set global.zone=b global.zone",
    "spec.host: {{ .Values.name }}",
  ]);
});

test("plain text leads to its own line, through include, indentation and tpl too", () => {
  const result = rendered({
    "values.yaml": 'extra: "a: static\\nb: {{ .Values.name }}"\nname: web\n',
    "templates/_h.tpl": '{{ define "labels" }}\none: 1\ntwo: {{ .Release.Name }}\nthree: "3"\n{{ end }}',
    "templates/a.yaml":
      'kind: A\nversion: 7\nlabels:{{ include "labels" . | nindent 2 }}{{ tpl .Values.extra . | nindent 2 }}\n',
  });
  const [object] = result.objects;
  const written = object?.paths().map((path) => {
    const origin = object.originOf(path);
    const { file, start = 0, end = 0 } = origin?.value ?? origin?.written ?? origin?.template ?? {};
    const text = typeof file?.content === "string" ? file.content.slice(start, end) : "";
    return `${path.join(".")}: ${file?.path} ${JSON.stringify(text)}`;
  });
  expect(written).toEqual([
    'kind: templates/a.yaml "A"',
    'version: templates/a.yaml "7"',
    'labels.one: templates/_h.tpl "1"',
    'labels.two: templates/_h.tpl "{{ .Release.Name }}"',
    'labels.three: templates/_h.tpl "\\"3\\""',
    'labels.a: values.yaml "\\"a: static\\\\nb: {{ .Values.name }}\\""',
    'labels.b: values.yaml "web"',
  ]);
});

test("values of a dependency lead to the chart that holds them", () => {
  const result = rendered({
    "Chart.yaml": `${chartYaml}dependencies: [{name: db, version: "*", alias: store}]\n`,
    "values.yaml": "store: {user: me}\nglobal: {zone: a}\n",
    "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
    "charts/db/values.yaml": "user: you\nport: 5432\n",
    "charts/db/templates/a.yaml":
      "user: {{ .Values.user }}\nport: {{ .Values.port }}\nzone: {{ .Values.global.zone }}\n",
  });
  expect(result.objects.map(({ source }) => source)).toEqual(["shop/charts/store/templates/a.yaml"]);
  expect(originsOf(result)).toEqual([
    "user: {{ .Values.user }} < values.yaml store.user",
    "port: {{ .Values.port }} < charts/db/values.yaml port",
    "zone: {{ .Values.global.zone }} < values.yaml global.zone",
  ]);
});

test("what Chart.yaml says has its place, also in a dependency; an alias has none", () => {
  const result = rendered({
    "Chart.yaml": `${chartYaml}appVersion: "4.5"\ndependencies: [{name: db, version: "*", alias: store}]\n`,
    "templates/a.yaml":
      'v: {{ .Chart.AppVersion | quote }}\nname: {{ .Chart.Name | trunc 63 }}\nc: {{ printf "%s-%s" .Chart.Name .Chart.Version }}\n',
    "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
    "charts/db/templates/a.yaml": "name: {{ .Chart.Name }}\nv: {{ .Chart.Version }}\n",
  });
  expect(originsOf(result).map((line) => line.replace(/\{\{.*\}\}/, "{{ }}"))).toEqual([
    "name: {{ }}",
    "v: {{ }} < charts/db/Chart.yaml version",
    "v: {{ }} < Chart.yaml appVersion",
    "name: {{ }} < Chart.yaml name",
    "c: {{ }}",
  ]);
});

test.each([
  ["a condition", "condition: db.enabled"],
  ["a tag", "tags: [data]"],
])("a dependency that is not in charts/ and that %s switches off leaves nothing open", (_, how) => {
  const files = {
    "Chart.yaml": `${chartYaml}dependencies: [{name: db, version: 2.x.x, alias: store, ${how}}]\n`,
    "values.yaml": "db: {enabled: false}\ntags: {data: false}\n",
    "templates/a.yaml": "kind: A\n",
  };
  const reason = "the dependency 'db' (2.x.x) is not in charts/: 'helm dependency build' fetches it";
  const off = rendered(files);
  expect([off.objects.length, off.open, off.unneeded]).toEqual([1, [], [reason]]);
  const on = rendered({ ...files, "values.yaml": "db: {enabled: true}\ntags: {data: true}\n" });
  expect([on.objects.length, on.open, on.unneeded]).toEqual([1, [reason], []]);
});

test("a dependency that is not in charts/ leaves the chart open, and what can be rendered is", () => {
  const result = rendered({
    "Chart.yaml": `${chartYaml}dependencies: [{name: common, version: 2.x.x, repository: "https://example.com"}]\n`,
    "templates/a.yaml": "kind: A\n",
    "templates/b.yaml": 'kind: B\nname: {{ include "common.name" . }}\n',
    "templates/c.yaml": "kind: [\n",
  });
  expect(result.error).toBeUndefined();
  expect(result.objects.map(({ value }) => value)).toEqual([{ kind: "A" }]);
  expect(result.open).toEqual([
    "the dependency 'common' (2.x.x) is not in charts/: 'helm dependency build' fetches it",
    expect.stringContaining('no template "common.name"'),
    expect.stringContaining("YAML parse error on shop/templates/c.yaml"),
  ]);
});

test.each([
  [
    "templates/a.yaml",
    "a: 1\nb: {{ .Values.x.y }}\n",
    'template: shop/templates/a.yaml:2:13: executing "shop/templates/a.yaml" at <.Values.x.y>: nil pointer evaluating interface {}.y',
    "{{ .Values.x.y }}",
  ],
  [
    "templates/a.yaml",
    "a: {{ foo }}\n",
    'parse error at (shop/templates/a.yaml:1): function "foo" not defined',
    "a: {{ foo }}",
  ],
  [
    "templates/a.yaml",
    "a: 1\n---\nb: {{ 1 }}\n c: 1\n",
    "YAML parse error on shop/templates/a.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context",
    ":",
  ],
  [
    "templates/NOTES.txt",
    '{{ fail "no" }}',
    "execution error at (shop/templates/NOTES.txt:1:3): no",
    '{{ fail "no" }}',
  ],
  [
    "values.yaml",
    "a: [",
    "cannot load values.yaml: error converting YAML to JSON: yaml: line 1: did not find expected node content",
    "",
  ],
  [
    "values.schema.json",
    '{"required": ["a"]}',
    "values don't meet the specifications of the schema(s) in the following chart(s):\nshop:\n- at '': missing property 'a'\n",
    "",
  ],
])("helm's error in %s has its place", (path, content, message, text) => {
  const { error, objects } = rendered({ [path]: content });
  expect(objects).toEqual([]);
  expect(error?.message).toBe(message);
  expect(error?.at?.file.path).toBe(path);
  expect(content.slice(error?.at?.start, error?.at?.end)).toBe(text);
});

test.each([
  [{ release: "Shop" }, 'release name "Shop": invalid release name'],
  [{ kubeVersion: "one" }, "invalid kube version 'one': could not parse \"one\" as version"],
  [{ values: { set: ["a"] } }, 'failed parsing --set data: key "a" has no value'],
  [{ values: { files: [{ path: "v.yaml", content: "- a" }] } }, "failed to parse v.yaml: error unmarshaling JSON"],
] as const)("%j is an error", (input, message) => {
  expect(rendered({}, input).error?.message).toContain(message);
});

test("a packed chart is the same as its folder", () => {
  const files = { "templates/a.yaml": 'kind: {{ .Chart.Name }}\nfile: {{ .Files.Get "x.txt" }}\n', "x.txt": "x" };
  const content = packed(
    Object.fromEntries(
      Object.entries({ "Chart.yaml": chartYaml, ...files }).map(([path, text]) => [`shop/${path}`, text]),
    ),
  );
  const result = renderChart({ chart: { path: "shop-1.2.3.tgz", content } });
  expect(result.objects.map(({ value }) => value)).toEqual(rendered(files).objects.map(({ value }) => value));
  expect(result.objects).toHaveLength(1);
});

test("without more the release is called like the chart, in the namespace default, on a current cluster", () => {
  const { objects } = rendered({
    "Chart.yaml": "apiVersion: v1\nname: My_Chart\nversion: 1.0.0\n",
    "templates/a.yaml":
      "a: {{ .Release.Name }} {{ .Release.Namespace }} {{ .Capabilities.KubeVersion }} {{ .Capabilities.HelmVersion.Version }}\n",
  });
  expect(objects[0]?.value).toEqual({ a: "my-chart default v1.37.0 v3.22" });
});

test("a rendering changes neither the chart nor the values that were read from it", () => {
  const files = filesOf({
    "values.yaml": "a: {b: 1}\n",
    "templates/a.yaml": '{{ $_ := set .Values.a "b" 2 }}b: {{ .Values.a.b }}\n',
    "templates/b.yaml": "b: {{ .Values.a.b }}\n",
  });
  const once = renderChart({ chart: files }).objects.map(({ value }) => value);
  // The files that are deeper, then later, are rendered first.
  expect(once).toEqual([{ b: 2 }, { b: 1 }]);
  expect(renderChart({ chart: files }).objects.map(({ value }) => value)).toEqual(once);
});

test("charts within charts, large files and endless loops come to an end", () => {
  const deep = Object.fromEntries(
    Array.from({ length: 30 }, (_, depth) => [
      `${"charts/c/".repeat(depth)}Chart.yaml`,
      chartYaml.replace("shop", "c"),
    ]),
  );
  expect(
    renderChart({ chart: new Map(Object.entries(deep).map(([path, content]) => [path, { path, content }])) }).error
      ?.message,
  ).toContain("charts are nested more than 20 deep");
  let packedChart = packed({ "c/Chart.yaml": chartYaml.replace("shop", "c") });
  for (let level = 0; level < 6; level++)
    packedChart = packed({
      "c/Chart.yaml": chartYaml.replace("shop", "c"),
      ...Object.fromEntries([0, 1, 2, 3].map((index) => [`c/charts/c${index}.tgz`, packedChart])),
    });
  expect(renderChart({ chart: { path: "c.tgz", content: packedChart } }).error).toMatchObject({
    message: "the chart has more than 2000 charts in it",
    gaveUp: true,
  });
  expect(rendered({ big: "a".repeat(5 * 1024 * 1024 + 1) }).error?.message).toBe(
    'chart file "big" is larger than the maximum file size 5242880',
  );
  const loop = rendered(
    { "templates/a.yaml": "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}" },
    { limits: { steps: 10_000, output: 10_000 } },
  );
  expect(loop.error?.message).toMatch(/^the chart takes more than/);
});

describe("work is counted by what is done", () => {
  const line = "  a line of text, as long as those of custom resources are: it says what a field means\n";
  const boards = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [
      `boards/team-${index % 40}/dashboard-of-a-service-${index}.json`,
      "{}",
    ]),
  );

  test.each<readonly [string, string, Readonly<Record<string, string>>]>([
    [
      "many matches in a text of some hundred kilobytes",
      '{{ $x := .Files.Get "text" }}{{ regexReplaceAll `\\s+` $x " " | len }}{{ regexSplit `\\n` $x -1 | len }}{{ regexFindAll "key" $x -1 | len }}',
      { text: "key = value of it\n".repeat(10_000) },
    ],
    [
      "many patterns of files for many files",
      '{{ range $i := until 40 }}{{ $x := $.Files.Glob (printf "boards/team-%d/*.json" $i) }}{{ end }}',
      boards,
    ],
    [
      "some megabytes of YAML that are changed and read",
      '{{ $x := .Files.Get "crd" | replace "NAMESPACE" .Release.Namespace | trim | nindent 2 | fromYaml | toYaml }}',
      { crd: `b: |\n${line.repeat(40_000)}` },
    ],
  ])("%s: they are no reason to give up", (_, template, more) => {
    const limits = { steps: 1_000_000, output: 16 * 1024 * 1024 };
    const { error, objects } = rendered({ "templates/a.yaml": `# ${template}\nkind: A\n`, ...more }, { limits });
    expect(error).toBeUndefined();
    expect(objects).toHaveLength(1);
  });

  test.each([
    [
      "an expression whose required text stands at the end",
      '{{ regexReplaceAll "(a?){300}x" (print (repeat 600000 "a") "x") "" }}',
    ],
    [
      "a function that takes long for each character",
      '{{ $t := repeat 100000 "aB_" }}{{ range until 20 }}{{ $x := snakecase $t }}{{ end }}',
    ],
    [
      "lists in lists",
      '{{ $t := print (repeat 90 "[") (repeat 90 "]") }}{{ range until 100000 }}{{ $y := fromYamlArray $t }}{{ end }}',
    ],
  ])("%s: it is given up", (_, template) => {
    const { error } = rendered({ "templates/a.yaml": template });
    expect(error).toMatchObject({ gaveUp: true, message: expect.stringContaining("take too long") });
  });
});

describe("a rendering after another one", () => {
  const files = {
    "values.yaml": "name: web\nn: 0\n",
    "templates/_h.tpl": '{{ define "name" }}{{ .Values.name }}-x{{ end }}{{ define "used" }}u{{ end }}',
    "templates/a.yaml": 'kind: A\nname: {{ include "name" . }}\nn: {{ .Values.n }}\n',
    "templates/b.yaml": 'kind: B\nsum: {{ include (print $.Template.BasePath "/a.yaml") . | sha256sum }}\n',
    "templates/c.yaml": 'kind: C\nn: {{ .Values.n }}\nt: {{ tpl "{{ include \\"used\\" . }}" . }}\n',
    "templates/d.yaml": "kind: D\nn: {{ .Values.n }}\n",
  };
  const changing = '{{ $_ := set .Values "n" (add1 .Values.n) }}';
  const edits: readonly (readonly [keyof typeof files, string])[] = [
    ["templates/a.yaml", 'kind: A\nname: "{{ include "name" . }}!"\n'],
    ["templates/_h.tpl", '{{ define "used" }}v{{ end }}{{ define "name" }}{{ .Values.name }}{{ end }}'],
    ["templates/c.yaml", `kind: C\n${changing}n: {{ .Values.n }}\n`],
    ["templates/d.yaml", "kind: D\nm: {{ .Values.n }}\n"],
    ["templates/b.yaml", `${changing}${changing}kind: B\nn: {{ .Values.n }}\n`],
    ["templates/d.yaml", `kind: D\n${changing}{{ fail "no" }}\n`],
    ["templates/d.yaml", "kind: D\nm: {{ .Values.n"],
    ["templates/d.yaml", "kind: D\nm: {{ .Values.n }}\n"],
    ["templates/c.yaml", "kind: C\nn: {{ .Values.n }}\n"],
    ["templates/a.yaml", '{{ define "used" }}w{{ end }}kind: A\nn: {{ .Values.n }}\n'],
    ["templates/a.yaml", '{{ define "name" }}{{ end }}kind: A\n'],
    ["values.yaml", "name: db\nn: 5\n"],
    ["templates/b.yaml", "kind: B\n"],
  ];

  test("is what it would be without it, after any edit", () => {
    const now = new Map<string, SourceFile>(filesOf(files));
    let before = renderChart({ chart: new Map(now) }).memory;
    const kept: boolean[] = [];
    for (const [path, content] of edits) {
      now.set(path, { path, content });
      const chart = new Map(now);
      const made = renderChart({ chart, before });
      const fresh = renderChart({ chart });
      const shown = ({ objects, error }: ChartResult) => [objects.map(({ value, source }) => [source, value]), error];
      expect([path, content, ...shown(made)]).toEqual([path, content, ...shown(fresh)]);
      expect(originsOf(made)).toEqual(originsOf(fresh));
      kept.push(made.objects.some((object) => before?.rendered !== undefined && isOf(before, object)));
      before = made.memory ?? before;
    }
    expect(kept).toEqual([true, true, false, true, false, false, false, true, false, true, true, false, false]);
  });

  test("keeps the objects of files that an edit leaves alone", () => {
    const before = renderChart({ chart: filesOf(files) });
    const chart = new Map(before.memory?.files);
    chart.set("templates/d.yaml", { path: "templates/d.yaml", content: "kind: D\n" });
    const made = renderChart({ chart, before: before.memory });
    expect(made.objects.map((object) => before.objects.includes(object))).toEqual([true, true, true, false]);
  });
});

function isOf({ documents }: NonNullable<ChartResult["memory"]>, object: ChartResult["objects"][number]): boolean {
  return [...documents.values()].flat().some((document) => document.read?.object === object);
}
