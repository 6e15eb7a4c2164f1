/** Charts that the server renders itself, over the protocol: findings, hovers, edits, and files that are not manifests. */
import { afterEach, expect, test } from "vitest";
import type { ServerOptions } from "../../server/src/hosts/lsp/server.ts";
import * as engine from "../../server/src/kubernetes/helm/render.ts";
import { type Editor, startEditor } from "./editor.ts";

const chart = `
# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
# file: shop/values.yaml
suffix: ""
# file: shop/values-off.yaml
service: false
# file: shop/templates/service.yaml
{{- if ne .Values.service false }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "shop.name" . }}
spec:
  clusterIP: None
  selector: {app: web}
{{- end }}
# file: shop/templates/set.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "shop.name" . }}
spec:
  serviceName: {{ include "shop.name" . }}{{ .Values.suffix }}
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers: [{name: web, image: web}]
`;

const helpers = '{{ define "shop.name" }}{{ .Release.Name }}-web{{ end }}\n';

let editor: Editor | undefined;
afterEach(() => editor?.dispose());

async function start(partial = { text: helpers }): Promise<Editor> {
  const server: ServerOptions = {
    engine: async () => engine,
    readChart: async () => {
      const path = "templates/_helpers.tpl";
      return new Map([[path, { path, content: partial.text }]]);
    },
  };
  editor = await startEditor(chart, { server });
  await editor.loaded();
  return editor;
}

const set = "shop/templates/set.yaml";
const messages = async (): Promise<readonly string[]> =>
  ((await editor?.diagnostics(set)) ?? []).map(({ severity, message }) => `${severity} ${message}`);
const missing = "the Pods of StatefulSet 'shop-web' get no names of their own";

test("findings of other values come when they were rendered, as information", async () => {
  const { open, until } = await start();
  await open(set);
  await until(async () => (await messages()).length > 0);
  expect(await messages()).toEqual([
    `3 ${missing}: no Service 'shop-web' in namespace 'default' (with values-off.yaml)`,
  ]);
});

test("an edit of values is judged at once, before it is saved", async () => {
  const { open, edit } = await start();
  await open("shop/values.yaml", 'suffix: ""\n');
  await edit("shop/values.yaml", '""', '"-hl"');
  const [first] = await messages();
  expect(first).toBe(`2 ${missing}: no Service 'shop-web-hl' in namespace 'default'; did you mean 'shop-web'?`);
});

test("a hover on a template's line has the table of Pods", async () => {
  const { request } = await start();
  const found = await request<{ readonly contents: { readonly value: string } } | null>("textDocument/hover", {
    textDocument: { uri: [...(editor?.disk.keys() ?? [])].find((uri) => uri.endsWith(set)) },
    position: { line: 5, character: 20 },
  });
  expect(found?.contents.value).toContain("shop-web-1.shop-web.default.svc.cluster.local");
});

test("a template that is not a manifest is read again when it changes", async () => {
  const partial = { text: helpers };
  const { watched, until, request } = await start(partial);
  partial.text = helpers.replace("-web", "-db");
  await watched(["shop/templates/_helpers.tpl", 2]);
  const name = async (): Promise<string> => {
    const found = await request<{ readonly contents: { readonly value: string } } | null>("textDocument/hover", {
      textDocument: { uri: [...(editor?.disk.keys() ?? [])].find((uri) => uri.endsWith(set)) },
      position: { line: 5, character: 20 },
    });
    return found?.contents.value ?? "";
  };
  await until(async () => (await name()).includes("shop-db"));
  expect(await name()).toContain("shop-db-1.shop-db.default.svc.cluster.local");
});

test("an edit of a template that is not a manifest counts before it is saved, and no more once it is closed", async () => {
  const { open, edit, closeFile, until } = await start();
  const file = "shop/templates/_helpers.tpl";
  const named = async (): Promise<string> => (await messages()).join();
  await open(set);
  await open(file, helpers);
  await edit(file, "-web", "{{ nothing }}");
  await until(async () => (await editor?.diagnostics(file))?.length === 1);
  const [problem] = (await editor?.diagnostics(file)) ?? [];
  expect(`${problem?.range.start.line} ${problem?.message}`).toMatch(/^0 .*function "nothing" not defined/);
  await closeFile(file);
  await until(async () => (await named()).includes("values-off.yaml"));
  expect(await editor?.diagnostics(file)).toEqual([]);
});

test("a chart that cannot be read whole is not rendered: what is missing is not a fault", async () => {
  editor = await startEditor(chart, { server: { engine: async () => engine, readChart: async () => undefined } });
  await editor.loaded();
  await editor.open(set);
  expect(await messages()).toEqual([]);
});

test("why a chart's folder is not read is one line of the log, and no defect of the server", async () => {
  const notRead = "templates/a.yaml: it is a named pipe";
  editor = await startEditor(chart, { server: { engine: async () => engine, readChart: async () => ({ notRead }) } });
  await editor.loaded();
  await editor.open(set);
  expect(await messages()).toEqual([]);
  expect(editor.logged.filter((line) => line.includes("pipe"))).toEqual([
    expect.stringMatching(/^[^\n]*shop: the chart is not read: templates\/a\.yaml: it is a named pipe$/),
  ]);
});
