/** The server as a web worker: over its messages. It reads no files; the client serves them. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { gated } from "../lsp/gated.ts";
import { startServer } from "../lsp/start.ts";
import { loadChunksFrom } from "./chunk-folder.ts";

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

const { reader, writer, afterInitialize } = gated(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
startServer({ connection: createConnection(reader, writer), afterInitialize }, (params) => {
  loadChunksFrom(params.initializationOptions, scope);
  return import("./service.ts");
});
