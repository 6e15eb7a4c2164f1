import { afterEach, expect, test } from "vitest";
import type { Uri } from "../../server/src/base/source.ts";
import { type Editor, startEditor } from "./editor.ts";

let editor: Editor;

afterEach(() => editor.dispose());

const set = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: c, image: i }] }
`;

const service = `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { clusterIP: None, selector: { app: web } }
`;

const scale = (replicas: number): string =>
  `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec: {replicas: ${replicas}}\n`;

const uriOf = (file: string): string => `file:///workspace/${file}`;

/** The files of a kustomization; some have names that no manifest has. */
const files = `
# file: kustomization.yaml
resources: [set.yaml, service.yaml]
patches: [{path: scale.patch}]
# file: set.yaml
${set}# file: service.yaml
${service}# file: scale.patch
${scale(4)}# file: extra.txt
${set.replace("name: web", "name: other")}`;

async function addresses(name = "web"): Promise<number> {
  const { records } = await editor.request<{ records: readonly { readonly type: string }[] }>("podns/simulate", {
    uri: uriOf("set.yaml"),
    name,
  });
  return records.filter(({ type }) => type === "A").length;
}

test("a change of any file that a kustomization names counts, also when it comes into being", async () => {
  editor = await startEditor(files);
  await editor.loaded();
  expect(await addresses()).toBe(4);
  editor.disk.set(uriOf("scale.patch"), scale(2));
  await editor.watched(["scale.patch", 2]);
  await editor.until(async () => (await addresses()) === 2);
  editor.disk.delete(uriOf("scale.patch"));
  await editor.watched(["scale.patch", 3]);
  await editor.until(async () => (await addresses()) === 3);
  editor.disk.set(uriOf("scale.patch"), scale(5));
  await editor.watched(["scale.patch", 1]);
  await editor.until(async () => (await addresses()) === 5);
});

test("what an edit of a kustomization names is read at once, and forgotten when it is named no more", async () => {
  editor = await startEditor(files);
  await editor.loaded();
  await editor.open("kustomization.yaml");
  await editor.edit("kustomization.yaml", "service.yaml]", "service.yaml, extra.txt]");
  await editor.until(async () => (await addresses("other-0.web")) === 1);
  await editor.edit("kustomization.yaml", ", extra.txt]", "]");
  await editor.until(async () => (await addresses("other-0.web")) === 0);
  editor.disk.set(uriOf("extra.txt"), set.replace("name: web", "name: another"));
  await editor.edit("kustomization.yaml", "service.yaml]", "service.yaml, extra.txt]");
  await editor.until(async () => (await addresses("another-0.web")) === 1);
});

test("events of files that are not manifests and that nobody names are ignored", async () => {
  editor = await startEditor(files);
  await editor.loaded();
  await editor.watched(["extra.txt", 2]);
  await editor.watched(["scale.patch", 2]);
  await editor.until(() => editor.reads.filter((uri) => uri === uriOf("scale.patch")).length > 1);
  expect(editor.reads).not.toContain(uriOf("extra.txt"));
});

test("an editor that serves no files watches before the disk is read, and what is named besides", async () => {
  const order: string[] = [];
  const disk = new Map<string, string>();
  const fallback = () => ({
    findFiles: async () => {
      order.push(`find: ${editor.globs.length} globs`);
      return [...disk.keys()].filter((uri) => uri.endsWith(".yaml")) as Uri[]; // What a host would give.
    },
    readFiles: async (uris: readonly string[]) => uris.map((uri) => disk.get(uri) ?? null),
  });
  editor = await startEditor(files, { servesFiles: false, watches: true, server: { fallback } });
  for (const [uri, text] of editor.disk) disk.set(uri, text);
  await editor.loaded();
  await editor.until(() => editor.globs.length > 1);
  expect(order[0]).toBe("find: 1 globs");
  expect(editor.globs.slice(1)).toEqual(["**/scale.patch"]);
  expect(await addresses()).toBe(4);
});
