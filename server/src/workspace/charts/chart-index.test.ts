import { describe, expect, test } from "vitest";
import { open, root, uriOf } from "../../../../test/fixture/workspace.ts";
import { judgeFile } from "../../ide/rules/run/run.ts";
import { unmask } from "../../kubernetes/manifests/template-text.ts";
import { siteSpan } from "../places/site.ts";

const chart = `
# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 0.1.0
# file: shop/values.yaml
replicas: 2
# file: shop/templates/service.yaml
{{- if .Values.enabled }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "shop.fullname" . }}-headless
  namespace: {{ .Release.Namespace }}
spec:
  clusterIP: None
  selector:
    {{- include "shop.selector" . | nindent 4 }}
    app: shop
{{- end }}
# file: shop/templates/set.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "shop.fullname" . }}
spec:
  replicas: {{ .Values.replicas }}
  serviceName: {{- include "shop.fullname" . -}}-headless
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: shop
          image: {{ .Values.image | quote }}
`;

const setUri = uriOf("shop/templates/set.yaml");

describe("a chart as it is written", () => {
  test("equal expressions are one name, whatever their blanks; the release's namespace is the same one", () => {
    const { analysis } = open(chart);
    const [environment, ...others] = analysis.environmentsOf(setUri);
    expect([environment?.kind, environment?.open.length, others.length]).toEqual(["chart", 1, 0]);
    const services = [...(environment?.cluster.services.values() ?? [])].filter(({ declaration }) => declaration);
    expect(services.map(({ name, headless }) => [unmask(name), headless])).toEqual([
      ['{{ include "shop.fullname" . }}-headless', true],
    ]);
    const [pod] = [...(environment?.cluster.pods.values() ?? [])].filter(({ declaration }) => declaration);
    expect(pod?.subdomain).toBe(services[0]?.name);
    expect(unmask(pod?.name ?? "")).toBe('{{ include "shop.fullname" . }}-0');
  });

  test("it is never judged, and is not a world to ask in", () => {
    const { analysis } = open(chart);
    expect([...analysis.files.keys()].flatMap((uri) => judgeFile(analysis, uri))).toEqual([]);
    expect(analysis.environments().filter(({ kind }) => kind === "chart")).toEqual([]);
  });

  test("of two templates that write one Service the last by name counts, whichever came last", () => {
    const service = "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { clusterIP: None }\n";
    const files = ["a", "b"].map((name) => `# file: shop/templates/${name}.yaml\n${service}`).join("");
    const { workspace, analysis } = open(`${chart}${files}`);
    const written = (): string | undefined =>
      workspace.analysis.environmentsOf(setUri)[0]?.cluster.services.get("default/web")?.declaration?.uri;
    const [uri, last] = [uriOf("shop/templates/a.yaml"), uriOf("shop/templates/b.yaml")];
    const text = analysis.files.get(uri)?.text ?? "";
    expect(written()).toBe(last);
    workspace.apply([{ uri, text: null }]);
    workspace.apply([{ uri, text }]);
    expect(written()).toBe(last);
  });

  test("an edit of a plain file builds nothing of a chart again", () => {
    const { workspace, analysis } = open(
      `${chart}# file: plain.yaml\napiVersion: v1\nkind: Service\nmetadata: { name: a }\n`,
    );
    expect(analysis.environmentsOf(setUri)[0]?.cluster.services.size).toBeGreaterThan(0);
    const before = workspace.counters.clustersBuilt;
    const edited = workspace.apply([
      { uri: uriOf("plain.yaml"), text: "apiVersion: v1\nkind: Service\nmetadata: { name: b }\n" },
    ]);
    expect(edited.environmentsOf(setUri)[0]?.cluster).toBe(analysis.environmentsOf(setUri)[0]?.cluster);
    expect(workspace.counters.clustersBuilt).toBe(before);
  });
});

const rendering = (replicas: number, values = "") => ({
  folder: `${root}/shop`,
  values,
  documents: [
    {
      source: "templates/service.yaml",
      text: "# Source: shop/templates/service.yaml\napiVersion: v1\nkind: Service\nmetadata: { name: r-headless }\nspec: { clusterIP: None, selector: { app: shop } }\n",
    },
    {
      source: "templates/set.yaml",
      text: `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: r }\nspec: { replicas: ${replicas}, serviceName: r-headless, selector: { matchLabels: { app: shop } }, template: { metadata: { labels: { app: shop } }, spec: { containers: [{ name: c }] } } }\n`,
    },
  ],
});

describe("a chart that helm rendered", () => {
  test("each values file is an environment, and fields have their place in the template", () => {
    const { workspace } = open(chart);
    const analysis = workspace.setCharts([rendering(2), rendering(5, "values-prod.yaml")]);
    const environments = analysis.environmentsOf(setUri);
    expect(environments.map(({ label, open: reasons }) => [label, reasons])).toEqual([
      ["shop (Helm chart)", []],
      ["shop (Helm chart, values-prod.yaml)", []],
    ]);
    expect(
      environments.map(({ cluster }) => [...cluster.pods.keys()].filter((id) => id.startsWith("default/r-")).length),
    ).toEqual([2, 5]);
    const set = environments[0]?.declarations.find(({ object }) => object.kind === "StatefulSet");
    if (set === undefined) throw new Error("the set is missing");
    const span = siteSpan(analysis, { declaration: set, path: ["spec", "serviceName"] });
    const text = analysis.files.get(setUri)?.text ?? "";
    expect(text.slice(span?.span.start, span?.span.end)).toBe('{{- include "shop.fullname" . -}}-headless');
    const [written] = analysis.files.get(setUri)?.manifests.flatMap(({ manifest }) => manifest.declarations) ?? [];
    expect(written && environments[1]?.madeFrom(written).map(({ object }) => object.meta.name)).toEqual(["r"]);
    expect(analysis.environments().filter(({ kind }) => kind === "chart")).toHaveLength(2);
    expect(judgeFile(analysis, setUri)).toEqual([]);
  });
});
