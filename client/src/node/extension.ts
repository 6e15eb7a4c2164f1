/** The extension on a desktop or a remote host: the server is a Node process, spoken to over IPC. */
import type { ExtensionContext } from "vscode";
import { LanguageClient, type MessageTransports, TransportKind } from "vscode-languageclient/node";
import { type Api, start } from "../common/activate.ts";
import { clientId, clientName, clientOptions } from "../common/client-options.ts";
import { superviseClient } from "../common/supervised.ts";
import { hasLanguageModels, provideAgentTools } from "./agents.ts";
import { programOf } from "./command-line.ts";
import { compareWithRevision, provideComparisons } from "./compare.ts";
import { readDisk } from "./read-disk.ts";
import { provideTasks } from "./tasks.ts";

let deactivated: (() => Promise<void>) | undefined;

/** Called by VS Code. */
export function activate(context: ExtensionContext): Api {
  const module = context.asAbsolutePath("dist/server.node.js");
  const server = { module, transport: TransportKind.ipc };
  const supervisor = superviseClient(
    () => client,
    // The server inherits the options of this process.
    () => client.isInDebugMode || /--inspect/.test(process.env["NODE_OPTIONS"] ?? ""),
  );

  /** The library lets nobody else between it and the process that it starts. */
  class SupervisedClient extends LanguageClient {
    protected override createMessageTransports(encoding: string): Promise<MessageTransports> {
      return supervisor.start(async () => {
        const transports = await super.createMessageTransports(encoding);
        const { serverProcess } = this;
        return { transports, kill: () => serverProcess?.kill("SIGKILL") };
      });
    }
  }
  const options = clientOptions(context, supervisor.errorHandler);
  const client: LanguageClient = new SupervisedClient(clientId, clientName, { run: server, debug: server }, options);
  context.subscriptions.push(supervisor);
  deactivated = async () => {
    // A server that does not end when it is told to would live on without the editor.
    await client.dispose().catch(supervisor.kill);
  };
  const program = programOf(context);
  context.subscriptions.push(provideTasks(program), provideComparisons());
  if (hasLanguageModels()) context.subscriptions.push(provideAgentTools(context, program));
  return start(context, client, { readDisk, compare: (revision) => compareWithRevision(program, revision) });
}

/** Called by VS Code before it ends; it waits for the server to end. */
export async function deactivate(): Promise<void> {
  await deactivated?.();
}
