import { expect, test } from "vitest";
import { open, uriOf } from "../../../../test/fixture/workspace.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import type { Environment } from "../analysis.ts";
import { siteSpan } from "../places/site.ts";

const service = (name: string, extra = ""): string => `
apiVersion: v1
kind: Service
metadata:
  name: ${name}
${extra}spec:
  clusterIP: None
`;

function names(environment: Environment | undefined): string[] {
  return (environment?.declarations ?? [])
    .map(({ uri, object }) => `${uri.split("/").pop()} ${object.meta.name}`)
    .sort();
}

test("a workspace without alternatives is one environment", () => {
  const { analysis } = open(`# file: a/x.yaml${service("x")}# file: b/z.yaml${service("z")}`);
  expect(analysis.environments().length).toBe(1);
  expect(names(analysis.environments()[0])).toEqual(["x.yaml x", "z.yaml z"]);
  expect(analysis.environments()[0]?.label).toBe("workspace");
});

test("folders that repeat a name are environments of their own and share the rest", () => {
  const { analysis } = open(
    `# file: dev/a.yaml${service("db")}# file: prod/a.yaml${service("db")}# file: common/c.yaml${service("c")}`,
  );
  expect(names(analysis.environmentsOf(uriOf("dev/a.yaml"))[0])).toEqual(["a.yaml db", "c.yaml c"]);
  expect(analysis.environmentsOf(uriOf("dev/a.yaml"))[0]?.label).toBe("dev");
  expect(analysis.environmentsOf(uriOf("prod/a.yaml"))[0]?.id).not.toBe(
    analysis.environmentsOf(uriOf("dev/a.yaml"))[0]?.id,
  );
});

const overlay = `
# file: base/kustomization.yaml
resources:
  - svc.yaml
# file: base/svc.yaml${service("db")}# file: overlay/kustomization.yaml
namePrefix: dev-
namespace: shop
resources:
  - ../base
patches:
  - path: patch.yaml
# file: overlay/patch.yaml
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  publishNotReadyAddresses: true
# file: plain.yaml${service("db")}`;

test("files that a kustomization owns live in it only, as it renders them", () => {
  const { analysis } = open(overlay);
  const [owned] = analysis.environmentsOf(uriOf("base/svc.yaml"));
  expect(owned?.kind).toBe("kustomization");
  expect(owned?.label).toBe("overlay (kustomization)");
  expect(owned?.open).toEqual([]);
  expect(names(owned)).toEqual(["svc.yaml dev-db"]);
  expect([...(owned?.cluster.services.keys() ?? [])]).toContain("shop/dev-db");
  expect(analysis.environmentsOf(uriOf("overlay/patch.yaml"))).toEqual([]);
  expect(names(analysis.environmentsOf(uriOf("plain.yaml"))[0])).toEqual(["plain.yaml db"]);
});

test("a rendered object is made from that of a file, and each value knows its own place", () => {
  const { analysis } = open(overlay);
  const [owned] = analysis.environmentsOf(uriOf("base/svc.yaml"));
  const source = analysis.files
    .get(uriOf("base/svc.yaml"))
    ?.manifests.flatMap(({ manifest }) => manifest.declarations)[0];
  const [made] = owned === undefined || source === undefined ? [] : owned.madeFrom(source);
  expect(made?.rendered?.source).toBe(source);
  const place = (path: Path): string | undefined => {
    const written = made && siteSpan(analysis, { declaration: made, path });
    const text = written && analysis.files.get(written.uri)?.text.slice(written.span.start, written.span.end);
    return written && `${written.uri.split("/").slice(-2).join("/")} ${text}`;
  };
  expect(place(["metadata", "name"])).toBe("base/svc.yaml db");
  expect(place(["metadata", "namespace"])).toBe("overlay/kustomization.yaml shop");
  expect(place(["spec", "publishNotReadyAddresses"])).toBe("overlay/patch.yaml true");
  expect(place(["spec", "clusterIP"])).toBe("base/svc.yaml None");
});

test("what is missing leaves a kustomization open; what is refused is a failure at its place", () => {
  const { analysis } = open(`
# file: a/kustomization.yaml
resources: [svc.yaml, gone.yaml]
# file: a/svc.yaml${service("a")}# file: b/kustomization.yaml
resources: [svc.yaml]
patches:
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: other}
# file: b/svc.yaml${service("b")}`);
  const [missing] = analysis.environmentsOf(uriOf("a/svc.yaml"));
  expect(missing?.open).toEqual(["'gone.yaml' is missing (kustomization 'a')"]);
  expect(names(missing)).toEqual(["svc.yaml a"]);
  const [refused] = analysis.environmentsOf(uriOf("b/svc.yaml"));
  expect(refused?.open).toHaveLength(1);
  expect(names(refused)).toEqual(["svc.yaml b"]);
  const failures = analysis.kustomizationFailures(uriOf("b/kustomization.yaml"));
  expect(failures.map(({ uri, at }) => [uri, at.path])).toEqual([
    [uriOf("b/kustomization.yaml"), ["patches", 0, "patch"]],
  ]);
  expect(analysis.kustomizationFailures(uriOf("b/svc.yaml"))).toEqual(failures);
  expect(analysis.kustomizationFailures(uriOf("a/svc.yaml"))).toEqual([]);
});

test("a component alone is open, and all of a component's users see its objects", () => {
  const { analysis } = open(`
# file: parts/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [svc.yaml]
# file: parts/svc.yaml${service("part")}# file: alone/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [svc.yaml]
# file: alone/svc.yaml${service("alone")}# file: app/kustomization.yaml
components: [../parts]
nameSuffix: -x
`);
  expect(names(analysis.environmentsOf(uriOf("parts/svc.yaml"))[0])).toEqual(["svc.yaml part-x"]);
  expect(analysis.environmentsOf(uriOf("alone/svc.yaml"))[0]?.open).toHaveLength(1);
});

test("a kustomization is built again when a file that it reads changes, and only then", () => {
  const { workspace } = open(`${overlay}# file: data/kustomization.yaml
configMapGenerator:
- name: cfg
  envs: [prod.env]
`);
  const look = (): readonly (string | undefined)[] =>
    workspace.analysis
      .environments()
      .filter(({ kind }) => kind === "kustomization")
      .map(({ declarations }) => declarations[0]?.object.meta.name.replace(/-.*$/, ""))
      .sort();
  expect(look()).toEqual(["cfg", "dev"]);
  const { kustomizationsRendered } = workspace.counters;
  workspace.apply([{ uri: uriOf("plain.yaml"), text: service("other").slice(1) }]);
  look();
  expect(workspace.counters.kustomizationsRendered).toBe(kustomizationsRendered);
  workspace.apply([{ uri: uriOf("data/prod.env"), text: "A=1\n" }]);
  expect(look()).toEqual(["cfg", "dev"]);
  expect(workspace.counters.kustomizationsRendered).toBe(kustomizationsRendered + 1);
});

test("a comment in a base builds no cluster, and the places follow", () => {
  const { workspace } = open(overlay);
  const root = () => workspace.analysis.environmentsOf(uriOf("base/svc.yaml"))[0];
  const cluster = root()?.cluster;
  workspace.apply([{ uri: uriOf("base/svc.yaml"), text: `# new\n${service("db").slice(1)}` }]);
  expect(root()?.cluster).toBe(cluster);
  const [made] = root()?.declarations ?? [];
  const written = made && siteSpan(workspace.analysis, { declaration: made, path: ["metadata", "name"] });
  expect(written?.span).toEqual({ start: 53, end: 55 });
});

test("templates of a Helm chart are recognised by place, in any order of arrival", () => {
  const { analysis, workspace } = open(`# file: chart/templates/s.yaml${service("a")}# file: chart/Chart.yaml
apiVersion: v2
name: chart
# file: chart/values.yaml
a: 1
`);
  expect(analysis.files.get(uriOf("chart/templates/s.yaml"))?.role).toBe("helm-template");
  expect(analysis.files.get(uriOf("chart/values.yaml"))?.role).toBe("helm-chart");
  const after = workspace.apply([{ uri: uriOf("chart/Chart.yaml"), text: null }]);
  expect(after.files.get(uriOf("chart/templates/s.yaml"))?.role).toBe("manifests");
});

test("an unreadable neighbour opens the environment", () => {
  const { analysis } = open(`# file: a.yaml${service("a")}# file: broken.yaml
a: [1
b: {
`);
  expect(analysis.environmentsOf(uriOf("a.yaml"))[0]?.open).toEqual(["'broken.yaml' could not be read completely"]);
});

test("an edit that changes no fact keeps the cluster; one that does builds it once", () => {
  const { analysis, workspace } = open(`# file: a.yaml${service("a")}---${service("b")}`);
  const cluster = analysis.environmentsOf(uriOf("a.yaml"))[0]?.cluster;
  const parsed = workspace.counters.documentsParsed;
  const built = workspace.counters.clustersBuilt;
  const text = analysis.files.get(uriOf("a.yaml"))?.text ?? "";
  const commented = workspace.apply([{ uri: uriOf("a.yaml"), text: `# a comment\n${text}` }]);
  expect(commented.environmentsOf(uriOf("a.yaml"))[0]?.cluster).toBe(cluster);
  expect(workspace.counters.documentsParsed - parsed).toBe(1);
  expect(workspace.counters.clustersBuilt).toBe(built);
  const renamed = workspace.apply([{ uri: uriOf("a.yaml"), text: text.replace("name: b", "name: c") }]);
  expect(renamed.environmentsOf(uriOf("a.yaml"))[0]?.cluster).not.toBe(cluster);
  expect(workspace.counters.clustersBuilt).toBe(built + 1);
});
