import { describe, expect, test } from "vitest";
import { expectChartDiagnostics } from "../../../../../test/fixture/check.ts";
import { openCharts, uriOf } from "../../../../../test/fixture/workspace.ts";
import { applyEdits } from "../../../base/edit.ts";
import { isUnread } from "../../../kubernetes/manifests/parse.ts";
import { chartProblems } from "../../../workspace/charts/chart-problems.ts";
import { findingsOf } from "../run/run.ts";

const head = `# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
`;

const helpers = `# file: shop/templates/_helpers.tpl
{{ define "shop.name" }}{{ .Release.Name }}-web{{ end }}
`;

const set = (serviceName: string, mark = ""): string => `# file: shop/templates/set.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "shop.name" . }}
spec:
  serviceName: ${serviceName}
${mark}  replicas: 2
  selector:
    matchLabels: &l
      app: web
  template:
    metadata:
      labels: *l
    spec:
      containers:
        - name: web
          image: web
          ports:
            - name: http
              containerPort: 80
`;

const service = `# file: shop/templates/service.yaml
{{- if .Values.service.enabled }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "shop.name" . }}
spec:
  clusterIP: None
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
{{- end }}
`;

describe("faults of a chart", () => {
  test("are told at the template's place, with the severity of their rule", () => {
    expectChartDiagnostics(`${head}# file: shop/values.yaml
service:
  enabled: true
${helpers}${service}${set(
  '{{ include "shop.name" . }}-hl',
  "#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: no Service 'shop-web-hl' in namespace 'default': the Pods of StatefulSet 'shop-web' get no names of their own; did you mean 'shop-web'? (service-name-unknown)\n",
)}`);
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
  "#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^ information: no Service 'shop-web' in namespace 'default': the Pods of StatefulSet 'shop-web' get no names of their own (with ci/none-values.yaml and 1 more) (service-name-unknown)\n",
)}`);
  });

  test("lead to the value that is wrong", () => {
    const { analysis } = openCharts(`${head}# file: shop/values.yaml
service:
  enabled: true
  governing: "{{ .Release.Name }}-hl"
${helpers}${service}${set("{{ tpl .Values.service.governing . }}")}`);
    const [found] = findingsOf(analysis, uriOf("shop/templates/set.yaml"));
    const text = analysis.files.get(found?.value?.uri ?? uriOf(""))?.text ?? "";
    expect(found?.rule.id).toBe("service-name-unknown");
    expect(text.slice(found?.value?.span.start, found?.value?.span.end)).toContain("{{ .Release.Name }}-hl");
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
    expect(findingsOf(analysis, uriOf("shop/templates/config.yaml")).map(({ rule }) => rule.id)).toEqual([
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
  const found = findingsOf(analysis, uriOf("shop/templates/set.yaml"));
  expect(
    found.map(({ finding, severity, environment }) => [finding.message, severity, environment.chart?.set]),
  ).toEqual([
    [
      "no Service 'eu-web' in namespace 'stage': the Pods of StatefulSet 'eu-web' get no names of their own (with release eu in argo)",
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
  const [found] = findingsOf(analysis, uriOf("shop/templates/config.yaml"));
  const text = analysis.files.get(uriOf("apps/release.yaml"))?.text ?? "";
  expect(found?.value?.uri).toBe(uriOf("apps/release.yaml"));
  expect(text.slice(found?.value?.span.start, found?.value?.span.end)).toBe("main-wep.live.svc");
  expect(found?.value?.path).toEqual(["host"]);
});

test("a release is no reason why something may be there that its own rendering does not make", () => {
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
    findingsOf(openCharts(text).analysis, uriOf("shop/templates/config.yaml")).map(
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
  const found = findingsOf(openCharts(text).analysis, uriOf("shop/templates/config.yaml"));
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
    return findingsOf(openCharts(text).analysis, uriOf("shop/templates/config.yaml")).length;
  };
  expect(found(", ref: values")).toBe(1);
  expect(found(", chart: cache")).toBe(0);
});

describe("comments that ignore findings of a template", () => {
  const values = "# file: shop/values.yaml\nservice:\n  enabled: true\n";
  const none = '{{ include "shop.name" . }}-hl # podns-ignore service-name-unknown: elsewhere';
  const ignoresPort = '{{ include "shop.name" . }} # podns-ignore service-port-unknown: none';
  const unused =
    "#                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 information: there is no finding of 'service-port-unknown' to ignore here; remove the comment (unused-suppression)\n";

  test("are used, or are told where no set of values uses them", () => {
    expectChartDiagnostics(`${head}${values}${helpers}${service}${set(none)}`);
    expectChartDiagnostics(`${head}${values}${helpers}${service}${set(ignoresPort, unused)}`);
  });

  test("are used where other values, or another release, use them", () => {
    const ignores = '{{ include "shop.name" . }} # podns-ignore service-name-unknown: of the platform';
    const off = "# file: shop/values-off.yaml\nservice: {enabled: false}\n";
    expectChartDiagnostics(`${head}${values}${off}${helpers}${service}${set(ignores)}`);
    expectChartDiagnostics(
      `${head}${values}${helpers}${service}${set("prod-web # podns-ignore service-name-unknown: prod")}`,
    );
  });

  test("are not judged where something is open, where helm fails, or where nothing is printed", () => {
    const open = head.replace(
      "version: 1.0.0",
      "version: 1.0.0\ndependencies: [{name: db, version: 1.x, repository: r}]",
    );
    expectChartDiagnostics(`${open}${values}${helpers}${service}${set(ignoresPort)}`);
    const needs = `# file: shop/templates/a.yaml\na: {{ required "x" .Values.x }}\n`;
    expectChartDiagnostics(`${head}${values}${helpers}${service}${set(ignoresPort)}${needs}`);
    expectChartDiagnostics(`${head}${values}# file: shop/templates/a.yaml
{{- if .Values.never }}
apiVersion: v1
kind: Service
metadata:
  name: a # podns-ignore service-port-unknown
{{- end }}
`);
  });
});

describe("comments that ignore findings at the values", () => {
  const port = (value: string): string => `# file: shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: config
data:
  host: ${value}
`;
  const templates = `${helpers}${service}${port("{{ .Values.host }}")}`;
  const ids = (text: string): readonly string[] => {
    const { analysis } = openCharts(text);
    return [...analysis.files.keys()].flatMap((uri) =>
      findingsOf(analysis, uri).map(
        ({ rule, finding }) =>
          `${uri.split("/").at(-1)} ${rule.id}${finding.at.comment === undefined ? "" : " comment"}`,
      ),
    );
  };
  const chart = (host: string, more = ""): string =>
    `${head}# file: shop/values.yaml\nservice: {enabled: true}\n${host}${more}${templates}`;
  const wrong = "http://ledger.{{ .Release.Namespace }}.svc:9090";
  const bad = chart("", "").replace("{{ .Values.host }}", "{{ tpl .Values.host . }}");

  test("are used by what the key makes, in front of it and behind it", () => {
    const own = (host: string): string =>
      bad.replace("service: {enabled: true}\n", `service: {enabled: true}\n${host}`);
    expect(ids(own(`host: "${wrong}"\n`))).toEqual(["config.yaml host-unresolvable"]);
    expect(ids(own(`# podns-ignore host-unresolvable: of the platform\nhost: "${wrong}"\n`))).toEqual([]);
    expect(ids(own(`host: "${wrong}" # podns-ignore host-unresolvable: of the platform\n`))).toEqual([]);
    expect(ids(own(`# podns-ignore-file host-unresolvable: of the platform\nhost: "${wrong}"\n`))).toEqual([]);
    expect(ids(own(`# podns-ignore service-port-unknown\nhost: "${wrong}"\n`))).toEqual([
      "values.yaml unused-suppression comment",
      "config.yaml host-unresolvable",
    ]);
  });

  test("are told where they ignore nothing, and say nothing of keys that nothing prints", () => {
    expectChartDiagnostics(
      chart(
        `# podns-ignore host-unresolvable: gone\n# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 information: there is no finding of 'host-unresolvable' to ignore here; remove the comment (unused-suppression)\nhost: localhost\n`,
      ),
    );
    expect(ids(chart("host: localhost\nother: x # podns-ignore host-unresolvable: later\n"))).toEqual([]);
    expect(
      ids(chart("host: localhost # podns-ignore host-unresolvable: of prod\n# file: shop/values-prod.yaml\nhost: x\n")),
    ).toEqual(["values.yaml unused-suppression comment"]);
  });

  const release = (values: string): string => `# file: clusters/eu.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: apps}
spec:
  chart: {spec: {chart: ./shop, sourceRef: {kind: GitRepository, name: repo}}}
${values}`;

  test("count in an object that gives the values, too", () => {
    const given = (values: string): readonly string[] => ids(`${chart("host: localhost\n")}${release(values)}`);
    expect(given("  values:\n    host: http://ledger.apps.svc:99\n")).toContain("config.yaml host-unresolvable");
    const ignored = "    # podns-ignore host-unresolvable\n    host: http://ledger.apps.svc:99\n";
    expect(given(`  values:\n${ignored}`).filter((id) => !id.startsWith("x"))).toEqual([]);
    expect(given(`  values:\n    # podns-ignore service-port-unknown\n    host: localhost\n`)).toEqual([
      "eu.yaml unused-suppression comment",
    ]);
    // What is not known of the chart's objects is not known of the comment.
    expect(
      given(
        `  valuesFrom: [{kind: Secret, name: s}]\n  values:\n    # podns-ignore service-port-unknown\n    host: localhost\n`,
      ),
    ).toEqual([]);
    expect(given(`  values:\n    # podns-ignore service-port-unknown\n    other: localhost\n`)).toEqual([]);
    // In front of what is not a value, the comment is one of the object.
    expect(given("  # podns-ignore service-port-unknown\n  values:\n    host: localhost\n")).toEqual([
      "eu.yaml unused-suppression comment",
    ]);
  });
});

describe("what helm refuses", () => {
  const problems = (text: string, file: string): readonly string[] => {
    const { analysis } = openCharts(text);
    const source = analysis.files.get(uriOf(file))?.text ?? "";
    return chartProblems(analysis, uriOf(file)).map(
      ({ span, severity, message }) => `${source.slice(span.start, span.end)}: ${severity}: ${message}`,
    );
  };
  const values = "# file: shop/values.yaml\nservice: {enabled: true}\n";

  test("is told at its place", () => {
    expect(
      problems(
        `${head}${values}# file: shop/templates/a.yaml\na: {{ .Values.x | nofunction }}\n`,
        "shop/templates/a.yaml",
      ),
    ).toEqual([
      'a: {{ .Values.x | nofunction }}: error: helm fails: parse error at (shop/templates/a.yaml:1): function "nofunction" not defined',
    ]);
  });

  test("a template that nobody defines is an error, whatever the values", () => {
    const found = problems(
      `${head}${values}# file: shop/templates/a.yaml\na: {{ include "shop.nowhere" . }}\n`,
      "shop/templates/a.yaml",
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/: error: helm fails: .*no template "shop\.nowhere"/);
  });

  test("of values that an installation brings is not a fault of the chart", () => {
    const template = '# file: shop/templates/a.yaml\na: {{ required "x is needed" .Values.x }}\n';
    expect(problems(`${head}${values}${template}`, "shop/templates/a.yaml")).toEqual([]);
  });

  const release = (spec: string): string => `# file: clusters/eu.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: eu, namespace: apps}
spec:
  chart: {spec: {chart: ./shop, sourceRef: {kind: GitRepository, name: repo}}}
${spec}`;

  test.each([
    ["a value that nobody gives", "a: {{ .Values.x.y }}"],
    ["a value that the chart asks for", 'a: {{ required "x is needed" .Values.x }}'],
  ])("of a release is an error, but where it may bring values that are not known: %s", (_, template) => {
    const text = `${head}${values}# file: shop/templates/a.yaml\n${template}\n`;
    const severities = (spec: string): readonly string[] =>
      problems(text + release(spec), "shop/templates/a.yaml").map((one) =>
        one.replace(/^.*: (\w+): helm fails: .*$/s, "$1"),
      );
    expect(severities("  values: {}\n")).toEqual(["error"]);
    const isAsked = template.includes("required");
    expect(severities("  valuesFrom: [{kind: Secret, name: s}]\n")).toEqual(isAsked ? [] : ["information"]);
  });

  test("of a values file is told in it, where it is not YAML", () => {
    const template = "# file: shop/templates/a.yaml\na: {{ .Values.x }}\n";
    const broken = "# file: shop/values-prod.yaml\nx: 1\ny: [a\nz: 2\n";
    const [message, ...others] = problems(`${head}${values}${broken}${template}`, "shop/values-prod.yaml");
    expect(others).toEqual([]);
    expect(message).toMatch(
      /^: information: helm fails: failed to parse .*: yaml: line \d+: .* \(with values-prod\.yaml\)$/,
    );
    expect(problems(`${head}${values}x: [\n${template}`, "shop/values.yaml")).toEqual([
      expect.stringMatching(/^: error: helm fails: cannot load values\.yaml: /),
    ]);
  });

  test("a broken template keeps what was rendered before", () => {
    const good = `${head}${values}${helpers}${service}${set('{{ include "shop.name" . }}-hl')}`;
    const { workspace } = openCharts(good);
    const before = findingsOf(workspace.analysis, uriOf("shop/templates/set.yaml"));
    const text = workspace.analysis.files.get(uriOf("shop/templates/service.yaml"))?.text ?? "";
    const analysis = workspace.apply([{ uri: uriOf("shop/templates/service.yaml"), text: `${text}{{ if` }]);
    const [environment] = analysis.environmentsOf(uriOf("shop/templates/set.yaml"));
    expect(before).toHaveLength(1);
    expect(environment?.declarations.map(({ object }) => object.kind)).toEqual(["Service", "StatefulSet"]);
    expect(chartProblems(analysis, uriOf("shop/templates/service.yaml"))).toHaveLength(1);
  });
});

test("an edit renders what reads the file, and nothing else", () => {
  const other = head.replaceAll("shop", "other");
  const { workspace } = openCharts(`${head}# file: shop/values.yaml
service: {enabled: true}
# file: shop/values-prod.yaml
service: {enabled: false}
${helpers}${service}${other}# file: other/templates/a.yaml
apiVersion: v1
kind: Service
metadata: {name: other}
`);
  const look = (): number => {
    const before = workspace.counters.chartsRendered;
    for (const path of ["shop/values.yaml", "other/Chart.yaml"])
      for (const environment of workspace.analysis.chartsAt(uriOf(path))) void environment.declarations;
    return workspace.counters.chartsRendered - before;
  };
  expect([look(), look()]).toEqual([3, 0]);
  workspace.apply([{ uri: uriOf("shop/values-prod.yaml"), text: "service: {enabled: true}\n" }]);
  expect(look()).toBe(1);
  workspace.apply([{ uri: uriOf("shop/values.yaml"), text: "service: {enabled: true}\nmore: 1\n" }]);
  expect(look()).toBe(2);
  workspace.apply([{ uri: uriOf("elsewhere.yaml"), text: "a: 1\n" }]);
  expect(look()).toBe(0);
});

describe("fixes", () => {
  const ports = (targetPort: string, values: string): string => `${head}# file: shop/values.yaml
${values}# file: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  clusterIP: None
  selector: {app: web}
  ports:
    - {name: http, port: 80, targetPort: ${targetPort}}
${set("{{ .Release.Name }}").replace('{{ include "shop.name" . }}', "web")}`;

  const edits = (text: string): readonly string[] => {
    const { analysis } = openCharts(text);
    return findingsOf(analysis, uriOf("shop/templates/service.yaml")).flatMap(({ finding }) =>
      (finding.fixes?.() ?? []).flatMap(({ title, edits: all }) =>
        all.map(({ uri, span, text: next }) => {
          const source = analysis.files.get(uri)?.text ?? "";
          return `${title}: ${uri.split("/").at(-1)} '${source.slice(span.start, span.end)}' to '${next}'`;
        }),
      ),
    );
  };

  test("edit literal text of a template", () => {
    expect(edits(ports("htpp", "a: 1\n"))).toContain("Change targetPort to 'http': service.yaml 'htpp' to 'http'");
  });

  test("edit the key of a values file", () => {
    expect(edits(ports("{{ .Values.port }}", 'port: "htpp"\n'))).toContain(
      "Change targetPort to 'http': values.yaml '\"htpp\"' to '\"http\"'",
    );
  });

  test.each([
    ["an object", "valuesObject: {port: htpp}", "valuesObject: {port: http}"],
    [
      "a text",
      "values: |\n        other: 1\n        port: 'htpp'",
      "values: |\n        other: 1\n        port: 'http'",
    ],
    ["a parameter", "parameters: [{name: port, value: htpp}]", "parameters: [{name: port, value: http}]"],
  ])("edit the value that an Application gives: %s", (_, helm, expected) => {
    const application = (given: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: eu}
spec:
  destination: {namespace: stage}
  source:
    path: shop
    helm:
      ${given}
`;
    const { analysis } = openCharts(
      `${ports("{{ .Values.port }}", "port: http\n")}# file: argo/eu.yaml\n${application(helm)}`,
    );
    const found = findingsOf(analysis, uriOf("shop/templates/service.yaml"));
    const fixes = found.flatMap(({ finding }) => finding.fixes?.() ?? []);
    const edit = fixes.find(({ title }) => title === "Change targetPort to 'http'")?.edits ?? [];
    expect(edit.map(({ uri }) => uri)).toEqual([uriOf("argo/eu.yaml")]);
    expect(applyEdits(application(helm), edit)).toBe(application(expected));
  });

  test("edit no expression", () => {
    expect(edits(ports("{{ .Values.port }}pp", "port: ht\n"))).toEqual([]);
  });
});

test("templates of a chart that is rendered are read as manifests only where that is quick: for the names that they say", () => {
  const { workspace } =
    openCharts(`${head}${helpers}${set('{{ include "shop.name" . }}')}${service}# file: shop/values.yaml
service:
  enabled: true
# file: other/Chart.yaml
apiVersion: v2
name: other
version: 1.0.0
# file: other/templates/broken.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ fail "never" }}
`);
  const { analysis } = workspace;
  for (const uri of analysis.files.keys()) findingsOf(analysis, uri);
  const read = [...analysis.files.values()].filter(
    ({ role, manifests }) => role === "helm-template" && manifests.some(({ manifest }) => !isUnread(manifest)),
  );
  // `set.yaml` has an anchor.
  expect(read.map(({ uri }) => uri).sort()).toEqual(
    ["other/templates/broken.yaml", "shop/templates/service.yaml"].map(uriOf),
  );
});
