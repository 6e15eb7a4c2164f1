/** What serves a connection in a worker: the client serves files, and the engine of charts is loaded when there is one. */
import { serve as serveWith } from "../lsp/server.ts";
import type { Service } from "../lsp/start.ts";

/** Serves the connection until it ends. */
export const serve: Service["serve"] = (connection, params) => {
  serveWith(connection, params, { engine: () => import("../../kubernetes/helm/render.ts") });
};
