/**
 * Starts the server: answers `initialize`, and loads everything else once that answer is written. What is needed
 * before is small, so that a client that starts many servers does not wait for the engine of this one.
 */
import {
  type Connection,
  type InitializeParams,
  type InitializeResult,
  MessageType,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { visibleLines } from "../../base/visible.ts";
import { featureCapabilities } from "./capabilities.ts";
import type { Gated } from "./gated.ts";

/** What serves a connection after `initialize`. */
export interface Service {
  readonly serve: (connection: Connection, params: InitializeParams) => void;
}

/** A connection, and how work is done before the messages behind `initialize` arrive. */
export interface Opened {
  readonly connection: Connection;
  readonly afterInitialize: Gated["afterInitialize"];
}

/** @param load loads the service; called once for each `initialize` that is answered */
export function startServer(
  { connection, afterInitialize }: Opened,
  load: (params: InitializeParams) => Promise<Service>,
): void {
  connection.onInitialize((params): InitializeResult => {
    afterInitialize(async () => {
      const service = await load(params).catch((error: unknown) => {
        tellMissing(connection, error);
        throw error;
      });
      service.serve(connection, params);
    });
    const offered = featureCapabilities();
    return {
      capabilities: {
        ...offered,
        positionEncoding: "utf-16",
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        workspace: { ...offered.workspace, workspaceFolders: { supported: true, changeNotifications: true } },
      },
      serverInfo: { name: "podns" },
    };
  });
  connection.listen();
}

/** Tells the person: without the service no request has an answer, and an editor shows nothing of that by itself. */
function tellMissing(connection: Connection, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  const message = visibleLines(`PodNS gives no answers: a part of its server cannot be loaded (${why})`);
  // Where that cannot be sent, the client is gone.
  connection.sendNotification("window/showMessage", { type: MessageType.Error, message }).catch(() => undefined);
}
