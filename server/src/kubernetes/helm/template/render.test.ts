import { expect, test } from "vitest";
import { renderTemplates } from "./render.ts";
import { GoMap, type Json, type TemplateText, type Value, valueFromJson } from "./value.ts";

function render(
  templates: Readonly<Record<string, string>>,
  values: Json = {},
  limits?: { steps: number; output: number },
) {
  const dot = new GoMap(new Map<string, Value>([["Values", valueFromJson(values, (path) => ({ path }))]]));
  const files = Object.entries(templates).map(([name, text]) => {
    const source: TemplateText = { name: `c/templates/${name}`, text };
    return { source, dot, basePath: "c/templates" };
  });
  return renderTemplates(files, { limits });
}

/** The segments of a file: text, the statement that prints it, the part that first wrote it, and the value. */
function segments(templates: Readonly<Record<string, string>>, values?: Json): readonly (readonly unknown[])[] {
  const rendered = render(templates, values);
  if (rendered.kind === "failed") throw new Error(rendered.error.message);
  const [, found = []] = [...rendered.outputs][0] ?? [];
  return found.map(({ text, place, inner, origin, isKey, random }) => [
    text,
    place.source.text.slice(place.start, place.end),
    inner?.source.text.slice(inner.start, inner.end),
    ...(origin === undefined ? [] : [`${isKey ? "key " : ""}${origin.path.join(".")}`]),
    ...(random ? ["random"] : []),
  ]);
}

function messageOf(templates: Readonly<Record<string, string>>, values?: Json): string | undefined {
  const rendered = render(templates, values);
  return rendered.kind === "failed" ? rendered.error.message : undefined;
}

test("text knows the statement that prints it, and values their keys", () => {
  expect(segments({ "x.yaml": "a: {{ .Values.a.b }}\n" }, { a: { b: "v" } })).toEqual([
    ["a: ", "a: ", undefined],
    ["v", "{{ .Values.a.b }}", undefined, "a.b"],
    ["\n", "\n", undefined],
  ]);
});

test("values keep their keys through defaults, quotes, variables, with, index, tpl and include", () => {
  const helpers = '{{ define "n" }}{{ .Values.name | default "none" | trunc 63 | trimSuffix "-" }}{{ end }}';
  const files = {
    "x.yaml":
      '{{ $x := tpl .Values.t . }}{{ with .Values.m }}{{ index . "k" | quote }}{{ end }}{{ $x }}{{ include "n" . }}',
    "_helpers.tpl": helpers,
  };
  expect(segments(files, { t: "plain", m: { k: 3 }, name: "web" })).toEqual([
    ['"', '{{ index . "k" | quote }}', undefined],
    ["3", '{{ index . "k" | quote }}', undefined, "m.k"],
    ['"', '{{ index . "k" | quote }}', undefined],
    ["plain", "{{ $x }}", undefined, "t"],
    ["web", '{{ include "n" . }}', '{{ .Values.name | default "none" | trunc 63 | trimSuffix "-" }}', "name"],
  ]);
});

test("a text that is included twice in a row was written twice", () => {
  const helpers = '{{ define "a" }}x{{ end }}{{ define "b" }}{{ include "a" . }}{{ include "a" . }}{{ end }}';
  expect(segments({ "x.yaml": '{{ include "b" . }}', "_h.tpl": helpers })).toEqual([
    ["x", '{{ include "b" . }}', "x"],
    ["x", '{{ include "b" . }}', "x"],
  ]);
});

test("toYaml, printf and actions in values keep what they are made of", () => {
  const values = { l: { app: "x", list: [1] }, host: "{{ .Values.l.app }}.example" };
  expect(
    segments({ "x.yaml": "{{ toYaml .Values.l | nindent 2 }}" }, values).map(([text, , , origin]) => [text, origin]),
  ).toEqual([
    ["\n  ", undefined],
    ["app", "key l.app"],
    [": ", undefined],
    ["x", "l.app"],
    ["\n  ", undefined],
    ["list", "key l.list"],
    [":\n  - ", undefined],
    ["1", "l.list.0"],
  ]);
  expect(
    segments({ "x.yaml": '{{ printf "%s-%v" .Values.l.app 7 }}' }, values).map(([text, , , origin]) => [text, origin]),
  ).toEqual([
    ["x", "l.app"],
    ["-7", undefined],
  ]);
  expect(
    segments({ "x.yaml": "{{ tpl .Values.host . }}" }, values).map(([text, , inner, origin]) => [text, inner, origin]),
  ).toEqual([
    ["x", "{{ .Values.l.app }}", "l.app"],
    [".example", ".example", "host"],
  ]);
});

test("what differs from run to run is known, and what is made of it", () => {
  const template = '{{ randAlphaNum 5 }} {{ sha256sum (randAlpha 3) | trunc 4 }} {{ now | date "2006" }}';
  expect(segments({ "x.yaml": template }).map(([text, ...rest]) => [String(text).length, rest.at(-1)])).toEqual([
    [5, "random"],
    [1, undefined],
    [4, "random"],
    [1, undefined],
    [4, "random"],
  ]);
});

test("errors are helm's, with the place", () => {
  expect(messageOf({ "x.yaml": "a\n  {{ .Values.a.b.c }}" }, { a: {} })).toBe(
    'template: c/templates/x.yaml:2:12: executing "c/templates/x.yaml" at <.Values.a.b.c>: nil pointer evaluating interface {}.c',
  );
  expect(messageOf({ "x.yaml": '{{ required "name it" .Values.x }}' })).toBe(
    "execution error at (c/templates/x.yaml:1:3): name it",
  );
  expect(messageOf({ "x.yaml": "\n{{ if }}" })).toBe("parse error at (c/templates/x.yaml:2): missing value for if");
});

test("work and output are bounded", () => {
  const loops = "{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}";
  const limits = { steps: 10_000, output: 1000 };
  const failed = (rendered: ReturnType<typeof render>) => (rendered.kind === "failed" ? rendered.error.message : "");
  expect(failed(render({ "x.yaml": loops }, {}, limits))).toBe("the chart takes more than 10000 steps to render");
  expect(failed(render({ "x.yaml": '{{ repeat 999999999 "x" }}' }, {}, limits))).toContain("writes more than 1000");
  expect(failed(render({ "x.yaml": '{{ repeat 2000 "x" }}' }, {}, limits))).toContain("writes more than 1000");
  expect(failed(render({ "x.yaml": '{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}' }))).not.toBe("");
  expect(failed(render({ "x.yaml": '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}' }))).not.toBe("");
});
