/**
 * Provides the read-only documents that show all records of an environment. Their text comes from the server and
 * follows edits.
 */
import { type Disposable, l10n, languages, Uri, ViewColumn, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { RecordsArguments } from "../../../server/src/protocol/commands.ts";
import { recordsRequest, simulateRequest } from "../../../server/src/protocol/request.ts";
import { ask } from "./ask.ts";
import { serveDocuments } from "./served-document.ts";

/** The scheme of these documents and the language that colours them. */
const scheme = "podns-records";
const language = "podns-zone";

/** Serves the documents until disposed. */
export function provideRecords(client: BaseLanguageClient, ready: Promise<void>): Disposable {
  return serveDocuments(client, ready, {
    scheme,
    quiet: 200,
    ask: ({ uri = "", environment }) =>
      ask(client, recordsRequest, environment === undefined ? { uri } : { uri, environment }),
    failed: (why) => `; The records cannot be shown: ${why}`,
  });
}

/** Opens the records of a document's environment (or of one named, or of one that the person picks). */
export async function showRecords(
  client: BaseLanguageClient,
  ready: Promise<void>,
  given: RecordsArguments,
  viewColumn: ViewColumn = ViewColumn.Active,
): Promise<void> {
  await ready;
  const chosen = given.uri === undefined && given.environment === undefined ? await pickEnvironment(client) : given;
  if (chosen === undefined) return;
  const uri = Uri.from({ scheme, path: `/${await titleOf(client, chosen)}`, query: JSON.stringify(chosen) });
  const document = await workspace.openTextDocument(uri);
  await languages.setTextDocumentLanguage(document, language).then(undefined, () => undefined);
  await window.showTextDocument(document, { viewColumn, preview: true });
}

/** `All records of k8s ∕ shop`: a file name, so a slash has to look like one without being one. */
async function titleOf(client: BaseLanguageClient, of: RecordsArguments): Promise<string> {
  const { environment } = await ask(client, simulateRequest, { ...of, name: "" });
  return environment === null ? "All records" : `All records of ${environment.label.replaceAll("/", "∕")}`;
}

async function pickEnvironment(client: BaseLanguageClient): Promise<RecordsArguments | undefined> {
  const { environments } = await ask(client, simulateRequest, { name: "" });
  const [only, another] = environments;
  if (only === undefined) {
    await window.showInformationMessage(l10n.t("PodNS: there are no Kubernetes manifests in this workspace."));
    return undefined;
  }
  if (another === undefined) return { environment: only.id };
  const items = environments.map(({ id, label }) => ({ id, label }));
  const picked = await window.showQuickPick(items, { placeHolder: l10n.t("Manifests whose records to show") });
  return picked === undefined ? undefined : { environment: picked.id };
}
