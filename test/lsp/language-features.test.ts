import { afterEach, expect, test } from "vitest";
import type { CallHierarchyItem, SelectionRange, WorkspaceEdit } from "vscode-languageserver-types";
import { uriOf } from "../fixture/workspace.ts";
import { type Editor, type EditorOptions, startEditor } from "./editor.ts";

let editor: Editor;

afterEach(() => editor.dispose());

const fixture = `
# file: service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
# file: set.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web-headless
  replicas: 3
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
`;

async function start(options: EditorOptions = {}): Promise<Editor> {
  editor = await startEditor(fixture, options);
  await editor.open("set.yaml");
  return editor;
}

const textDocument = { uri: uriOf("set.yaml") };
/** In `web-headless` behind `serviceName:`. */
const atServiceName = { textDocument, position: { line: 5, character: 18 } };

test("the answers of the table are announced", async () => {
  await start();
  expect(Object.keys(editor.initialized.capabilities).sort()).toMatchInlineSnapshot(`
    [
      "callHierarchyProvider",
      "codeActionProvider",
      "codeLensProvider",
      "completionProvider",
      "declarationProvider",
      "definitionProvider",
      "diagnosticProvider",
      "documentHighlightProvider",
      "documentLinkProvider",
      "documentSymbolProvider",
      "hoverProvider",
      "implementationProvider",
      "inlayHintProvider",
      "positionEncoding",
      "referencesProvider",
      "renameProvider",
      "selectionRangeProvider",
      "semanticTokensProvider",
      "textDocumentSync",
      "typeDefinitionProvider",
      "workspace",
      "workspaceSymbolProvider",
    ]
  `);
});

test("hover during the first scan waits for it", async () => {
  let openGate: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    openGate = resolve;
  });
  await start({ gate });
  const hover = editor.request<{ contents: { kind: string; value: string } }>("textDocument/hover", atServiceName);
  openGate();
  const { contents } = await hover;
  expect(contents.kind).toBe("markdown");
  expect(contents.value).toContain("`web-2.web-headless.default.svc.cluster.local`");
  expect(contents.value).toContain("](command:podns.simulate?");
});

test("hover in an editor that announces nothing: plain text, no commands", async () => {
  await start({ rich: false });
  const { contents } = await editor.request<{ contents: unknown }>("textDocument/hover", atServiceName);
  expect(contents).toMatchObject({ kind: "plaintext", value: expect.not.stringContaining("command:") });
});

test("definition: a link for editors that take it, else a place", async () => {
  await start();
  expect(await editor.request("textDocument/definition", atServiceName)).toEqual([
    {
      originSelectionRange: { start: { line: 5, character: 15 }, end: { line: 5, character: 27 } },
      targetUri: uriOf("service.yaml"),
      targetRange: { start: { line: 0, character: 0 }, end: { line: 7, character: 12 } },
      targetSelectionRange: { start: { line: 3, character: 8 }, end: { line: 3, character: 20 } },
    },
  ]);
  await editor.dispose();
  await start({ rich: false });
  expect(await editor.request("textDocument/definition", atServiceName)).toEqual([
    { uri: uriOf("service.yaml"), range: { start: { line: 3, character: 8 }, end: { line: 3, character: 20 } } },
  ]);
});

test("references, with the declaration where it is asked for", async () => {
  await start();
  const context = { includeDeclaration: true };
  const found = await editor.request<{ uri: string }[]>("textDocument/references", { ...atServiceName, context });
  expect(found.map(({ uri }) => uri)).toEqual([uriOf("service.yaml"), uriOf("set.yaml")]);
});

test("document highlight", async () => {
  await start();
  expect(await editor.request("textDocument/documentHighlight", atServiceName)).toEqual([
    { range: { start: { line: 5, character: 15 }, end: { line: 5, character: 27 } }, kind: 2 },
  ]);
});

test("completion sees what is typed, and nothing on disk is read for it", async () => {
  await start();
  await editor.loaded();
  const reads = editor.reads.length;
  await editor.edit("set.yaml", "serviceName: web-headless", "serviceName: ");
  const position = { line: 5, character: 15 };
  const list = await editor.request<{ items: { label: string }[] }>("textDocument/completion", {
    textDocument,
    position,
  });
  expect(list.items[0]).toMatchObject({
    label: "web-headless",
    preselect: true,
    textEdit: { range: { start: position, end: position }, newText: "web-headless" },
  });
  expect(editor.reads.length).toBe(reads);
});

test("document symbols: a tree, or a list", async () => {
  await start();
  const tree = await editor.request<{ name: string; children?: unknown[] }[]>("textDocument/documentSymbol", {
    textDocument,
  });
  expect(tree.map(({ name, children }) => [name, children?.length])).toEqual([["StatefulSet web", 3]]);
  await editor.dispose();
  await start({ rich: false });
  const list = await editor.request<unknown[]>("textDocument/documentSymbol", { textDocument });
  expect(list).toHaveLength(4);
});

test("workspace symbols follow edits of every file", async () => {
  await start();
  const names = async (): Promise<readonly string[]> =>
    (await editor.request<{ name: string }[]>("workspace/symbol", { query: "web-1" })).map(({ name }) => name);
  expect(await names()).toEqual(["web-1.web-headless.default.svc.cluster.local"]);
  await editor.open("service.yaml");
  await editor.edit("service.yaml", "web-headless", "web-peers");
  expect(await names()).toEqual([]);
});

test("code lenses follow the setting", async () => {
  await start();
  const titles = async (): Promise<readonly (string | undefined)[]> =>
    (await editor.request<{ command?: { title: string } }[]>("textDocument/codeLens", { textDocument })).map(
      ({ command }) => command?.title,
    );
  expect(await titles()).toEqual(["Simulate nslookup", "3 names · 3 resolve"]);
  editor.settings = { codeLens: false };
  await editor.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await editor.until(async () => (await titles()).length === 0);
  expect(editor.asked).toContain("workspace/codeLens/refresh");
});

test("a file that is not known has no answers", async () => {
  await start();
  const unknown = { textDocument: { uri: uriOf("nowhere.yaml") }, position: { line: 3, character: 1 } };
  for (const method of ["hover", "definition", "documentHighlight", "completion"]) {
    expect(await editor.request(`textDocument/${method}`, unknown)).toBeNull();
  }
  expect(await editor.request("textDocument/documentSymbol", unknown)).toEqual([]);
  expect(await editor.request("textDocument/codeLens", unknown)).toEqual([]);
});

test("calls are followed from the item that was prepared", async () => {
  await start();
  const [item] = await editor.request<readonly CallHierarchyItem[]>("textDocument/prepareCallHierarchy", atServiceName);
  expect([item?.name, item?.detail]).toEqual(["web", "StatefulSet in default"]);
  expect(await editor.request("callHierarchy/incomingCalls", { item })).toEqual([]);
  expect(await editor.request("callHierarchy/outgoingCalls", { item })).toEqual([]);
});

test("types, implementations and selections are answered", async () => {
  await start();
  for (const method of ["textDocument/typeDefinition", "textDocument/implementation"])
    expect(await editor.request(method, atServiceName)).toEqual([
      { uri: textDocument.uri, range: { start: { line: 3, character: 8 }, end: { line: 3, character: 11 } } },
    ]);
  const { position } = atServiceName;
  const [selection] = await editor.request<readonly SelectionRange[]>("textDocument/selectionRange", {
    textDocument,
    positions: [position],
  });
  expect(selection?.range).toEqual({ start: { line: 5, character: 15 }, end: { line: 5, character: 27 } });
});

test("a rename edits every file, and says why it does not", async () => {
  await start();
  expect(await editor.request("textDocument/prepareRename", atServiceName)).toEqual({
    range: { start: { line: 5, character: 15 }, end: { line: 5, character: 27 } },
    placeholder: "web-headless",
  });
  const { changes } = await editor.request<WorkspaceEdit>("textDocument/rename", {
    ...atServiceName,
    newName: "peers",
  });
  expect(Object.keys(changes ?? {}).sort()).toEqual([uriOf("service.yaml"), uriOf("set.yaml")]);
  await expect(editor.request("textDocument/rename", { ...atServiceName, newName: "A B" })).rejects.toThrow(
    "'web-headless' cannot be renamed to 'A B'",
  );
});

test("what names a file follows when it is renamed", async () => {
  const text = "# file: kustomization.yaml\nresources: [web.yaml]\n# file: web.yaml\nkind: Service\n";
  const ask = (): Promise<WorkspaceEdit | null> =>
    editor.request<WorkspaceEdit | null>("workspace/willRenameFiles", {
      files: [{ oldUri: uriOf("web.yaml"), newUri: uriOf("parts/site.yaml") }],
    });
  const range = { start: { line: 0, character: 12 }, end: { line: 0, character: 20 } };
  const edit = { range, newText: "parts/site.yaml" };
  editor = await startEditor(text);
  const { workspace } = editor.initialized.capabilities;
  expect(workspace?.fileOperations?.willRename?.filters).toEqual([{ pattern: { glob: "**/*" } }]);
  expect(workspace?.workspaceFolders?.supported).toBe(true);
  await editor.loaded();
  expect(await ask()).toEqual({ changes: { [uriOf("kustomization.yaml")]: [edit] } });
});
