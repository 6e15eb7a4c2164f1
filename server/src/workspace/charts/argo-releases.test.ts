/** What Applications and ApplicationSets of Argo CD install. */
import { expect, test } from "vitest";
import { chart, own, sets } from "../../../../test/fixture/chart-releases.ts";
import { openCharts, uriOf } from "../../../../test/fixture/workspace.ts";

test("an Application gives values files, values and parameters, the strongest last", () => {
  const application = (helm: string): string => `# file: argo/shop.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  destination: {namespace: stage}
  source:
    path: apps/shop
    helm:
${helm}`;
  expect(sets(application("      valueFiles: [values-prod.yaml]\n"))).toEqual([
    own,
    "release 'release web in argo' stage/web:81",
  ]);
  expect(sets(application("      releaseName: r\n      valuesObject: {port: 70}\n"))[2]).toBe(
    "release 'release r in argo' stage/r:70",
  );
  const parameters =
    "      valuesObject: {port: 70}\n      parameters: [{name: port, value: '1'}, {name: l, value: 'a,b'}]\n";
  expect(sets(application(parameters))[2]).toBe("release 'release web in argo' stage/web:1");
  expect(sets(application("      parameters: [{name: fullname, value: $ARGOCD_APP_NAME}]\n"))[2]).toBe(
    "release 'release web in argo' stage/web:80 values are filled in when it is applied",
  );
  expect(sets(application("      fileParameters: [{name: port, path: port.txt}]\n"))[2]).toBe(
    "release 'release web in argo' stage/web:80 the file 'port.txt' of the parameter 'port' is not in the workspace",
  );
  const missing = "      valueFiles: [nosuch.yaml]\n";
  expect(sets(application(missing))[2]).toContain("the values file 'nosuch.yaml' is not in the workspace");
  expect(sets(application(`${missing}      ignoreMissingValueFiles: true\n`))[2]).toBe(
    "release 'release web in argo' stage/web:80",
  );
});

test("the text of a file is the value of an Application's parameter, wherever the file lies", () => {
  const application = `# file: argo/shop.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  destination: {namespace: stage}
  source:
    repoURL: https://example.com/repo
    path: apps/shop
    helm:
      valuesObject: {motto: none, over: none}
      fileParameters:
        - {name: motto, path: files/motto.txt}
        - {name: over, path: /shared/over.yaml}
        - {name: deep.down, path: files/motto.txt}
# file: shared/over.yaml
a: 1
# file: apps/shop/templates/map.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: map}
data: {text: {{ toJson (list .Values.motto .Values.over .Values.deep) | quote }}}
`;
  const { workspace } = openCharts(`${chart}${application}`);
  const path = "files/motto.txt";
  const printed = (motto: string): readonly unknown[] => {
    const analysis = workspace.setChartFiles(uriOf("apps/shop"), new Map([[path, { path, content: motto }]]));
    const environment = analysis
      .chartsAt(uriOf("apps/shop/Chart.yaml"))
      .find(({ chart: { kind } = {} }) => kind === "release");
    const map = environment?.declarations.find(({ object }) => object.kind === "ConfigMap");
    return [environment?.open, map?.rendered?.value];
  };
  const text = (motto: string): string => JSON.stringify([motto, "a: 1\n", { down: motto }]);
  expect(printed("one, two")).toEqual([[], expect.objectContaining({ data: { text: text("one, two") } })]);
  expect(printed("three")).toEqual([[], expect.objectContaining({ data: { text: text("three") } })]);
});

test("commas, lists and strings of parameters arrive as Argo CD hands them to helm", () => {
  const { analysis } = openCharts(`# file: c/Chart.yaml
apiVersion: v2
name: c
version: 1.0.0
# file: c/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {values: {{ toJson .Values | quote }}}
# file: app.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  source:
    path: c
    helm:
      parameters:
        - {name: a, value: 'x,y\\,z'}
        - {name: l, value: '{1,2}'}
        - {name: s, value: '1', forceString: true}
        - {name: num, value: '1'}
        - {name: e}
`);
  const [, release] = analysis.chartsAt(uriOf("c/Chart.yaml"));
  const [config] = release?.declarations ?? [];
  expect(config?.rendered?.value).toMatchObject({
    data: { values: '{"a":"x,y,z","e":"","l":[1,2],"num":1,"s":"1"}' },
  });
});

test("a values file of another source counts where both are the same repository", () => {
  const application = (repository: string): string => `# file: argo/shop.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  sources:
    - repoURL: https://example.com/repo
      path: apps/shop
      helm: {valueFiles: [$config/argo/eu.yaml]}
    - {repoURL: ${repository}, ref: config}
# file: argo/eu.yaml
port: 60
`;
  expect(sets(application("https://example.com/repo"))[2]).toBe("release 'release web in argo' default/web:60");
  expect(sets(application("https://example.com/other"))[2]).toBe(
    "release 'release web in argo' default/web:80 values come from another repository",
  );
});

test("an ApplicationSet of a list installs a chart for each element; what other generators know leaves it open", () => {
  const applicationSet = (generator: string, namespace: string): string => `# file: argo/all.yaml
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all}
spec:
  generators:
    - ${generator}
  template:
    metadata: {name: 'shop-{{env}}'}
    spec:
      destination: {namespace: '${namespace}'}
      source:
        path: apps/shop
        helm:
          valueFiles: ['values-{{env}}.yaml']
`;
  expect(sets(applicationSet("list: {elements: [{env: prod}]}", "{{env}}"))).toEqual([
    own,
    "release 'release shop-prod in argo' prod/shop-prod:81",
  ]);
  expect(sets(applicationSet("clusters: {}", "eu")).at(-1)).toBe(
    "release 'release in argo' eu/shop:80 the generator 'clusters' of ApplicationSet 'all' is not followed values are filled in when it is applied",
  );
});

test("of several repositories that Applications name, that of these files is known by its name, else the release is open", () => {
  const application = (name: string, url: string, path = "apps/shop"): string => `# file: argo/${name}.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}}
spec: {source: {repoURL: "${url}", path: ${path}}}
`;
  const released = (text: string): readonly string[] => sets(text).slice(2);
  const a = application("a", "https://example.com/acme/one.git");
  expect(released(a)).toEqual(["release 'release a in argo' default/a:80"]);
  expect(released(a + application("b", "git@example.com:acme/one"))).toHaveLength(2);
  // What has no path here tells nothing of the others.
  expect(released(a + application("b", "https://example.com/acme/two", "nosuch"))).toEqual(released(a));
  const b = application("b", "https://example.com/acme/two");
  expect(released(a + b)).toEqual([
    "release 'release a in argo' default/a:80 'example.com/acme/one' of a.yaml may be another repository",
    "release 'release b in argo' default/b:80 'example.com/acme/two' of b.yaml may be another repository",
  ]);
  // The folder of the workspace is called like the repository.
  expect(released(a + application("b", "https://example.com/acme/Workspace.git"))).toEqual([
    "release 'release b in argo' default/b:80",
  ]);
  const bootstrap = `# file: clusters/flux.yaml
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: "ssh://git@example.com/acme/two"}
`;
  expect(released(a + bootstrap)).toEqual([]);
  expect(released(b + bootstrap)).toEqual(["release 'release b in argo' default/b:80"]);
});
