/** Knows how the server runs as a Node process: over the IPC channel, stdio or a socket that its arguments name. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "../lsp/server.ts";
import { localPaths, namesOf } from "./disk-paths.ts";
import { createFileHost } from "./file-host.ts";
import { renderChart } from "./helm.ts";

startServer(createConnection(ProposedFeatures.all), {
  charts: (settings) => (folder, values, cancellation) => {
    const [path, ...others] = [folder, ...(values === undefined ? [] : [values])].flatMap(
      (decoded) => localPaths.fromPath(decoded) ?? [],
    );
    return path === undefined
      ? Promise.resolve({ kind: "failed", message: "the chart is not on this disk" })
      : renderChart(path, { namespace: settings().defaultNamespace, values: others, cancellation });
  },
  names: (folders) => namesOf(folders),
  // None for a folder that is not on this disk.
  fallback: (folders) => createFileHost(folders.flatMap((folder) => localPaths.fromUri(folder) ?? [])),
});
