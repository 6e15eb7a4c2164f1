/** Opens the sample workspace: a copy where files can be written, else its lesson as documents without files. */
import { commands, type ExtensionContext, Uri, ViewColumn, window, workspace } from "vscode";

/** Tells the window that opens the copy to show what it is about; taken away once that is done. */
const marker = ".podns-sample";

/** The sample as the package has it; its files by their paths. */
function packaged(context: ExtensionContext, ...path: readonly string[]): Uri {
  return Uri.joinPath(context.extensionUri, "dist", "sample", ...path);
}

/** The folder of the copy. */
function copyOf({ globalStorageUri }: ExtensionContext): Uri {
  return Uri.joinPath(globalStorageUri, "sample");
}

/**
 * Copies the sample into the extension's own storage, anew each time, and opens it in a window. In a browser nobody can open such a
 * folder: there the lesson and its README are opened as documents that are not saved anywhere.
 */
export async function openSample(context: ExtensionContext): Promise<void> {
  const { globalStorageUri } = context;
  if (globalStorageUri.scheme !== "file" || context.extensionUri.scheme !== "file") return openUnsaved(context);
  const folder = copyOf(context);
  await workspace.fs.copy(packaged(context), folder, { overwrite: true });
  await workspace.fs.writeFile(Uri.joinPath(folder, marker), new Uint8Array());
  const forceNewWindow = workspace.workspaceFolders !== undefined;
  await commands.executeCommand("vscode.openFolder", folder, { forceNewWindow });
}

/** In the window of a fresh copy: the lesson, and the README beside it. In other folders nothing is looked for or taken away. */
export async function welcomeToSample(context: ExtensionContext): Promise<void> {
  const copy = copyOf(context).toString();
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.toString() === copy)?.uri;
  if (folder === undefined) return;
  try {
    await workspace.fs.delete(Uri.joinPath(folder, marker));
  } catch {
    return; // It was shown before.
  }
  const lesson = Uri.joinPath(folder, "web", "web.yaml");
  await window.showTextDocument(lesson, { viewColumn: ViewColumn.One, preview: false });
  await commands.executeCommand("markdown.showPreviewToSide", Uri.joinPath(folder, "README.md"));
  await commands.executeCommand("workbench.action.focusFirstEditorGroup");
}

async function openUnsaved(context: ExtensionContext): Promise<void> {
  const [lesson, readme] = await Promise.all(
    ["web/web.yaml", "README.md"].map(async (path) => {
      const bytes = await workspace.fs.readFile(packaged(context, ...path.split("/")));
      return new TextDecoder().decode(bytes);
    }),
  );
  const about = await workspace.openTextDocument({ language: "markdown", content: readme ?? "" });
  const manifests = await workspace.openTextDocument({ language: "yaml", content: lesson ?? "" });
  await window.showTextDocument(manifests, { viewColumn: ViewColumn.One, preview: false });
  await window.showTextDocument(about, { viewColumn: ViewColumn.Beside, preview: false, preserveFocus: true });
}
