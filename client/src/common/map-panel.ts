/**
 * Shows the map of names in a panel of its own: it follows edits and the chosen environment. The server draws, the page shows.
 */
import {
  CancellationTokenSource,
  Disposable,
  type ExtensionContext,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { RecordsArguments } from "../../../server/src/protocol/commands.ts";
import type { MapTextParams } from "../../../server/src/protocol/map.ts";
import { changedNotification, mapRequest, mapTextRequest } from "../../../server/src/protocol/request.ts";
import { ask, listen } from "./ask.ts";
import { columnBeside, openLink } from "./editor-actions.ts";
import type { EnvironmentChoice } from "./environments.ts";
import { debounced } from "./latest.ts";
import { type FromMap, fromMap, type MapWanted, type ToMap } from "./map-messages.ts";
import { showPage } from "./panel.ts";

/** The panel's type; package.json activates the extension for it (`onWebviewPanel:`). */
const mapPanelType = "podns.map";

const title = "Map of Names";

/** Quiet time before an edit draws the map again, in milliseconds. */
const quiet = 300;

/** The languages of the documents with what is taken away; an unknown one is plain text. */
const languages = { svg: "xml", mermaid: "mermaid", dot: "dot", json: "json" } as const;

export interface MapPanel extends Disposable {
  /** Opens the panel, or brings it to the front, with the map of this environment or of the document's. */
  readonly show: (of: RecordsArguments) => void;
}

/** There is one panel per window. */
export function createMapPanel(
  context: ExtensionContext,
  client: BaseLanguageClient,
  ready: Promise<void>,
  choice: EnvironmentChoice,
): MapPanel {
  let current: { readonly panel: WebviewPanel; readonly look: (of: RecordsArguments) => void } | undefined;
  const adopt = (panel: WebviewPanel, of: RecordsArguments): void => {
    // A second one can only come from a restored layout: the newer wins.
    current?.panel.dispose();
    const conversation = converse(panel, client, ready, choice, of);
    current = { panel, look: conversation.look };
    panel.onDidDispose(() => {
      conversation.dispose();
      if (current?.panel === panel) current = undefined;
    });
    showPage(context, panel, title, "webview-map");
  };
  const serializer = window.registerWebviewPanelSerializer(mapPanelType, {
    // What is looked for is in the page's state, the environment in the workspace's.
    deserializeWebviewPanel: async (panel) => {
      const [environment] = choice.chosen();
      adopt(panel, environment === undefined ? {} : { environment });
    },
  });
  return {
    show: (of) => {
      if (current !== undefined) {
        current.panel.reveal(undefined, false);
        current.look(of);
        return;
      }
      const viewColumn = window.activeTextEditor === undefined ? ViewColumn.Active : ViewColumn.Beside;
      adopt(window.createWebviewPanel(mapPanelType, title, { viewColumn, preserveFocus: false }), of);
    },
    dispose: () => Disposable.from(serializer, ...(current === undefined ? [] : [current.panel])).dispose(),
  };
}

interface Conversation extends Disposable {
  readonly look: (of: RecordsArguments) => void;
}

/** Holds the conversation with the page until disposed. */
function converse(
  panel: WebviewPanel,
  client: BaseLanguageClient,
  ready: Promise<void>,
  choice: EnvironmentChoice,
  first: RecordsArguments,
): Conversation {
  let of = first;
  let wanted: MapWanted = {};
  /** What the page shows, as text: an equal map is not sent again. */
  let shown = "";
  let running: CancellationTokenSource | undefined;
  const post = (message: ToMap): void => {
    const text = JSON.stringify(message);
    if (text === shown) return;
    shown = text;
    // A page that is hidden or gone receives nothing. It asks again when it is there.
    panel.webview.postMessage(message).then(undefined, () => undefined);
  };
  const again = async (): Promise<void> => {
    running?.cancel();
    const own = new CancellationTokenSource();
    running = own;
    try {
      await ready;
      const result = await ask(client, mapRequest, { ...of, ...wanted }, own.token);
      if (running === own) post({ kind: "map", result });
    } catch (error) {
      // A newer question ended it.
      if (running === own) post({ kind: "failed", message: messageOf(error) });
    } finally {
      own.dispose();
    }
  };
  const follow = debounced(() => {
    if (panel.visible) void again();
  }, quiet);
  const look = (next: RecordsArguments): void => {
    of = next;
    void again();
  };
  const hear = async (message: FromMap): Promise<void> => {
    switch (message.kind) {
      case "ask":
        wanted = message.wanted;
        shown = "";
        return again();
      case "open":
        return openLink(client, message.link, panel.viewColumn);
      case "choose":
        look({ environment: message.environment });
        return choice.choose(message.environment);
      case "take":
        return take(message.format, message.wanted);
    }
  };
  const take = async (format: MapTextParams["format"], what: MapWanted): Promise<void> => {
    const { text } = await ask(client, mapTextRequest, { ...of, ...what, format });
    const document = await workspace.openTextDocument({ language: languages[format], content: text });
    await window.showTextDocument(document, { viewColumn: columnBeside(panel.viewColumn), preview: false });
  };
  const subscriptions = Disposable.from(
    listen(client, changedNotification, follow.trigger),
    choice.onDidChoose((environment) => look({ environment })),
    panel.webview.onDidReceiveMessage((value: unknown) => {
      const message = fromMap(value);
      if (message === undefined) return;
      hear(message).catch((error: unknown) => window.showWarningMessage(`PodNS: ${messageOf(error)}`));
    }),
    { dispose: follow.cancel },
    { dispose: () => running?.cancel() },
  );
  return { look, dispose: () => subscriptions.dispose() };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
