/** `podns map`: who talks to whom by name, as a picture, as Mermaid and DOT, and as JSON with places. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { afterAll, expect, test } from "vitest";
import { directoryWith, podns } from "./in-process.ts";

const app = `apiVersion: v1
kind: Service
metadata: { name: db }
spec: { selector: { app: db }, ports: [{ port: 5432 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: db, labels: { app: db } }
spec: { containers: [{ name: db, image: postgres }] }
---
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: api
      env:
        - { name: DB_URL, value: "postgres://db:5432/x" }
        - { name: CACHE_URL, value: "redis://cache:6379" }
`;
const directory = directoryWith({
  "k8s/app.yaml": app,
  "base/kustomization.yaml": "resources: [app.yaml]\n",
  "base/app.yaml": app,
  "prod/kustomization.yaml": "namespace: prod\nresources: [../base, 'https://example.com/remote.yaml']\n",
});
afterAll(directory.remove);

test("JSON has every node and edge, with the places of both", async () => {
  const { status, stdout, stderr } = await podns(directory.path, ["map", "k8s", "--format", "json"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const [map] = JSON.parse(stdout);
  expect(map.nodes.map(({ id, source }: { id: string; source: object }) => [id, source])).toEqual([
    ["Pod default/api", { file: "k8s/app.yaml", line: 11 }],
    ["Pod default/db", { file: "k8s/app.yaml", line: 6 }],
    ["Service default/db", { file: "k8s/app.yaml", line: 1 }],
    ["missing default/cache", null],
  ]);
  expect(map.edges).toEqual([
    {
      ...{ from: "Pod default/api", to: "Service default/db", relation: "name", state: "resolves" },
      names: [
        {
          name: "db",
          why: expect.stringMatching(/^resolves to the ClusterIP of Service 'db'/),
          source: { file: "k8s/app.yaml", line: 19, column: 46 },
        },
      ],
    },
    {
      ...{ from: "Pod default/api", to: "missing default/cache", relation: "name", state: "fails" },
      names: [
        {
          name: "cache",
          why: "does not resolve: no Service 'cache' in namespace 'default'",
          source: { file: "k8s/app.yaml", line: 20, column: 46 },
        },
      ],
    },
    {
      ...{ from: "Service default/db", to: "Pod default/db", relation: "behind", state: "resolves" },
      names: [
        {
          name: "db",
          why: "its Pods are behind Service 'db'",
          source: { file: "k8s/app.yaml", line: 3, column: 19 },
        },
      ],
    },
  ]);
});

test("the picture is the default, and says the places", async () => {
  const { status, stdout } = await podns(directory.path, ["map", "k8s"]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg /);
  expect(stdout).toContain("does not resolve; cache");
  expect(stdout).toContain("at k8s/app.yaml:20");
});

test("each environment has a map; an open one says that names that fail may be there", async () => {
  const { stdout } = await podns(directory.path, ["map", "--format", "mermaid"]);
  expect(stdout).toMatch(/subgraph e0x\["prod \(kustomization\)"\]\n/);
  expect(stdout).toContain("%% names that fail may be there all the same: ");
  const one = await podns(directory.path, ["map", "prod", "--format", "mermaid"]);
  expect(one.stdout).not.toContain("namespace default");
  expect(one.stdout).toContain('subgraph g0["namespace prod"]');
});

test("--environment chooses a map, by the name that the help gives and by the whole one", async () => {
  const folder = await podns(directory.path, ["map", "prod", "--format", "json"]);
  for (const name of ["prod", "prod (kustomization)"]) {
    const { status, stdout } = await podns(directory.path, ["map", "--environment", name, "--format", "json"]);
    expect(status).toBe(0);
    const maps: readonly { readonly environment: string }[] = JSON.parse(stdout);
    expect(maps.map(({ environment }) => environment)).toEqual(["prod (kustomization)"]);
    expect(maps).toMatchObject([{ nodes: JSON.parse(folder.stdout)[0].nodes }]);
  }
  const none = await podns(directory.path, ["map", "--environment", "stage"]);
  expect(none).toMatchObject({ status: 2, stdout: "" });
  expect(none.stderr).toContain("no environment is called 'stage'; there are 'prod (kustomization)'");
});

test("JSON follows its schema", async () => {
  const schema = JSON.parse(readFileSync(new URL("../../schemas/map.schema.json", import.meta.url), "utf8"));
  const { stdout } = await podns(directory.path, ["map", "--format", "json"]);
  const ajv = new Ajv({ allowUnionTypes: true });
  expect([ajv.validate(schema, JSON.parse(stdout)), ajv.errors]).toEqual([true, null]);
  expect(JSON.parse(stdout).length).toBeGreaterThan(1);
});

test("an unknown form is a mistake in the command line", async () => {
  expect((await podns(directory.path, ["map", "k8s", "--format", "png"])).status).toBe(2);
});
