/** Shows the log of decisions, read-only; the server says where each line leads. */
import { Disposable, DocumentLink, EventEmitter, languages, type TextDocument, Uri, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { SimulateArguments } from "../../../server/src/protocol/commands.ts";
import type { DecisionsParams } from "../../../server/src/protocol/decisions.ts";
import { changedNotification, decisionsRequest } from "../../../server/src/protocol/request.ts";
import { ask, listen } from "./ask.ts";
import { debounced } from "./latest.ts";
import { readArguments } from "./question.ts";

const scheme = "podns-decisions";

/** Quiet time before the text is asked for again, in milliseconds. */
const quiet = 500;

/** Serves the documents and their links until disposed. */
export function provideDecisions(client: BaseLanguageClient, ready: Promise<void>): Disposable {
  const changed = new EventEmitter<Uri>();
  const refresh = debounced(() => {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
  }, quiet);
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri) => {
      try {
        await ready;
        return (await ask(client, decisionsRequest, paramsOf(uri))).text;
      } catch (error) {
        return `The decisions cannot be shown: ${error instanceof Error ? error.message : String(error)}\n`;
      }
    },
  });
  const links = languages.registerDocumentLinkProvider(
    { scheme },
    { provideDocumentLinks: async ({ uri }: TextDocument) => linksOf(client, uri) },
  );
  return Disposable.from(changed, provider, links, listen(client, changedNotification, refresh.trigger), {
    dispose: refresh.cancel,
  });
}

/** Opens the log; what is about the document and the line comes first. */
export async function showDecisions({ uri, position }: SimulateArguments): Promise<void> {
  const params: DecisionsParams = {
    ...(uri === undefined ? {} : { uri }),
    ...(position === undefined ? {} : { position }),
  };
  const address = Uri.from({ scheme, path: "/Log of Decisions", query: JSON.stringify(params) });
  await window.showTextDocument(await workspace.openTextDocument(address), { preview: true });
}

async function linksOf(client: BaseLanguageClient, uri: Uri): Promise<DocumentLink[]> {
  const { links } = await ask(client, decisionsRequest, paramsOf(uri));
  return links.map(({ range, uri: target, target: { start } }) => {
    const place = client.protocol2CodeConverter.asUri(target);
    const fragment = `L${start.line + 1},${start.character + 1}`;
    return new DocumentLink(client.protocol2CodeConverter.asRange(range), place.with({ fragment }));
  });
}

function paramsOf(uri: Uri): DecisionsParams {
  try {
    const { uri: of, position } = readArguments(JSON.parse(uri.query));
    return { ...(of === undefined ? {} : { uri: of }), ...(position === undefined ? {} : { position }) };
  } catch {
    return {}; // Not an address that we made.
  }
}
