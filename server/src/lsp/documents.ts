/** Knows which documents are open: their unsaved text stands before whatever the disk says. Refuses to read files. */
import { type Connection, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { FileChange, Workspace } from "../analysis/workspace.ts";
import { wantedFiles } from "../host/wanted.ts";
import { asUri, type Uri } from "../text/source.ts";
import { pathOf } from "../text/uri-path.ts";
import type { WantingSink } from "./disk.ts";

/** Takes what the disk says, and leaves open documents alone. */
export interface Documents extends WantingSink {
  readonly open: () => readonly Uri[];
  readonly isOpen: (uri: Uri) => boolean;
}

/**
 * Listens to open, change and close. Every edit is applied to the workspace at once.
 * @param changed after each edit
 * @param closed the document's last text stays until the disk's is known, which the caller finds out
 */
export function openDocuments(
  connection: Connection,
  workspace: Workspace,
  changed: () => void,
  closed: (uri: Uri) => void,
): Documents {
  const documents = new TextDocuments(TextDocument);
  /** Open documents by decoded URI: an editor may spell `%3A` where the disk's walker spells `:`. */
  const open = new Map<string, Uri>();
  const isOpen = (uri: Uri): boolean => open.has(pathOf(uri));

  documents.onDidOpen(({ document }) => {
    const uri = asUri(document.uri);
    open.set(pathOf(uri), uri);
    const { files } = workspace.analysis;
    if (files.has(uri)) return;
    const others = [...files.keys()].filter((known) => pathOf(known) === pathOf(uri));
    if (others.length > 0) workspace.apply(others.map((other) => ({ uri: other, text: null })));
  });
  documents.onDidChangeContent(({ document }) => {
    workspace.apply([{ uri: asUri(document.uri), text: document.getText() }]);
    changed();
  });
  documents.onDidClose(({ document }) => {
    const uri = asUri(document.uri);
    open.delete(pathOf(uri));
    closed(uri);
  });
  documents.listen(connection);

  return {
    open: () => [...open.values()],
    isOpen,
    wanted: () => wantedFiles(workspace.analysis),
    apply: (changes: readonly FileChange[]) => {
      const ours = changes.filter(({ uri }) => !isOpen(uri));
      if (ours.length > 0) workspace.apply(ours);
    },
  };
}
