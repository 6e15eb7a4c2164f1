/** The server as a Node process. */
import { startServer } from "../lsp/server.ts";
import type { Uri } from "../text/source.ts";
import { createBoundary } from "./boundary.ts";
import { readChartFolder } from "./chart-folder.ts";
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
  charts: (told, folders) => (folder, values, cancellation) => {
    const [path, ...others] = [folder, ...(values === undefined ? [] : [values])].flatMap(
      (decoded) => localPaths.fromPath(decoded) ?? [],
    );
    return path === undefined
      ? Promise.resolve({ kind: "failed", message: "the chart is not on this disk" })
      : renderChart(path, {
          ...told(),
          values: others,
          locate: createBoundary(onDisk(folders())).locator(),
          cancellation,
        });
  },
  engine: () => import("../helm/render.ts"),
  readChart: async (folder, folders) => {
    const path = localPaths.fromUri(folder);
    if (path === undefined) return undefined;
    const { ignoredFiles } = await import("../helm/render.ts");
    return readChartFolder(path, createBoundary(onDisk(folders)).locator(), ignoredFiles);
  },
  names: (folders) => namesOf(folders),
  // None for a folder that is not on this disk.
  fallback: (folders, onSkipped) => createFileHost(onDisk(folders), { onSkipped }),
});

function onDisk(folders: readonly Uri[]): readonly string[] {
  return folders.flatMap((folder) => localPaths.fromUri(folder) ?? []);
}
