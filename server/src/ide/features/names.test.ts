import { expect, test } from "vitest";
import { ask } from "../../../../test/fixture/panel.ts";
import { open } from "../../../../test/fixture/workspace.ts";
import type { NamesParams, NamesResult } from "../../protocol/simulate.ts";
import { namesFrom } from "./names.ts";

function names(text: string, params: NamesParams = {}): NamesResult {
  return namesFrom(open(text).analysis, params);
}

function rows({ names: found }: NamesResult): readonly string[] {
  return found.map(({ name, about, type }) => `${name} (${type === undefined ? about : `${about}, ${type}`})`);
}

const prod = `
apiVersion: v1
kind: Service
metadata:
  name: cell
  namespace: prod
spec:
  clusterIP: None
  selector:
    app: cell
  ports:
    - name: http
      port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: prod
spec:
  clusterIP: 10.96.7.7
  selector:
    app: api
  ports:
    - port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: mail
  namespace: prod
spec:
  type: ExternalName
  externalName: smtp.example.com
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: cell
  namespace: prod
spec:
  serviceName: cell
  replicas: 2
  selector:
    matchLabels:
      app: cell
  template:
    metadata:
      labels:
        app: cell
    spec:
      containers:
        - name: nginx
          image: nginx
---
apiVersion: v1
kind: Pod
metadata:
  name: cell-1
  namespace: ops
spec:
  containers:
    - name: shell
      image: debian
`;

function addressOf(pod: string): string {
  return ask(prod).pods.find(({ id }) => id === pod)?.addresses[0] ?? "";
}

test("own namespace first, Services before Pods before ports, in the shortest form that works", () => {
  expect(rows(names(prod, { from: "prod/cell-0" })).slice(0, 6)).toEqual([
    "api (ClusterIP 10.96.7.7)",
    "cell (headless, 2 addresses)",
    "mail (alias of smtp.example.com)",
    `cell-0.cell (Pod cell-0, ${addressOf("prod/cell-0")})`,
    `cell-1.cell (Pod cell-1, ${addressOf("prod/cell-1")})`,
    "_http._tcp.cell (port of Service cell, SRV)",
  ]);
});

test("from another namespace the namespace is typed as well", () => {
  const found = names(prod, { from: "ops/cell-1" }).names.map(({ name }) => name);
  expect(found).toContain("cell-0.cell.prod");
  expect(found).toContain("api.prod");
});

test("every name resolves when it is typed in that Pod, with every program", () => {
  for (const from of ["prod/cell-0", "ops/cell-1"]) {
    for (const client of ["bind-nslookup", "busybox-nslookup@1.36", "dig", "getent-hosts", "go"] as const) {
      const { names: found } = names(prod, { from, client });
      for (const { name, fqdn, type } of found) {
        if (type !== undefined && !ask(prod, { from, client }).types.includes(type)) continue;
        const result = ask(prod, { from, client, name, ...(type === undefined ? {} : { type }) });
        const asked = result.steps.filter(({ outcome }) => outcome === "found" || outcome === "outside");
        const full = asked.map(({ head, tail }) => (tail === "" ? head : `${head}.${tail}`));
        expect(`${client} ${from} ${name}: ${full[0]}`).toBe(`${client} ${from} ${name}: ${fqdn}`);
      }
    }
  }
});

test("names made from addresses are left out", () => {
  const bare = prod.replace("serviceName: cell", "serviceName: other");
  expect(names(bare, { from: "prod/cell-0" }).names.map(({ name }) => name)).not.toContain(
    expect.stringMatching(/^10-/),
  );
});

test("a text narrows them down", () => {
  expect(names(prod, { from: "prod/cell-0", text: "MAI" }).names.map(({ name }) => name)).toEqual(["mail"]);
  expect(names(prod, { from: "prod/cell-0", text: "cell-0" }).names.map(({ name }) => name)).toEqual(["cell-0.cell"]);
});

test("of very many names some are sent, and it is said that there are more", () => {
  const service = (index: number): string =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: s${index}\nspec:\n  clusterIP: None\n  selector:\n    app: cell\n`;
  const many = Array.from({ length: 2_100 }, (_, index) => service(index)).join("---\n");
  const pod =
    "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n    app: cell\nspec:\n  containers: []\n";
  const all = names(many + pod);
  expect(all.complete).toBe(false);
  expect(all.names.length).toBe(1_000);
  const some = names(many + pod, { text: "s2099" });
  expect(some).toMatchObject({ complete: true, names: [{ name: "s2099" }] });
});
