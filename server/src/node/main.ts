/** Knows how the server runs as a Node process: over the IPC channel, stdio or a socket that its arguments name. */
import { fileURLToPath } from "node:url";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "../lsp/server.ts";
import type { Uri } from "../text/source.ts";
import { createFileHost } from "./file-host.ts";

startServer(createConnection(ProposedFeatures.all), {
  fallback: (folders) => createFileHost(folders.flatMap(pathsOf)),
});

/** The folder's path; none for a folder that is not on this disk. */
function pathsOf(folder: Uri): readonly string[] {
  try {
    return [fileURLToPath(folder)];
  } catch {
    return [];
  }
}
