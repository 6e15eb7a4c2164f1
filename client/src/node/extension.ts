/** Knows how desktop VS Code (and a remote host) runs the server: a Node process, spoken to over IPC. */
import type { ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { type Api, start } from "../common/activate.ts";
import { clientId, clientName, clientOptions } from "../common/client-options.ts";

let client: LanguageClient | undefined;

/** Called by VS Code. */
export function activate(context: ExtensionContext): Api {
  const module = context.asAbsolutePath("dist/server.node.js");
  const server = { module, transport: TransportKind.ipc };
  client = new LanguageClient(clientId, clientName, { run: server, debug: server }, clientOptions(context));
  return start(context, client);
}

/** Called by VS Code before it ends; it waits for the server to end. */
export async function deactivate(): Promise<void> {
  await client?.dispose();
}
