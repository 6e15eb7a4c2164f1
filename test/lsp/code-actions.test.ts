/** Actions on names over the wire: in plain files, overlays of a kustomization, and a chart. What is not proved is not offered. */

import { afterEach, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { CodeAction, CreateFile, TextDocumentEdit, TextEdit } from "vscode-languageserver-types";
import { parseFixture } from "../fixture/parse.ts";
import { root } from "../fixture/workspace.ts";
import { type AtCursor, openAtCursor } from "./at-cursor.ts";
import type { EditorOptions } from "./editor.ts";

let opened: AtCursor | undefined;
afterEach(async () => opened?.editor.dispose());

interface Offered {
  readonly titles: readonly string[];
  /** The files after the action (by the beginning of its title) was taken: `file` and its whole text. */
  readonly take: (title: string) => ReadonlyMap<string, string>;
}

async function offered(text: string, only?: readonly string[], options: EditorOptions = {}): Promise<Offered> {
  opened = await openAtCursor(text, options);
  const { editor, textDocument, range } = opened;
  const context = { diagnostics: [], ...(only === undefined ? {} : { only }) };
  const actions =
    (await editor.request<CodeAction[] | null>("textDocument/codeAction", { textDocument, range, context })) ?? [];
  const { files } = parseFixture(text.replaceAll("$0", ""));
  const take = (title: string): ReadonlyMap<string, string> => {
    const action = actions.find((one) => one.title.startsWith(title));
    if (action === undefined) throw new Error(`no '${title}' among ${actions.map((one) => one.title).join(" | ")}`);
    const made = new Map<string, string>();
    for (const [uri, edits] of changesOf(action)) {
      const file = uri.slice(root.length + 1);
      made.set(file, TextDocument.applyEdits(TextDocument.create(uri, "yaml", 0, files.get(file) ?? ""), [...edits]));
    }
    return made;
  };
  return { titles: actions.map(({ title }) => title), take };
}

function changesOf({ edit }: CodeAction): readonly (readonly [string, readonly TextEdit[]])[] {
  const documents = (edit?.documentChanges ?? []).filter((one): one is TextDocumentEdit => "edits" in one);
  // Annotated and snippet edits are not used by these actions.
  return [
    ...Object.entries(edit?.changes ?? {}),
    ...documents.map((one) => [one.textDocument.uri, one.edits as TextEdit[]] as const),
  ];
}

const db = (replicas = 3, namespace = ""): string => `apiVersion: v1
kind: Service
metadata:
  name: db
${namespace}spec:
  clusterIP: None
  selector: {app: db}
  ports: [{name: sql, port: 5432}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
${namespace}spec:
  serviceName: db
  replicas: ${replicas}
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      containers: [{name: db, image: debian}]
`;

const app = (env: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
spec:
  selector:
    matchLabels: {app: app}
  template:
    metadata:
      labels: {app: app}
    spec:
      containers:
        - name: app
          image: debian
${env}`;

const variable = (value: string): string => `          env:\n            - name: DB\n              value: ${value}\n`;
const plain = (value: string, replicas = 3): string =>
  `# file: db.yaml\n${db(replicas)}# file: app.yaml\n${app(variable(value))}`;

/** What the line with the value says after the action. */
async function valueAfter(text: string, title: string): Promise<string> {
  const { take } = await offered(text);
  const [content = ""] = [...take(title).values()];
  return content.slice(content.indexOf("value: ") + "value: ".length).trimEnd();
}

test("a name is written in full, and shortened; quotes, schemes and ports stay", async () => {
  const full = "http://db-0.db.default.svc.cluster.local:5432/x";
  expect(await valueAfter(plain('"http://db-0.d$0b:5432/x"'), "Write")).toBe(`"${full}"`);
  await opened?.editor.dispose();
  expect(await valueAfter(plain("'http://db-0.d$0b.default.svc.cluster.local:5432/x'"), "Shorten")).toBe(
    "'http://db-0.db:5432/x'",
  );
});

test("nothing is offered for a name that does not resolve, one outside, or one that is expanded", async () => {
  for (const host of ["http://dc$0.default.svc", "http://exam$0ple.com", "db-{0..2}.d$0b:5432"]) {
    const { titles } = await offered(plain(host));
    expect(titles.filter((title) => /^(?:Write|Shorten|Expand|Fold)/.test(title))).toEqual([]);
    await opened?.editor.dispose();
    opened = undefined;
  }
});

test("a list of all Pods is folded, and the Service expanded, in any style of list", async () => {
  const all = "db-0.db:5432,db-1.db:5432,db-2.db:5432";
  expect(await valueAfter(plain("db-0.d$0b:5432,db-1.db:5432,db-2.db:5432"), "Fold")).toBe("db:5432");
  await opened?.editor.dispose();
  expect(await valueAfter(plain("d$0b:5432"), "Expand")).toBe(all);
  await opened?.editor.dispose();
  expect(await valueAfter(plain("'http://d$0b:5432'"), "Expand")).toBe(`'http://${all.replaceAll(",", ",http://")}'`);
  await opened?.editor.dispose();
  const block = (args: string): string =>
    `# file: db.yaml\n${db()}# file: app.yaml\n${app(`          args:\n${args}`)}`;
  const { take } = await offered(block('            - "d$0b:5432"\n'));
  expect(take("Expand").get("app.yaml")).toContain(
    '            - "db-0.db:5432"\n            - "db-1.db:5432"\n            - "db-2.db:5432"\n',
  );
  await opened?.editor.dispose();
  const flow = `# file: db.yaml\n${db()}# file: app.yaml\n${app("          args: [-v, 'db-0.d$0b:5432', 'db-1.db:5432', 'db-2.db:5432']\n")}`;
  expect((await offered(flow)).take("Fold").get("app.yaml")).toContain("args: [-v, 'db:5432']\n");
});

test("a list follows replicas, and keeps its form", async () => {
  expect(await valueAfter(plain("db-0.d$0b:5432; db-1.db:5432", 4), "Update")).toBe(
    "db-0.db:5432; db-1.db:5432; db-2.db:5432; db-3.db:5432",
  );
  await opened?.editor.dispose();
  expect(await valueAfter(plain("db-0.d$0b,db-1.db,db-2.db", 2), "Update")).toBe("db-0.db,db-1.db");
  await opened?.editor.dispose();
  // Somebody else is in the list: it is more than the set.
  expect(
    (await offered(plain("db-0.d$0b,db-1.db,db-x.db", 4))).titles.filter((one) => one.startsWith("Update")),
  ).toEqual([]);
});

test("a list that goes on in another form, or whose ends differ, is left alone", async () => {
  const lists = [
    variable("https://db-0.d$0b,http://db-1.db,http://db-2.db"),
    variable("http://db-0.d$0b,http://db-1.db,http://db-2.db/x"),
    variable("mongodb://db-0.d$0b,db-1.db,db-2.db/x"),
    '          env:\n            - name: DB\n              value: "db-0.d$0b,\n                db-1.db,\\\n                db-2.db"\n',
    "          args:\n            - db-0.db\n            # mine\n            - db-1.d$0b\n            - db-2.db\n",
    "          args:\n            - db-0.db\n            - db-1.d$0b\n            - db-2.db:1\n",
    "          args:\n            - http://db-0.d$0b\n            - db-1.db\n            - db-2.db\n",
  ];
  for (const list of lists) {
    const { titles } = await offered(`# file: db.yaml\n${db()}# file: app.yaml\n${app(list)}`, ["refactor"]);
    expect(titles.filter((title) => /^(?:Update|Fold)/.test(title))).toEqual([]);
    await opened?.editor.dispose();
    opened = undefined;
  }
});

test("a value without quotes in flow style becomes no list: its comma would end it", async () => {
  const inFlow = async (env: string): Promise<readonly string[]> =>
    (await offered(`# file: db.yaml\n${db()}# file: app.yaml\n${app(`          env: [${env}]\n`)}`, ["refactor"]))
      .titles;
  const expands = expect.arrayContaining([expect.stringMatching(/^Expand/)]);
  expect(await inFlow("{value: d$0b:5432, name: DB}")).not.toEqual(expands);
  await opened?.editor.dispose();
  expect(await inFlow("{value: 'd$0b:5432', name: DB}")).toEqual(expands);
});

test("a port becomes the name of its SRV record, where the record gives that port", async () => {
  expect(await valueAfter(plain("d$0b:5432"), "Ask for the SRV record")).toBe("_sql._tcp.db");
  await opened?.editor.dispose();
  expect((await offered(plain("d$0b:5433"))).titles.filter((one) => one.includes("SRV"))).toEqual([]);
});

test("a host moves into a ConfigMap; line ends and indentation are the file's own", async () => {
  const { take } = await offered(plain("postgres://d$0b:5432/x").replaceAll("\n", "\n"));
  expect(take("Extract into ConfigMap 'app-hosts'").get("app.yaml")).toBe(`apiVersion: v1
kind: ConfigMap
metadata:
  name: app-hosts
data:
  DB: postgres://db:5432/x
---
${app(`          env:
            - name: DB
              valueFrom:
                configMapKeyRef:
                  name: app-hosts
                  key: DB
`)}`);
  await opened?.editor.dispose();
  const flow = `# file: db.yaml\n${db()}# file: app.yaml\n${app("          env: [{name: DB, value: d$0b:5432}]\n")}`;
  expect((await offered(flow)).take("Extract").get("app.yaml")).toContain(
    "env: [{name: DB, valueFrom: {configMapKeyRef: {name: app-hosts, key: DB}}}]",
  );
  await opened?.editor.dispose();
  expect((await offered(plain("$(X)d$0b:5432"))).titles.filter((one) => one.startsWith("Extract"))).toEqual([]);
});

test("nothing is offered where an alias takes the text elsewhere, or nobody is known to ask", async () => {
  const refactors = async (text: string): Promise<readonly string[]> => (await offered(text, ["refactor"])).titles;
  expect(await refactors(plain("&host d$0b:5432"))).not.toEqual([]);
  await opened?.editor.dispose();
  const taken = variable("&host d$0b:5432").concat("            - name: OTHER\n              value: *host\n");
  expect(await refactors(`# file: db.yaml\n${db()}# file: app.yaml\n${app(taken)}`)).toEqual([]);
  await opened?.editor.dispose();
  const anyName = taken.replaceAll("host", "/ü");
  expect(await refactors(`# file: db.yaml\n${db()}# file: app.yaml\n${app(anyName)}`)).toEqual([]);
  await opened?.editor.dispose();
  const config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  url: http://db.default.s$0vc:5432\n";
  expect(await refactors(`# file: db.yaml\n${db()}# file: c.yaml\n${config}`)).toEqual([]);
});

const overlays = (prod: string): string => `
# file: base/all.yaml
${db(2)}---
${app(variable("http://db-0.d$0b:5432"))}
# file: base/kustomization.yaml
resources: [all.yaml]
# file: dev/kustomization.yaml
resources: [../base]
# file: prod/kustomization.yaml
resources: [../base]
${prod}`;

test("overlays: what does not hold in each of them is not offered", async () => {
  const full = "Write 'db-0.db.default.svc.cluster.local' in full";
  expect((await offered(overlays(""))).titles).toContain(full);
  await opened?.editor.dispose();
  expect((await offered(overlays("namespace: prod\n"))).titles).not.toContain(full);
});

test("a template is left alone, beside what its findings offer", async () => {
  const chart = `
# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
# file: shop/values.yaml
x: 1
# file: shop/templates/all.yaml
${db(2)}---
${app(variable("http://db-0.d$0b:5432"))}
`;
  const { titles } = await offered(chart);
  expect(titles.filter((one) => /^(?:Extract|Expand|Update)/.test(one))).toEqual([]);
});

const ignoring = `# file: all.yaml
apiVersion: v1
kind: Service
metadata:
  # podns-ignore duplicate-object
  name: db$0
spec:
  # podns-ignore ndots
  clusterIP: None
  selector: {app: db}
`;

test("fix all: what is certain on save, one rule where it is asked for", async () => {
  const { titles, take } = await offered(ignoring, ["source.fixAll"]);
  expect(titles).toEqual(["Fix all that is certain in this file"]);
  expect(take("Fix all").get("all.yaml")).not.toContain("podns-ignore");
  await opened?.editor.dispose();
  expect((await offered(ignoring, ["source.fixAll.podns.unused-suppression"])).titles).toHaveLength(1);
  await opened?.editor.dispose();
  expect((await offered(ignoring, ["source.fixAll.podns.host-unresolvable"])).titles).toEqual([]);
  await opened?.editor.dispose();
  expect((await offered(ignoring, ["source.organizeImports"])).titles).toEqual([]);
});

/** What is certain is fixed again and again, until nothing changes. */
async function timesFixed(content: string): Promise<{ readonly times: number; readonly content: string }> {
  for (let times = 0; times < 5; times++) {
    const { titles, take } = await offered(`# file: all.yaml\n$0${content}`, ["source.fixAll"]);
    await opened?.editor.dispose();
    opened = undefined;
    if (titles.length === 0) return { times, content };
    content = take("Fix all").get("all.yaml") ?? "";
  }
  throw new Error("it does not end");
}

test("what is certain is fixed at once: the second save changes nothing", async () => {
  const suppressed = (rules: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec:\n  type: ExternalName\n  # podns-ignore ${rules}\n  externalName: 10.0.0.1\n`;
  const used = "external-name-not-a-host";
  const after = { times: 1, content: suppressed(used) };
  expect(await timesFixed(suppressed(`${used}, ndots, ordering`))).toEqual(after);
  expect(await timesFixed(suppressed(`ndots, ordering, ${used}, duplicate-object ordering , ndots`))).toEqual(after);
});

test("neither an alias nor what has an anchor or a tag is quoted", async () => {
  const pod = (labels: string, port = "80"): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: db, labels: {${labels}}}\nspec:\n  containers:\n    - {name: a, image: x, ports: [{containerPort: ${port}}]}\n`;
  expect(await timesFixed(pod("a: 1, b: true"))).toEqual({ times: 1, content: pod('a: "1", b: "true"') });
  for (const kept of [
    pod("a: &v 80", "*v"),
    pod("a: *v").replace("metadata", "x-v: &v 1\nmetadata"),
    pod("a: !!int 1"),
  ])
    expect(await timesFixed(kept)).toEqual({ times: 0, content: kept });
});

const alias = (settings = ""): string => `${settings}# file: all.yaml
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  type: ExternalName
  externalName: 10.0.$00.1
`;
const rule = "external-name-not-a-host";

test("a finding is ignored here, in the file, and in the repository", async () => {
  const creating = {
    capabilities: { workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ["create"] } } },
  };
  const { take, titles } = await offered(alias(), undefined, creating);
  expect(take(`Ignore '${rule}' in this file`).get("all.yaml")).toMatch(`# podns-ignore-file ${rule}\napiVersion`);
  expect(take(`Switch '${rule}' off`).get(".podns.yaml")).toBe(`rules:\n  ${rule}: off\n`);
  expect(titles.filter((one) => one.startsWith("Ignore"))).toHaveLength(2);
  await opened?.editor.dispose();
  // An editor that makes no files is offered no new one.
  expect((await offered(alias())).titles.filter((one) => one.startsWith("Switch"))).toEqual([]);
});

test.each([
  ["rules:\n    ordering: off\n", `rules:\n    ${rule}: off\n    ordering: off\n`],
  ["rules: {ordering: off} # x\n", `rules: {${rule}: off, ordering: off} # x\n`],
  [`rules:\n  ${rule}: warning # why\n`, `rules:\n  ${rule}: off # why\n`],
  ["# nothing yet\n", `# nothing yet\nrules:\n  ${rule}: off\n`],
  ["clusterDomain: cluster.local\n", `clusterDomain: cluster.local\nrules:\n  ${rule}: off\n`],
])("settings that are there keep their form: %j", async (before, after) => {
  const { take } = await offered(alias(`# file: .podns.yaml\n${before}`));
  expect(take(`Switch '${rule}' off`).get(".podns.yaml")).toBe(after);
});

test("the kinds are announced, and a created file comes before its text", async () => {
  opened = await openAtCursor(alias(), {
    capabilities: { workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ["create"] } } },
  });
  const { editor, textDocument, range } = opened;
  expect(editor.initialized.capabilities.codeActionProvider).toEqual({
    codeActionKinds: ["quickfix", "refactor.rewrite", "refactor.extract", "source.fixAll.podns"],
  });
  const actions = await editor.request<CodeAction[]>("textDocument/codeAction", {
    textDocument,
    range,
    context: { diagnostics: [] },
  });
  const [create] = actions.find(({ title }) => title.startsWith("Switch"))?.edit?.documentChanges ?? [];
  expect((create as CreateFile).kind).toBe("create");
});
