/** The life of Helm charts in the server: rendered when trusted, again when their files change, never judged. */
import { afterEach, expect, test } from "vitest";
import type { Cancellation, ChartOutput, ChartRenderer } from "../../server/src/hosts/files/helm-output.ts";
import { type Editor, startEditor } from "./editor.ts";

const chart = `
# file: shop/Chart.yaml
name: shop
# file: shop/templates/set.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  clusterIP: None
`;

let editor: Editor | undefined;
afterEach(() => editor?.dispose());

function renderer(calls: string[]): (folder: string, values: string | undefined) => Promise<ChartOutput> {
  return async (folder, values) => {
    calls.push(`${folder.split("/").at(-1)} ${values ?? ""}`.trim());
    const text = "apiVersion: v1\nkind: Service\nmetadata: { name: release }\nspec: { clusterIP: None }\n";
    return { kind: "rendered", documents: [{ source: "templates/set.yaml", text }] };
  };
}

test("charts are rendered after the first scan, and again when one of their files changes on disk", async () => {
  const calls: string[] = [];
  editor = await startEditor(chart, {
    server: { charts: () => renderer(calls) },
    initializationOptions: { trusted: true },
  });
  await editor.loaded();
  await editor.until(() => calls.length === 1);
  editor.disk.set(`${[...editor.disk.keys()][0]?.replace("Chart.yaml", "values.yaml")}`, "x: 1\n");
  await editor.watched(["shop/values.yaml", 1]);
  await editor.until(() => calls.length === 2);
  expect(calls).toEqual(["shop", "shop"]);
  expect(await editor.diagnostics("shop/templates/set.yaml")).toEqual([]);
});

test.each([
  { trusted: false },
  {},
  { trusted: "true" },
  { trusted: 1 },
  { trusted: null },
  { trusted: [true] },
  undefined,
])("nothing of a workspace is run before it is trusted (%j)", async (initializationOptions) => {
  const calls: string[] = [];
  editor = await startEditor(chart, {
    server: { charts: () => renderer(calls) },
    ...(initializationOptions === undefined ? { rich: false } : { initializationOptions }),
  });
  await editor.loaded();
  const before = editor.changes();
  await editor.until(() => (editor?.changes() ?? 0) > before);
  expect(calls).toEqual([]);
  await editor.connection.sendNotification("podns/trusted", null);
  await editor.until(() => calls.length === 1);
});

test("what is being rendered is called off when charts are switched off, and at shutdown", async () => {
  const rounds: Cancellation[] = [];
  const waiting: ChartRenderer = async (_, __, cancellation) => {
    if (cancellation === undefined) throw new Error("it cannot be called off");
    rounds.push(cancellation);
    await new Promise<void>((resolve) => void cancellation.onCancellationRequested(resolve));
    return { kind: "failed", message: "helm was stopped" };
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const started = await startEditor(chart, {
    server: { charts: () => waiting },
    initializationOptions: { trusted: true },
  });
  editor = started;
  await started.loaded();
  await until(() => rounds.length === 1);
  const configure = async (helm: boolean): Promise<void> => {
    started.settings = { helm };
    await started.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  };
  await configure(false);
  await until(() => rounds[0]?.isCancellationRequested === true);
  await configure(true);
  await until(() => rounds.length === 2);
  await started.connection.sendRequest("shutdown");
  expect(rounds.map(({ isCancellationRequested }) => isCancellationRequested)).toEqual([true, true]);
  expect(started.logged.join()).not.toContain("helm was stopped");
});
