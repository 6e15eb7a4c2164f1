import { describe, expect, test } from "vitest";
import {
  codeLenses,
  complete,
  completions,
  definition,
  hover,
  references,
  symbols,
} from "../../../../test/fixture/features.ts";
import { openCharts, uriOf } from "../../../../test/fixture/workspace.ts";
import { valueSite } from "../../workspace/places/site.ts";
import { renderedChart } from "./charts/rendered-chart.ts";
import { fullSupport } from "./client.ts";

/** A chart whose Service and StatefulSet are called by a helper. @param line a line of the set, with the cursor */
const chart = (serviceName: string, values = "replicas: 2\n"): string => `# engine
# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
# file: shop/values.yaml
${values}# file: shop/values-prod.yaml
replicas: 3
suffix: "-prod"
# file: shop/templates/_helpers.tpl
{{ define "shop.name" }}{{ .Release.Name }}-web{{ .Values.suffix }}{{ end }}
# file: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ include "shop.name" . }}
spec:
  clusterIP: None
  selector:
    app: web
# file: shop/templates/set.yaml
{{- if true }}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "shop.name" . }}
spec:
  serviceName: ${serviceName}
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      {{- toYaml .Values.labels | nindent 6 }}
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: web
{{- end }}
`;

const labels = "replicas: 2\nlabels:\n  app: web\n";

test("a hover on a template's line shows the value, for each set of values, and the table of Pods", () => {
  const text = hover(chart('{{ incl$0ude "shop.name" . }}', labels));
  expect(text).toContain("**shop-web**: headless Service in `default`");
  expect(text).toContain("`shop-web-1.shop-web.default.svc.cluster.local`");
  expect(text).toContain("Prints `shop-web` with the chart's own values; `shop-web-prod` with values-prod.yaml.");
  expect(text).toContain("The release is assumed to be called like the chart.");
});

test("a hover shows the Pods of other sets of values where they differ", () => {
  const text = hover(chart('{{ include "shop.name" . }}', labels).replace("  serviceName:", "  serviceN$0ame:"));
  expect(text).toContain("**shop-web**: headless Service in `default`");
  expect(text).toMatch(/In \*\*shop \(Helm chart, values-prod\.yaml\)\*\*: \*\*shop-web-prod\*\*: headless Service/);
  expect(text).toContain("`shop-web-prod-2.shop-web-prod.default.svc.cluster.local`");
  const same = hover(
    chart('{{ include "shop.name" . }}', `${labels}suffix: ""\n`)
      .replace('replicas: 3\nsuffix: "-prod"', "other: 1")
      .replace("  serviceName:", "  serviceN$0ame:"),
  );
  expect(same).toContain("**shop-web**: headless Service in `default`");
  expect(same).not.toContain("In **shop (Helm chart, values-prod.yaml)**");
});

test.each([
  ["made up", "x: 1\n", "x: 2\n", false],
  ["of the values", "ip: 10.96.0.40\n", "ip: 10.96.0.41\n", true],
])("a hover shows the address of another set of values where the values state it: %s", (_, own, other, isShown) => {
  const address = "{{ with .Values.ip }}  clusterIP: {{ . }}\n{{ end }}";
  const text = hover(`# engine
# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
# file: shop/values.yaml
${own}# file: shop/values-prod.yaml
${other}# file: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: s$0hop
spec:
${address}  ports: [{ port: 80 }]
  selector: { app: web }
`);
  expect(text).toContain("| `shop.default.svc.cluster.local` | A |");
  expect(text.includes("In **shop (Helm chart, values-prod.yaml)**")).toBe(isShown);
});

test("a hover on a value leads to its key", () => {
  const text = hover(
    chart('{{ include "shop.name" . }}', labels).replace("{{ .Values.replicas }}", "{{ .Val$0ues.replicas }}"),
  );
  expect(text).toContain(
    "Prints `2` with the chart's own values; `3` with values-prod.yaml, the value `replicas` ([values.yaml:1](shop/values.yaml#L1,11)).",
  );
});

test("definition and references lead from template to template", () => {
  expect(definition(chart('{{ incl$0ude "shop.name" . }}', labels))).toContain(
    'shop/templates/service.yaml:4 {{ include "shop.name" . }}',
  );
  const text = chart('{{ include "shop.name" . }}', labels).replace(
    'name: {{ include "shop',
    'name: {{ incl$0ude "shop',
  );
  expect(references(text)).toContain('shop/templates/set.yaml:7 {{ include "shop.name" . }}');
});

test("lenses and symbols stand at the template's lines", () => {
  const text = chart('{{ include "shop.name" . }}', labels);
  const [service, set] = ["service", "set"].map((name) => codeLenses(text, fullSupport, `shop/templates/${name}.yaml`));
  expect([...(service ?? []), ...(set ?? [])]).toEqual([
    "shop/templates/service.yaml:1 apiVersion: 2 Pods · 2 names · 2 resolve · All records ()",
    "shop/templates/set.yaml:2 apiVersion: Simulate nslookup (default/shop-web-0 shop-web-0.shop-web)",
    "shop/templates/set.yaml:2 apiVersion: 2 names · 2 resolve ()",
  ]);
  expect(symbols(text, "shop/templates/set.yaml")[0]).toContain("StatefulSet shop-web");
});

/** A chart that carries another one. */
const umbrella = (template: string, values = "db:\n  port: 1\n", sub = "port: 5432\n"): string => `# engine
# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
dependencies:
  - {name: postgres, alias: db, version: "*"}
# file: shop/values.yaml
${values}# file: shop/charts/postgres/Chart.yaml
apiVersion: v2
name: postgres
version: 1.0.0
# file: shop/charts/postgres/values.yaml
${sub}# file: shop/charts/postgres/templates/_names.tpl
{{ define "db.port" }}{{ .Values.port }}{{ end }}
# file: shop/charts/postgres/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-db
spec:
  ports:
    - port: ${template}
`;

test("a key of values leads to the values files that have it, the parent's too", () => {
  expect(definition(umbrella("{{ .Values.po$0rt }}"))).toEqual([
    "shop/values.yaml:2 port",
    "shop/charts/postgres/values.yaml:1 port",
  ]);
});

test("a statement in a loop shows all that it prints", () => {
  const text = `# engine
# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
# file: shop/values.yaml
names: [a, b]
# file: shop/values-more.yaml
names: [a, b, c]
# file: shop/templates/services.yaml
{{- range .Values.names }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ . }}-h$0l
{{- end }}
`;
  const printed =
    "Prints `a-hl` and `b-hl` with the chart's own values; `a-hl`, `b-hl` and `c-hl` with values-more.yaml.";
  expect(hover(text)).toContain(printed);
});

/** A chart with a StatefulSet, its Service and a ConfigMap. @param url a value with the cursor */
const naming = (url: string, name = '{{ include "shop.name" . | quote }}'): string =>
  `${chart('{{ include "shop.name" . }}', labels).replace('name: {{ include "shop.name" . }}', `name: ${name}`)}# file: shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-config
data:
  url: ${url}
`;

test("names are completed in strings of a template, and written as the expressions that print them", () => {
  const written = (text: string, label: string): string => /url: (.*)/.exec(complete(text, label))?.[1] ?? "";
  expect(completions(naming("http://$0:80/"))[0]).toContain("shop-web (shop-web.default.svc.cluster.local)");
  expect(written(naming("http://$0:80/"), "shop-web")).toBe('http://{{ include "shop.name" . }}:80/');
  expect(written(naming("http://sh$0:80/", "{{ $.Release.Name }}-web"), "shop-web")).toBe(
    "http://{{ $.Release.Name }}-web:80/",
  );
  // A variable, and a field of something, mean nothing here.
  expect(
    written(
      naming("http://$0:80/", "{{ $name }}{{ .Release.Name }}-web").replace(
        "apiVersion: v1\nkind: Service",
        '{{- $name := "" }}\napiVersion: v1\nkind: Service',
      ),
      "shop-web",
    ),
  ).toBe("http://shop-web:80/");
  expect(written(naming("shop-web-0.$0"), "shop-web-0")).toBe(
    '{{ include "shop.name" . }}-0.{{ include "shop.name" . }}',
  );
  // What an action prints a part of is left alone.
  expect(completions(naming("http://{{ .Release.Name }}-$0"))).toEqual([]);
  const field = chart("$0");
  expect(complete(field, "shop-web")).toContain('serviceName: {{ include "shop.name" . }}');
});

test("a place that reads a key of a chart with two names is listed once", () => {
  const text = umbrella("{{ .Values.port }}", "db:\n  port: 1\n", "po$0rt: 5432\n").replace(
    '  - {name: postgres, alias: db, version: "*"}\n',
    '  - {name: postgres, alias: db, version: "*"}\n  - {name: postgres, alias: other, version: "*"}\n',
  );
  const places = references(text);
  expect(places).toHaveLength(new Set(places).size);
  expect(places).toHaveLength(2);
});

test("a named template leads to its definition, and back to those that use it", () => {
  const text = umbrella('{{ include "db.po$0rt" . }}');
  expect(definition(text)).toEqual(["shop/charts/postgres/templates/_names.tpl:1 db.port"]);
  expect(references(text.replace("po$0rt", "port").replace('define "db', 'define "$0db'))).toEqual([
    "shop/charts/postgres/templates/service.yaml:7 db.port",
  ]);
});

test("a named template in the name of an object leads to its definition alone", () => {
  const text = chart('{{ include "shop.name" . }}', labels);
  expect(definition(text.replace('  name: {{ include "shop.name"', '  name: {{ include "shop.na$0me"'))).toEqual([
    "shop/templates/_helpers.tpl:1 shop.name",
  ]);
  expect(
    definition(text.replace('serviceName: {{ include "shop.name"', 'serviceName: {{ include "shop.na$0me"')),
  ).toEqual(["shop/templates/_helpers.tpl:1 shop.name", 'shop/templates/service.yaml:4 {{ include "shop.name" . }}']);
});

test("a key in a values file leads to the templates that read it, and says what it makes", () => {
  const text = umbrella("{{ .Values.port }}", "db:\n  po$0rt: 1\n");
  expect(references(text)).toEqual([
    "shop/charts/postgres/templates/_names.tpl:1 .Values.port",
    "shop/charts/postgres/templates/service.yaml:7 .Values.port",
  ]);
  expect(hover(text)).toBe(
    "`db.port`\n\nMakes `spec.ports[0].port` of Service `shop-db` (`shop-db.default.svc.cluster.local`) in [service.yaml](shop/charts/postgres/templates/service.yaml#L7,13).\n\nRead in [\\_names.tpl:1](shop/charts/postgres/templates/_names.tpl#L1,26) and [service.yaml:7](shop/charts/postgres/templates/service.yaml#L7,16).",
  );
});

test("a key in a values file says which names are made of it", () => {
  const text = chart("x", `${labels}suf$0fix: "-a"\n`);
  expect(hover(text)).toContain(
    "Is a part of `metadata.name` of Service `shop-web-a` (`shop-web-a.default.svc.cluster.local`) in [service.yaml](shop/templates/service.yaml#L4,9), `metadata.name` of StatefulSet `shop-web-a` in [set.yaml](shop/templates/set.yaml#L5,9).",
  );
  const keys = umbrella("80", "services:\n  web$0: {port: 1}\n").replace(
    "# file: shop/charts/postgres/Chart.yaml",
    `# file: shop/templates/all.yaml
{{- range $name, $service := .Values.services }}
apiVersion: v1
kind: Service
metadata:
  name: {{ $.Release.Name }}-{{ $name }}
{{- end }}
# file: shop/charts/postgres/Chart.yaml`,
  );
  expect(hover(keys)).toContain("Is a part of `metadata.name` of Service `shop-web`");
});

test("a key that nothing reads has no hover", () => {
  expect(hover(umbrella("80", "oth$0er: 1\n"))).toBe("");
});

test("the rendered chart links values to their keys, and keys to the template", () => {
  const { analysis } = openCharts(umbrella("{{ .Values.port }}").slice("# engine\n".length));
  const { text, links, label } = renderedChart(analysis, { uri: uriOf("shop/values.yaml") });
  expect(label).toBe("shop (Helm chart)");
  const lines = text.split("\n");
  const shown = links.map(({ range: { start, end }, uri, target }) => {
    const part = lines[start.line]?.slice(start.character, end.character);
    return `${part} ${uri.split("/workspace/")[1]}:${target.start.line + 1}`;
  });
  expect(shown).toContain("shop-db shop/charts/postgres/templates/service.yaml:4");
  expect(shown).toContain("1 shop/values.yaml:2");
  expect(shown).toContain("port shop/charts/postgres/templates/service.yaml:7");
});

test("keys of values and named templates are completed; functions are not", () => {
  expect(completions(umbrella("{{ .Values.$0 }}"))).toEqual(["port (1)"]);
  expect(complete(umbrella("{{ .Values.po$0 }}"), "port")).toContain("port: {{ .Values.port }}");
  expect(completions(umbrella('{{ include "db$0" . }}'))).toEqual(["db.port (charts/postgres/templates/_names.tpl)"]);
  expect(completions(umbrella("{{ inc$0 }}"))).toEqual([]);
  expect(completions(umbrella("80 # .Values.$0"))).toEqual([]);
});

/** A chart and what installs it. @param port of the Service */
const installed = (installer: string, port = "{{ .Values.web.port }}"): string => `# engine
# file: apps/shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
# file: apps/shop/values.yaml
web:
  port: 1
# file: apps/shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-web
spec:
  ports:
    - port: ${port}
${installer}`;

const helmRelease = (values: string): string => `# file: clusters/shop.yaml
# what runs
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: eu, namespace: prod}
spec:
  chart: {spec: {chart: ./apps/shop, sourceRef: {kind: GitRepository, name: repo}}}
${values}`;

const application = (helm: string): string => `# file: argo/shop.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: eu}
spec:
  destination: {namespace: prod}
  source:
    path: apps/shop
    helm:
${helm}`;

const applicationSet = (helm: string): string => `# file: argo/all.yaml
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all}
spec:
  generators: [{list: {elements: [{env: eu}]}}]
  template:
    metadata: {name: '{{env}}'}
    spec:
      destination: {namespace: prod}
      source:
        path: apps/shop
        helm:
${helm}`;

const configMap = `# file: clusters/values.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: v}
data:
  one: "90"
  values.yaml: |
    # of the shop
    web:
      po$0rt: 90
`;

describe("values that an object gives to a chart", () => {
  const release = "  values:\n    web:\n      po$0rt: 90\n";
  test.each([
    ["a HelmRelease", helmRelease(release), "clusters/shop.yaml:10 port"],
    [
      "a HelmRelease's ConfigMap",
      helmRelease("  valuesFrom: [{kind: ConfigMap, name: v}]\n") + configMap,
      "clusters/values.yaml:9 port",
    ],
    [
      "a HelmRelease's single value",
      helmRelease("  valuesFrom: [{kind: ConfigMap, name: v, valuesKey: one, targetPath: web.port}]\n") +
        configMap.replace("$0", "").replace("one:", "on$0e:"),
      "clusters/values.yaml:5 one",
    ],
    ["an Application's object", application("      valuesObject: {web: {po$0rt: 90}}\n"), "argo/shop.yaml:9 port"],
    [
      "an Application's text",
      application("      values: |\n\n        web:\n          x: 1\n          po$0rt: 90\n"),
      "argo/shop.yaml:13 port",
    ],
    [
      "an Application's parameter",
      application("      parameters:\n        - {name: x, value: y}\n        - {name: web.po$0rt, value: '90'}\n"),
      "argo/shop.yaml:11 web.port",
    ],
    ["an ApplicationSet", applicationSet("          valuesObject: {web: {po$0rt: 90}}\n"), "argo/all.yaml:13 port"],
    [
      "a kustomization",
      "# file: kustomization.yaml\nhelmGlobals: {chartHome: apps}\nhelmCharts:\n  - name: shop\n    releaseName: eu\n    namespace: prod\n    valuesInline:\n      web: {po$0rt: 90}\n",
      "kustomization.yaml:7 port",
    ],
    [
      "a file that lies elsewhere",
      "# file: .podns.yaml\ncharts: [{path: apps/shop, values: env/eu.yaml, release: eu, namespace: prod}]\n# file: env/eu.yaml\nweb:\n  po$0rt: 90\n",
      "env/eu.yaml:2 port",
    ],
  ])("are the definition of a key, say what they make, and lead to their readers: %s", (_, installer, key) => {
    const uncut = installer.replace("$0", "");
    expect(definition(installed(uncut, "{{ .Values.web.po$0rt }}"))).toEqual([key, "apps/shop/values.yaml:2 port"]);
    expect(references(installed(installer))).toEqual(["apps/shop/templates/service.yaml:7 .Values.web.port"]);
    const shown = hover(installed(installer));
    expect(shown).toContain(
      "`web.port`\n\nMakes `spec.ports[0].port` of Service `eu-web` (`eu-web.prod.svc.cluster.local`) in [service.yaml](apps/shop/templates/service.yaml#L7,13).",
    );
    expect(shown).toContain("Read in [service.yaml:7](apps/shop/templates/service.yaml#L7,16).");
    // What the template prints leads to the value.
    const { analysis } = openCharts(installed(uncut).slice("# engine\n".length));
    const [service] = analysis
      .charts()
      .flatMap(({ chart, declarations }) => (chart?.kind === "release" ? declarations : []));
    const site = service && valueSite(analysis, { declaration: service, path: ["spec", "ports", 0, "port"] });
    const text = analysis.files.get(site?.uri ?? uriOf(""))?.text.slice(site?.span.start, site?.span.end) ?? "";
    expect([site?.uri, text.replace(/['"]/g, "")]).toEqual([uriOf(key.split(":")[0] ?? ""), "90"]);
  });

  test("a name in them is explained, too", () => {
    const values = "  values:\n    host: eu-w$0eb.prod\n";
    const shown = hover(
      installed(helmRelease(values)).replace("  ports:", "  externalName: {{ .Values.host }}\n  ports:"),
    );
    expect(shown).toContain("`eu-web.prod.svc.cluster.local`");
    expect(shown).toContain("Makes `spec.externalName` of Service `eu-web`");
  });

  test("beside them an object's own fields have their hovers", () => {
    expect(hover(installed(helmRelease("  val$0ues: {web: {port: 1}}\n")))).toBe("");
    expect(references(installed(helmRelease("  releaseName: e$0u\n  values: {web: {port: 1}}\n")))).toEqual([]);
  });

  test("keys of a chart in a chart are found where its parent's release gives them", () => {
    const text = umbrella("{{ .Values.po$0rt }}", "other: 1\n");
    const values = helmRelease("  values:\n    db: {port: 6}\n").replace("./apps/shop", "./shop");
    expect(definition(text + values)).toEqual(["clusters/shop.yaml:9 port", "shop/charts/postgres/values.yaml:1 port"]);
  });
});

test("a library reads the values of the chart that includes it", () => {
  const text = (template: string, values: string): string => `# engine
# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
# file: shop/values.yaml
${values}# file: shop/charts/lib/Chart.yaml
apiVersion: v2
name: lib
version: 1.0.0
type: library
# file: shop/charts/lib/templates/_names.tpl
{{ define "lib.name" }}{{ default .Release.Name ${template} }}{{ end }}
# file: shop/templates/all.yaml
apiVersion: v1
kind: Service
metadata: {name: {{ include "lib.name" . }}}
`;
  expect(definition(text(".Values.fullname$0Override", 'fullnameOverride: ""\n'))).toEqual([
    "shop/values.yaml:1 fullnameOverride",
  ]);
  expect(references(text(".Values.fullnameOverride", 'fullname$0Override: ""\n'))).toEqual([
    "shop/charts/lib/templates/_names.tpl:1 .Values.fullnameOverride",
  ]);
  expect(completions(text(".Values.$0", 'fullnameOverride: ""\n'))).toEqual(["fullnameOverride ()"]);
});

test("a template of a library is seen through the chart that includes it", () => {
  const shown = hover(`# engine
# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
# file: shop/charts/lib/Chart.yaml
apiVersion: v2
name: lib
version: 1.0.0
type: library
# file: shop/charts/lib/templates/_service.yaml
{{ define "lib.service" }}
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release$0.Name }}-db
spec:
  ports: [{port: 80}]
{{ end }}
# file: shop/templates/all.yaml
{{ include "lib.service" . }}
`);
  expect(shown).toContain("**shop-db**: Service");
});
