/** What is seen in the text, over the wire: tokens, hints, outline and names of the workspace, in each kind of environment. */
import { afterEach, expect, test } from "vitest";
import type { DocumentSymbol, InlayHint, SemanticTokens, WorkspaceSymbol } from "vscode-languageserver-types";
import { tokenTypes } from "../../server/src/protocol/semantic-tokens.ts";
import { parseFixture } from "../fixture/parse.ts";
import { root } from "../fixture/workspace.ts";
import { type AtCursor, openAtCursor } from "./at-cursor.ts";
import type { EditorOptions } from "./editor.ts";

let opened: AtCursor | undefined;
afterEach(async () => {
  await opened?.editor.dispose();
  opened = undefined;
});

const objects = (env: string): string => `apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector: {app: db}
  ports: [{name: sql, port: 5432}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 2
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
${env}`;
const value = (host: string): string => `            - name: DB_HOST\n              value: ${host}\n`;
const plain = (host: string): string => `# file: all.yaml\n${objects(value(host))}`;
const overlay = (host: string): string =>
  `# file: base/all.yaml\n${objects(value(host))}# file: base/kustomization.yaml\nresources: [all.yaml]\n# file: prod/kustomization.yaml\nnamespace: prod\nresources: [../base]\n`;
const chart = (host: string): string =>
  `# file: shop/Chart.yaml\napiVersion: v2\nname: shop\nversion: 1.0.0\n# file: shop/templates/all.yaml\n${objects(value(host))}`;

async function start(text: string, options: EditorOptions = {}): Promise<AtCursor> {
  await opened?.editor.dispose();
  opened = await openAtCursor(text, options);
  return opened;
}

/** The tokens on the cursor's line, or all: `text type`. */
async function tokens(text: string, isWhole = false): Promise<readonly string[]> {
  const { editor, textDocument, position } = await start(text);
  const lines = parseFixture(text.replaceAll("$0", ""))
    .files.get(textDocument.uri.slice(root.length + 1))
    ?.split("\n");
  const range = { start: { line: position.line, character: 0 }, end: { line: position.line, character: 200 } };
  const { data } = await editor.request<SemanticTokens>(
    isWhole ? "textDocument/semanticTokens/full" : "textDocument/semanticTokens/range",
    isWhole ? { textDocument } : { textDocument, range },
  );
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0, type = 0] = data.slice(at, at + 4);
    character = down > 0 ? right : character + right;
    line += down;
    found.push(`${lines?.[line]?.slice(character, character + length)} ${tokenTypes[type]}`);
  }
  return found;
}

test.each([
  ["plain", plain],
  ["an overlay", overlay],
  ["a chart", chart],
])("the labels of a name, in short names as well: %s", async (_, fixture) => {
  expect(await tokens(fixture("http://db-1.d$0b:5432"))).toEqual(["db-1 pod", "db service"]);
  const namespace = fixture === overlay ? "prod" : "default";
  expect(await tokens(fixture(`"db.${namespace}.s$0vc.cluster.local"`))).toEqual([
    "db service",
    `${namespace} namespace`,
    "svc domain",
    "cluster domain",
    "local domain",
  ]);
  expect(await tokens(fixture("_sql._tcp.d$0b"))).toEqual(["_sql port", "_tcp port", "db service"]);
});

test("what does not resolve, and only that part of it", async () => {
  expect(await tokens(plain("db-7.d$0b:5432"))).toEqual(["db-7 unresolvable", "db service"]);
  expect(await tokens(plain("dc.default.s$0vc"))).toEqual([
    "dc unresolvable",
    "default unresolvable",
    "svc unresolvable",
  ]);
  // What is outside, and what an operator makes, is unknown.
  expect(await tokens(plain("http://exam$0ple.com"))).toEqual([]);
});

test("the whole document has fields as well, and nothing for objects that are refused", async () => {
  expect(await tokens(plain("db-1.d$0b"), true)).toEqual(["db service", "db-1 pod", "db service"]);
  expect(await tokens(plain("db-1.d$0b").replaceAll("name: db\n", "name: Db_\n"), true)).not.toContain("db-1 pod");
});

test("hints are off, and say the rest of the name or the addresses where somebody wants them", async () => {
  const hints = async (text: string, inlayHints?: string): Promise<readonly unknown[]> => {
    const { editor, textDocument, position } = await start(text, { settings: inlayHints && { inlayHints } });
    const range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
    const found = await editor.request<InlayHint[]>("textDocument/inlayHint", { textDocument, range });
    return found.map((hint) => [hint.label, hint.position.line === position.line]);
  };
  expect(await hints(plain("http://db-1.d$0b:5432"))).toEqual([]);
  expect(await hints(plain("http://db-1.d$0b:5432"), "name")).toEqual([[".default.svc.cluster.local", true]]);
  expect(await hints(overlay("db$0"), "name")).toEqual([[".prod.svc.cluster.local", true]]);
  expect(await hints(chart("db$0"), "name")).toEqual([[".default.svc.cluster.local", true]]);
  expect(await hints(plain("db.default.svc.cluster.lo$0cal"), "name")).toEqual([]);
  expect(await hints(plain("db-7.d$0b:5432"), "name")).toEqual([]);
  expect(await hints(plain("d$0b"), "address")).toEqual([[expect.stringMatching(/^→ [\d.]+\*, [\d.]+\*$/), true]]);
});

test("outline and names of the workspace, those that begin with what is typed in front", async () => {
  const { editor, textDocument } = await start(overlay("db$0"), {
    capabilities: { textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } } },
  });
  const outline = await editor.request<DocumentSymbol[]>("textDocument/documentSymbol", { textDocument });
  expect(outline.map(({ name }) => name)).toEqual(["Service db", "StatefulSet db"]);
  expect(outline[1]?.children?.map(({ name }) => name)).toContain("db-0.db.prod.svc.cluster.local");
  const names = await editor.request<WorkspaceSymbol[]>("workspace/symbol", { query: "db-1.db.prod" });
  expect(names.map(({ name }) => name)[0]).toBe("db-1.db.prod.svc.cluster.local");
});

test("an editor that follows changes is told that tokens and hints may be others", async () => {
  const refreshSupport = { refreshSupport: true };
  const { editor } = await start(plain("db$0"), {
    capabilities: { workspace: { semanticTokens: refreshSupport, inlayHint: refreshSupport } },
  });
  const asked: string[] = [];
  for (const method of ["workspace/semanticTokens/refresh", "workspace/inlayHint/refresh"])
    editor.connection.onRequest(method, () => {
      asked.push(method);
      return null;
    });
  await editor.edit("all.yaml", "replicas: 2", "replicas: 3");
  await editor.until(() => asked.length === 2);
});
