/** A chart in a workspace that is on no disk, as `vscode-vfs` and other file systems of extensions have it. */
import { afterEach, expect, test } from "vitest";
import type { Location } from "vscode-languageserver-types";
import * as engine from "../../server/src/kubernetes/helm/render.ts";
import { type Editor, startEditor } from "./editor.ts";

const folder = "vscode-vfs://github%2B7b2276223a/org/repo";

const chart = `
# file: ${folder}/shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
dependencies: [{name: common, version: 1.x.x}]
# file: ${folder}/shop/charts/common/Chart.yaml
apiVersion: v2
name: common
version: 1.0.0
type: library
# file: ${folder}/shop/charts/common/templates/_names.tpl
{{ define "common.name" }}{{ .Release.Name }}-web{{ end }}
# file: ${folder}/shop/values.yaml
suffix: "-hl"
# file: ${folder}/shop/values-prod.yaml
suffix: ""
# file: ${folder}/shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ include "common.name" . }}
spec:
  clusterIP: None
  selector: {app: web}
# file: ${folder}/shop/templates/set.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "common.name" . }}
spec:
  serviceName: {{ include "common.name" . }}{{ .Values.suffix }}
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers: [{name: web, image: web}]
`;

const set = `${folder}/shop/templates/set.yaml`;
const at = (character: number): unknown => ({ textDocument: { uri: set }, position: { line: 5, character } });

let editor: Editor | undefined;
afterEach(() => editor?.dispose());

test("is rendered from what the client reads: findings, hovers, definitions and edits", async () => {
  // The server cannot read the chart itself: there is no disk.
  editor = await startEditor(chart, { folders: [folder], servesCharts: true, server: { engine: async () => engine } });
  const { loaded, open, edit, until, diagnostics, request, asked } = editor;
  await loaded();
  await open(set);
  await until(async () => (await diagnostics(set)).length > 0);
  expect(asked).toContain("podns/readChart");
  expect((await diagnostics(set)).map(({ severity, code }) => `${severity} ${String(code)}`)).toEqual([
    "2 service-name-unknown",
  ]);
  const hover = async (): Promise<string> =>
    (await request<{ readonly contents: { readonly value: string } } | null>("textDocument/hover", at(20)))?.contents
      .value ?? "";
  await until(async () =>
    (await hover()).includes("`shop-web-hl` with the chart's own values; `shop-web` with values-prod.yaml"),
  );
  const key = await request<readonly Location[]>("textDocument/definition", at(52));
  expect(JSON.stringify(key)).toContain(`${folder}/shop/values.yaml`);
  const name = await request<readonly Location[]>("textDocument/definition", at(30));
  expect(JSON.stringify(name)).toContain(`${folder}/shop/charts/common/templates/_names.tpl`);
  await open(`${folder}/shop/values.yaml`, 'suffix: "-hl"\n');
  await edit(`${folder}/shop/values.yaml`, '"-hl"', '""');
  await until(async () => (await diagnostics(set)).length === 0);
});

test("beside an extension for helm: what is formatted, and which functions are offered, is left to it", async () => {
  editor = await startEditor(chart, { folders: [folder], servesCharts: true, server: { engine: async () => engine } });
  const { capabilities } = editor.initialized;
  expect(Object.keys(capabilities).filter((name) => /format/i.test(name))).toEqual([]);
  await editor.loaded();
  await editor.open(set);
  for (const written of ["{{ inc", "{{ .Values.suffix | quo", "{{- if e", '{{ include "common.name" . | nin']) {
    const line = (editor.disk.get(set) ?? "").split("\n")[5] ?? "";
    await editor.edit(set, line, `  serviceName: ${written} }}`);
    const position = { line: 5, character: "  serviceName: ".length + written.length };
    const items = await editor.request("textDocument/completion", { textDocument: { uri: set }, position });
    expect([written, items]).toEqual([
      written,
      expect.toSatisfy((found) => found === null || found.items.length === 0),
    ]);
    await editor.edit(set, `  serviceName: ${written} }}`, line);
  }
});
