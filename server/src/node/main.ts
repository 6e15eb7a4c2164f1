/** Knows how the server runs as a Node process: over the IPC channel, stdio or a socket that its arguments name. */
import { fileURLToPath } from "node:url";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "../lsp/server.ts";
import { createFileHost } from "./file-host.ts";
import { renderChart } from "./helm.ts";

startServer(createConnection(ProposedFeatures.all), {
  charts: (settings) => (folder, values, cancellation) => {
    const [path, ...others] = [folder, ...(values === undefined ? [] : [values])].flatMap(pathsOf);
    return path === undefined
      ? Promise.resolve({ kind: "failed", message: "the chart is not on this disk" })
      : renderChart(path, { namespace: settings().defaultNamespace, values: others, cancellation });
  },
  fallback: (folders) => createFileHost(folders.flatMap(pathsOf)),
});

/** The folder's path; none for a folder that is not on this disk. */
function pathsOf(folder: string): readonly string[] {
  try {
    return [fileURLToPath(folder)];
  } catch {
    return [];
  }
}
