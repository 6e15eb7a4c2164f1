/**
 * Generates a chart as large publishers write them: helpers, a library chart that names and labels everything, several
 * templates, and two sets of values. Measures what an edit of a values key and of a template line costs the server until
 * the first answers are there, and until all sets of values are rendered again. Run alone:
 *
 *   node bench/charts.mjs [--chart DIRECTORY] [--rounds 24]
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { loaded, placeAt, summary } from "./edits.mjs";

const chartFile = (name, type, more = "") =>
  `apiVersion: v2\nname: ${name}\nversion: 1.0.0\nappVersion: "17.2"\ntype: ${type}\n${more}`;

const library = {
  "Chart.yaml": chartFile("common", "library"),
  "values.yaml": "exampleValue: common\n",
  "templates/_names.tpl": `{{- define "common.names.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- define "common.names.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- define "common.names.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}
`,
  "templates/_labels.tpl": `{{- define "common.labels.standard" -}}
{{- $default := dict "app.kubernetes.io/name" (include "common.names.name" .context) "helm.sh/chart" (printf "%s-%s" .context.Chart.Name .context.Chart.Version) "app.kubernetes.io/instance" .context.Release.Name "app.kubernetes.io/managed-by" .context.Release.Service -}}
{{- with .context.Chart.AppVersion -}}{{- $_ := set $default "app.kubernetes.io/version" . -}}{{- end -}}
{{- template "common.tplvalues.merge" (dict "values" (list .customLabels $default) "context" .context) }}
{{- end -}}
{{- define "common.labels.matchLabels" -}}
{{- template "common.tplvalues.merge" (dict "values" (list (pick (default dict .customLabels) "app.kubernetes.io/name" "app.kubernetes.io/instance") (dict "app.kubernetes.io/name" (include "common.names.name" .context) "app.kubernetes.io/instance" .context.Release.Name)) "context" .context) }}
{{- end -}}
`,
  "templates/_tplvalues.tpl": `{{- define "common.tplvalues.render" -}}
{{- $value := typeIs "string" .value | ternary .value (.value | toYaml) }}
{{- if contains "{{" (toJson .value) }}
  {{- tpl $value .context }}
{{- else }}
  {{- $value }}
{{- end }}
{{- end -}}
{{- define "common.tplvalues.merge" -}}
{{- $dst := dict -}}
{{- range .values -}}
{{- $dst = include "common.tplvalues.render" (dict "value" . "context" $.context) | fromYaml | merge $dst -}}
{{- end -}}
{{ $dst | toYaml }}
{{- end -}}
`,
  "templates/_images.tpl": `{{- define "common.images.image" -}}
{{- $registry := default .imageRoot.registry ((.global).imageRegistry) -}}
{{- $termination := .imageRoot.tag | toString -}}
{{- if not .imageRoot.tag }}{{- $termination = .chart.AppVersion | toString -}}{{- end -}}
{{- if .imageRoot.digest }}
{{- printf "%s/%s@%s" $registry .imageRoot.repository .imageRoot.digest -}}
{{- else -}}
{{- printf "%s/%s:%s" $registry .imageRoot.repository $termination -}}
{{- end -}}
{{- end -}}
`,
  "templates/_affinities.tpl": `{{- define "common.affinities.pods" -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - podAffinityTerm:
        labelSelector:
          matchLabels: {{- (include "common.labels.matchLabels" ( dict "customLabels" .customLabels "context" .context )) | nindent 12 }}
            app.kubernetes.io/component: {{ .component }}
        topologyKey: kubernetes.io/hostname
      weight: 1
{{- end -}}
`,
};

const roles = ["primary", "replica", "router", "metrics"];

const values = (role) => `${role}:
  enabled: true
  ## How many Pods there are.
  replicaCount: 3
  image:
    registry: registry.example.com
    repository: store/${role}
    tag: "17.2"
    digest: ""
    pullPolicy: IfNotPresent
  containerPorts:
    client: 6432
    admin: 6433
  extraEnvVars: []
  podLabels: {}
  podAnnotations: {}
  affinity: {}
  resources:
    requests: { cpu: 100m, memory: 128Mi }
    limits: { cpu: "1", memory: 1Gi }
  livenessProbe: { enabled: true, initialDelaySeconds: 30, periodSeconds: 10, failureThreshold: 6 }
  readinessProbe: { enabled: true, initialDelaySeconds: 5, periodSeconds: 10, failureThreshold: 6 }
  containerSecurityContext:
    enabled: true
    runAsUser: 1001
    runAsNonRoot: true
    capabilities: { drop: ["ALL"] }
  service:
    type: ClusterIP
    ports:
      client: 6432
      admin: 6433
    annotations: {}
    headless: { annotations: {} }
  networkPolicy: { enabled: true, allowExternal: true }
  pdb: { create: true, maxUnavailable: 1 }
  persistence: { enabled: true, size: 8Gi, accessModes: ["ReadWriteOnce"] }
  peer: '{{ include "common.names.fullname" . }}-${roles[(roles.indexOf(role) + 1) % roles.length]}'
`;

const head = (apiVersion, kind, role, suffix = "") => `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: {{ include "store.${role}.fullname" . }}${suffix}
  namespace: {{ include "common.names.namespace" . | quote }}
  labels: {{- include "common.labels.standard" ( dict "customLabels" .Values.commonLabels "context" $ ) | nindent 4 }}
    app.kubernetes.io/component: ${role}
  {{- if .Values.commonAnnotations }}
  annotations: {{- include "common.tplvalues.render" ( dict "value" .Values.commonAnnotations "context" $ ) | nindent 4 }}
  {{- end }}
`;

const labels = (role) =>
  `{{- $podLabels := include "common.tplvalues.merge" ( dict "values" ( list .Values.${role}.podLabels .Values.commonLabels ) "context" . ) }}\n`;

const selector = (role, indent) =>
  `{{- include "common.labels.matchLabels" ( dict "customLabels" $podLabels "context" $ ) | nindent ${indent} }}
${" ".repeat(indent)}app.kubernetes.io/component: ${role}`;

const service = (role, suffix, more) => `{{- if .Values.${role}.enabled }}
${head("v1", "Service", role, suffix)}spec:
  ${more}
  ports:
    - name: tcp-client
      port: {{ .Values.${role}.service.ports.client }}
      targetPort: tcp-client
    - name: http-admin
      port: {{ .Values.${role}.service.ports.admin }}
      targetPort: http-admin
  ${labels(role)}  selector: ${selector(role, 4)}
{{- end }}
`;

const templates = (role) => ({
  [`templates/${role}/svc.yaml`]: service(role, "", `type: {{ .Values.${role}.service.type }}`),
  [`templates/${role}/svc-headless.yaml`]: service(role, "-headless", "clusterIP: None"),
  [`templates/${role}/statefulset.yaml`]: `{{- if .Values.${role}.enabled }}
${head("apps/v1", "StatefulSet", role)}spec:
  replicas: {{ .Values.${role}.replicaCount }}
  serviceName: {{ include "store.${role}.fullname" . }}-headless
  ${labels(role)}  selector:
    matchLabels: ${selector(role, 6)}
  template:
    metadata:
      labels: {{- include "common.labels.standard" ( dict "customLabels" $podLabels "context" $ ) | nindent 8 }}
        app.kubernetes.io/component: ${role}
    spec:
      {{- if .Values.${role}.affinity }}
      affinity: {{- include "common.tplvalues.render" ( dict "value" .Values.${role}.affinity "context" $ ) | nindent 8 }}
      {{- else }}
      affinity: {{- include "common.affinities.pods" ( dict "component" "${role}" "customLabels" $podLabels "context" $ ) | nindent 8 }}
      {{- end }}
      containers:
        - name: ${role}
          image: {{ include "common.images.image" ( dict "imageRoot" .Values.${role}.image "global" .Values.global "chart" .Chart ) }}
          imagePullPolicy: {{ .Values.${role}.image.pullPolicy | quote }}
          {{- if .Values.${role}.containerSecurityContext.enabled }}
          securityContext: {{- omit .Values.${role}.containerSecurityContext "enabled" | toYaml | nindent 12 }}
          {{- end }}
          env:
            - name: PEER
              value: {{ include "common.tplvalues.render" ( dict "value" .Values.${role}.peer "context" $ ) }}:{{ .Values.${role}.service.ports.client }}
            - name: MEMBERS
              value: {{ range $i := until (int .Values.${role}.replicaCount) }}{{ if $i }},{{ end }}{{ include "store.${role}.fullname" $ }}-{{ $i }}.{{ include "store.${role}.fullname" $ }}-headless{{ end }}
            {{- if .Values.${role}.extraEnvVars }}
            {{- include "common.tplvalues.render" ( dict "value" .Values.${role}.extraEnvVars "context" $ ) | nindent 12 }}
            {{- end }}
          ports:
            - name: tcp-client
              containerPort: {{ .Values.${role}.containerPorts.client }}
            - name: http-admin
              containerPort: {{ .Values.${role}.containerPorts.admin }}
          {{- if .Values.${role}.livenessProbe.enabled }}
          livenessProbe: {{- omit .Values.${role}.livenessProbe "enabled" | toYaml | nindent 12 }}
            tcpSocket: { port: tcp-client }
          {{- end }}
          {{- if .Values.${role}.readinessProbe.enabled }}
          readinessProbe: {{- omit .Values.${role}.readinessProbe "enabled" | toYaml | nindent 12 }}
            tcpSocket: { port: tcp-client }
          {{- end }}
          resources: {{- toYaml .Values.${role}.resources | nindent 12 }}
  {{- if .Values.${role}.persistence.enabled }}
  volumeClaimTemplates:
    - metadata: { name: data }
      spec:
        accessModes: {{- toYaml .Values.${role}.persistence.accessModes | nindent 10 }}
        resources: { requests: { storage: {{ .Values.${role}.persistence.size }} } }
  {{- end }}
{{- end }}
`,
  [`templates/${role}/configmap.yaml`]: `{{- if .Values.${role}.enabled }}
${head("v1", "ConfigMap", role)}data:
  peer: {{ include "common.tplvalues.render" ( dict "value" .Values.${role}.peer "context" $ ) | quote }}
  url: http://{{ include "store.${role}.fullname" . }}.{{ include "common.names.namespace" . }}.svc.{{ .Values.clusterDomain }}:{{ .Values.${role}.service.ports.admin }}/
{{- end }}
`,
  [`templates/${role}/networkpolicy.yaml`]: `{{- if and .Values.${role}.enabled .Values.${role}.networkPolicy.enabled }}
${head("networking.k8s.io/v1", "NetworkPolicy", role)}spec:
  ${labels(role)}  podSelector:
    matchLabels: ${selector(role, 6)}
  policyTypes: [Ingress, Egress]
  egress: [{}]
  ingress:
    - ports: [{ port: {{ .Values.${role}.containerPorts.client }} }, { port: {{ .Values.${role}.containerPorts.admin }} }]
{{- end }}
`,
  [`templates/${role}/pdb.yaml`]: `{{- if and .Values.${role}.enabled .Values.${role}.pdb.create }}
${head("policy/v1", "PodDisruptionBudget", role)}spec:
  maxUnavailable: {{ .Values.${role}.pdb.maxUnavailable }}
  ${labels(role)}  selector:
    matchLabels: ${selector(role, 6)}
{{- end }}
`,
  [`templates/${role}/serviceaccount.yaml`]: `{{- if .Values.${role}.enabled }}
${head("v1", "ServiceAccount", role)}automountServiceAccountToken: false
{{- end }}
`,
});

function filesOfChart() {
  const helpers = roles.map(
    (role) =>
      `{{- define "store.${role}.fullname" -}}\n{{- printf "%s-${role}" (include "common.names.fullname" .) | trunc 63 | trimSuffix "-" -}}\n{{- end -}}\n`,
  );
  const dependency = 'dependencies:\n  - name: common\n    version: 1.x.x\n    repository: ""\n';
  const shared =
    'global:\n  imageRegistry: ""\nnameOverride: ""\nfullnameOverride: ""\nnamespaceOverride: ""\nclusterDomain: cluster.local\ncommonLabels: {}\ncommonAnnotations: {}\n';
  return {
    "Chart.yaml": chartFile("store", "application", dependency),
    "values.yaml": `${shared}${roles.map(values).join("")}`,
    "ci/small-values.yaml": "replica:\n  enabled: false\nprimary:\n  replicaCount: 1\n",
    "templates/_helpers.tpl": helpers.join(""),
    "templates/NOTES.txt": '{{ .Chart.Name }} is at {{ include "store.primary.fullname" . }}\n',
    ...Object.fromEntries(Object.entries(library).map(([file, text]) => [`charts/common/${file}`, text])),
    ...Object.assign({}, ...roles.map(templates)),
  };
}

/** Writes the chart into a folder, which is emptied before. */
export function generateChartOfRoles(directory) {
  rmSync(directory, { recursive: true, force: true });
  for (const [file, text] of Object.entries(filesOfChart())) {
    const at = path.join(directory, file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, text);
  }
}

/** So many of them, spread evenly. */
function spread(list, count) {
  const step = Math.max(1, list.length / count);
  return Array.from({ length: Math.min(count, list.length) }, (_, at) => list[Math.floor(at * step)]);
}

/** Ends of lines that give a key a value. */
function placesIn(file, text, line) {
  return [...text.matchAll(line)].map((match) => ({ file, offset: match.index + match[0].length }));
}

/** Types a character at each of the places and takes it back; asks for the findings of the file, then for a hover there. */
async function typed(session, places) {
  const [edits, hovers] = [[], []];
  for (const { file, offset } of places)
    for (const isBack of [false, true]) {
      edits.push(await (isBack ? session.edit(file, offset, 1, "") : session.edit(file, offset, 0, "1")));
      const { uri, text } = session.documents.get(file);
      const asked = { textDocument: { uri }, position: placeAt(text, offset - 1) };
      hovers.push(
        await session.measure(
          () => undefined,
          () => session.server.ask("textDocument/hover", asked),
        ),
      );
    }
  return { findings: summary(edits), hover: summary(hovers) };
}

/** Edits of a chart. @param folder holds nothing but the chart's folder `chart` */
export async function measureChartEdits(folder, chart, count = 24) {
  const below = readdirSync(path.join(folder, chart, "templates"), { recursive: true }).sort();
  const templates = below.filter((name) => name.endsWith(".yaml")).map((name) => path.join(chart, "templates", name));
  const values = path.join(chart, "values.yaml");
  const helpers = below
    .filter((name) => name.endsWith("_helpers.tpl"))
    .map((name) => path.join(chart, "templates", name));
  const textOf = (file) => readFileSync(path.join(folder, file), "utf8");
  const keys = placesIn(values, textOf(values), /^ *[\w-]+: [\w.]+$/gm);
  const lines = templates.flatMap((file) => placesIn(file, textOf(file), /^ *(?:- )?[\w-]+: [\w.{][^#\n]*[\w}]$/gm));
  const named = helpers.flatMap((file) => placesIn(file, textOf(file), /^\{\{-? printf "/gm));
  const session = await loaded(folder, [values, ...templates, ...helpers]);
  const kinds = {
    key: await typed(session, spread(keys, count)),
    line: await typed(session, spread(lines, count)),
    ...(named.length === 0 ? {} : { helper: await typed(session, spread(named, Math.ceil(count / 4))) }),
  };
  const rssMegabytes = Math.round(session.rss());
  await session.server.stop();
  return { kinds, deafMs: session.deafMs, rssMegabytes };
}

/** One row for each kind of edit. */
export function rowsOfCharts({ kinds }) {
  const ms = (value) => value.toFixed(1);
  return Object.entries(kinds).map(([kind, { findings, hover }]) => [
    `  ${kind}: findings, p50 / p95 / max; hover behind them; all until idle`,
    `${ms(findings.cpu50)} / ${ms(findings.cpu95)} / ${ms(findings.most)} ms; ${ms(hover.cpu50)} / ${ms(hover.most)} ms; ${ms(findings.settled50)} ms`,
  ]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({
    options: { chart: { type: "string" }, rounds: { type: "string", default: "24" } },
  });
  const work = mkdtempSync(path.join(os.tmpdir(), "podns-charts-"));
  try {
    if (values.chart === undefined) generateChartOfRoles(path.join(work, "chart"));
    else cpSync(values.chart, path.join(work, "chart"), { recursive: true });
    const report = await measureChartEdits(work, "chart", Number(values.rounds));
    for (const [label, value] of rowsOfCharts(report)) console.log(`${label.padEnd(75)} ${value}`);
    console.log(`  deaf ${report.deafMs} ms, ${report.rssMegabytes} MB`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
