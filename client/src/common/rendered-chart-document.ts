/** Shows what a chart makes, read-only; the server says where each key and value comes from. */
import {
  Disposable,
  DocumentLink,
  EventEmitter,
  l10n,
  languages,
  type TextDocument,
  Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { RecordsArguments } from "../../../server/src/protocol/commands.ts";
import { changedNotification, renderedChartRequest } from "../../../server/src/protocol/request.ts";
import { ask, listen } from "./ask.ts";
import { debounced } from "./latest.ts";
import { readArguments } from "./question.ts";

const scheme = "podns-chart";

/** Quiet time before the text is asked for again, in milliseconds. */
const quiet = 200;

/** Serves the documents and their links until disposed. */
export function provideRenderedCharts(client: BaseLanguageClient, ready: Promise<void>): Disposable {
  const changed = new EventEmitter<Uri>();
  const refresh = debounced(() => {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
  }, quiet);
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri) => {
      try {
        await ready;
        return (await ask(client, renderedChartRequest, argumentsOf(uri))).text;
      } catch (error) {
        return `# The chart cannot be shown: ${error instanceof Error ? error.message : String(error)}\n`;
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

async function linksOf(client: BaseLanguageClient, uri: Uri): Promise<DocumentLink[]> {
  const { links } = await ask(client, renderedChartRequest, argumentsOf(uri));
  return links.map(({ range, uri: target, target: at }) => {
    const place = client.protocol2CodeConverter.asUri(target);
    const fragment = `L${at.start.line + 1},${at.start.character + 1}`;
    return new DocumentLink(client.protocol2CodeConverter.asRange(range), place.with({ fragment }));
  });
}

function argumentsOf(uri: Uri): RecordsArguments {
  try {
    return readArguments(JSON.parse(uri.query));
  } catch {
    return {}; // Not an address that we made.
  }
}
