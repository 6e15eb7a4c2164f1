/**
 * Reports files that come, change and go. The language client watches files themselves. This adds what its glob cannot
 * see: a folder that is deleted, renamed or moved in as a whole takes its manifests with it.
 */
import { Disposable, type FileSystemWatcher, FileType, type Uri, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { manifestGlob } from "../../../server/src/protocol/manifest-glob.ts";
import { findBelow, isManifest, type KnownFiles } from "./files.ts";

/** LSP's FileChangeType. */
const created = 1;
const changed = 2;
const deleted = 3;

/** The watcher whose events the language client sends to the server. */
export function manifestWatcher(): FileSystemWatcher {
  return workspace.createFileSystemWatcher(manifestGlob);
}

/** Reports the manifests of whole folders and other files that the server asked for, and keeps `known` in step. */
export function watchFolders(client: BaseLanguageClient, known: KnownFiles): Disposable {
  const watcher = workspace.createFileSystemWatcher("**");
  const send = (uris: readonly string[], type: number): void => {
    if (uris.length === 0 || !client.isRunning()) return;
    const changes = uris.map((uri) => ({ uri, type }));
    // The connection just closed.
    client.sendNotification("workspace/didChangeWatchedFiles", { changes }).catch(() => undefined);
  };
  const toProtocol = (uri: Uri): string => client.code2ProtocolConverter.asUri(uri);
  const tell = (uri: Uri, type: number): void => {
    const name = toProtocol(uri);
    if (known.asked.has(name)) send([name], type);
  };
  return Disposable.from(
    watcher,
    watcher.onDidChange((uri) => tell(uri, changed)),
    watcher.onDidDelete((uri) => {
      tell(uri, deleted);
      const prefix = `${toProtocol(uri)}/`;
      const gone = [...known.uris, ...known.asked].filter((other) => other.startsWith(prefix));
      for (const other of gone) known.uris.delete(other);
      send(gone, deleted);
    }),
    watcher.onDidCreate(async (uri) => {
      tell(uri, created);
      if (isManifest(uri)) known.uris.add(toProtocol(uri));
      if (!(await isFolder(uri))) return;
      const come = (await findBelow(uri, known.exclude)).map(toProtocol);
      for (const child of come) known.uris.add(child);
      const prefix = `${toProtocol(uri)}/`;
      send([...come, ...[...known.asked].filter((other) => other.startsWith(prefix))], created);
    }),
  );
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
