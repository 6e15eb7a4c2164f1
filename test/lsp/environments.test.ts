/** The choice of an environment over the wire, in plain files, overlays of a kustomization, and a chart with several values files. */
import { afterEach, expect, test } from "vitest";
import type { CompareResult, EnvironmentsResult } from "../../server/src/protocol/environments.ts";
import type { ExplorerResult } from "../../server/src/protocol/explorer.ts";
import type { SimulateResult } from "../../server/src/protocol/simulate.ts";
import { type AtCursor, openAtCursor } from "./at-cursor.ts";

let opened: AtCursor | undefined;
afterEach(async () => opened?.editor.dispose());

const service = (name: string): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  clusterIP: None
  selector: {app: db}
`;
const set = (name: string, replicas: string, peer = "http://db:5432/"): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ${name}
spec:
  serviceName: ${name}
  replicas: ${replicas}
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      containers:
        - name: db
          image: debian
          env:
            - name: PEER
              value: ${peer}
`;

/** Only prod puts a prefix before the names: kustomize does not look into strings. */
const overlays = (peer = "http://d$0b:5432/", replicas = "2"): string => `
# file: base/service.yaml
${service("db")}
# file: base/set.yaml
${set("db", replicas, peer)}
# file: base/kustomization.yaml
resources: [service.yaml, set.yaml]
# file: overlays/dev/kustomization.yaml
resources: [../../base]
# file: overlays/prod/kustomization.yaml
namePrefix: prod-
resources: [../../base]
replicas: [{name: db, count: 3}]
`;

const chart = (replicas = "{{ .Values.replicas }}"): string => `
# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
# file: shop/values.yaml
replicas: 1
# file: shop/values-prod.yaml
replicas: 4
# file: shop/templates/service.yaml
${service("db")}
# file: shop/templates/set.yaml
${set("db", replicas)}
`;

/** Two folders that cannot be applied together. */
const plain = `
# file: a/all.yaml
${service("db")}---
${set("db", "2", "http://d$0b:5432/")}
# file: b/all.yaml
${service("db")}---
${set("db", "5")}
`;

async function start(text: string, environments?: readonly string[]): Promise<AtCursor> {
  opened = await openAtCursor(text, environments === undefined ? {} : { initializationOptions: { environments } });
  return opened;
}

async function hover({ editor, textDocument, position }: AtCursor): Promise<string> {
  const found = await editor.request<{ contents: { value: string } } | null>("textDocument/hover", {
    textDocument,
    position,
  });
  return found?.contents.value ?? "";
}

async function lenses({ editor, textDocument }: AtCursor): Promise<readonly (string | undefined)[]> {
  const found = await editor.request<{ command?: { title: string } }[]>("textDocument/codeLens", { textDocument });
  return found.map(({ command }) => command?.title);
}

async function list({ editor, textDocument }: AtCursor): Promise<EnvironmentsResult> {
  return editor.request<EnvironmentsResult>("podns/environments", { uri: textDocument.uri });
}

async function choose(at: AtCursor, label: string): Promise<void> {
  const { environments } = await list(at);
  const found = environments.find((one) => one.label.startsWith(label));
  await at.editor.connection.sendNotification("podns/chooseEnvironments", { environments: [found?.id ?? ""] });
}

test("overlays: the chosen one is shown fully, the others in one line where they differ", async () => {
  const at = await start(overlays());
  const { environments, shown, own } = await list(at);
  expect(environments.map(({ label }) => label)).toEqual([
    "overlays/dev (kustomization)",
    "overlays/prod (kustomization)",
  ]);
  expect([shown, own.length]).toEqual([environments[0]?.id, 2]);
  expect(await hover(at)).toContain("resolves to the 2 Pods");
  expect(await hover(at)).toContain(
    "**overlays/dev (kustomization)**: resolves · **overlays/prod (kustomization)**: NXDOMAIN, prefix (`prod-db`)",
  );
  await choose(at, "overlays/prod");
  expect(await hover(at)).toContain("does not resolve");
  expect(await hover(at)).toContain("**overlays/dev (kustomization)**: resolves");
  expect(await lenses(at)).toEqual(["Simulate nslookup", "3 names · 3 resolve"]);
  expect((await list(at)).shown).toBe(environments[1]?.id);
});

test("a field that other overlays change is told in the same way", async () => {
  const at = await start(overlays("x", "$02"));
  expect(await hover(at)).toContain("makes 2 Pods: `db-0` and `db-1`");
  expect(await hover(at)).toContain(
    "**overlays/prod (kustomization)**: StatefulSet **prod-db** makes 3 Pods: `prod-db-0` to `prod-db-2`",
  );
});

test("the choice is there from the start, and stands for panel and tree as well", async () => {
  const first = await start(overlays());
  const prod = (await list(first)).environments[1]?.id ?? "";
  await first.editor.dispose();
  const at = await start(overlays(), [prod]);
  expect(await lenses(at)).toContain("3 names · 3 resolve");
  const answer = await at.editor.request<SimulateResult>("podns/simulate", { uri: at.textDocument.uri, name: "db" });
  expect([answer.environment?.id, answer.pods.length]).toEqual([prod, 3]);
  const tree = await at.editor.request<ExplorerResult>("podns/explorer", {});
  expect(tree.nodes.map(({ label, description }) => `${label}: ${description}`)).toEqual([
    "overlays/dev (kustomization): ",
    "overlays/prod (kustomization): chosen",
  ]);
});

test("a chart: the chosen values are shown, and nothing changes for what is wrong", async () => {
  const at = await start(chart("{{ .Values.repl$0icas }}"));
  expect(await lenses(at)).toEqual(["Simulate nslookup", "1 name · 1 resolves"]);
  const before = await at.editor.diagnostics("shop/templates/set.yaml");
  await choose(at, "shop (Helm chart, values-prod.yaml)");
  expect(await lenses(at)).toEqual(["Simulate nslookup", "4 names · 4 resolve"]);
  expect(await hover(at)).toContain("makes 4 Pods");
  expect(await at.editor.diagnostics("shop/templates/set.yaml")).toEqual(before);
});

test("plain files: each has its own, whatever is chosen elsewhere", async () => {
  const at = await start(plain);
  const { environments, own } = await list(at);
  expect([environments.length, own.length]).toEqual([2, 1]);
  await choose(at, "b");
  expect(await hover(at)).toContain("resolves to the 2 Pods");
  // What is about no file shows the chosen one.
  const answer = await at.editor.request<SimulateResult>("podns/simulate", { name: "db" });
  expect(answer.pods).toHaveLength(5);
});

test("unknown ids, and options of another form, change nothing", async () => {
  const at = await start(overlays(), ["kustomize:/nowhere"]);
  expect(await hover(at)).toContain("resolves to the 2 Pods");
  await at.editor.connection.sendNotification("podns/chooseEnvironments", { environments: "dev" });
  expect(await lenses(at)).toContain("2 names · 2 resolve");
  expect(at.editor.logged.join()).toContain("'environments' must be a list");
});

test("a comparison says what resolves where, with the places", async () => {
  const at = await start(overlays());
  const { environments } = await list(at);
  const ids = environments.map(({ id }) => id);
  const { asked, names, left } = await at.editor.request<CompareResult>("podns/compare", { environments: ids });
  const shown = ({ name, place, cells, differs }: CompareResult["names"][number]): string =>
    `${name}${place === null ? "" : ` (${place.label})`}: ${cells.map((cell) => `${cell.text}${cell.place === null ? "" : ` (${cell.place.label})`}`).join(" | ")}${differs ? "" : " ="}`;
  expect(asked.map(shown)).toEqual(["db (set.yaml:19): resolves, 2 addresses (service.yaml:4) | NXDOMAIN"]);
  expect(names.map(shown)).toMatchInlineSnapshot(`
    [
      "db-0.db.default.svc.cluster.local: Pod (IPv4) (set.yaml:4) | NXDOMAIN",
      "db-1.db.default.svc.cluster.local: Pod (IPv4) (set.yaml:4) | NXDOMAIN",
      "db.default.svc.cluster.local: headless (IPv4) (service.yaml:4) | NXDOMAIN",
      "prod-db-0.prod-db.default.svc.cluster.local: NXDOMAIN | Pod (IPv4) (set.yaml:4)",
      "prod-db-1.prod-db.default.svc.cluster.local: NXDOMAIN | Pod (IPv4) (set.yaml:4)",
      "prod-db-2.prod-db.default.svc.cluster.local: NXDOMAIN | Pod (IPv4) (set.yaml:4)",
      "prod-db.default.svc.cluster.local: NXDOMAIN | headless (IPv4) (service.yaml:4)",
    ]
  `);
  expect(left).toBe("");
  const none = await at.editor.request<CompareResult>("podns/compare", { environments: ["nowhere"] });
  expect([none.environments, none.names]).toEqual([[], []]);
});

test("a comparison has the hosts that patches write, and none that they take away", async () => {
  const patch = `# file: overlays/prod/patch.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  template:
    spec:
      containers:
        - name: db
          env:
            - {name: PEER, value: "http://prod-db:5432/"}
            - {name: NOWHERE_HOST, value: nothing.default}
`;
  const text = overlays().replace("namePrefix: prod-", "namePrefix: prod-\npatches: [{path: patch.yaml}]");
  const at = await start(text + patch);
  const ids = (await list(at)).environments.map(({ id }) => id);
  const { asked } = await at.editor.request<CompareResult>("podns/compare", { environments: ids });
  expect(
    asked.map(({ name, place, cells }) => `${name} (${place?.label}): ${cells.map((cell) => cell.text).join(" | ")}`),
  ).toEqual([
    "db (set.yaml:19): resolves, 2 addresses | ",
    "prod-db (patch.yaml:10):  | resolves, 3 addresses",
    "nothing.default (patch.yaml:11):  | NXDOMAIN",
  ]);
});

test("a comparison of a chart's sets of values, and of folders", async () => {
  const at = await start(chart("{{ .Values.repl$0icas }}"));
  const ids = (await list(at)).environments.map(({ id }) => id);
  const { names } = await at.editor.request<CompareResult>("podns/compare", { environments: ids });
  expect(names.filter(({ differs }) => differs).map(({ name }) => name.split(".")[0])).toEqual([
    "db-1",
    "db-2",
    "db-3",
  ]);
  await at.editor.dispose();
  const folders = await start(plain);
  const both = (await list(folders)).environments.map(({ id }) => id);
  const compared = await folders.editor.request<CompareResult>("podns/compare", { environments: both });
  expect(compared.names.filter(({ differs }) => differs)).toHaveLength(3);
});
