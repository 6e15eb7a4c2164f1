/**
 * Lets an old server forget what it keeps on purpose. Of a chart that helm refuses it shows what the chart made last, and a fresh
 * server has nothing to keep: the two can be compared once the chart has gone and come back.
 */
import type { SoakEditor } from "./editor.ts";

/** True while the server shows a chart as it was before helm refused it. */
async function isRefused(editor: SoakEditor, folder: string): Promise<boolean> {
  for (const file of editor.files.filter((name) => name.startsWith(`${folder}templates/`))) {
    const answer = await editor.request<unknown>("podns/simulate", { uri: editor.uriOf(file), name: "" });
    if (/"open":\["(?:helm fails|the chart is not rendered):/.test(JSON.stringify(answer))) return true;
  }
  return false;
}

/** Milliseconds for taking note of a chart that is gone. */
const patience = 10_000;

/**
 * Takes away each refused chart and puts it back.
 * @returns true if there was one
 */
export async function forgetLastGood(editor: SoakEditor): Promise<boolean> {
  const folders = editor.files.filter((file) => /(^|\/)Chart\.yaml$/.test(file)).map((file) => file.slice(0, -10));
  let forgotten = false;
  for (const folder of folders) {
    if (!(await isRefused(editor, folder))) continue;
    const file = `${folder}Chart.yaml`;
    const unsaved = editor.open.get(file);
    await editor.apply({ do: "close", file });
    const text = editor.textOf(file);
    await editor.apply({ do: "delete", file });
    const end = Date.now() + patience;
    while (Date.now() < end && (await isRefused(editor, folder)))
      await new Promise((resolve) => setTimeout(resolve, 50));
    await editor.apply({ do: "write", file, text });
    forgotten = true;
    if (unsaved === undefined) continue;
    await editor.apply({ do: "open", file });
    await editor.apply({ do: "replace", file, text: unsaved });
  }
  return forgotten;
}
