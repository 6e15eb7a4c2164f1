/**
 * Sends typed requests over the connection. The types exist for the compiler only, so the client crosses to the
 * connection only here.
 */
import type { BaseLanguageClient, Disposable } from "vscode-languageclient";
import type { RequestOf } from "../../../server/src/protocol/request.ts";

/**
 * Asks the server.
 * @throws what the server answered as an error, or that it is gone
 */
export async function ask<P, R>(client: BaseLanguageClient, request: RequestOf<P, R>, params: P): Promise<R> {
  try {
    return await client.sendRequest<R>(request.method, params);
  } catch (error) {
    const words = wordsFor(error);
    throw words === undefined ? error : new Error(words);
  }
}

/** What a person reads for two errors of the connection (vscode-jsonrpc's ErrorCodes); undefined for all others. */
function wordsFor(error: unknown): string | undefined {
  switch (error instanceof Error ? Reflect.get(error, "code") : undefined) {
    case -32096: // ConnectionInactive
      return "the language server is stopped; reload the window to start it again";
    case -32097: // PendingResponseRejected
      return "the language server ended before it answered; ask again";
    default:
      return undefined;
  }
}

/** Answers the server. */
export function answer<P, R>(
  client: BaseLanguageClient,
  request: RequestOf<P, R>,
  handler: (params: P) => Promise<R>,
): Disposable {
  // The library's result type is conditional on R and fits no generic; over the wire it is JSON all the same.
  return client.onRequest<unknown, void>(request.method, (params: P) => handler(params));
}

/** Hears a notification of the server. */
export function listen<P>(
  client: BaseLanguageClient,
  notification: RequestOf<P, never>,
  handler: (params: P) => void,
): Disposable {
  return client.onNotification(notification.method, (params: P) => handler(params));
}
