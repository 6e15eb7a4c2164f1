import { afterEach, describe, expect, test } from "vitest";
import { type Editor, startEditor } from "./editor.ts";

let editor: Editor;

afterEach(() => editor.dispose());

const file = "web.yaml";
const uri = "file:///workspace/web.yaml";

const manifests = `apiVersion: v1
kind: Service
metadata: {annotations: {a: "🐳🐳"}, name: web-headless}
spec: {clusterIP: None, selector: {app: web}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: "web-headles" # 🐳
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx, args: ["🐳", "web-7.web-headless"]}]}
`;

interface Place {
  readonly line: number;
  readonly character: number;
}

interface Change {
  readonly from: Place;
  readonly to: Place;
  readonly text: string;
}

/** The offset of a place by the words of the Language Server Protocol 3.17: lines end with LF, CR LF or CR. */
function offsetOf(text: string, { line, character }: Place): number {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
  return (starts[line] ?? text.length) + character;
}

function changed(text: string, { from, to, text: inserted }: Change): string {
  return text.slice(0, offsetOf(text, from)) + inserted + text.slice(offsetOf(text, to));
}

const at = (line: number, character: number): Place => ({ line, character });

const cases: Readonly<Record<string, readonly Change[]>> = {
  "behind a character of two units": [{ from: at(2, 33), to: at(2, 33), text: "é" }],
  "between the two units of a character, and back": [
    { from: at(2, 30), to: at(2, 30), text: "x" },
    { from: at(2, 30), to: at(2, 31), text: "" },
  ],
  "half of a character replaced by half of another one": [{ from: at(2, 30), to: at(2, 31), text: "\udc0b" }],
  "a line and its end taken away and written again": [
    { from: at(9, 0), to: at(10, 0), text: "" },
    { from: at(9, 0), to: at(9, 0), text: '  serviceName: "🐳" # x\r\n' },
    { from: at(9, 16), to: at(9, 18), text: "web-headless" },
  ],
  "lines put together and parted with another line end": [
    { from: at(7, 21), to: at(8, 0), text: "" },
    { from: at(7, 21), to: at(7, 21), text: "\r" },
    { from: at(9, 14), to: at(9, 27), text: "web-headless" },
  ],
  "all of the text in one change": [
    { from: at(0, 0), to: at(14, 0), text: manifests.replace('headles"', 'headless"') },
  ],
};

describe.each([
  ["LF", "\n"],
  ["CR LF", "\r\n"],
])("over lines that end with %s", (_, lineBreak) => {
  test.each(Object.keys(cases))("%s", async (name) => {
    editor = await startEditor("# file: other.yaml\na: 1\n");
    await editor.loaded();
    const text = manifests.replaceAll("\n", lineBreak);
    const changes = cases[name] ?? [];
    const notify = (method: string, params: unknown): Promise<void> =>
      editor.connection.sendNotification(method, params);
    const said = async (): Promise<unknown> => [
      await editor.diagnostics(file),
      await editor.request("textDocument/documentSymbol", { textDocument: { uri } }),
      await editor.request("textDocument/hover", { textDocument: { uri }, position: at(3, 10) }),
    ];
    await notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
    await notify("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: changes.map(({ from, to, text: inserted }) => ({
        range: { start: from, end: to },
        text: inserted,
      })),
    });
    const edited = await said();
    await notify("textDocument/didClose", { textDocument: { uri } });
    const whole = changes.reduce(changed, text);
    await notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 3, text: whole } });
    expect(edited).toEqual(await said());
    expect(JSON.stringify(edited)).toContain("web-headless.default.svc");
  });
});
