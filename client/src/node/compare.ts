/** Shows which names a change makes, takes away or turns into something else: the files on the disk against a revision of git. */
import { Disposable, EventEmitter, l10n, ProgressLocation, Uri, type WorkspaceFolder, window, workspace } from "vscode";
import { type Program, runProgram } from "./command-line.ts";

const scheme = "podns-diff";

/** Comparisons that are shown, by their documents. */
const texts = new Map<string, string>();
const changed = new EventEmitter<Uri>();

/** Serves the documents until disposed. */
export function provideComparisons(): Disposable {
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? "",
  });
  const closed = workspace.onDidCloseTextDocument(({ uri }) => texts.delete(uri.toString()));
  return Disposable.from(provider, closed);
}

/**
 * Asks for a revision, compares the names of a workspace folder and opens the result.
 * @param given the revision, when somebody else has asked
 */
export async function compareWithRevision(program: Program, given?: string): Promise<void> {
  const folder = await pickFolder();
  if (folder === undefined) return;
  const revision =
    given ??
    (await window.showInputBox({
      title: l10n.t("Compare Names with Git Revision"),
      prompt: l10n.t("A branch, a tag, a commit, HEAD~1; A..B compares two revisions"),
      value: "HEAD",
    }));
  if (revision === undefined || revision === "") return;
  const title = `PodNS: comparing names with ${revision}`;
  const ran = await window.withProgress({ location: ProgressLocation.Window, title }, () =>
    runProgram(program, ["diff", `--git=${revision}`, "--format", "markdown"], folder.uri.fsPath),
  );
  if (ran.status > 1 || ran.stdout === "") throw new Error(ran.stderr.replace(/^podns: /, "").trim());
  const name = `Names since ${revision.replaceAll("/", "-")}.md`;
  const uri = Uri.from({ scheme, path: `/${folder.name}/${name}`, query: revision });
  texts.set(uri.toString(), ran.stdout);
  changed.fire(uri);
  await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
}

/** The folder of the active editor, the only one, or the one that a person picks. */
async function pickFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  const active = window.activeTextEditor && workspace.getWorkspaceFolder(window.activeTextEditor.document.uri);
  if (active !== undefined && folders.includes(active)) return active;
  if (folders.length === 0) throw new Error("open a folder of a repository first");
  return folders.length === 1 ? folders[0] : window.showWorkspaceFolderPick();
}
