/** Defines which documents the server is told of, and how the editor treats its answers, for both hosts. */
import { type ExtensionContext, type TextDocument, window, workspace } from "vscode";
import type { ErrorHandler, LanguageClientOptions } from "vscode-languageclient";
import { recordsCommand, simulateCommand } from "../../../server/src/protocol/commands.ts";
import { manifestDocuments } from "./documents.ts";
import { chosenEnvironments } from "./environments.ts";
import { hovered } from "./first-steps.ts";
import { manifestWatcher } from "./watch.ts";

/** The identity of the connection; `podns.trace.server` is derived from it. */
export const clientId = "podns";
export const clientName = "PodNS";

/** The commands that a link in a hover may run; every other command link stays dead text. */
const linkable: readonly string[] = [simulateCommand, recordsCommand];

/**
 * Options of the language client. Settings are pulled by the server (`workspace/configuration`).
 *
 * @param own initialization options of one host
 */
export function clientOptions(
  context: ExtensionContext,
  errorHandler: ErrorHandler,
  own: Readonly<Record<string, unknown>> = {},
): LanguageClientOptions {
  const fileEvents = manifestWatcher();
  // A client's own output goes when the server is restarted, and what was written before with it.
  const outputChannel = window.createOutputChannel(clientName, { log: true });
  context.subscriptions.push(fileEvents, outputChannel);
  return {
    outputChannel,
    documentSelector: [...manifestDocuments],
    errorHandler,
    // The client itself reports that the server could not be started, and does not start it again.
    initializationFailedHandler: () => false,
    // Asked for at each start. `commands`: what the server may link to; an editor that says nothing gets texts without links.
    initializationOptions: () => ({
      ...own,
      trusted: workspace.isTrusted,
      commands: linkable,
      environments: chosenEnvironments(context.workspaceState),
    }),
    synchronize: { fileEvents },
    diagnosticPullOptions: { onChange: true },
    markdown: { isTrusted: { enabledCommands: [...linkable] } },
    middleware: {
      provideHover: async (document, position, token, next) => {
        const hover = await next(document, position, token);
        if (hover !== null && hover !== undefined) hovered();
        return hover;
      },
      didOpen: async (document, next) => {
        if (isOfWorkspace(document)) await next(document);
      },
      didChange: async (event, next) => {
        if (isOfWorkspace(event.document)) await next(event);
      },
      didClose: async (document, next) => {
        if (isOfWorkspace(document)) await next(document);
      },
    },
  };
}

/**
 * False for views of the past (the left side of a diff, a commit's files): they are manifests of another moment, and
 * would declare every object a second time.
 */
function isOfWorkspace(document: TextDocument): boolean {
  const { scheme } = document.uri;
  if (workspace.fs.isWritableFileSystem(scheme) !== false) return true;
  return (workspace.workspaceFolders ?? []).some((folder) => folder.uri.scheme === scheme);
}
