import { expect, test } from "vitest";
import { open, uriOf } from "../../../../test/fixture/workspace.ts";
import { asUri } from "../../base/source.ts";
import { preparation } from "./preparation.ts";

const service = (name: string, namespace: string): string => `
apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  ports:
    - port: 80
`;

test("each namespace is a step, and afterwards every cluster of the files is made", () => {
  const { analysis, workspace } = open(
    `# file: a.yaml${service("a", "one")}---${service("b", "two")}---${service("c", "three")}`,
  );
  const before = workspace.counters.clustersBuilt;
  const steps = [...preparation(analysis, [uriOf("a.yaml"), uriOf("a.yaml"), asUri("file:///nowhere.yaml")])].length;
  expect(steps).toBeGreaterThanOrEqual(4);
  const built = workspace.counters.clustersBuilt;
  expect(built).toBeGreaterThan(before);
  const [environment] = analysis.environmentsOf(uriOf("a.yaml"));
  expect([...(environment?.cluster.services.keys() ?? [])]).toContain("two/b");
  expect(workspace.counters.clustersBuilt).toBe(built);
});

test("without files there is nothing to make but the tables", () => {
  const { analysis, workspace } = open(`# file: a.yaml${service("a", "one")}`);
  const before = workspace.counters.clustersBuilt;
  expect([...preparation(analysis, [])]).toHaveLength(1);
  expect(workspace.counters.clustersBuilt).toBe(before);
});
