import { expect, test } from "vitest";
import { editValues } from "../../../../test/helm/edit-values.ts";
import { type Random, randomFrom } from "../../../../test/soak/random.ts";
import type { SourceFile } from "./chart/source-file.ts";
import type { FilePlace } from "./output/file-place.ts";
import { type ChartInput, type ChartResult, renderChart } from "./render.ts";
import type { ValuesSource } from "./values/user-values.ts";

/** `PODNS_RUNS=1000` looks longer. */
const edits = Number(process.env["PODNS_RUNS"] ?? 40);

type Files = Readonly<Record<string, string>>;

const helpers = `{{- define "lib.fullname" -}}
{{- if .Values.fullnameOverride -}}{{ .Values.fullnameOverride | trunc 63 }}{{- else -}}
{{ printf "%s-%s" .Release.Name (default .Chart.Name .Values.nameOverride) | trunc 63 | trimSuffix "-" }}{{- end -}}{{- end -}}
{{- define "lib.labels" -}}
app.kubernetes.io/name: {{ default .context.Chart.Name .context.Values.nameOverride }}
{{- with .custom }}
{{ toYaml . }}
{{- end }}
{{- end -}}
{{- define "lib.tpl" -}}
{{- if typeIs "string" .value }}{{ tpl .value .context }}{{ else }}{{ tpl (.value | toYaml) .context }}{{ end -}}
{{- end -}}
{{- define "lib.image" -}}
{{- $registry := .image.registry -}}
{{- if .global }}{{ with .global.imageRegistry }}{{ $registry = . }}{{ end }}{{ end -}}
{{ printf "%s/%s:%v" $registry .image.repository .image.tag }}
{{- end -}}
`;

/** In the manner of Bitnami's charts, with a library in charts/. */
const bitnamiLike: Files = {
  "Chart.yaml":
    "apiVersion: v2\nname: db\nversion: 1.2.3\nappVersion: '4.5'\ndependencies:\n- {name: lib, version: 1.x, repository: ''}\n",
  "values.yaml": `# Defaults
global: {imageRegistry: "", storage: {class: fast}}
nameOverride: ""
fullnameOverride: ""
clusterDomain: cluster.local
image:
  registry: docker.io
  repository: bitnami/db
  tag: 4.5.0
replicaCount: 3
podLabels: {}
commonLabels:
  team: data
extraEnvVars:
  - name: PEER
    value: '{{ include "lib.fullname" . }}-headless'
service:
  type: ClusterIP
  ports: {db: 5432, metrics: 9187}
  annotations: {}
metrics:
  enabled: false
auth:
  enabled: true
  password: ""
persistence:
  enabled: true
  size: 8Gi
extraDeploy: []
`,
  "values.schema.json": '{"properties": {"replicaCount": {"type": ["number", "null", "string"]}}}',
  "files/init.sql": "select 1;\n",
  "charts/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n",
  "charts/lib/values.yaml": "exampleValue: common\n",
  "charts/lib/templates/_names.tpl": helpers,
  "templates/NOTES.txt": '{{ if not .Values.service.type }}{{ fail "no type" }}{{ end }}{{ .Values.clusterDomain }}',
  "templates/statefulset.yaml": `kind: StatefulSet
metadata:
  name: {{ include "lib.fullname" . }}
  labels: {{- include "lib.labels" (dict "custom" .Values.commonLabels "context" $) | nindent 4 }}
  annotations:
    checksum: {{ include (print $.Template.BasePath "/secret.yaml") . | sha256sum }}
spec:
  serviceName: {{ include "lib.fullname" . }}-headless
  replicas: {{ .Values.replicaCount }}
  template:
    metadata:
      labels: {{- include "lib.labels" (dict "custom" (merge dict .Values.podLabels .Values.commonLabels) "context" $) | nindent 8 }}
    spec:
      containers:
        - name: db
          image: {{ include "lib.image" (dict "image" .Values.image "global" .Values.global) }}
          env:
            {{- if .Values.extraEnvVars }}
            {{- include "lib.tpl" (dict "value" .Values.extraEnvVars "context" $) | nindent 12 }}
            {{- end }}
            - name: ALL
              value: {{ range $i := until (int .Values.replicaCount) }}{{ $i }}.{{ $.Values.clusterDomain }},{{ end }}
  {{- if .Values.persistence.enabled }}
  volumeClaimTemplates:
    - spec: {storageClassName: {{ .Values.global.storage.class }}, resources: {requests: {storage: {{ .Values.persistence.size | quote }}}}}
  {{- end }}
`,
  "templates/svc.yaml": `{{- range $name, $port := .Values.service.ports }}
---
kind: Service
metadata:
  name: {{ include "lib.fullname" $ }}-{{ $name }}
  {{- with $.Values.service.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec: {type: {{ $.Values.service.type }}, ports: [{name: {{ $name }}, port: {{ $port }}}]}
{{- end }}
`,
  "templates/metrics.yaml": `{{- if and .Values.metrics.enabled (hasKey .Values.service.ports "metrics") }}
kind: ServiceMonitor
keys: {{ keys .Values.service.ports | sortAlpha | join "," }}
count: {{ len .Values.service.ports }}
host: {{ include "lib.fullname" . }}.{{ .Release.Namespace }}.svc.{{ .Values.clusterDomain }}
{{- end }}
`,
  "templates/secret.yaml": `{{- if .Values.auth.enabled }}
kind: Secret
data: {password: {{ .Values.auth.password | default (randAlphaNum 10) | b64enc | quote }}}
{{- end }}
`,
  "templates/files.yaml":
    'kind: ConfigMap\ndata: {init: {{ .Files.Get "files/init.sql" | quote }}, values: {{ .Values | toJson | sha256sum }}}\n',
  "templates/extra.yaml":
    '{{- range .Values.extraDeploy }}\n---\n{{ include "lib.tpl" (dict "value" . "context" $) }}\n{{- end }}\n',
};

/** An umbrella: aliases, conditions, tags, imported values, globals. */
const umbrella: Files = {
  "Chart.yaml": `apiVersion: v2
name: shop
version: 0.1.0
dependencies:
- {name: cache, version: 1.x, repository: "", alias: sessions, condition: sessions.enabled}
- {name: cache, version: 1.x, repository: "", alias: pages, tags: [front]}
- {name: web, version: 1.x, repository: "", import-values: [ports, {child: names, parent: imported}]}
`,
  "values.yaml": `global:
  zone: a
  deep: {one: 1, two: {x: y}}
tags: {front: true}
sessions:
  enabled: true
  size: 1
pages: {size: 2}
web:
  host: shop
own: {a: 1}
`,
  "templates/all.yaml":
    'kind: All\nport: {{ .Values.http }}\nname: {{ .Values.imported.first }}\nzone: {{ .Values.global.zone }}\nsub: {{ .Subcharts.web.Values.host }}\nown: {{ toJson .Values.own }}\nsize: {{ dig "size" 0 .Values.pages }}\n',
  "charts/cache/Chart.yaml": "apiVersion: v2\nname: cache\nversion: 1.1.0\n",
  "charts/cache/values.yaml": "size: 3\nname: c\nlist: [{a: 1}, {b: 2}]\n",
  "charts/cache/templates/a.yaml":
    "kind: Cache\nname: {{ .Chart.Name }}-{{ .Values.name }}\nsize: {{ .Values.size }}\nzone: {{ .Values.global.zone }}\nlist:\n{{- range .Values.list }}\n- {{ toJson . }}\n{{- end }}\ndeep: {{ .Values.global.deep | toJson }}\n",
  "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "charts/web/values.yaml": "host: web\nexports:\n  ports: {http: 80}\nnames: {first: one}\n",
  "charts/web/templates/a.yaml": "kind: Web\nhost: {{ .Values.host }}\nport: {{ .Values.exports.ports.http }}\n",
};

/** Templates that change values, and share maps. */
const changing: Files = {
  "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
  "values.yaml": "defaults: {a: 1, b: {c: 2}}\nweb: {port: 1}\nname: x\nflag: false\nlist: [b, a]\nother: {k: v}\n",
  "templates/_h.tpl":
    '{{ define "fill" }}{{ if not .Values.flag }}{{ $_ := set .Values "web" (merge .Values.web .Values.defaults) }}{{ end }}{{ end }}{{ define "name" }}{{ .Values.name }}{{ end }}',
  "templates/a.yaml": 'kind: A\nname: {{ include "name" . }}\nother: {{ .Values.other.k }}\n',
  "templates/b.yaml":
    'kind: B\n{{ include "fill" . }}web: {{ toJson .Values.web }}\nlist: {{ .Values.list | sortAlpha | join "," }}\n',
  "templates/c.yaml": "kind: C\nother: {{ toJson .Values.other }}\nweb: {{ .Values.web | toJson }}\n",
  "templates/z.yaml":
    'kind: Z\n{{ $_ := set .Values.other "k" (printf "%s!" .Values.name) }}n: {{ required "a name" .Values.name }}\n',
};

const charts: Readonly<Record<string, Files>> = { bitnamiLike, umbrella, changing };

function placeOf(place: FilePlace | undefined): unknown {
  return place && [place.file.path, place.start, place.end, place.file.content];
}

/** All that a rendering says. */
function saidBy({ objects, error, open }: ChartResult): unknown {
  return {
    open,
    error: error && { ...error, at: placeOf(error.at) },
    objects: objects.map((object) => ({
      ...{ source: object.source, value: object.value, isHook: object.isHook, file: object.file?.path },
      keys: object.keyPaths().map((path) => [path, placeOf(object.keyOf(path))]),
      scalars: object.paths().map((path) => {
        const { template, whole, written, value, random } = object.originOf(path) ?? {};
        return [path, ...[template, whole, written, value].map(placeOf), value?.path, random];
      }),
    })),
  };
}

interface Input extends ChartInput {
  readonly chart: ReadonlyMap<string, SourceFile>;
  readonly values: { readonly files: readonly ValuesSource[] };
}

/** An edit of the chart's values, of values over them, or now and then of another file. */
function edited({ chart, values }: Input, random: Random): Input {
  const paths = [...chart.keys()];
  const own = paths.filter((path) => path.endsWith("values.yaml"));
  if (random.chance(0.25)) {
    const [file] = values.files;
    const text = random.chance(0.3)
      ? String(chart.get("values.yaml")?.content)
      : String(file?.content ?? "global: {}\n");
    return {
      chart,
      values: { files: random.chance(0.1) ? [] : [{ path: "prod.yaml", content: editValues(text, random) }] },
    };
  }
  const path = random.pick(random.chance(0.15) ? paths : random.chance(0.6) ? ["values.yaml"] : own);
  const text = String(chart.get(path)?.content);
  const content = own.includes(path) ? editValues(text, random) : text.replace(/\n/, "\n# edited\n");
  return { values, chart: new Map(chart).set(path, { path, content }) };
}

test.each(Object.keys(charts))(
  "after any edits of values a rendering says what it would without the one before: %s",
  (name) => {
    const random = randomFrom(name.length);
    let input: Input = {
      chart: new Map(Object.entries(charts[name] ?? {}).map(([path, content]) => [path, { path, content }])),
      values: { files: [] },
    };
    let before = renderChart(input).memory;
    expect(before).toBeDefined();
    const counts = { kept: 0, failed: 0 };
    for (let count = 0; count < edits; count++) {
      const next = edited(input, random);
      const made = renderChart({ ...next, before });
      const fresh = renderChart(next);
      expect(saidBy(made)).toEqual(saidBy(fresh));
      const costs = ({ memory }: ChartResult) =>
        [...(memory?.rendered.files ?? [])].map(([file, { steps, output }]) => [file, steps, output]);
      expect(costs(made)).toEqual(costs(fresh));
      if (fresh.error !== undefined) counts.failed++;
      for (const [file, rendered] of made.memory?.rendered.files ?? [])
        if (before?.rendered.files.get(file) === rendered) counts.kept++;
      // What fails is mended, or built upon.
      if (made.memory === undefined && random.chance(0.8)) continue;
      input = next;
      before = made.memory ?? before;
    }
    expect(counts.failed).toBeGreaterThan(0);
    expect(counts.kept).toBeGreaterThan(20);
  },
);

test.each(Object.keys(charts))(
  "in another release a chart says what it would without the rendering before: %s",
  (name) => {
    const random = randomFrom(name.length + 7);
    const start = {
      chart: new Map(Object.entries(charts[name] ?? {}).map(([path, content]) => [path, { path, content }])),
    };
    let input: Input = { ...start, values: { files: [] } };
    for (let count = 0; count < edits; count++) {
      const own = renderChart(input);
      const others = [
        { ...input, release: "zq7x9", namespace: "elsewhere" },
        { ...input, namespace: "elsewhere" },
        { ...input, release: "NOT A NAME" },
      ];
      let before = own.memory;
      for (const other of [...others, edited({ ...input, release: "zq7x9" }, random)]) {
        const made = renderChart({ ...other, before });
        expect(saidBy(made)).toEqual(saidBy(renderChart(other)));
        before = random.chance(0.5) ? (made.memory ?? before) : own.memory;
      }
      // What it left for its own next rendering is there.
      const next = edited(input, random);
      expect(saidBy(renderChart({ ...next, before: own.memory }))).toEqual(saidBy(renderChart(next)));
      input = random.chance(0.3) ? next : input;
    }
  },
);

test("in another release the files that read neither its name nor its namespace are not executed again", () => {
  const chart = new Map(Object.entries(bitnamiLike).map(([path, content]) => [path, { path, content }]));
  const before = renderChart({ chart }).memory;
  const { memory } = renderChart({ chart, release: "zq7x9", before });
  const files = [...(memory?.rendered.files ?? [])];
  expect(
    files.flatMap(([file, made]) =>
      before?.rendered.files.get(file) === made ? [] : file.slice("db/templates/".length),
    ),
  ).toEqual(["svc.yaml", "statefulset.yaml"]);
});

test("files whose values did not change are not executed again", () => {
  const chart = new Map(Object.entries(bitnamiLike).map(([path, content]) => [path, { path, content }]));
  const before = renderChart({ chart }).memory;
  const executed = (change: (text: string) => string): readonly string[] => {
    const content = change(String(chart.get("values.yaml")?.content));
    const now = new Map(chart).set("values.yaml", { path: "values.yaml", content });
    const files = [...(renderChart({ chart: now, before }).memory?.rendered.files ?? [])];
    return files.flatMap(([name, file]) =>
      before?.rendered.files.get(name) === file ? [] : [name.slice("db/templates/".length)],
    );
  };
  // `files.yaml` prints all values.
  expect(executed((text) => `# more\n${text}`)).toEqual([]);
  expect(executed((text) => text.replace("type: ClusterIP", "type: NodePort"))).toEqual([
    "svc.yaml",
    "files.yaml",
    "NOTES.txt",
  ]);
  expect(executed((text) => text.replace("team: data", "team: web"))).toEqual(["statefulset.yaml", "files.yaml"]);
  expect(executed((text) => text.replace("metrics: 9187", "metrics: 9187, more: 1"))).toEqual([
    "svc.yaml",
    "files.yaml",
  ]);
  expect(executed((text) => `${text}unknown: 1\n`)).toEqual(["files.yaml"]);
});

test("texts of values that edits left behind are let go when they are some megabytes", () => {
  const comment = `# ${"x".repeat(2 ** 20)}\n`;
  let chart = new Map(Object.entries(bitnamiLike).map(([path, content]) => [path, { path, content }]));
  let before = renderChart({ chart }).memory;
  const kept = Array.from({ length: 20 }, (_, index) => {
    const content = `${comment}${bitnamiLike["values.yaml"]}own${index}: 1\n`;
    chart = new Map(chart).set("values.yaml", { path: "values.yaml", content });
    const { memory } = renderChart({ chart, before });
    const same = [...(memory?.rendered.files ?? [])].filter(
      ([name, file]) => before?.rendered.files.get(name) === file,
    );
    before = memory;
    return same.length > 0;
  });
  expect(kept.filter((isKept) => !isKept)).toHaveLength(1);
  expect(kept.at(-1)).toBe(true);
});

test("what is executed again and prints the same keeps its objects", () => {
  const files: Files = {
    "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
    "values.yaml": "level: 3\nname: x\n",
    "templates/same.yaml": "kind: A\n{{ if gt (int .Values.level) 2 }}name: {{ .Values.name }}{{ end }}\n",
    "templates/other.yaml": "kind: B\nlevel: {{ .Values.level }}\n",
  };
  const chart = new Map(Object.entries(files).map(([path, content]) => [path, { path, content }]));
  const before = renderChart({ chart });
  const content = "# more\nlevel: 4\nname: x\n";
  const now = renderChart({
    chart: new Map(chart).set("values.yaml", { path: "values.yaml", content }),
    before: before.memory,
  });
  const values = ({ objects }: ChartResult) => objects.map(({ value }) => value);
  expect(values(now)).toEqual([
    { kind: "A", name: "x" },
    { kind: "B", level: 4 },
  ]);
  expect(values(now).map((value) => values(before).includes(value))).toEqual([true, false]);
  const name = now.objects[0]?.originOf(["name"])?.value;
  expect([name?.file.content, name?.start]).toEqual([content, content.indexOf("x\n")]);
});
