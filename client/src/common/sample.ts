/** Opens the sample workspace: a copy where files can be written, else its lesson as documents without files. */
import { commands, type ExtensionContext, Uri, ViewColumn, window, workspace } from "vscode";

/** Tells the window that opens the copy to show what it is about; taken away once that is done. */
const marker = ".podns-sample";

/** The sample as the package has it; its files by their paths. */
function packaged(context: ExtensionContext, ...path: readonly string[]): Uri {
  return Uri.joinPath(context.extensionUri, "dist", "sample", ...path);
}

/**
 * Copies the sample into the extension's own storage, anew each time, and opens it in a window. In a browser nobody can open such a
 * folder: there the lesson and its README are opened as documents that are not saved anywhere.
 */
export async function openSample(context: ExtensionContext): Promise<void> {
  const { globalStorageUri } = context;
  if (globalStorageUri.scheme !== "file" || context.extensionUri.scheme !== "file") return openUnsaved(context);
  const folder = Uri.joinPath(globalStorageUri, "sample");
  await workspace.fs.copy(packaged(context), folder, { overwrite: true });
  await workspace.fs.writeFile(Uri.joinPath(folder, marker), new Uint8Array());
  const forceNewWindow = workspace.workspaceFolders !== undefined;
  await commands.executeCommand("vscode.openFolder", folder, { forceNewWindow });
}

/** In the window of a fresh copy: the lesson, and the README beside it. */
export async function welcomeToSample(): Promise<void> {
  for (const { uri } of workspace.workspaceFolders ?? []) {
    const mark = Uri.joinPath(uri, marker);
    try {
      await workspace.fs.delete(mark);
    } catch {
      continue; // Another workspace, or the sample that was shown before.
    }
    await window.showTextDocument(Uri.joinPath(uri, "web", "web.yaml"), { viewColumn: ViewColumn.One, preview: false });
    await commands.executeCommand("markdown.showPreviewToSide", Uri.joinPath(uri, "README.md"));
    await commands.executeCommand("workbench.action.focusFirstEditorGroup");
    return;
  }
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
