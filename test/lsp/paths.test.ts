import { afterEach, describe, expect, test } from "vitest";
import type { CodeAction, LocationLink } from "vscode-languageserver-types";
import { exactNames, macNames, windowsNames } from "../../server/src/base/file-names.ts";
import { type Editor, type EditorOptions, startEditor } from "./editor.ts";

let editor: Editor;

afterEach(() => editor.dispose());

async function start(fixture: string, options: EditorOptions = {}): Promise<Editor> {
  editor = await startEditor(fixture, options);
  await editor.loaded();
  return editor;
}

const service = (name: string): string => `
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  clusterIP: None
  selector:
    app: web
`;

const set = (serviceName: string): string => `
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: ${serviceName}
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

const windows = { folders: ["file:///c%3A/Repo"], server: { names: () => windowsNames } };

async function codes(file: string): Promise<readonly unknown[]> {
  return (await editor.diagnostics(file)).map(({ code }) => code);
}

async function expectCodes(file: string, expected: readonly string[]): Promise<void> {
  await editor.until(async () => JSON.stringify(await codes(file)) === JSON.stringify(expected));
}

const nameOfPod = "web-0.web-headless.default.svc.cluster.local";

async function addressesOf(uri: string, name = nameOfPod): Promise<number> {
  const { records } = await editor.request<{ records: readonly { readonly type: string }[] }>("podns/simulate", {
    uri,
    name,
  });
  return records.filter(({ type }) => type === "A").length;
}

describe("on Windows", () => {
  test.each([
    ["file:///c%3A/Repo", "file:///c%3A/Repo/web.yaml"],
    ["file:///C:/Repo", "file:///c%3A/Repo/web.yaml"],
    ["file:///c:/Repo/", "file:///C:/repo/WEB.yaml"],
    ["file:///C%3A/Repo", "file:/c:/Repo/web.yaml"],
    ["file://server/share", "file://SERVER/Share/web.yaml"],
  ])("a disk that begins with %s and an editor that opens %s mean one file", async (root, opened) => {
    const disk = root.replace(/\/$/, "");
    await start(`# file: ${disk}/web.yaml${set("web-headles")}# file: ${disk}/service.yaml${service("web-headless")}`, {
      ...windows,
      folders: [root],
    });
    expect(await codes(opened)).toEqual(["service-name-unknown"]);
    await editor.open(opened, set("web-headles"));
    await expectCodes(opened, ["service-name-unknown"]);
    const textDocument = { uri: opened };
    const [{ range } = { range: undefined }] = await editor.diagnostics(opened);
    const actions = await editor.request<readonly CodeAction[]>("textDocument/codeAction", {
      textDocument,
      range,
      context: { diagnostics: [] },
    });
    expect(actions.flatMap(({ edit }) => Object.keys(edit?.changes ?? {}))).toContain(opened);
    await editor.edit(opened, "web-headles", "web-headless");
    await expectCodes(opened, []);
    expect(await addressesOf(opened)).toBe(1);
    const links = await editor.request<readonly LocationLink[]>("textDocument/definition", {
      textDocument,
      position: { line: 5, character: 20 },
    });
    expect(links.map(({ targetUri }) => targetUri)).toEqual([`${disk}/service.yaml`]);
    await editor.closeFile(opened);
    await expectCodes(opened, ["service-name-unknown"]);
    expect(await codes(`${disk}/web.yaml`)).toEqual(["service-name-unknown"]);
  });

  test("problems are pushed under the editor's spelling, and taken away there", async () => {
    const opened = "file:///c%3A/Repo/web.yaml";
    await start(`# file: file:///C:/Repo/web.yaml${set("web")}`, { ...windows, pulls: false });
    await editor.open(opened, set("web"));
    await editor.until(() => editor.pushed.get(opened)?.length === 1);
    await editor.closeFile(opened);
    await editor.until(() => editor.pushed.get(opened)?.length === 0);
    expect([...editor.pushed.keys()]).toEqual([opened]);
  });

  test("kustomizations name files with backslashes and in other letters", async () => {
    const root = "file:///c%3A/Repo";
    await start(
      `# file: ${root}/base/Kustomization.yaml
resources: [Web.yaml, ".\\\\service.yaml"]
# file: ${root}/base/web.yaml${set("web-headless")}# file: ${root}/base/service.yaml${service("web-headless")}# file: ${root}/prod/kustomization.yaml
resources: ["..\\\\BASE"]
namespace: shop
`,
      windows,
    );
    expect(await addressesOf(`${root}/base/web.yaml`, "web-0.web-headless.shop.svc.cluster.local")).toBe(1);
    expect(await codes(`${root}/prod/kustomization.yaml`)).toEqual([]);
    await editor.open(`${root}/base/web.yaml`, set("web-headles"));
    await expectCodes(`${root}/base/web.yaml`, ["service-name-unknown"]);
  });

  test("a kustomization that leads to itself in other letters ends", async () => {
    const root = "file:///c%3A/Repo";
    await start(
      `# file: ${root}/base/kustomization.yaml\nresources: [../Base]\n# file: ${root}/prod/kustomization.yaml\nresources: [../BASE]\n`,
      windows,
    );
    expect((await editor.diagnostics(`${root}/base/kustomization.yaml`)).map(({ message }) => message)).toEqual([
      "kustomize refuses to build this: cycle detected: '../Base' contains a kustomization that is being built",
    ]);
  });
});

describe("where letters make no difference", () => {
  const loose = { server: { names: () => macNames } };

  test("a file renamed only in case is one file, whatever the watcher says first", async () => {
    for (const order of [0, 1]) {
      await start(`# file: Web.yaml${set("web-headless")}# file: service.yaml${service("web-headless")}`, loose);
      editor.disk.delete("file:///workspace/Web.yaml");
      editor.disk.set("file:///workspace/web.yaml", set("web-headless"));
      const events: [string, 1 | 3][] = [
        ["Web.yaml", 3],
        ["web.yaml", 1],
      ];
      await editor.watched(...(order === 0 ? events : events.reverse()));
      await editor.until(async () => {
        const symbols = await editor.request<readonly { readonly location: { readonly uri: string } }[]>(
          "workspace/symbol",
          { query: "web-0" },
        );
        return JSON.stringify(symbols.map(({ location }) => location.uri)) === '["file:///workspace/web.yaml"]';
      });
      expect(await codes("web.yaml")).toEqual([]);
      if (order === 0) await editor.dispose();
    }
  });

  test("an accent may be one character or two", async () => {
    const nfd = encodeURIComponent("café".normalize("NFD"));
    await start(
      `# file: file:///workspace/${nfd}/service.yaml${service("web-headless")}# file: file:///workspace/${nfd}/kustomization.yaml
resources: [service.yaml]
# file: app/kustomization.yaml
resources: [../café, web.yaml]
# file: app/web.yaml${set("web-headless")}`,
      loose,
    );
    expect(await addressesOf("file:///workspace/app/web.yaml")).toBe(1);
    expect(await codes(`file:///workspace/caf%C3%A9/service.yaml`)).toEqual([]);
  });
});

describe("where they do", () => {
  test("files that differ in case are two, and a kustomization finds only its own", async () => {
    await start(
      `# file: base/kustomization.yaml\nresources: [Service.yaml]\n# file: base/Service.yaml${service("upper")}# file: base/service.yaml${service("lower")}# file: app/kustomization.yaml\nresources: [../Base]\n`,
      { server: { names: () => exactNames } },
    );
    const symbols = await editor.request<readonly { readonly name: string }[]>("workspace/symbol", {
      query: "er.default",
    });
    expect(symbols.map(({ name }) => name).sort()).toEqual([
      "lower.default.svc.cluster.local",
      "upper.default.svc.cluster.local",
    ]);
  });
});

describe("names of files", () => {
  test.each([
    "a%20b.yaml",
    "a%2520b.yaml",
    "a%23b.yaml",
    "c%2B%2B.yaml",
    "c++.yaml",
    "caf%C3%A9/%F0%9F%90%B3.yaml",
    "100%.yaml",
    "%5Bslug%5D/(x)/{y}.yaml",
  ])("%s is opened, closed and read again", async (name) => {
    const uri = `file:///workspace/${name}`;
    await start(`# file: ${uri}${service("web-headless")}# file: web.yaml${set("web-headless")}`);
    expect(await codes("web.yaml")).toEqual([]);
    await editor.open(uri, service("other"));
    await expectCodes("web.yaml", ["service-name-unknown"]);
    await editor.closeFile(uri);
    await expectCodes("web.yaml", []);
  });
});

describe("documents that are on no disk", () => {
  test.each([
    "untitled:Untitled-1",
    "vscode-vfs://github%2B7b2276223a/org/repo/web.yaml",
    "vscode-notebook-cell:/workspace/x.ipynb#W0sZmlsZQ%3D%3D",
    "git:/workspace/web.yaml?%7B%22ref%22%3A%22HEAD%22%7D",
    "memfs:/web.yaml",
  ])("%s is answered by itself, and leaves the workspace as it was", async (uri) => {
    await start(`# file: web.yaml${set("web-headless")}# file: service.yaml${service("web-headless")}`);
    await editor.open(uri, `${service("web")}---${set("web")}`);
    await editor.until(async () => (await addressesOf(uri, "web-0.web.default.svc.cluster.local")) === 1);
    expect(await codes(uri)).toEqual([]);
    expect(await codes("web.yaml")).toEqual([]);
    expect(await addressesOf("file:///workspace/web.yaml", "web-0.web.default.svc.cluster.local")).toBe(0);
    await editor.closeFile(uri);
    await editor.until(async () => (await codes("web.yaml")).length === 0);
  });
});
