/** The extension in a browser: the server is a Worker. */
import { type ExtensionContext, Uri } from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from "vscode-languageclient/browser";
import { type Api, start } from "../common/activate.ts";
import { clientId, clientName, clientOptions } from "../common/client-options.ts";
import type { RunningServer } from "../common/supervise.ts";
import { superviseClient } from "../common/supervised.ts";

let deactivated: (() => Promise<void>) | undefined;

/** Called by VS Code. */
export function activate(context: ExtensionContext): Api {
  const scripts = Uri.joinPath(context.extensionUri, "dist");
  const script = Uri.joinPath(scripts, "server.browser.js").toString(true);
  // Nothing tells whether somebody's browser debugs the worker.
  const supervisor = superviseClient(
    () => client,
    () => false,
  );
  const options = clientOptions(context, supervisor.errorHandler, { scripts: scripts.toString(true) });
  const client = new LanguageClient(clientId, clientName, () => supervisor.start(() => openWorker(script)), options);
  context.subscriptions.push(supervisor);
  deactivated = async () => {
    await client.dispose().catch(() => undefined);
    supervisor.kill();
  };
  return start(context, client);
}

/** Called by VS Code before it ends. */
export async function deactivate(): Promise<void> {
  await deactivated?.();
}

async function openWorker(script: string): Promise<RunningServer> {
  const worker = new Worker(script);
  return {
    transports: { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) },
    kill: () => worker.terminate(),
  };
}
