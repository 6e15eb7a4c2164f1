/** Knows how the server runs in a web worker: over its messages; refuses to know files, which the client serves. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { startServer } from "../lsp/server.ts";

// The file is the worker's own script: its global scope is the port. The compiler has no other name for it here.
const scope = self as unknown as DedicatedWorkerGlobalScope;

startServer(createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope)));
