import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { createFileHost } from "../../server/src/hosts/node/file-host.ts";
import { type Editor, type EditorOptions, startEditor } from "./editor.ts";

let editor: Editor;

afterEach(() => editor.dispose());

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

const set = (serviceName: string, replicas = 3): string => `
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: ${serviceName}
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
`;

const one = "file:///one";
const two = "file:///two";
const folders = [one, two];

async function start(fixture: string, options: EditorOptions = {}): Promise<Editor> {
  editor = await startEditor(fixture, { folders, ...options });
  await editor.loaded();
  return editor;
}

async function codes(file: string): Promise<readonly unknown[]> {
  return (await editor.diagnostics(file)).map(({ code }) => code);
}

async function expectCodes(file: string, expected: readonly string[]): Promise<void> {
  await editor.until(async () => JSON.stringify(await codes(file)) === JSON.stringify(expected));
}

async function addressesOf(uri: string, name: string): Promise<number> {
  const { records } = await editor.request<{ records: readonly { readonly type: string }[] }>("podns/simulate", {
    uri,
    name,
  });
  return records.filter(({ type }) => type === "A").length;
}

async function environments(): Promise<readonly string[]> {
  const answer = await editor.request<{ environments: readonly { readonly label: string }[] }>("podns/simulate", {
    name: "",
  });
  return answer.environments.map(({ label }) => label);
}

describe("two folders", () => {
  test("are two worlds, also with the same names in both", async () => {
    await start(
      `# file: ${one}/set.yaml${set("web", 3)}# file: ${one}/service.yaml${service("web")}# file: ${two}/set.yaml${set("web", 5)}# file: ${two}/service.yaml${service("web")}`,
    );
    expect(await addressesOf(`${one}/set.yaml`, "web")).toBe(3);
    expect(await addressesOf(`${two}/set.yaml`, "web")).toBe(5);
    expect(await environments()).toEqual(["one", "two"]);
    expect([await codes(`${one}/set.yaml`), await codes(`${two}/set.yaml`)]).toEqual([[], []]);
    await editor.open(`${two}/service.yaml`, service("other"));
    await editor.until(async () => (await addressesOf(`${two}/set.yaml`, "web")) === 0);
    expect(await addressesOf(`${one}/set.yaml`, "web")).toBe(3);
  });

  test("each have the settings of their own file, about the cluster as well", async () => {
    await start(
      `# file: ${one}/.podns.yaml
clusterDomain: one.test
# file: ${one}/web.yaml${service("web")}---${set("web")}# file: ${two}/.podns.yaml
clusterDomain: two.test
defaultNamespace: shop
rules:
  ordering: off
# file: ${two}/web.yaml${set("web")}---${service("web")}# file: ${two}/below/.podns.yaml
clusterDomain: three.test
`,
    );
    expect(await addressesOf(`${one}/web.yaml`, "web-0.web.default.svc.one.test")).toBe(1);
    expect(await addressesOf(`${one}/web.yaml`, "web-0.web.shop.svc.two.test")).toBe(0);
    expect(await addressesOf(`${two}/web.yaml`, "web-0.web.shop.svc.two.test")).toBe(1);
    expect(await addressesOf(`${two}/web.yaml`, "web-0.web.default.svc.one.test")).toBe(0);
    expect(await codes(`${two}/web.yaml`)).toEqual([]);
    expect(await editor.diagnostics(`${two}/.podns.yaml`)).toEqual([]);
    expect((await editor.diagnostics(`${two}/below/.podns.yaml`)).map(({ message }) => message)).toEqual([
      "'clusterDomain' is about the whole cluster: it counts only in the '.podns.yaml' of the workspace folder",
    ]);
    const hover = await editor.request<unknown>("textDocument/hover", {
      textDocument: { uri: `${two}/web.yaml` },
      position: { line: 5, character: 17 },
    });
    expect(JSON.stringify(hover)).toContain("web-0.web.shop.svc.two.test");
    await editor.open(`${two}/.podns.yaml`, "clusterDomain: four.test\n");
    await editor.until(async () => (await addressesOf(`${two}/web.yaml`, "web-0.web.default.svc.four.test")) === 1);
    expect(await addressesOf(`${one}/web.yaml`, "web-0.web.default.svc.one.test")).toBe(1);
    expect(await codes(`${two}/web.yaml`)).toEqual(["ordering"]);
  });

  test("a kustomization of one may build what lies in the other", async () => {
    await start(
      `# file: ${one}/kustomization.yaml
resources: [../two/base]
namespace: shop
# file: ${two}/base/kustomization.yaml
resources: [web.yaml]
# file: ${two}/base/web.yaml${service("web")}---${set("web")}# file: ${one}/.podns.yaml
clusterDomain: one.test
`,
    );
    expect(await addressesOf(`${two}/base/web.yaml`, "web-0.web.shop.svc.one.test")).toBe(1);
  });
});

describe("folders in each other", () => {
  test("every file is one file of the deepest folder", async () => {
    await start(
      `# file: ${one}/web.yaml${service("web")}---${set("web")}# file: ${one}/sub/web.yaml${service("web")}---${set("web", 5)}# file: ${one}/sub/.podns.yaml
clusterDomain: sub.test
`,
      { folders: [one, `${one}/sub`] },
    );
    expect(await addressesOf(`${one}/web.yaml`, "web.default.svc.cluster.local")).toBe(3);
    expect(await addressesOf(`${one}/sub/web.yaml`, "web.default.svc.sub.test")).toBe(5);
    expect(await editor.diagnostics(`${one}/sub/.podns.yaml`)).toEqual([]);
    await editor.changeFolders([], [`${one}/sub`]);
    await editor.until(async () => (await editor.diagnostics(`${one}/sub/.podns.yaml`)).length === 1);
    expect(await addressesOf(`${one}/sub/web.yaml`, "web.default.svc.cluster.local")).toBe(5);
  });
});

describe("folders that come and go", () => {
  const files = `# file: ${one}/web.yaml${set("web-headless")}# file: ${two}/service.yaml${service("peers")}---${set("other")}`;

  test("in an editor that serves files", async () => {
    await start(files, { folders: [one] });
    // What it does not find in its folders, it does not list.
    const added = editor.disk.get(`${two}/service.yaml`) ?? "";
    editor.disk.delete(`${two}/service.yaml`);
    await editor.watched([`${two}/service.yaml`, 3]);
    expect(await codes(`${one}/web.yaml`)).toEqual(["service-name-unknown"]);
    editor.disk.set(`${two}/service.yaml`, added);
    await editor.changeFolders([two], []);
    await expectCodes(`${two}/service.yaml`, ["service-name-unknown"]);
    expect(await codes(`${one}/web.yaml`)).toEqual(["service-name-unknown"]);
    editor.disk.delete(`${two}/service.yaml`);
    await editor.changeFolders([], [`${two}/`]);
    await expectCodes(`${two}/service.yaml`, []);
    expect(await environments()).toEqual(["one"]);
  });

  test("in one that does not, where the server reads the disk of the folders of now", async () => {
    const disk = realpathSync(mkdtempSync(join(tmpdir(), "podns-folders-")));
    const write = (file: string, text: string): void => {
      mkdirSync(dirname(join(disk, file)), { recursive: true });
      writeFileSync(join(disk, file), text);
    };
    write("one/web.yaml", set("web"));
    write("two/web.yaml", set("web"));
    const uri = (path: string): string => pathToFileURL(join(disk, path)).href;
    try {
      await start("# file: none.yaml\n", {
        servesFiles: false,
        folders: [uri("one")],
        server: { fallback: (uris) => createFileHost(uris.map((folder) => fileURLToPath(folder))) },
      });
      await expectCodes(uri("one/web.yaml"), ["service-name-unknown"]);
      expect(await codes(uri("two/web.yaml"))).toEqual([]);
      await editor.changeFolders([uri("two")], [uri("one")]);
      await expectCodes(uri("two/web.yaml"), ["service-name-unknown"]);
      expect(await codes(uri("one/web.yaml"))).toEqual([]);
    } finally {
      rmSync(disk, { recursive: true });
    }
  });

  test("while a document of theirs is open", async () => {
    const file = `${two}/web.yaml`;
    await start(
      `# file: ${one}/web.yaml${set("web")}---${service("web")}# file: ${two}/service.yaml${service("web-headless")}`,
      {
        folders: [one],
      },
    );
    editor.disk.set(file, set("on-disk"));
    await editor.open(file, set("web-headles"));
    await editor.until(async () => (await codes(file)).length === 1);
    await editor.changeFolders([two], []);
    await editor.until(async () => JSON.stringify(await editor.diagnostics(file)).includes("'web-headless'"));
    await editor.edit(file, "web-headles", "web-headless");
    await expectCodes(file, []);
    expect(await addressesOf(file, "web-0.web-headless")).toBe(1);
    await editor.changeFolders([], [two]);
    // What is open stays what it is; the Service was in a file of the folder.
    await editor.until(async () => (await addressesOf(file, "web-0.web-headless")) === 0);
    expect(await addressesOf(`${one}/web.yaml`, "web-0.web")).toBe(1);
    await editor.changeFolders([two], []);
    await editor.until(async () => (await addressesOf(file, "web-0.web-headless")) === 1);
    await editor.closeFile(file);
    await expectCodes(file, ["service-name-unknown"]);
    expect(JSON.stringify(await editor.diagnostics(file))).toContain("'on-disk'");
  });

  test("a folder within another one, while a document of both is open", async () => {
    const file = `${one}/sub/web.yaml`;
    await start(`# file: ${one}/service.yaml${service("web")}# file: ${file}${set("web")}`, { folders: [one] });
    await editor.open(file, set("web"));
    expect(await codes(file)).toEqual([]);
    await editor.changeFolders([`${one}/sub`], []);
    await editor.until(async () => (await environments()).length === 2);
    // It lies in the deeper folder now, where no Service is.
    expect(await addressesOf(file, "web-0.web")).toBe(0);
    await editor.changeFolders([], [one]);
    await expectCodes(file, ["service-name-unknown"]);
    expect(await environments()).toEqual(["sub"]);
    await editor.changeFolders([one], [`${one}/sub`]);
    await expectCodes(file, []);
    expect(await addressesOf(file, "web-0.web")).toBe(1);
  });
});
