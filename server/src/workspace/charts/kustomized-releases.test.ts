/** Releases that kustomize renders, or whose objects it makes. */
import { describe, expect, test } from "vitest";
import { chart, own, sets } from "../../../../test/fixture/chart-releases.ts";
import { openCharts, uriOf } from "../../../../test/fixture/workspace.ts";

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
