/** Follows the open documents: their unsaved text stands before whatever the disk says. */
import { type Connection, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Uri } from "../../base/source.ts";
import type { FileChange, Workspace } from "../../workspace/workspace.ts";
import { namedFiles, wantedFiles } from "../files/wanted.ts";
import type { WantingSink } from "./disk.ts";
import type { Spellings } from "./spellings.ts";

/** Takes what the disk says, and leaves open documents alone. URIs are the workspace's (spellings.ts). */
export interface Documents extends WantingSink {
  readonly open: () => readonly Uri[];
  readonly isOpen: (uri: Uri) => boolean;
  /** Undefined for one that is not open. */
  readonly versionOf: (uri: Uri) => number | undefined;
}

export interface DocumentsInput {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly spelled: Spellings;
  /** What a scan found, before it is read. */
  readonly found: (uris: readonly Uri[]) => Promise<void>;
  /** After each edit. */
  readonly changed: () => void;
  /** After an edit of a kustomization, which may name other files now. */
  readonly wants: () => void;
  /** The document's last text stays until the disk's is known, which the caller finds out. */
  readonly closed: (uri: Uri) => void;
}

/** Listens to open, change and close. Every edit is applied to the workspace at once. */
export function openDocuments(input: DocumentsInput): Documents {
  const { connection, workspace, spelled } = input;
  const documents = new TextDocuments(TextDocument);
  /** The workspace's URI by the editor's; what was changed last stands last. */
  const open = new Map<string, Uri>();
  const isOpen = (uri: Uri): boolean => [...open.values()].includes(uri);

  documents.onDidOpen(({ document: { uri } }) => {
    spelled.opened(uri);
    open.set(uri, spelled.inward(uri));
  });
  documents.onDidChangeContent(({ document }) => {
    const uri = spelled.inward(document.uri);
    if (open.delete(document.uri)) open.set(document.uri, uri);
    const { files } = workspace.apply([{ uri, text: document.getText() }]);
    if (files.get(uri)?.role === "kustomization") input.wants();
    input.changed();
  });
  documents.onDidClose(({ document: { uri } }) => {
    const inside = open.get(uri) ?? spelled.inward(uri);
    open.delete(uri);
    spelled.closed(uri);
    input.closed(inside);
  });
  documents.listen(connection);

  /** Documents that the disk spells otherwise go on under its spelling. */
  const respell = (): void => {
    const changes: FileChange[] = [];
    for (const [uri, before] of open) {
      const now = spelled.inward(uri);
      if (now === before) continue;
      open.set(uri, now);
      changes.push({ uri: before, text: null }, { uri: now, text: documents.get(uri)?.getText() ?? null });
    }
    if (changes.length > 0) workspace.apply(changes);
  };
  return {
    open: () => [...open.values()].reverse(),
    isOpen,
    versionOf: (uri) => {
      const [name] = [...open].find(([, inside]) => inside === uri) ?? [];
      return name === undefined ? undefined : documents.get(name)?.version;
    },
    wanted: () => wantedFiles(workspace.analysis),
    named: () => namedFiles(workspace.analysis),
    found: async (uris) => {
      await input.found(uris);
      respell();
    },
    apply: (changes: readonly FileChange[]) => {
      for (const { uri, text } of changes) spelled.note(uri, text !== null);
      const ours = changes.filter(({ uri }) => !isOpen(uri));
      if (ours.length > 0) workspace.apply(ours);
    },
  };
}
