import { expect, test } from "vitest";
import { open, uriOf } from "../../../test/fixture/workspace.ts";
import type { Environment } from "./analysis.ts";

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

test("files that a kustomization owns live in it only, and it is open", () => {
  const { analysis } = open(`
# file: base/kustomization.yaml
resources:
  - svc.yaml
# file: base/svc.yaml${service("db")}# file: overlay/kustomization.yaml
resources:
  - ../base
patches:
  - path: patch.yaml
# file: overlay/patch.yaml${service("db")}# file: plain.yaml${service("db")}`);
  const [owned] = analysis.environmentsOf(uriOf("base/svc.yaml"));
  expect(owned?.kind).toBe("kustomization");
  expect(owned?.label).toBe("overlay (kustomization)");
  expect(owned?.open).toHaveLength(1);
  expect(analysis.environmentsOf(uriOf("overlay/patch.yaml"))).toEqual([]);
  expect(names(analysis.environmentsOf(uriOf("plain.yaml"))[0])).toEqual(["plain.yaml db"]);
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
