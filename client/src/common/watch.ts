/**
 * Knows which files come, change and go. Files themselves are watched by the language client; this adds what its glob
 * cannot see: a folder that is deleted, renamed or moved in as a whole takes its manifests with it.
 */
import { Disposable, type FileSystemWatcher, FileType, type Uri, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { findBelow, type KnownFiles, manifestGlob } from "./files.ts";

/** LSP's FileChangeType. */
const created = 1;
const deleted = 3;

/** The watcher whose events the language client sends to the server. */
export function manifestWatcher(): FileSystemWatcher {
  return workspace.createFileSystemWatcher(manifestGlob);
}

/** Reports the manifests of whole folders, and keeps `known` in step with single files. */
export function watchFolders(client: BaseLanguageClient, known: KnownFiles): Disposable {
  const watcher = workspace.createFileSystemWatcher("**", false, true, false);
  const send = (uris: readonly string[], type: number): void => {
    if (uris.length === 0 || !client.isRunning()) return;
    const changes = uris.map((uri) => ({ uri, type }));
    // A connection that just closed has nobody to tell.
    client.sendNotification("workspace/didChangeWatchedFiles", { changes }).catch(() => undefined);
  };
  return Disposable.from(
    watcher,
    watcher.onDidDelete((uri) => {
      const prefix = `${client.code2ProtocolConverter.asUri(uri)}/`;
      const gone = [...known.uris].filter((other) => other.startsWith(prefix));
      for (const other of gone) known.uris.delete(other);
      send(gone, deleted);
    }),
    watcher.onDidCreate(async (uri) => {
      if (isManifest(uri)) known.uris.add(client.code2ProtocolConverter.asUri(uri));
      if (!(await isFolder(uri))) return;
      const come = (await findBelow(uri, known.exclude)).map((child) => client.code2ProtocolConverter.asUri(child));
      for (const child of come) known.uris.add(child);
      send(come, created);
    }),
  );
}

function isManifest(uri: Uri): boolean {
  return /\.(ya?ml|json)$/.test(uri.path);
}

/** False at once for what has a file's extension: a build may create thousands of those. */
async function isFolder(uri: Uri): Promise<boolean> {
  if (/\.[A-Za-z]\w{0,7}$/.test(uri.path)) return false;
  try {
    return ((await workspace.fs.stat(uri)).type & FileType.Directory) !== 0;
  } catch {
    return false; // Already gone again.
  }
}
