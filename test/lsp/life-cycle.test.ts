import { afterEach, expect, test } from "vitest";
import { type Editor, type EditorOptions, startEditor } from "./editor.ts";

let editor: Editor;

afterEach(() => editor.dispose());

async function start(fixture: string, options: EditorOptions = {}): Promise<Editor> {
  editor = await startEditor(fixture, options);
  return editor;
}

const service = `
# file: service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
`;

const set = `
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

const both = service + set;

async function codes(file: string): Promise<readonly unknown[]> {
  return (await editor.diagnostics(file)).map(({ code }) => code);
}

/** Waits until the file has exactly these. */
async function expectCodes(file: string, expected: readonly string[]): Promise<void> {
  await editor.until(async () => JSON.stringify(await codes(file)) === JSON.stringify(expected));
}

test("correct manifests have no problem, and the scan reads each file once", async () => {
  await start(both);
  await editor.open("set.yaml");
  await editor.loaded();
  await expectCodes("set.yaml", []);
  expect(editor.reads.length).toBe(2);
});

test("an edit in one file changes the diagnostics of another, and reads no file", async () => {
  await start(both);
  await editor.open("set.yaml");
  await editor.open("service.yaml");
  await editor.loaded();
  await expectCodes("set.yaml", []);
  const reads = editor.reads.length;
  await editor.edit("service.yaml", "web-headless", "web-peers");
  await expectCodes("set.yaml", ["service-name-unknown"]);
  expect(editor.reads.length).toBe(reads);
  expect(editor.asked).toContain("workspace/diagnostic/refresh");
  expect(editor.asked).toContain("workspace/codeLens/refresh");
});

test("unsaved edits count until the document is closed, then the disk does", async () => {
  await start(both);
  await editor.open("set.yaml");
  await editor.edit("set.yaml", "serviceName: web-headless", "serviceName: other-thing");
  await expectCodes("set.yaml", ["service-name-unknown"]);
  await editor.closeFile("set.yaml");
  await expectCodes("set.yaml", []);
});

test("a document that was never on the disk is gone when it is closed", async () => {
  await start(set);
  await editor.open("new.yaml", service);
  await expectCodes("set.yaml", []);
  await editor.closeFile("new.yaml");
  await expectCodes("set.yaml", ["service-name-unknown"]);
});

test("open documents win over the disk", async () => {
  await start(both);
  await editor.open("service.yaml");
  await editor.edit("service.yaml", "web-headless", "web-peers");
  await editor.watched(["service.yaml", 2]);
  await editor.watched(["service.yaml", 3]);
  await expectCodes("set.yaml", ["service-name-unknown"]);
  await editor.edit("service.yaml", "web-peers", "web-headless");
  await expectCodes("set.yaml", []);
});

test("files come, come twice, change and go", async () => {
  await start(set);
  await expectCodes("set.yaml", ["service-name-unknown"]);
  const text = service.replace("\n# file: service.yaml\n", "");
  editor.disk.set("file:///workspace/service.yaml", text);
  await editor.watched(["service.yaml", 1]);
  await editor.watched(["service.yaml", 1], ["service.yaml", 1]);
  await expectCodes("set.yaml", []);
  editor.disk.set("file:///workspace/service.yaml", text.replace("web-headless", "web-peers"));
  await editor.watched(["service.yaml", 2]);
  await expectCodes("set.yaml", ["service-name-unknown"]);
  editor.disk.set("file:///workspace/service.yaml", text);
  await editor.watched(["service.yaml", 2]);
  await expectCodes("set.yaml", []);
  editor.disk.delete("file:///workspace/service.yaml");
  await editor.watched(["service.yaml", 3]);
  await expectCodes("set.yaml", ["service-name-unknown"]);
});

test("broken YAML is said, its neighbours work, and the repair takes it back", async () => {
  await start(both);
  await editor.open("service.yaml");
  await editor.edit("service.yaml", "  clusterIP: None", "\tclusterIP: None");
  await editor.until(async () => (await codes("service.yaml")).includes("yaml"));
  expect(await codes("set.yaml")).toEqual([]); // What could not be read may be the Service.
  await editor.edit("service.yaml", "\tclusterIP: None", "  clusterIP: None");
  await expectCodes("service.yaml", []);
  expect(await codes("set.yaml")).toEqual([]);
});

test("a burst of edits loses none", async () => {
  await start(both);
  await editor.open("set.yaml");
  const sent: Promise<void>[] = [];
  for (let replicas = 3; replicas < 60; replicas++) {
    sent.push(editor.edit("set.yaml", `replicas: ${replicas}`, `replicas: ${replicas + 1}`));
  }
  sent.push(editor.edit("set.yaml", "serviceName: web-headless", "serviceName: nothing"));
  await Promise.all(sent);
  await expectCodes("set.yaml", ["service-name-unknown"]);
  expect(editor.changes()).toBeLessThan(60);
});

test("settings: a severity changes at once, a wrong value is told once", async () => {
  await start(set, { settings: { rules: { "service-name-unknown": "error" } } });
  await expectCodes("set.yaml", ["service-name-unknown"]);
  expect((await editor.diagnostics("set.yaml"))[0]?.severity).toBe(1);
  editor.settings = { rules: { "service-name-unknown": "off" }, clusterDomain: 7 };
  await editor.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await expectCodes("set.yaml", []);
  await editor.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await editor.request("textDocument/diagnostic", { textDocument: { uri: "file:///workspace/set.yaml" } });
  expect(editor.shown).toEqual([expect.stringContaining("'podns.clusterDomain' must be a domain")]);
});

test("diagnostics are silent about what is not there yet while the first scan runs", async () => {
  let openGate: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    openGate = resolve;
  });
  await start(both, { gate });
  await editor.open("set.yaml");
  expect(await codes("set.yaml")).toEqual([]);
  openGate();
  await editor.until(() => editor.reads.length > 0);
  await expectCodes("set.yaml", []);
});

test("without pull support, diagnostics of open documents are pushed, and taken back on close", async () => {
  await start(set, { pulls: false });
  const uri = "file:///workspace/set.yaml";
  await editor.open("set.yaml");
  await editor.until(() => editor.pushed.get(uri)?.[0]?.code === "service-name-unknown");
  await editor.closeFile("set.yaml");
  await editor.until(() => editor.pushed.get(uri)?.length === 0);
  expect(editor.pushed.get(uri)).toEqual([]);
});

test("pushed diagnostics name the version of their document, and come for every change, whether they are others or not", async () => {
  await start(set, { pulls: false });
  await editor.open("set.yaml");
  await editor.until(() => editor.pushedVersions.includes("set.yaml 2"));
  await editor.edit("set.yaml", "kind: StatefulSet", "kind: StatefulSet # a comment");
  await editor.until(() => editor.pushedVersions.includes("set.yaml 3"));
  await editor.closeFile("set.yaml");
  await editor.until(() => editor.pushedVersions.includes("set.yaml undefined"));
  expect(editor.pushed.get("file:///workspace/set.yaml")).toEqual([]);
});

test("the document that was changed last gets its pushed diagnostics first", async () => {
  await start(`${set}\n# file: a.yaml\na: 1\n# file: b.yaml\nb: 1\n# file: c.yaml\nc: 1\n`, { pulls: false });
  for (const [at, file] of ["a", "b", "c"].entries()) {
    await editor.open(`${file}.yaml`);
    await editor.until(() => editor.pushedVersions.includes(`${file}.yaml ${at + 2}`));
  }
  const allSince = (at: number): boolean => new Set(editor.pushedVersions.slice(at).map(([file]) => file)).size === 3;
  await editor.until(() => allSince(editor.pushedVersions.indexOf("c.yaml 4")));
  for (const file of ["a", "c", "b", "a"]) {
    const before = editor.pushedVersions.length;
    await editor.edit(`${file}.yaml`, `${file}: `, `${file}: 1`);
    await editor.until(() => allSince(before));
    expect(editor.pushedVersions.slice(before)).toHaveLength(3);
    expect(editor.pushedVersions[before]?.slice(0, 1)).toBe(file);
  }
});

test("an editor that serves no files gets the fallback's", async () => {
  const uri = "file:///workspace/set.yaml";
  const text = set.replace("\n# file: set.yaml\n", "");
  // The server's own brand of URIs: here they are what a host would give.
  const uris = [uri] as never[];
  const fallback = () => ({ findFiles: async () => uris, readFiles: async () => [text] });
  await start("# file: other.txt\n", { servesFiles: false, server: { fallback } });
  await editor.until(async () => (await codes("set.yaml")).includes("service-name-unknown"));
  expect(editor.logged.join()).toContain("does not serve files");
});

test("with neither, open documents alone are known and nothing is called missing", async () => {
  await start("# file: other.txt\n", { servesFiles: false });
  await editor.open("set.yaml", set);
  await editor.until(() => editor.changes() > 0);
  expect(await codes("set.yaml")).toEqual([]);
});

test("code actions carry the edit of a finding", async () => {
  await start(both.replace("serviceName: web-headless", "serviceName: web-headles"));
  await expectCodes("set.yaml", ["service-name-unknown"]);
  const [diagnostic] = await editor.diagnostics("set.yaml");
  const actions = await editor.request<{ title: string }[]>("textDocument/codeAction", {
    textDocument: { uri: "file:///workspace/set.yaml" },
    range: diagnostic?.range,
    context: { diagnostics: [] },
  });
  expect(actions[0]?.title).toContain("web-headless");
});

test("an unsaved edit of .podns.yaml changes what is found elsewhere, and mistakes in it are told there", async () => {
  await start(`${set}# file: .podns.yaml\nrules: {}\n`);
  await editor.open("set.yaml");
  await editor.open(".podns.yaml");
  await editor.loaded();
  await expectCodes("set.yaml", ["service-name-unknown"]);
  await editor.edit(".podns.yaml", "rules: {}", "rules:\n  service-name-unknown: off\n");
  await expectCodes("set.yaml", []);
  await editor.edit(".podns.yaml", "service-name-unknown", "service-name-unknwon");
  await expectCodes("set.yaml", ["service-name-unknown"]);
  await expectCodes(".podns.yaml", ["settings"]);
});
