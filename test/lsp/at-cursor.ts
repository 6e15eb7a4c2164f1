/** Starts a server over a fixture of any kind (plain files, kustomizations, charts), with the file of its cursor open. */
import type { Position } from "vscode-languageserver-types";
import * as engine from "../../server/src/kubernetes/helm/render.ts";
import { parseFixture } from "../fixture/parse.ts";
import { uriOf } from "../fixture/workspace.ts";
import { type Editor, type EditorOptions, startEditor } from "./editor.ts";

export interface AtCursor {
  readonly editor: Editor;
  readonly textDocument: { readonly uri: string };
  /** Behind the fixture's last `$0`. */
  readonly position: Position;
  /** Between its two `$0`, or where the one stands. */
  readonly range: { readonly start: Position; readonly end: Position };
}

/** The first scan is over. The fixture must have a cursor. */
export async function openAtCursor(text: string, options: EditorOptions = {}): Promise<AtCursor> {
  const { cursor, files } = parseFixture(text);
  if (cursor === undefined) throw new Error("the fixture has no $0");
  const uncut = text.replaceAll("$0", "");
  const editor = await startEditor(uncut, {
    ...options,
    server: { engine: async () => engine, readChart: async () => new Map(), ...options.server },
  });
  await editor.open(cursor.file);
  await editor.loaded();
  const content = files.get(cursor.file) ?? "";
  const at = (offset: number): Position => {
    const lines = content.slice(0, offset).split("\n");
    return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  };
  const range = { start: at(cursor.start), end: at(cursor.end) };
  return { editor, textDocument: { uri: uriOf(cursor.file) }, position: range.end, range };
}
