/** Sets of values of a chart: its own files, the settings, and how releases come together. */
import { describe, expect, test } from "vitest";
import { chart, own, prod, sets } from "../../../../test/fixture/chart-releases.ts";
import { openCharts, uriOf } from "../../../../test/fixture/workspace.ts";

test("the chart's own values, and each values file", () => {
  expect(sets("")).toEqual([own, prod]);
  expect(sets("# file: apps/shop/values/eu.yaml\nport: 82\n# file: apps/shop/ci/x-values.yaml\nport: 83\n")).toEqual([
    own,
    "values 'ci/x-values.yaml' default/shop:83",
    prod,
    "values 'values/eu.yaml' default/shop:82",
  ]);
});

test("an edit of a release renders its set again, and no other", () => {
  const release = (port: number): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec: {source: {path: apps/shop, helm: {valuesObject: {port: ${port}}}}}\n`;
  const { workspace } = openCharts(`${chart}# file: argo.yaml\n${release(1)}`);
  const look = (): readonly number[] => {
    const before = workspace.counters.chartsRendered;
    const all = workspace.analysis.chartsAt(uriOf("apps/shop/Chart.yaml"));
    const ports = all.flatMap(({ declarations }) =>
      declarations.flatMap(({ object }) => (object.kind === "Service" ? (object.ports[0]?.port ?? 0) : [])),
    );
    return [workspace.counters.chartsRendered - before, ...ports];
  };
  expect(look()).toEqual([3, 80, 81, 1]);
  workspace.apply([{ uri: uriOf("argo.yaml"), text: release(2) }]);
  expect(look()).toEqual([1, 80, 81, 2]);
});

test("of a folder with very many values files, the first are rendered", () => {
  const files = Array.from({ length: 200 }, (_, index) => `# file: apps/shop/values/v${index}.yaml\nport: ${index}\n`);
  const { analysis } = openCharts(`${chart}${files.join("")}`);
  expect(analysis.chartsAt(uriOf("apps/shop/Chart.yaml"))).toHaveLength(51);
});

test("the setting 'charts' counts beside Chart.yaml, too, however its paths are written", () => {
  const { analysis } = openCharts(`# file: Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
# file: env/prod.yaml
replicas: 2
# file: templates/set.yaml
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}}
spec: {ports: [{port: 80}]}
# file: .podns.yaml
clusterDomain: example.test
charts:
  - {path: ., values: ./env/prod.yaml, release: x}
  - {path: ./, release: "", namespace: ""}
  - {path: nosuch}
`);
  expect(analysis.settings.clusterDomain).toBe("example.test");
  expect(analysis.chartsAt(uriOf("Chart.yaml")).map(({ chart }) => [chart?.kind, chart?.set])).toEqual([
    ["default", ""],
    ["release", "release x"],
    ["release", "release"],
  ]);
});

test("sets of values stand in the order of their files' paths, in whatever order the files came", () => {
  const release = (name: string, config: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: ${name}}
spec:
  chart: {spec: {chart: ./apps/shop, sourceRef: {kind: GitRepository, name: repo}}}
  valuesFrom: [{kind: ConfigMap, name: ${config}}]
`;
  const values = (port: number): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: v}\ndata: {values.yaml: "port: ${port}"}\n`;
  const files: readonly (readonly [string, string])[] = [
    ["c/a.yaml", release("a", "v")],
    ["c/b.yaml", release("b", "v")],
    ["c/v1.yaml", values(91)],
    ["c/v2.yaml", values(92)],
  ];
  const shown = (order: typeof files): readonly string[] => {
    const { workspace } = openCharts(chart);
    for (const [file, text] of order) workspace.apply([{ uri: uriOf(file), text }]);
    return workspace.analysis
      .chartsAt(uriOf("apps/shop/Chart.yaml"))
      .map((environment) =>
        [
          environment.id,
          ...environment.open,
          ...environment.declarations.map(({ object }) => object.meta.namespace),
        ].join(" "),
      );
  };
  expect(shown(files).slice(2)).toHaveLength(2);
  expect(shown([...files].reverse())).toEqual(shown(files));
});

test("settings that change count for the clusters of charts, too", () => {
  const { workspace } = openCharts(chart);
  const domains = (): readonly unknown[] =>
    workspace.analysis
      .chartsAt(uriOf("apps/shop/Chart.yaml"))
      .map(({ podDns, declarations }) => [podDns.clusterDomain, declarations.length]);
  expect(domains()).toEqual([
    ["cluster.local", 1],
    ["cluster.local", 1],
  ]);
  workspace.apply([{ uri: uriOf(".podns.yaml"), text: "clusterDomain: k8s.test\n" }]);
  expect(domains()).toEqual([
    ["k8s.test", 1],
    ["k8s.test", 1],
  ]);
});

describe("objects that state no namespace land in that of now, as in a workspace that is opened now", () => {
  const fixed = `# file: apps/shop/templates/fixed.yaml
apiVersion: v1
kind: Service
metadata: { name: fixed }
spec: { clusterIP: None }
---
apiVersion: v1
kind: Service
metadata: { name: elsewhere, namespace: own }
spec: { clusterIP: None }
`;
  const install = (namespace: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec: {source: {path: apps/shop}, destination: {namespace: ${namespace}}}\n`;
  const edits = [
    ["the namespace of the settings", ".podns.yaml", "defaultNamespace: one\n", "defaultNamespace: two\n"],
    ["the destination of an Application", "argo.yaml", install("one"), install("two")],
  ] as const;

  test.each(edits)("after an edit of %s", (_, file, before, now) => {
    const withFile = (text: string): string => `${chart}${fixed}# file: ${file}\n${text}`;
    const of = ({ analysis }: Pick<ReturnType<typeof openCharts>["workspace"], "analysis">) =>
      analysis.chartsAt(uriOf("apps/shop/Chart.yaml")).flatMap((environment) => {
        const both = [environment, environment.chart?.other?.()];
        return both.map((one) => one?.declarations.map(({ object: { meta } }) => `${meta.namespace}/${meta.name}`));
      });
    const stated = () =>
      workspace.analysis
        .chartsAt(uriOf("apps/shop/Chart.yaml"))
        .map(({ declarations }) => declarations.find(({ object }) => object.meta.name === "elsewhere"));
    const { workspace } = openCharts(withFile(before));
    expect(of(workspace).flat()).toEqual(expect.arrayContaining(["one/fixed", "own/elsewhere"]));
    const kept = stated();
    workspace.apply([{ uri: uriOf(file), text: now }]);
    expect(of(workspace)).toEqual(of(openCharts(withFile(now)).workspace));
    expect(of(workspace).flat()).toEqual(expect.arrayContaining(["two/fixed", "own/elsewhere"]));
    for (const [index, declaration] of stated().entries()) expect(declaration).toBe(kept[index]);
  });
});
