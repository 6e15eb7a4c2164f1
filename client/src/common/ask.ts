/**
 * Sends typed requests over the connection. The types exist for the compiler only, so the client crosses to the
 * connection only here.
 */
import type { BaseLanguageClient, CancellationToken, Disposable } from "vscode-languageclient";
import type { RequestOf } from "../../../server/src/protocol/request.ts";

/**
 * Asks the server.
 * @throws what the server answered as an error, or that it is gone
 */
export async function ask<P, R>(
  client: BaseLanguageClient,
  request: RequestOf<P, R>,
  params: P,
  token?: CancellationToken,
): Promise<R> {
  try {
    // An absent token would be a parameter more.
    if (token === undefined) return await client.sendRequest<R>(request.method, params);
    return await client.sendRequest<R>(request.method, params, token);
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

/** Everybody who hears a notification: the library keeps the last handler of a method only. */
const heard = new WeakMap<BaseLanguageClient, Map<string, Hearers>>();

interface Hearers {
  readonly handlers: Set<(params: unknown) => void>;
  readonly registration: Disposable;
}

/** Hears a notification of the server, as others may as well. */
export function listen<P>(
  client: BaseLanguageClient,
  notification: RequestOf<P, never>,
  handler: (params: P) => void,
): Disposable {
  const { method } = notification;
  const methods = heard.get(client) ?? new Map<string, Hearers>();
  heard.set(client, methods);
  let hearers = methods.get(method);
  if (hearers === undefined) {
    const handlers = new Set<(params: unknown) => void>();
    const registration = client.onNotification(method, (params: unknown) => {
      for (const each of [...handlers]) each(params);
    });
    hearers = { handlers, registration };
    methods.set(method, hearers);
  }
  const { handlers, registration } = hearers;
  // The same function may be given twice.
  const own = (params: unknown): void => handler(params as P); // The server sends what the method's type says.
  handlers.add(own);
  return {
    dispose: () => {
      handlers.delete(own);
      if (handlers.size > 0 || methods.get(method)?.registration !== registration) return;
      methods.delete(method);
      registration.dispose();
    },
  };
}
