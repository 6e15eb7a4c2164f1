/** Acts on the editor for the panel: goes to a place, applies a fix, never on top of the panel. */
import { type TextEditor, ViewColumn, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { simulateRequest } from "../../../server/src/protocol/request.ts";
import type { WireLink } from "../../../server/src/protocol/simulate.ts";
import { ask } from "./ask.ts";
import type { Question } from "./messages.ts";

/** Opens the place in an editor that is not the panel's own column, and selects it. */
export async function openLink(
  client: BaseLanguageClient,
  link: WireLink,
  panelColumn: ViewColumn | undefined,
): Promise<void> {
  const uri = client.protocol2CodeConverter.asUri(link.uri);
  const selection = client.protocol2CodeConverter.asRange(link.range);
  const shown = window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
  const viewColumn = columnOf(shown) ?? columnBeside(panelColumn);
  await window.showTextDocument(uri, { viewColumn, selection, preserveFocus: false });
}

/**
 * Applies the fix with this title as one edit, so that one undo takes it back. It is asked for again first: the text
 * may have changed since the button was drawn.
 *
 * @throws {Error} when the fix no longer exists, or the editor refuses the edit.
 */
export async function applyFix(client: BaseLanguageClient, question: Question, title: string): Promise<void> {
  const { fixes } = await ask(client, simulateRequest, question);
  const fix = fixes.find((candidate) => candidate.title === title);
  if (fix === undefined) throw new Error(`'${title}' does not apply any more`);
  const changes = Object.fromEntries(Object.entries(fix.edits).map(([uri, edits]) => [uri, [...edits]]));
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit({ changes });
  if (edit === undefined || !(await workspace.applyEdit(edit))) throw new Error(`'${title}' could not be applied`);
}

function columnOf(editor: TextEditor | undefined): ViewColumn | undefined {
  return editor?.viewColumn;
}

/** The column of an editor that is open already, else a new one: never on top of the panel. */
export function columnBeside(panelColumn: ViewColumn | undefined): ViewColumn {
  const other = window.visibleTextEditors.find(
    (editor) => editor.viewColumn !== undefined && editor.viewColumn !== panelColumn,
  );
  if (other?.viewColumn !== undefined) return other.viewColumn;
  return panelColumn === undefined || panelColumn === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One;
}
