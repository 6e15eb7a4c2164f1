/** Starts the extension, in the same order for desktop and web. Only the client differs between them. */
import { type Disposable, type ExtensionContext, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { trustedNotification } from "../../../server/src/protocol/request.ts";
import { registerCommands } from "./commands.ts";
import { provideDecisions } from "./decisions-document.ts";
import { provideEnvironments } from "./environments.ts";
import { provideExplorer } from "./explorer.ts";
import { type KnownFiles, serveFiles } from "./files.ts";
import { watchFixes } from "./first-steps.ts";
import { createMapPanel } from "./map-panel.ts";
import { createPanel } from "./panel.ts";
import type { ReadDisk } from "./read-files.ts";
import { provideRecords } from "./records-document.ts";
import { provideRenderedCharts } from "./rendered-chart-document.ts";
import { openSample, welcomeToSample } from "./sample.ts";
import { watchFolders } from "./watch.ts";

/** What `activate` gives to other extensions (and to the tests). */
export interface Api {
  /** Sends a request of PROTOCOL.md to the server. */
  readonly request: (method: string, params: unknown) => Promise<unknown>;
  /** Settled once the server has answered `initialize`; rejected when it cannot be started. */
  readonly ready: Promise<void>;
}

/** What only some extension hosts can do. */
export interface Abilities {
  /** Reads files of this machine's disk. */
  readonly readDisk?: ReadDisk;
  /** Compares names with a revision of git; undefined: a person is asked for one. */
  readonly compare?: (revision: string | undefined) => Promise<void>;
}

/**
 * Registers everything at once and starts the server; nothing waits for it, so that a command run in the first second
 * shows its panel in the first second.
 */
export function start(
  context: ExtensionContext,
  client: BaseLanguageClient,
  { readDisk, compare }: Abilities = {},
): Api {
  const known: KnownFiles = { uris: new Set(), asked: new Set(), exclude: [] };
  const ready = startClient(context, client, serveFiles(client, known, readDisk));
  const choice = provideEnvironments(client, ready, context.workspaceState);
  const panel = createPanel(context, client, ready, choice);
  const map = createMapPanel(context, client, ready, choice);
  context.subscriptions.push(
    choice,
    panel,
    map,
    registerCommands({ client, ready, panel, map, openSample: () => openSample(context), ...(compare && { compare }) }),
    provideRecords(client, ready),
    provideRenderedCharts(client, ready),
    provideDecisions(client, ready),
    provideExplorer(client, ready, choice),
    watchFolders(client, known),
    tellTrust(client, ready),
    watchFixes(),
  );
  welcomeToSample(context).catch((error: unknown) => client.error("The sample cannot be shown", error, false));
  return {
    request: async (method, params) => {
      await ready;
      return client.sendRequest<unknown>(method, params);
    },
    ready,
  };
}

/** Charts of a workspace are rendered from the moment on that the person trusts it. */
function tellTrust(client: BaseLanguageClient, ready: Promise<void>): Disposable {
  return workspace.onDidGrantWorkspaceTrust(() => {
    ready.then(() => client.sendNotification(trustedNotification.method, null)).catch(() => undefined);
  });
}

/** @param files answers the server's questions, which come as soon as it is initialized */
function startClient(context: ExtensionContext, client: BaseLanguageClient, files: Disposable): Promise<void> {
  context.subscriptions.push(files);
  const ready = client.start();
  // The client reports the failure itself, and `ready` is rejected as well.
  ready.catch(() => undefined);
  return ready;
}
