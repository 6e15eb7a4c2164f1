/** Serves read-only documents whose text the server makes. They follow edits, and parts of them may lead to other places. */
import { Disposable, DocumentLink, EventEmitter, languages, type TextDocument, type Uri, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { SimulateArguments } from "../../../server/src/protocol/commands.ts";
import type { DecisionsResult } from "../../../server/src/protocol/decisions.ts";
import { changedNotification } from "../../../server/src/protocol/request.ts";
import { listen } from "./ask.ts";
import { debounced } from "./latest.ts";
import { readArguments } from "./question.ts";

export interface ServedDocuments {
  readonly scheme: string;
  /** Quiet time before the text is asked for again, in milliseconds. */
  readonly quiet: number;
  /** Asks the server for what stands in a document of that address. */
  readonly ask: (given: SimulateArguments) => Promise<Pick<DecisionsResult, "text"> & Partial<DecisionsResult>>;
  /** The document's text where that failed. */
  readonly failed: (why: string) => string;
}

/** Serves the documents, and the links in them, until disposed. */
export function serveDocuments(
  client: BaseLanguageClient,
  ready: Promise<void>,
  { scheme, quiet, ask, failed }: ServedDocuments,
): Disposable {
  const changed = new EventEmitter<Uri>();
  const refresh = debounced(() => {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
  }, quiet);
  /** Those of the text that was shown last, by address: they are not asked for a second time. */
  const links = new Map<string, readonly DocumentLink[]>();
  const linkOf = ({ range, uri, target: { start } }: DecisionsResult["links"][number]): DocumentLink => {
    const fragment = `L${start.line + 1},${start.character + 1}`;
    const place = client.protocol2CodeConverter.asUri(uri).with({ fragment });
    return new DocumentLink(client.protocol2CodeConverter.asRange(range), place);
  };
  return Disposable.from(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => {
        try {
          await ready;
          const { text, links: found = [] } = await ask(argumentsOf(uri));
          links.set(uri.toString(), found.map(linkOf));
          return text;
        } catch (error) {
          links.delete(uri.toString());
          return `${failed(error instanceof Error ? error.message : String(error))}\n`;
        }
      },
    }),
    languages.registerDocumentLinkProvider(
      { scheme },
      { provideDocumentLinks: ({ uri }: TextDocument) => [...(links.get(uri.toString()) ?? [])] },
    ),
    workspace.onDidCloseTextDocument(({ uri }) => links.delete(uri.toString())),
    listen(client, changedNotification, refresh.trigger),
    { dispose: refresh.cancel },
  );
}

/** What the command was given that opened the document: its address says it. */
function argumentsOf(uri: Uri): SimulateArguments {
  try {
    return readArguments(JSON.parse(uri.query));
  } catch {
    return {}; // Not an address that we made.
  }
}
