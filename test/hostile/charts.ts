/** Helm charts that once stopped the program or filled the memory. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packed } from "../fixture/tar.ts";
import type { Input } from "./inputs.ts";

const chartYaml = "apiVersion: v2\nname: c\nversion: 1.0.0\n";
const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

/** A chart of the folder `c`, by paths in it. */
function chart(files: Readonly<Record<string, string | Uint8Array>>): Input["files"] {
  return (folder) => {
    for (const [path, content] of Object.entries({
      "Chart.yaml": chartYaml,
      "templates/a.yaml": configMap,
      ...files,
    })) {
      const file = join(folder, "c", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  };
}

function many(count: number, make: (index: number) => readonly [string, string]): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)));
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `k${index}`);
}

/** An archive that holds itself four times, so many levels deep. */
function doubling(levels: number): Uint8Array {
  let archive = packed({ "s/Chart.yaml": chartYaml });
  for (let level = 0; level < levels; level++)
    archive = packed({
      "s/Chart.yaml": chartYaml,
      ...Object.fromEntries([0, 1, 2, 3].map((index) => [`s/charts/s${index}.tgz`, archive])),
    });
  return archive;
}

/** Each is linted and rendered. */
const both = (input: Input): readonly Input[] => [
  input,
  { ...input, name: `render: ${input.name}`, command: ["render", "c"] },
];

export const charts: readonly Input[] = [
  {
    name: "a packed chart that holds itself four times, ten levels deep",
    files: chart({ "charts/s.tgz": doubling(10) }),
    says: /more than 2000 charts/,
  },
  {
    name: "a packed chart with 100,000 files",
    files: chart({ "charts/s.tgz": packed(many(100_000, (index) => [`s/templates/t${index}.yaml`, "a: b"])) }),
    says: /more than 20000 entries/,
  },
  {
    name: "a schema with 5,000 patterns for 5,000 keys",
    files: chart({
      "values.yaml": numbered(5000)
        .map((name) => `${name}aaaa: 1\n`)
        .join(""),
      "values.schema.json": JSON.stringify({
        patternProperties: Object.fromEntries(numbered(5000).map((name) => [`^${name}.*(a+)+$`, {}])),
      }),
    }),
    says: /the chart's schema takes more than \d+ steps/,
  },
  {
    name: "a schema that wants 50,000 different maps, and one of 50,000 values for 20,000 items",
    files: chart({
      "values.yaml": `a:\n${numbered(50_000)
        .map((name) => `- {a: ${name}}\n`)
        .join("")}b:\n${"- k49999\n".repeat(20_000)}`,
      "values.schema.json": JSON.stringify({
        properties: { a: { uniqueItems: true }, b: { items: { enum: numbered(50_000) } } },
      }),
    }),
  },
  {
    name: "20,000 patterns in .helmignore for 500 files",
    files: chart({
      ".helmignore": `${"*a".repeat(30)}b\n${numbered(20_000)
        .map((name) => `${name}*\n`)
        .join("")}`,
      ...many(500, (index) => [`files/${"a".repeat(100)}${index}.txt`, "a"]),
    }),
  },
  {
    name: "a template that includes others twice, each with another dot",
    files: chart({
      "templates/a.yaml": `${numbered(60)
        .map(
          (name, index) =>
            `{{ define "${name}" }}{{ include "k${index + 1}" (dict "a" .) }}{{ include "k${index + 1}" (dict "b" .) }}{{ end }}`,
        )
        .join("")}{{ define "k60" }}{{ end }}a: {{ include "k0" . }}`,
    }),
    says: /the chart takes more than \d+ steps/,
  },
  ...(
    [
      [
        "regexFindAll over 300,000 characters",
        '{{ regexFindAll "a*?b|a" (repeat 300000 "a") -1 | len }}',
        /take too long/,
      ],
      [
        "100,000 regular expressions",
        '{{ range $i := until 100000 }}{{ $y := regexMatch (printf "(a+)+%d(b|c)*d" $i) "aaaaaaaaaaaaa" }}{{ end }}',
      ],
      [
        "fromYaml in a loop",
        '{{ $t := repeat 1000 "a: b\\nc: d\\n" }}{{ range until 10000 }}{{ $y := fromYaml $t }}{{ end }}',
      ],
      [
        "quotes within quotes",
        '{{ $x := "\\"" }}{{ range until 40 }}{{ $x = quote $x }}{{ end }}',
        /too long|more than/,
      ],
      [
        "a list that doubles 40 times",
        "{{ $x := list 1 }}{{ range until 40 }}{{ $x = concat $x $x }}{{ end }}",
        /more than/,
      ],
      ["fail with 10 MB", '{{ fail (repeat 10000000 "a\\n") }}'],
      [
        "patterns of files in a loop",
        '{{ range until 100000 }}{{ $f := $.Files.Glob "**a*a*a*a*a*b" }}{{ end }}',
        /take too long/,
      ],
    ] as const
  ).map(
    ([name, text, says]): Input => ({
      name: `a template: ${name}`,
      files: chart({
        "templates/a.yaml": `${text}\n${configMap}`,
        ...many(200, (index) => [`files/${"a".repeat(80)}${index}.txt`, "a"]),
      }),
      ...(says && { says }),
    }),
  ),
  {
    name: "a template of 50,000 documents",
    files: chart({
      "templates/a.yaml": `{{ range until 50000 }}\n---\n${configMap.replace("{name: a}", "{name: a{{ . }}}")}{{ end }}`,
    }),
    says: /the chart makes more than 10000 objects/,
  },
  {
    name: "values that a chart imports under 20,000 names",
    files: chart({
      "Chart.yaml": `${chartYaml}dependencies:\n- name: d\n  version: 1.0.0\n  import-values:\n${numbered(20_000)
        .map((name) => `  - {child: a, parent: b.${name}}\n`)
        .join("")}`,
      "charts/d/Chart.yaml": "apiVersion: v2\nname: d\nversion: 1.0.0\n",
      "charts/d/values.yaml": `a: {${numbered(1000).join(": v, ")}: v}\n`,
    }),
    says: /the values of the chart and its dependencies come to more than \d+ entries/,
  },
  {
    name: "900 aliases of a chart with 20,000 values",
    files: chart({
      "Chart.yaml": `${chartYaml}dependencies:\n${numbered(900)
        .map((name) => `- {name: d, version: 1.0.0, alias: ${name}}\n`)
        .join("")}`,
      "charts/d/Chart.yaml": "apiVersion: v2\nname: d\nversion: 1.0.0\n",
      "charts/d/values.yaml": `a: {${numbered(20_000).join(": v, ")}: v}\n`,
    }),
    says: /the values of the chart and its dependencies come to more than \d+ entries/,
  },
  {
    name: "a template with 50,000 actions",
    files: chart({
      "templates/a.yaml": numbered(50_000)
        .map((name) => `{{ $${name} := 1 }}\n`)
        .join(""),
    }),
  },
  {
    name: "templates that tpl doubles 60 times",
    files: chart({
      "templates/a.yaml": "a: {{ tpl .Values.k0 . }}",
      "values.yaml": `${numbered(60)
        .map((name, index) => `${name}: "{{ tpl .Values.k${index + 1} . }}{{ tpl .Values.k${index + 1} . }}"\n`)
        .join("")}k60: x\n`,
    }),
    says: /the chart takes more than \d+ steps/,
  },
].flatMap(both);
