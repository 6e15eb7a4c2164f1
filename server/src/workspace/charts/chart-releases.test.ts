import { describe, expect, test } from "vitest";
import { openCharts, uriOf } from "../../../../test/fixture/workspace.ts";

const chart = `# file: apps/shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
# file: apps/shop/values.yaml
port: 80
# file: apps/shop/values-prod.yaml
port: 81
# file: apps/shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  clusterIP: None
  ports:
    - port: {{ .Values.port }}
`;

/** Of each set of values its name, the Service's name, namespace and port, and why it is open. */
function sets(text: string): readonly string[] {
  const { analysis } = openCharts(`${chart}${text}`);
  return analysis.chartsAt(uriOf("apps/shop/Chart.yaml")).map((environment) => {
    const services = environment.declarations.flatMap(({ object }) =>
      object.kind === "Service" ? [`${object.meta.namespace}/${object.meta.name}:${object.ports[0]?.port}`] : [],
    );
    return [`${environment.chart?.kind} '${environment.chart?.set}'`, ...services, ...environment.open].join(" ");
  });
}

const own = "default '' default/shop:80";
const prod = "values 'values-prod.yaml' default/shop:81";

test("the chart's own values, and each values file", () => {
  expect(sets("")).toEqual([own, prod]);
  expect(sets("# file: apps/shop/values/eu.yaml\nport: 82\n# file: apps/shop/ci/x-values.yaml\nport: 83\n")).toEqual([
    own,
    "values 'ci/x-values.yaml' default/shop:83",
    prod,
    "values 'values/eu.yaml' default/shop:82",
  ]);
});

test("a HelmRelease gives name, namespace and values; what is not in the repository leaves it open", () => {
  const release = `# file: clusters/prod/shop.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: flux-system}
spec:
  targetNamespace: prod
  releaseName: eu
  chart:
    spec:
      chart: ./apps/shop
      sourceRef: {kind: GitRepository, name: repo}
  valuesFrom:
    - {kind: ConfigMap, name: shop-values}
  values:
    other: 1
`;
  const config = `# file: clusters/prod/values.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: shop-values}
data:
  values.yaml: |
    port: 90
`;
  const repository = (name: string, url: string): string =>
    `# file: clusters/${name}.yaml\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {url: "${url}"}\n`;
  const foreign =
    repository("repo", "https://example.com/other") + repository("flux-system", "https://example.com/own");
  expect(sets(release + config + foreign)).toEqual([own, prod]);
  expect(sets(release + config)).toEqual([own, prod, "release 'release eu in clusters/prod' prod/eu:90"]);
  expect(sets(release)[2]).toBe(
    "release 'release eu in clusters/prod' prod/eu:80 the ConfigMap 'shop-values' is not in the workspace",
  );
  expect(sets(release.replace("GitRepository", "HelmRepository"))).toEqual([own, prod]);
  const secret = release.replace("kind: ConfigMap, name: shop-values", "kind: Secret, name: shop-keys");
  const held = `# file: clusters/prod/secret.yaml\napiVersion: v1\nkind: Secret\nmetadata: {name: shop-keys}\nstringData: {values.yaml: "port: 91"}\n`;
  expect(sets(secret + held)[2]).toBe(
    "release 'release eu in clusters/prod' prod/eu:80 values come from the Secret 'shop-keys', which is not read: an entry of 'charts' in .podns.yaml can give them in a file",
  );
});

test("a ConfigMap of values is the one of the HelmRelease's namespace, or the one beside it; of several none is taken", () => {
  const release = `# file: clusters/prod/shop.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: apps}
spec:
  chart: {spec: {chart: ./apps/shop, sourceRef: {kind: GitRepository, name: repo}}}
  valuesFrom: [{kind: ConfigMap, name: shop-values}]
`;
  const config = (file: string, port: number, namespace = ""): string => `# file: ${file}
apiVersion: v1
kind: ConfigMap
metadata: {name: shop-values${namespace}}
data: {values.yaml: "port: ${port}"}
`;
  const other = config("clusters/a.yaml", 70, ", namespace: other");
  const found = (text: string): string | undefined => sets(release + text)[2]?.replace(/^.*' /, "");
  expect(found(other + config("clusters/b.yaml", 71, ", namespace: apps"))).toBe("apps/shop:71");
  expect(found(config("clusters/stage/a.yaml", 72) + config("clusters/prod/a.yaml", 73))).toBe("apps/shop:73");
  expect(found(config("clusters/stage/a.yaml", 72) + config("clusters/dev/a.yaml", 73))).toBe(
    "apps/shop:80 there are several ConfigMaps 'shop-values': which of them gives the values is not known".replace(
      /^.*' /,
      "",
    ),
  );
  expect(sets(release + other)[2]).toContain("the ConfigMap 'shop-values' is not in the workspace");
  expect(sets(`${release}${config("clusters/b.yaml", 71).replace("values.yaml", "other.yaml")}`)[2]).toContain(
    "the ConfigMap 'shop-values' has no 'values.yaml'",
  );
});

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

test("single values of a HelmRelease come between those before and behind them", () => {
  const release = (from: string, values = ""): string => `# file: shop.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop}
spec:
  chart: {spec: {chart: apps/shop, sourceRef: {kind: GitRepository, name: repo}}}
  valuesFrom:
${from}
${values}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: v}
data: {all: "port: 90", one: "91"}
`;
  const all = "    - {kind: ConfigMap, name: v, valuesKey: all}";
  const one = "    - {kind: ConfigMap, name: v, valuesKey: one, targetPath: port}";
  expect(sets(release(`${all}\n${one}`))[2]).toBe("release 'release shop' default/shop:91");
  expect(sets(release(`${one}\n${all}`))[2]).toBe("release 'release shop' default/shop:90");
  expect(sets(release(one, "  values: {port: 92}"))[2]).toBe("release 'release shop' default/shop:92");
});

test("kustomize's helmCharts and the setting 'charts' of the repository", () => {
  expect(
    sets(`# file: kustomization.yaml
helmGlobals: {chartHome: apps}
helmCharts:
  - name: shop
    releaseName: k
    namespace: ns
    valuesInline: {port: 60}
`)[2],
  ).toBe("release 'release k' ns/k:60");
  const files = (more: string): string => `# file: kustomization.yaml
helmGlobals: {chartHome: apps}
helmCharts:
  - {name: shop, releaseName: k, valuesInline: {port: 60}, valuesFile: a.yaml${more}}
# file: a.yaml
port: 61
# file: b.yaml
port: 62
`;
  // What is written there lies over the first file, and under the others.
  expect([files(""), files(", additionalValuesFiles: [b.yaml]")].map((text) => sets(text).at(-1))).toEqual([
    "release 'release k' default/k:60",
    "release 'release k' default/k:62",
  ]);
  expect(
    sets(`# file: .podns.yaml
charts:
  - path: apps/shop
    values: apps/shop/values-prod.yaml
    release: main
    namespace: live
`),
  ).toEqual([own, "release 'release main' live/main:81"]);
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

test("a release that a kustomization changes is open: overlays may bring other values", () => {
  const release = `# file: base/shop.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop}
spec:
  chart: {spec: {chart: ./apps/shop, sourceRef: {kind: GitRepository, name: repo}}}
# file: base/kustomization.yaml
resources: [shop.yaml]
`;
  const open = (text: string): string | undefined => sets(release + text)[2]?.replace(/^.*:80 ?/, "");
  const overlay = (patch: string): string => `# file: prod/kustomization.yaml\nresources: [../base]\n${patch}`;
  expect(open(overlay(""))).toBe("");
  const told = "'kustomization.yaml' patches what installs it";
  expect(open(overlay("patches:\n  - target: {kind: HelmRelease}\n    path: p.yaml\n"))).toBe(told);
  expect(open(overlay("patches:\n  - target: {kind: HelmRelease, name: other}\n    path: p.yaml\n"))).toBe("");
  expect(open(overlay("patches:\n  - target: {kind: Deployment}\n    path: p.yaml\n# HelmRelease\n"))).toBe("");
  for (const [kind, isMeant] of Object.entries({
    HelmRepository: false,
    Helm: false,
    "HelmRelease|Deployment": true,
    "Helm.*": true,
    "[": true,
    "": true,
  }))
    expect([kind, open(overlay(`patches:\n  - target: {kind: "${kind}"}\n    path: p.yaml\n# HelmRelease\n`))]).toEqual(
      [kind, isMeant ? told : ""],
    );
  expect(
    open(
      overlay(
        "patches:\n  - patch: |\n      apiVersion: helm.toolkit.fluxcd.io/v2\n      kind: HelmRelease\n      metadata: {name: shop}\n      spec: {values: {port: 1}}\n",
      ),
    ),
  ).toBe(told);
  const patch = (name: string): string =>
    `# file: prod/values.yaml\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${name}}\nspec: {values: {port: 1}}\n`;
  expect(open(overlay("patches: [{path: values.yaml}]\n") + patch("shop"))).toBe(
    "'values.yaml' patches what installs it",
  );
  expect(open(overlay("patches: [{path: values.yaml}]\n") + patch("other"))).toBe("");
});

describe("a release whose object a kustomization makes", () => {
  const base = `# file: base/shop.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop}
spec:
  chart: {spec: {chart: ./apps/shop, sourceRef: {kind: GitRepository, name: repo}}}
  values: {port: 90}
# file: base/kustomization.yaml
resources: [shop.yaml]
`;
  const released = (text: string): readonly string[] => sets(base + text).slice(2);
  const overlay = (name: string, text: string): string =>
    `# file: ${name}/kustomization.yaml\nresources: [../base]\n${text}`;

  test("has its name and namespace, in each overlay", () => {
    expect(released("namePrefix: dev-\nnamespace: dev\n")).toEqual([
      "release 'release dev-shop in base' dev/dev-shop:90",
    ]);
    expect(
      released(overlay("stage", "nameSuffix: -s\nnamespace: stage\n") + overlay("prod", "namespace: prod\n")),
    ).toEqual(["release 'release shop in prod' prod/shop:90", "release 'release shop-s in stage' stage/shop-s:90"]);
  });

  test("has the name that its object states for it", () => {
    const fixed = base.replace("  values:", "  releaseName: fixed\n  targetNamespace: there\n  values:");
    expect(sets(`${fixed}namePrefix: dev-\nnamespace: dev\n`).slice(2)).toEqual([
      "release 'release fixed in base' there/fixed:90",
    ]);
  });

  test("is open where its values are changed", () => {
    const patch = `patches:
  - target: {kind: HelmRelease}
    patch: |
      - {op: replace, path: /spec/values/port, value: 1}
`;
    expect(released(overlay("prod", `namePrefix: p-\n${patch}`))).toEqual([
      "release 'release p-shop in base' default/p-shop:90 'kustomization.yaml' patches what installs it",
    ]);
  });

  test("follows what a Flux Kustomization and an Application's own kustomization lay over it", () => {
    const flux = `# file: clusters/base.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: base, namespace: flux-system}
spec:
  path: ./base
  targetNamespace: live
  namePrefix: l-
  sourceRef: {kind: GitRepository, name: repo}
`;
    expect(released(flux)).toEqual(["release 'release l-shop in base' live/l-shop:90"]);
  });

  test("follows edits of the kustomization, and keeps what they do not change", () => {
    const { workspace } = openCharts(`${chart}${base}namePrefix: dev-\n`);
    const names = (): readonly unknown[] =>
      workspace.analysis
        .chartsAt(uriOf("apps/shop/Chart.yaml"))
        .flatMap(({ chart: { set } = {}, declarations }) => (declarations.length > 0 ? [set] : []));
    const edit = (text: string): number => {
      const before = workspace.counters.chartsRendered;
      workspace.apply([{ uri: uriOf("base/kustomization.yaml"), text }]);
      expect(names()).toHaveLength(3);
      return workspace.counters.chartsRendered - before;
    };
    expect(names().at(-1)).toBe("release dev-shop in base");
    expect(edit("# more\nresources: [shop.yaml]\nnamePrefix: dev-\n")).toBe(0);
    expect(edit("resources: [shop.yaml]\nnamePrefix: qa-\n")).toBeGreaterThan(0);
    expect(names().at(-1)).toBe("release qa-shop in base");
  });
});
