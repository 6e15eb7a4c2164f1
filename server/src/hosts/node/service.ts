/** What serves a connection on Node: files of this disk, helm where it may run, and the engine of charts when there is one. */

import type { Uri } from "../../base/source.ts";
import { type ServerOptions, serve as serveWith } from "../lsp/server.ts";
import type { Service } from "../lsp/start.ts";
import { createBoundary } from "./boundary.ts";
import { ChartNotRead, readChartFolder } from "./chart-folder.ts";
import { localPaths, namesOf } from "./disk-paths.ts";
import { createFileHost } from "./file-host.ts";
import { renderChart } from "./helm.ts";

/** Serves the connection until it ends. */
export const serve: Service["serve"] = (connection, params) => {
  serveWith(connection, params, options);
};

const options: ServerOptions = {
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
  engine: () => import("../../kubernetes/helm/render.ts"),
  readChart: async (folder, folders) => {
    const path = localPaths.fromUri(folder);
    if (path === undefined) return undefined;
    const { ignoredFiles } = await import("../../kubernetes/helm/render.ts");
    try {
      return readChartFolder(path, createBoundary(onDisk(folders)).locator(), ignoredFiles);
    } catch (error) {
      if (error instanceof ChartNotRead) return { notRead: error.message };
      throw error;
    }
  },
  names: (folders) => namesOf(folders),
  // None for a folder that is not on this disk.
  fallback: (folders, onSkipped) => createFileHost(onDisk(folders), { onSkipped }),
};

function onDisk(folders: readonly Uri[]): readonly string[] {
  return folders.flatMap((folder) => localPaths.fromUri(folder) ?? []);
}
