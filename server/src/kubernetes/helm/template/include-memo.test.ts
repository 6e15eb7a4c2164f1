import { expect, test } from "vitest";
import { FileDot, IncludeMemo } from "./include-memo.ts";
import { renderTemplates } from "./render.ts";
import { GoList, GoMap, type Json, type TemplateText, Traced, type Value, valueFromJson } from "./value.ts";

/** What each file prints, where the files of a chart share their dot. */
function printed(templates: Readonly<Record<string, string>>, values: Json = {}): Readonly<Record<string, string>> {
  const dot = new GoMap(new FileDot([["Values", valueFromJson(values, (path) => ({ path }))]]));
  const files = Object.entries(templates).map(([name, text]) => {
    const source: TemplateText = { name: `c/templates/${name}`, text };
    return { source, dot, basePath: "c/templates" };
  });
  const rendered = renderTemplates(files);
  if (rendered.kind === "failed") throw new Error(rendered.error.message);
  return Object.fromEntries(
    [...rendered.outputs].map(([name, segments]) => [
      name.slice("c/templates/".length),
      segments.map(({ text }) => text).join(""),
    ]),
  );
}

/** Keeps a text under the dot's key, as `include` does. */
function keep(memo: IncludeMemo, dot: Value, during: () => void = () => {}): void {
  const key = memo.keyOf("t", dot);
  memo.begin();
  during();
  memo.end(key, { value: "text", steps: 3, output: 4 });
}

function found(memo: IncludeMemo, dot: Value): boolean {
  const key = memo.keyOf("t", dot);
  return key !== undefined && memo.get(key) !== undefined;
}

test("the same template of the same dot is executed once", () => {
  const memo = new IncludeMemo();
  const dot = new GoMap(new Map<string, Value>([["a", 1]]));
  expect(found(memo, dot)).toBe(false);
  keep(memo, dot);
  expect(found(memo, dot)).toBe(true);
  expect(found(memo, new GoMap(dot.entries))).toBe(true);
  expect(found(memo, new GoMap(new Map<string, Value>([["a", 1]])))).toBe(false);
});

test("maps and lists that are made for a call are told apart by what is in them", () => {
  const memo = new IncludeMemo();
  const context = new GoMap(new Map());
  const value = new Traced("x", { path: ["v"] });
  const dict = (...items: readonly Value[]) =>
    new GoMap(
      new Map<string, Value>([
        ["value", new GoList([...items])],
        ["context", context],
      ]),
      context.type,
      false,
      undefined,
      memo.tick(),
    );
  keep(memo, dict(value, 1, -0, "a b"));
  expect(found(memo, dict(value, 1, -0, "a b"))).toBe(true);
  for (const other of [
    [value, 1, 0, "a b"],
    [value, 1, -0],
    [value, "1", -0, "a b"],
    ["x", 1, -0, "a b"],
  ])
    expect(found(memo, dict(...other)), JSON.stringify(other)).toBe(false);
});

test("what was made before a change of a map is not used again, unless the map is younger", () => {
  const memo = new IncludeMemo();
  const dot = new GoMap(new Map());
  keep(memo, dot);
  const young = memo.tick();
  memo.changed(young);
  expect(found(memo, dot)).toBe(true);
  memo.changed(0);
  expect(found(memo, dot)).toBe(false);
  // What changes something is not kept at all, nor is what calls it.
  keep(memo, dot, () => keep(memo, 1, () => memo.changed(young)));
  expect(found(memo, dot)).toBe(false);
  expect(found(memo, 1)).toBe(false);
});

test("what looks at .Template holds in its file", () => {
  const memo = new IncludeMemo();
  memo.beginFile();
  keep(memo, 1, () => memo.looked());
  keep(memo, 2, () => keep(memo, 3));
  expect([1, 2, 3].map((dot) => found(memo, dot))).toEqual([true, true, true]);
  memo.endFile();
  memo.beginFile();
  expect([1, 2, 3].map((dot) => found(memo, dot))).toEqual([false, true, true]);
});

test("templates that change maps, or read what changes, print what helm prints", () => {
  const helpers =
    '{{ define "count" }}{{ $_ := set .Values "n" (add1 .Values.n) }}{{ .Values.n }}{{ end }}' +
    '{{ define "n" }}{{ .Values.n }}{{ end }}' +
    '{{ define "file" }}{{ .Template.Name | base }}{{ end }}' +
    '{{ define "all" }}{{ include "file" . }}{{ range $key, $value := . }}{{ if eq $key "Template" }}+{{ $value.Name | base }}{{ end }}{{ end }}{{ end }}' +
    '{{ define "list" }}{{ .l | join "" }}{{ end }}' +
    '{{ define "inner" }}{{ .m.k.x }}{{ end }}' +
    '{{ define "fill" }}{{ $_ := set .d "x" "filled" }}{{ end }}';
  const body = [
    '{{ include "n" . }}{{ include "count" . }}{{ include "count" . }}{{ include "n" . }}',
    '{{ $d := dict "x" 1 }}{{ include "fill" (dict "d" $d) }}{{ $d.x }}{{ $_ := unset $d "x" }}{{ include "fill" (dict "d" $d) }}{{ $d.x }}',
    '{{ $l := splitList "," "c,a" }}{{ include "list" (dict "l" $l) }}{{ $_ := sortAlpha $l }}{{ include "list" (dict "l" $l) }}',
    '{{ $m := dict "k" (dict "x" 1) }}{{ include "inner" (dict "m" $m) }}{{ $_ := mergeOverwrite $m (dict "k" (dict "x" 2)) }}{{ include "inner" (dict "m" $m) }}',
    '{{ $y := fromYaml "k: {x: 1}" }}{{ include "inner" (dict "m" $y) }}{{ $_ := set $y.k "x" 2 }}{{ include "inner" (dict "m" $y) }}',
    '{{ include "file" . }}{{ include "all" . }}',
  ].join("\n");
  const rest = "filledfilled\ncaac\n12\n12\n";
  expect(printed({ "b.yaml": body, "a.yaml": body, "_h.tpl": helpers }, { n: 0 })).toEqual({
    "b.yaml": `0122\n${rest}b.yamlb.yaml+b.yaml`,
    "a.yaml": `2344\n${rest}a.yamla.yaml+a.yaml`,
  });
});
