/** Checks a running server against parameters, options and settings of any form: refused or ignored in words, never an exception. */

import { afterEach, expect, test } from "vitest";
import { ErrorCodes } from "vscode-languageserver";
import { uriOf } from "../fixture/workspace.ts";
import { type Editor, type EditorOptions, startEditor } from "./editor.ts";

const fixture = `
# file: web.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  clusterIP: None
  selector:
    app: web
`;

let editor: Editor;
afterEach(() => editor.dispose());

async function start(options: EditorOptions = {}): Promise<void> {
  editor = await startEditor(fixture, options);
  await editor.loaded();
}

const textDocument = { uri: uriOf("web.yaml") };

test.each([
  "textDocument/hover",
  "textDocument/definition",
  "textDocument/documentHighlight",
  "textDocument/completion",
])("%s: a position behind the end is the end, an invalid one is refused", async (method) => {
  await start();
  const most = 2_147_483_647;
  const same = [
    [
      { line: 7, character: 12 },
      { line: 7, character: most },
    ],
    [
      { line: 8, character: 0 },
      { line: most, character: 0 },
    ],
    [
      { line: 8, character: 0 },
      { line: most, character: most },
    ],
  ];
  for (const [position, behind] of same) {
    const answer = await editor.request(method, { textDocument, position });
    expect(await editor.request(method, { textDocument, position: behind })).toEqual(answer);
  }
  for (const position of [
    { line: -1, character: 0 },
    { line: 0, character: 0.5 },
    { line: 2 ** 31, character: 0 },
    null,
    [],
  ]) {
    await expect(editor.request(method, { textDocument, position })).rejects.toMatchObject({
      code: ErrorCodes.InvalidParams,
      message: expect.stringContaining(`${method}: 'position`),
    });
  }
});

test("a range that reaches behind the end, or backwards, has the actions of what it covers", async () => {
  await start();
  const far = { line: 2_147_483_647, character: 2_147_483_647 };
  const context = { diagnostics: [] };
  for (const range of [
    { start: { line: 0, character: 0 }, end: far },
    { start: far, end: { line: 0, character: 0 } },
  ]) {
    expect(await editor.request("textDocument/codeAction", { textDocument, range, context })).toEqual(
      expect.any(Array),
    );
  }
  const position = far;
  expect(await editor.request("podns/simulate", { uri: textDocument.uri, position, name: "web" })).toMatchObject({
    name: "web",
  });
});

test("a wrong notification is told in the log and changes nothing", async () => {
  await start();
  await editor.open("web.yaml");
  const change = { range: { start: { line: 0, character: -1 }, end: { line: 0, character: 0 } }, text: "x" };
  await editor.connection.sendNotification("textDocument/didChange", {
    textDocument: { ...textDocument, version: 9 },
    contentChanges: [change],
  });
  await editor.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: "all" });
  expect(await editor.diagnostics("web.yaml")).toEqual([]);
  expect(editor.logged.join("\n")).toMatch(/didChange: 'contentChanges.0.range.start.character' must be .*; ignored/);
  expect(editor.logged.join("\n")).toContain("'changes' must be a list, not \"all\"; ignored");
});

/** Made where it is sent: the runner prints the values of a table. */
const deep = (): unknown => JSON.parse(`${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`);

test.each([
  ["a text", "podns", 'must be an object, not "podns"'],
  ["a list", [1], "must be an object, not a list"],
  ["a number", 5, "must be an object, not 5"],
  ["settings that are a text", { podns: "x" }, "'podns' must be an object, not \"x\""],
  ["settings that are a list", { podns: [{}] }, "'podns' must be an object, not a list"],
  ["a setting of another type", { podns: { clusterDomain: ["x"], rules: 5 } }, "'podns.clusterDomain' must be"],
  ["commands that are not texts", { commands: {} }, "'commands' must be a list of strings"],
  ["trusted as a text", { trusted: "yes" }, "'trusted' must be true or false"],
])("initialization options: %s", async (_, initializationOptions, words) => {
  await start({ initializationOptions, pullsSettings: false });
  expect(editor.shown.join("\n")).toContain(words);
  expect(editor.shown.join("\n").length).toBeLessThan(500);
  expect(await editor.diagnostics("web.yaml")).toEqual([]);
});

test("initialization options: depth in a setting", async () => {
  await start({ initializationOptions: { podns: { operators: deep(), rules: deep() } }, pullsSettings: false });
  expect(editor.shown.join("\n")).toContain("'podns.operators' must be");
});

test.each([
  ["null", null],
  ["nothing", undefined],
  ["nothing in it", {}],
  ["null in it", { podns: null, commands: [], trusted: false }],
])("initialization options: %s is nothing to tell", async (_, initializationOptions) => {
  await start({ initializationOptions, pullsSettings: false });
  expect([...editor.shown, ...editor.logged]).toEqual([]);
});

test("what nothing reads is logged", async () => {
  await start({ initializationOptions: { podns: { clusterdomain: "x" }, extra: deep() }, pullsSettings: false });
  await editor.until(() => editor.logged.length >= 2);
  expect(editor.logged.join("\n")).toContain("initialization options that nothing reads: 'extra'");
  expect(editor.logged.join("\n")).toContain("settings that nothing reads: 'clusterdomain'");
  expect(editor.shown).toEqual([]);
});

test("settings that change to any form", async () => {
  await start({ pullsSettings: false });
  const odd = [null, "x", [{}], { podns: [] }, { podns: { rules: { x: {} }, exclude: [null] } }, deep()];
  for (const settings of odd) {
    await editor.connection.sendNotification("workspace/didChangeConfiguration", { settings });
    expect(await editor.diagnostics("web.yaml")).toEqual([]);
  }
  expect(editor.shown.length).toBeGreaterThan(2);
});

test.each([
  [{ textDocument: null, workspace: null }],
  [{ textDocument: [], workspace: [], window: [] }],
  [{ textDocument: { hover: { contentFormat: 5 }, definition: "x", documentSymbol: null, diagnostic: null } }],
  [{ workspace: { configuration: {}, workspaceFolders: {}, didChangeConfiguration: 5, diagnostics: "x" } }],
  [[]],
])("capabilities in another form are not there: %j", async (capabilities) => {
  await start({ capabilities });
  expect(
    await editor.request("textDocument/hover", { textDocument, position: { line: 3, character: 9 } }),
  ).toBeDefined();
});
