/** Shows what a chart makes, read-only; the server says where each key and value comes from. */
import { type Disposable, l10n, languages, Uri, ViewColumn, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { RecordsArguments } from "../../../server/src/protocol/commands.ts";
import { renderedChartRequest } from "../../../server/src/protocol/request.ts";
import { ask } from "./ask.ts";
import { serveDocuments } from "./served-document.ts";

const scheme = "podns-chart";

/** Serves the documents and their links until disposed. */
export function provideRenderedCharts(client: BaseLanguageClient, ready: Promise<void>): Disposable {
  return serveDocuments(client, ready, {
    scheme,
    quiet: 200,
    ask: ({ uri, environment }) =>
      ask(client, renderedChartRequest, {
        ...(uri === undefined ? {} : { uri }),
        ...(environment === undefined ? {} : { environment }),
      }),
    failed: (why) => `# The chart cannot be shown: ${why}`,
  });
}

/** Opens what the chart of a document makes, with the set of values that the person picks. */
export async function showRenderedChart(
  client: BaseLanguageClient,
  ready: Promise<void>,
  given: RecordsArguments,
): Promise<void> {
  await ready;
  const { sets, label } = await ask(client, renderedChartRequest, given);
  if (label === "") {
    await window.showInformationMessage(l10n.t("PodNS: this file is part of no Helm chart that can be rendered."));
    return;
  }
  const isChosen = given.environment !== undefined || sets.length < 2;
  const items = sets.map((set) => ({ id: set.id, label: set.label }));
  const picked = isChosen
    ? undefined
    : await window.showQuickPick(items, { placeHolder: l10n.t("Values to render the chart with") });
  if (!isChosen && picked === undefined) return;
  const chosen = picked === undefined ? given : { ...given, environment: picked.id };
  const title = (picked?.label ?? label).replaceAll("/", "∕");
  const uri = Uri.from({ scheme, path: `/${title}.yaml`, query: JSON.stringify(chosen) });
  const document = await workspace.openTextDocument(uri);
  await languages.setTextDocumentLanguage(document, "yaml").then(undefined, () => undefined);
  await window.showTextDocument(document, { viewColumn: ViewColumn.Active, preview: true });
}
