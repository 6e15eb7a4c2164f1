/** Shows the log of decisions, read-only; the server says where each line leads. */
import { type Disposable, Uri, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { SimulateArguments } from "../../../server/src/protocol/commands.ts";
import type { DecisionsParams } from "../../../server/src/protocol/decisions.ts";
import { decisionsRequest } from "../../../server/src/protocol/request.ts";
import { ask } from "./ask.ts";
import { serveDocuments } from "./served-document.ts";

const scheme = "podns-decisions";

/** Serves the documents and their links until disposed. */
export function provideDecisions(client: BaseLanguageClient, ready: Promise<void>): Disposable {
  return serveDocuments(client, ready, {
    scheme,
    quiet: 500,
    ask: (given) => ask(client, decisionsRequest, paramsOf(given)),
    failed: (why) => `The decisions cannot be shown: ${why}`,
  });
}

/** Opens the log; what is about the document and the line comes first. */
export async function showDecisions(given: SimulateArguments): Promise<void> {
  const address = Uri.from({ scheme, path: "/Log of Decisions", query: JSON.stringify(paramsOf(given)) });
  await window.showTextDocument(await workspace.openTextDocument(address), { preview: true });
}

function paramsOf({ uri, position }: SimulateArguments): DecisionsParams {
  return { ...(uri === undefined ? {} : { uri }), ...(position === undefined ? {} : { position }) };
}
