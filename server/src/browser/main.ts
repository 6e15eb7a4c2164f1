/** Knows how the server runs in a web worker: over its messages; refuses to know files, which the client serves. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { gated } from "../lsp/gated.ts";
import { startServer } from "../lsp/server.ts";

// The file is the worker's own script: its global scope is the port. The compiler has no other name for it here.
const scope = self as unknown as DedicatedWorkerGlobalScope;

// Whatever goes wrong in one answer, the next one is asked for. An error that left the worker would end the connection.
scope.addEventListener("error", (event) => {
  event.preventDefault();
  console.error("podns:", event.error);
});
scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  console.error("podns:", event.reason);
});

const { reader, writer } = gated(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
// A worker has one script: the engine of charts is a part of it, and runs when there is a chart.
startServer(createConnection(reader, writer), { engine: () => import("../helm/render.ts") });
