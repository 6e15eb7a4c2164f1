import { expect, test } from "vitest";
import { symbols, workspaceSymbols } from "../../../../test/fixture/features.ts";
import { open, uriOf } from "../../../../test/fixture/workspace.ts";
import { fullSupport } from "./client.ts";
import { documentSymbols } from "./symbols.ts";

const web = (replicas: number): string => `apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  clusterIP: 10.96.0.80
  selector:
    app: web
  ports:
    - port: 80
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web-headless
  replicas: ${replicas}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: nginx
---
apiVersion: v1
kind: Pod
metadata:
  name: alone
spec:
  containers:
    - name: shell
      image: busybox
status:
  podIP: 10.1.2.3
---
apiVersion: v1
kind: Service
metadata:
  name: mail
spec:
  type: ExternalName
  externalName: smtp.example.com
`;

test("each object with the names that it makes", () => {
  expect(symbols(web(2)).map((symbol) => symbol.replace(/10\.244\.[\d.]+/, "<made up>"))).toEqual([
    "Service web-headless (default)",
    "  web-headless.default.svc.cluster.local (2 Pods)",
    "Service web (default)",
    "  web.default.svc.cluster.local (10.96.0.80)",
    "StatefulSet web (default)",
    "  web-0.web-headless.default.svc.cluster.local (<made up>)",
    "  web-1.web-headless.default.svc.cluster.local (<made up>)",
    "Pod alone (default)",
    "  alone (10.1.2.3)",
    "Service mail (default)",
    "  mail.default.svc.cluster.local (alias for smtp.example.com)",
  ]);
});

test("of a large set the first hundred", () => {
  const found = symbols(web(4000));
  expect(found.filter((symbol) => symbol.includes("web-headless.default")).length).toBe(101);
  expect(found).toContain("  … 3900 more (Pods)");
});

test("an editor without hierarchy gets a list", () => {
  const { analysis } = open(web(1));
  const params = { textDocument: { uri: uriOf("manifest.yaml") } };
  const found = documentSymbols(analysis, params, { ...fullSupport, hierarchicalSymbols: false });
  expect(found.map(({ name, ...rest }) => [name, "containerName" in rest ? rest.containerName : ""])).toContainEqual([
    "web-0.web-headless.default.svc.cluster.local",
    "StatefulSet web",
  ]);
});

test("names of the workspace: those that begin with the query first", () => {
  const two = `# file: a/web.yaml\n${web(2)}# file: b/web.yaml\n${web(1)}`;
  expect(workspaceSymbols(two, "web-0")).toEqual([
    "web-0.web-headless.default.svc.cluster.local (StatefulSet default/web)",
    "web-0.web-headless.default.svc.cluster.local (StatefulSet default/web)",
  ]);
  expect(workspaceSymbols(two, "wh1")).toEqual([]);
  expect(workspaceSymbols(two, "w1hl")).toEqual([
    "web-1.web-headless.default.svc.cluster.local (StatefulSet default/web)",
  ]);
  expect(workspaceSymbols(web(4000), "").length).toBe(100);
});

test("names of the workspace by an FQDN, in capitals, up to the domain or beyond a part of it", () => {
  const one = ["web-0.web-headless.default.svc.cluster.local (StatefulSet default/web)"];
  expect(workspaceSymbols(web(2), "WEB-0.web-headless.default.svc.cluster.lo")).toEqual(one);
  expect(workspaceSymbols(web(2), "web-0.web-headless.default.svc.cluster.local")).toEqual(one);
  expect(workspaceSymbols(web(2), "web-0.web-headless.default.svc.cluster.locals")).toEqual([]);
  expect(workspaceSymbols(web(2), "0headless.clusterlocal")).toEqual(one);
  expect(workspaceSymbols(web(2), "10-244")).toEqual([]);
});

test("names of the workspace stand in the order of their namespaces, whichever was used first", () => {
  const service = (namespace: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: ${namespace}}\n`;
  const text = `# file: a.yaml\n${service("shop")}---\n${service("prod")}---\n${service("api")}`;
  expect(workspaceSymbols(text, "web").map((one) => one.split(".")[1])).toEqual(["api", "prod", "shop"]);
});

test("of very many objects of one document the first are told", () => {
  const service = (index: number): string =>
    `---\napiVersion: v1\nkind: Service\nmetadata: {name: s${index}}\nspec: {ports: [{port: 80}]}\n`;
  const { analysis } = open(`# file: a.yaml\n${Array.from({ length: 5001 }, (_, index) => service(index)).join("")}`);
  const told = documentSymbols(analysis, { textDocument: { uri: uriOf("a.yaml") } }, fullSupport);
  expect([told.length, told.at(-1)?.name]).toEqual([5000, "Service s4999"]);
});
