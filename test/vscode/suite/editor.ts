/** Asks VS Code what a person at the keyboard would see. It contains nothing of DNS. */
import * as vscode from "vscode";
import type { SimulateParams, SimulateResult } from "../../../server/src/protocol/simulate.ts";
import { eventually, present } from "./expect.ts";

/** What the extension gives to other extensions, and to this suite. */
interface ExtensionApi {
  readonly request: (method: string, params: unknown) => Promise<unknown>;
}

export const extensionId = "podns.podns";

/** The sample workspace's file, e.g. `web/web.yaml`. */
export function sample(path: string): vscode.Uri {
  const folder = present(vscode.workspace.workspaceFolders?.[0], "workspace folder");
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(sample(path));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Takes back what a test typed, so that the next one sees the file. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** The position in the middle of the text's first (or nth) occurrence. */
export function at(document: vscode.TextDocument, text: string, nth = 0): vscode.Position {
  let offset = -1;
  for (let found = 0; found <= nth; found++) offset = document.getText().indexOf(text, offset + 1);
  if (offset < 0) throw new Error(`'${text}' is not in ${document.uri.path}`);
  return document.positionAt(offset + Math.floor(text.length / 2));
}

/** Replaces text as typing does: one edit, not saved. */
export async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = document.getText().indexOf(from);
  if (start < 0) throw new Error(`'${from}' is not in ${document.uri.path}`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + from.length));
  edit.replace(document.uri, range, to);
  await vscode.workspace.applyEdit(edit);
}

export async function hoverText(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  const parts = hovers.flatMap((hover) => hover.contents);
  return parts.map((part) => (typeof part === "string" ? part : part.value)).join("\n");
}

/** Our diagnostics of one file, as VS Code shows them. */
export function problems(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === "podns");
}

/** The rule's id of a diagnostic. */
export function ruleOf(diagnostic: vscode.Diagnostic): string {
  const code = diagnostic.code;
  return String(typeof code === "object" ? code.value : code);
}

export function problemOf(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic> {
  return eventually(`diagnostic ${rule}`, () => {
    const all = problems(uri);
    const found = all.find((diagnostic) => ruleOf(diagnostic) === rule);
    if (found === undefined) throw new Error(`there are ${JSON.stringify(all.map((d) => [ruleOf(d), d.message]))}`);
    return found;
  });
}

export async function quickFixes(uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

/** Applies the quick fix as choosing it from the menu does. */
export async function apply(action: vscode.CodeAction): Promise<void> {
  if (action.edit !== undefined) await vscode.workspace.applyEdit(action.edit);
  const command = action.command;
  if (command !== undefined) await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
}

export async function extensionApi(): Promise<ExtensionApi> {
  const extension = present(vscode.extensions.getExtension<ExtensionApi>(extensionId), `extension ${extensionId}`);
  return extension.activate();
}

export async function simulate(params: SimulateParams): Promise<SimulateResult> {
  const api = await extensionApi();
  // The wire: the server's answer is of this type by its protocol.
  return (await api.request("podns/simulate", params)) as SimulateResult;
}

/** The addresses that a simulated question found, in ascending order of text. */
export async function addresses(uri: vscode.Uri, from: string, name: string): Promise<readonly string[]> {
  const result = await simulate({ uri: uri.toString(), from, name });
  const found = result.records.filter((record) => record.type === "A" || record.type === "AAAA");
  return found.map((record) => record.data).sort();
}
