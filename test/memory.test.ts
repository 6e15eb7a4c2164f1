/** What an edit replaces is gone: no snapshot, cluster or index stays alive because a later one remembers it. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { VersionedMap } from "../server/src/base/versioned-map.ts";
import { fullSupport } from "../server/src/ide/features/client.ts";
import { diagnosticsOf } from "../server/src/ide/features/diagnostics.ts";
import { hover } from "../server/src/ide/features/hover.ts";
import { workspaceSymbols } from "../server/src/ide/features/symbols.ts";
import type { Workspace } from "../server/src/workspace/workspace.ts";
import { open, openCharts, root, uriOf } from "./fixture/workspace.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const edits = 24;
/** The newest, and what the engine of JavaScript may still have at hand. */
const mayStay = 4;

/** How many of the clusters of as many edits can still be reached. */
async function clustersLeft(workspace: Workspace, edit: (round: number) => void): Promise<number> {
  const made: WeakRef<object>[] = [];
  for (let round = 0; round < edits; round++) {
    edit(round);
    for (const { cluster } of workspace.analysis.environments()) made.push(new WeakRef(cluster));
    // A WeakRef holds what it was made for until the turn is over.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(new Set(made.map((one) => one.deref())).size).toBeGreaterThan(0);
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  return new Set(made.map((one) => one.deref()).filter((one) => one !== undefined)).size;
}

const set = (replicas: number, name = "web"): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ${name}
spec:
  serviceName: web
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web}]}}
`;
const service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: None, selector: {app: web}}\n";

test("of plain files, with every answer asked for on the way", async () => {
  const { workspace } = open(`# file: set.yaml\n${set(1)}# file: service.yaml\n${service}`);
  const uri = uriOf("set.yaml");
  const left = await clustersLeft(workspace, (round) => {
    workspace.apply([{ uri, text: set(round + 2) }]);
    const { analysis } = workspace;
    diagnosticsOf(analysis, uri);
    hover(analysis, { textDocument: { uri }, position: { line: 5, character: 17 } }, fullSupport);
    workspaceSymbols(analysis, { query: "web" });
  });
  expect(left).toBeLessThanOrEqual(mayStay);
});

test("of two alternatives that are edited in turn, where each index takes over half of the one before", async () => {
  const side = (name: string): string => `# file: ${name}/set.yaml\n${set(1)}# file: ${name}/service.yaml\n${service}`;
  const { workspace } = open(side("a") + side("b"));
  const left = await clustersLeft(workspace, (round) => {
    workspace.apply([{ uri: uriOf(`${round % 2 === 0 ? "a" : "b"}/set.yaml`), text: set(round + 2) }]);
  });
  expect(left).toBeLessThanOrEqual(2 * mayStay);
});

test("of a kustomization", async () => {
  const { workspace } = open(
    `# file: base/kustomization.yaml\nresources: [set.yaml, service.yaml]\n# file: base/set.yaml\n${set(1)}# file: base/service.yaml\n${service}# file: over/kustomization.yaml\nnamePrefix: a-\nresources: [../base]\n`,
  );
  const left = await clustersLeft(workspace, (round) => {
    workspace.apply([{ uri: uriOf("base/set.yaml"), text: set(round + 2) }]);
  });
  expect(left).toBeLessThanOrEqual(mayStay);
});

test("of kustomizations that come and go", async () => {
  const { workspace } = open(
    `# file: base/kustomization.yaml\nresources: [set.yaml]\n# file: base/set.yaml\n${set(1)}`,
  );
  const made: WeakRef<object>[] = [];
  for (let round = 0; round < edits; round++) {
    for (const { cluster } of workspace.analysis.environments()) expect([...cluster.pods]).not.toEqual([]);
    workspace.apply([
      { uri: uriOf(`over-${round - 1}/kustomization.yaml`), text: null },
      { uri: uriOf(`over-${round}/kustomization.yaml`), text: "resources: [../base]\n" },
    ]);
    const rendered = workspace.analysis.environments().flatMap(({ declarations }) => declarations);
    expect(rendered.map((declaration) => declaration.rendered !== undefined)).toEqual([true]);
    for (const declaration of rendered) made.push(new WeakRef(declaration));
    await new Promise((resolve) => setImmediate(resolve));
  }
  collect();
  expect(made.filter((one) => one.deref() !== undefined).length).toBeLessThanOrEqual(2 * mayStay);
});

test("of a chart, as it is written and as it was rendered", async () => {
  const { workspace } = open(
    `# file: shop/Chart.yaml\napiVersion: v2\nname: shop\nversion: 0.1.0\n# file: shop/templates/set.yaml\n${set(1)}# file: shop/templates/service.yaml\n${service}`,
  );
  const uri = uriOf("shop/templates/set.yaml");
  const left = await clustersLeft(workspace, (round) => {
    workspace.apply([{ uri, text: set(round + 2) }]);
    workspace.analysis.environmentsOf(uri);
    const documents = [{ source: "templates/set.yaml", text: set(round + 2) }];
    workspace.setCharts([{ folder: `${root}/shop`, values: "", documents }]);
  });
  expect(left).toBeLessThanOrEqual(mayStay);
});

test("of a chart that the engine renders, with all that it finds", async () => {
  const { workspace } = openCharts(
    `# file: shop/Chart.yaml\napiVersion: v2\nname: shop\nversion: 0.1.0\n# file: shop/values.yaml\n{}\n# file: shop/templates/set.yaml\n${set(1)}# file: shop/templates/service.yaml\n${service}`,
  );
  const uri = uriOf("shop/templates/set.yaml");
  const left = await clustersLeft(workspace, (round) => {
    workspace.apply([{ uri, text: set(round + 2) }]);
    for (const { cluster } of workspace.analysis.environments()) expect(cluster.pods.size).toBeGreaterThan(0);
    diagnosticsOf(workspace.analysis, uri);
  });
  expect(left).toBeLessThanOrEqual(2 * mayStay);
});

test("what a map held whose first version, an empty one, is a constant", async () => {
  const empty = VersionedMap.of<string, object>();
  let map = empty;
  const made: WeakRef<object>[] = [];
  for (let round = 0; round < edits; round++) {
    const value = { round };
    made.push(new WeakRef(value));
    map = map.with(new Map([["key", value]]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect([empty.size, map.size]).toEqual([0, 1]);
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(made.filter((one) => one.deref() !== undefined).length).toBeLessThanOrEqual(mayStay);
});
