import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readYaml } from "./read-yaml.ts";
import { isMasked, maskTemplate, unmask, withoutPadding } from "./template-text.ts";

function read(template: string): unknown {
  const result = readYaml(maskTemplate(template));
  return result.kind === "value" ? shown(result.value) : result;
}

function shown(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, item) =>
    typeof item === "string" ? unmask(withoutPadding(item)) : item,
  );
}

describe("a template is read as YAML", () => {
  test("expressions are text, lines of actions are blank", () => {
    const template = `{{- if .Values.enabled }}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "web.fullname" . }}
  labels:
    {{- include "web.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  serviceName: "{{ template "web.fullname" . }}-headless"
{{- end }}
`;
    expect(read(template)).toEqual({
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: '{{ include "web.fullname" . }}', labels: null },
      spec: { replicas: "{{ .Values.replicas }}", serviceName: '{{ template "web.fullname" . }}-headless' },
    });
  });

  test("equal expressions are equal, however they are spaced and trimmed", () => {
    const names = ["a: {{ .Values.x }}-b", "a: {{.Values.x}}-b", "a: {{-   .Values.x  -}}-b"];
    const values = names.map((name) => {
      const result = readYaml(maskTemplate(name));
      return result.kind === "value" ? withoutPadding((result.value as { a: string }).a) : "";
    });
    expect(new Set(values).size).toBe(1);
    expect(unmask(values[0] ?? "")).toBe("{{ .Values.x }}-b");
  });

  test("strings, raw strings and comments may hold braces", () => {
    expect(read('a: {{ printf "}}" }}x\n{{/* b: {{ c }} */}}\nd: {{ `}}` }}')).toEqual({
      a: '{{ printf "}}" }}x',
      d: "{{ `}}` }}",
    });
  });

  test("an action over several lines keeps the lines", () => {
    expect(read("a: 1\n{{- with\n   .Values.x }}\nb: 2\n{{ end }}")).toEqual({ a: 1, b: 2 });
  });
});

test("any text keeps its length and its line breaks; without actions it stays as it is", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("{{", "}}", "a: b", "\n", '"', "`", " ", "/*", "*/", "é", "😀", "-"), { maxLength: 20 }),
      (parts) => {
        const text = parts.join("");
        const result = maskTemplate(text);
        expect(result.length).toBe(text.length);
        expect(result.replace(/[^\n]/g, "")).toBe(text.replace(/[^\n]/g, ""));
        if (!text.includes("{{")) expect(result).toBe(text);
        if (!text.includes("{{")) expect(isMasked(result)).toBe(false);
      },
    ),
  );
});
