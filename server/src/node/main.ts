/** The server as a Node process. */
import { startServer } from "../lsp/server.ts";
import { localPaths, namesOf } from "./disk-paths.ts";
import { createFileHost } from "./file-host.ts";
import { renderChart } from "./helm.ts";
import { openConnection } from "./transport.ts";

// Whatever goes wrong in one answer, the next one is asked for: the defect is told, and the server stays.
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, (error: unknown) => {
    process.exitCode = 1;
    console.error(`podns: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  });
}

startServer(openConnection(process.argv.slice(2)), {
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
