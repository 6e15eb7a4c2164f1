/** Findings in charts: at which place of a template or of values they stand. */
import { describe, expect, test } from "vitest";
import { expectChartDiagnostics } from "../../../../../test/fixture/check.ts";
import { openCharts, uriOf } from "../../../../../test/fixture/workspace.ts";
import { judgeFile } from "../run/run.ts";
import { head, helpers, service, set } from "./run-chart.fixture.ts";

describe("faults of a chart", () => {
  test("are told at the template's place, with the severity of their rule", () => {
    expectChartDiagnostics(`${head}# file: shop/values.yaml
service:
  enabled: true
${helpers}${service}${set(
  '{{ include "shop.name" . }}-hl',
  "#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: the Pods of StatefulSet 'shop-web' get no names of their own: no Service 'shop-web-hl' in namespace 'default'; did you mean 'shop-web'? (service-name-unknown)\n",
)}`);
  });

  /** A client of the chart's Services. @param host behind `http://` */
  const client = (host: string, mark = ""): string => `${head}# file: shop/templates/services.yaml
{{- range list "web" "api" }}
apiVersion: v1
kind: Service
metadata:
  name: {{ $.Release.Name }}-store-{{ . }}
spec:
  selector:
    app: {{ . }}
  ports:
    - port: 80
---
{{- end }}
{{- if .Values.compactor }}
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-store-compactor
spec:
  ports:
    - port: 3100
{{- end }}
# file: shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: config
data:
  compactor: http://${host}:3100
${mark}`;

  test("a short name that is made as those of the chart's Services is told, where the values switch its Service off", () => {
    const host = "{{ .Release.Name }}-store-compactor";
    const mark = `#                   ${"^".repeat(host.length)} information: 'shop-store-compactor' does not resolve: no Service 'shop-store-compactor' in namespace 'default' (host-unresolvable)\n`;
    expectChartDiagnostics(`# file: shop/values.yaml\ncompactor: false\n${client(host, mark)}`);
    expectChartDiagnostics(`# file: shop/values.yaml\ncompactor: true\n${client(host)}`);
  });

  test.each([
    ["of another chart in the same release", "{{ .Release.Name }}-loki"],
    ["that does not follow the release's name", "shop-store-compactor"],
    ["of a Pod", "{{ .Release.Name }}-store-web-0"],
  ])("a short name %s is not told", (_, host) => {
    expectChartDiagnostics(`# file: shop/values.yaml\ncompactor: false\n${client(host)}`);
  });

  test("that only other values show are information, with their names", () => {
    expectChartDiagnostics(`${head}# file: shop/values.yaml
service:
  enabled: true
# file: shop/values-small.yaml
service:
  enabled: false
# file: shop/ci/none-values.yaml
service:
  enabled: false
${helpers}${service}${set(
  '{{ include "shop.name" . }}',
  "#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^ information: the Pods of StatefulSet 'shop-web' get no names of their own: no Service 'shop-web' in namespace 'default' (with ci/none-values.yaml and 1 more) (service-name-unknown)\n",
)}`);
  });

  test("lead to the value that is wrong", () => {
    const { analysis } = openCharts(`${head}# file: shop/values.yaml
service:
  enabled: true
  governing: "{{ .Release.Name }}-hl"
${helpers}${service}${set("{{ tpl .Values.service.governing . }}")}`);
    const [found] = judgeFile(analysis, uriOf("shop/templates/set.yaml"));
    const text = analysis.files.get(found?.value?.uri ?? uriOf(""))?.text ?? "";
    expect(found?.rule.id).toBe("service-name-unknown");
    expect(text.slice(found?.value?.span.start, found?.value?.span.end)).toContain("{{ .Release.Name }}-hl");
  });

  test("lead to the value whose template made a part of them", () => {
    const { analysis } = openCharts(`${head}# file: shop/values.yaml
service: {enabled: true}
domain: svc
config: |
  peer: http://{{ include "shop.name" . }}-gone.{{ .Release.Namespace }}.{{ .Values.domain }}:80/
${helpers}${service}# file: shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: config
data:
  config.yaml: |
    {{- tpl .Values.config . | nindent 4 }}
`);
    const [found] = judgeFile(analysis, uriOf("shop/templates/config.yaml"));
    const text = analysis.files.get(found?.value?.uri ?? uriOf(""))?.text ?? "";
    expect(found?.rule.id).toBe("host-unresolvable");
    expect(text.slice(found?.value?.span.start, found?.value?.span.end)).toContain("peer: http://");
    // It cannot be changed as a whole.
    expect(found?.value?.path).toBeUndefined();
  });

  test("that another name of the release would mend are not told", () => {
    const written = (name: string): string => `${head}# file: shop/values.yaml
service:
  enabled: true
${helpers}${service}${set(name)}`;
    // 'prod-web' is the Service of a release 'prod'.
    expectChartDiagnostics(written("prod-web"));
  });

  test("a name of another namespace that the release may be in is not told", () => {
    const config = (host: string): string => `${head}# file: shop/values.yaml
service: {enabled: true}
${helpers}${service}# file: shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: config
data:
  host: ${host}
`;
    expectChartDiagnostics(config("http://ledger.default.svc:9090"));
    const { analysis } = openCharts(config("http://ledger.{{ .Release.Namespace }}.svc:9090"));
    expect(judgeFile(analysis, uriOf("shop/templates/config.yaml")).map(({ rule }) => rule.id)).toEqual([
      "host-unresolvable",
    ]);
  });
});

test("what a release shows is told in the words of that release, whatever other values show", () => {
  const { analysis } = openCharts(`${head}# file: shop/values.yaml
service: {enabled: true}
# file: shop/values-off.yaml
service: {enabled: false}
${helpers}${service}${set('{{ include "shop.name" . }}')}# file: argo/eu.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: eu}
spec:
  destination: {namespace: stage}
  source: {path: shop, helm: {valuesObject: {service: {enabled: false}}}}
`);
  const found = judgeFile(analysis, uriOf("shop/templates/set.yaml"));
  expect(
    found.map(({ finding, severity, environment }) => [finding.message, severity, environment.chart?.set]),
  ).toEqual([
    [
      "the Pods of StatefulSet 'eu-web' get no names of their own: no Service 'eu-web' in namespace 'stage' (with release eu in argo)",
      "warning",
      "release eu in argo",
    ],
  ]);
});

test("a value that a release brings is told where its object holds it", () => {
  const { analysis } = openCharts(`${head}# file: shop/values.yaml
service: {enabled: true}
host: ""
${helpers}${service}# file: shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: config}
data:
  host: {{ .Values.host | quote }}
# file: apps/release.yaml
# The release.
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: main, namespace: live}
spec:
  chart: {spec: {chart: ./shop, sourceRef: {kind: GitRepository, name: repo}}}
  values:
    host: main-wep.live.svc
`);
  const [found] = judgeFile(analysis, uriOf("shop/templates/config.yaml"));
  const text = analysis.files.get(uriOf("apps/release.yaml"))?.text ?? "";
  expect(found?.value?.uri).toBe(uriOf("apps/release.yaml"));
  expect(text.slice(found?.value?.span.start, found?.value?.span.end)).toBe("main-wep.live.svc");
  expect(found?.value?.path).toEqual(["host"]);
});

test("a release does not keep a finding back about what its own rendering leaves out", () => {
  const application = (name: string, more = ""): string => `# file: apps/${name}.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  destination: {namespace: live}
  source: {repoURL: https://git.example/r, path: ${more === "" ? "shop" : "elsewhere"}${more}}
`;
  const config = `# file: shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: config}
data:
  host: "{{ .Release.Name }}-{{ .Values.cache }}.{{ .Release.Namespace }}.svc"
`;
  const values = "# file: shop/values.yaml\nservice: {enabled: true}\ncache: web\n";
  const release = application("main").replace("path: shop", "path: shop, helm: {valuesObject: {cache: other}}");
  const told = (text: string): readonly string[] =>
    judgeFile(openCharts(text).analysis, uriOf("shop/templates/config.yaml")).map(
      ({ severity, finding }) => `${severity} ${finding.message}`,
    );
  const all = `${head}${values}${helpers}${service}${config}${release}`;
  const message =
    "'main-other.live.svc' does not resolve: no Service 'main-other' in namespace 'live' (with release main in apps)";
  expect(told(all)).toEqual([`warning ${message}`]);
  // Another chart in the namespace may make it.
  expect(told(`${all}${application("second", ", chart: db")}`)).toEqual([`information ${message}`]);
  expect(told(`${all}${application("main-other", ", chart: db")}`)).toEqual([]);
});

test.each([
  ["none", "", ["main-cache"]],
  [
    "of its name in another namespace",
    "kind: HelmRelease\nmetadata: {name: main, namespace: live}\nspec: {chart: {spec: {chart: db, sourceRef: {kind: HelmRepository, name: r}}}}\n",
    [],
  ],
  [
    "of its name, but of another kind",
    "kind: HelmChart\nmetadata: {name: main, namespace: team}\nspec: {chart: db, targetNamespace: live}\n",
    [],
  ],
])("another release may make what a chart does not: %s", (_, other, expected) => {
  const group = other.includes("HelmChart\n") ? "helm.cattle.io/v1" : "helm.toolkit.fluxcd.io/v2";
  const second = other === "" ? "" : `# file: apps/second.yaml\napiVersion: ${group}\n${other}`;
  const text = `${head}# file: shop/values.yaml\nservice: {enabled: true}\n${helpers}${service}# file: shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: config}
data:
  host: main-cache.live.svc
# file: apps/live.yaml
apiVersion: v1
kind: Namespace
metadata: {name: live}
# file: apps/main.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: main, namespace: team}
spec: {chart: {spec: {chart: ./shop, sourceRef: {kind: GitRepository, name: flux-system}}}}
${second}`;
  const found = judgeFile(openCharts(text).analysis, uriOf("shop/templates/config.yaml"));
  expect(found.map(({ finding }) => /^'([^.]+)/.exec(finding.message)?.[1])).toEqual(expected);
});

test("an Application that installs another chart, too, may make what this one does not", () => {
  const found = (second: string): number => {
    const text = `${head}# file: shop/values.yaml\nservice: {enabled: true}\n${helpers}${service}# file: shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: config}
data:
  host: main-cache.live.svc
# file: apps/main.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: main, namespace: argocd}
spec:
  destination: {namespace: live}
  sources:
    - {repoURL: https://git.example/r, path: shop}
    - {repoURL: https://charts.example${second}}
`;
    return judgeFile(openCharts(text).analysis, uriOf("shop/templates/config.yaml")).length;
  };
  expect(found(", ref: values")).toBe(1);
  expect(found(", chart: cache")).toBe(0);
});
