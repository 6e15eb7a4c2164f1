/** Knows how VS Code in a browser runs the server: in a Worker. */
import { type ExtensionContext, Uri } from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { type Api, start } from "../common/activate.ts";
import { clientId, clientName, clientOptions } from "../common/client-options.ts";

let client: LanguageClient | undefined;

/** Called by VS Code. */
export function activate(context: ExtensionContext): Api {
  const script = Uri.joinPath(context.extensionUri, "dist", "server.browser.js");
  const worker = new Worker(script.toString(true));
  client = new LanguageClient(clientId, clientName, worker, clientOptions(context));
  return start(context, client);
}

/** Called by VS Code before it ends. */
export async function deactivate(): Promise<void> {
  await client?.dispose();
}
