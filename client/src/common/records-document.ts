/**
 * Provides the read-only documents that show all records of an environment. Their text comes from the server and
 * follows edits.
 */
import { Disposable, EventEmitter, l10n, languages, Uri, ViewColumn, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { RecordsArguments } from "../../../server/src/protocol/commands.ts";
import { changedNotification, recordsRequest, simulateRequest } from "../../../server/src/protocol/request.ts";
import { ask, listen } from "./ask.ts";
import { debounced } from "./latest.ts";
import { readArguments } from "./question.ts";

/** The scheme of these documents and the language that colours them. */
const scheme = "podns-records";
const language = "podns-zone";

/** Quiet time before the text is asked for again, in milliseconds. */
const quiet = 200;

/** Serves the documents until disposed. */
export function provideRecords(client: BaseLanguageClient, ready: Promise<void>): Disposable {
  const changed = new EventEmitter<Uri>();
  const refresh = debounced(() => {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
  }, quiet);
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri) => {
      try {
        await ready;
        const { uri: of = "", environment } = argumentsOf(uri);
        const params = environment === undefined ? { uri: of } : { uri: of, environment };
        return (await ask(client, recordsRequest, params)).text;
      } catch (error) {
        return `; The records cannot be shown: ${error instanceof Error ? error.message : String(error)}\n`;
      }
    },
  });
  return Disposable.from(changed, provider, listen(client, changedNotification, refresh.trigger), {
    dispose: refresh.cancel,
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

function argumentsOf(uri: Uri): RecordsArguments {
  try {
    return readArguments(JSON.parse(uri.query));
  } catch {
    return {}; // We did not make this address.
  }
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
