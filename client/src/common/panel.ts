/**
 * Creates the panel in VS Code: where it opens, what it loads, how it survives a reload. It contains nothing of DNS.
 */
import { Disposable, type ExtensionContext, Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { SimulateArguments } from "../../../server/src/protocol/commands.ts";
import type { EnvironmentChoice } from "./environments.ts";
import { newNonce, pageHtml } from "./page.ts";
import { type Conversation, converse } from "./panel-conversation.ts";

/** The panel's type; package.json activates the extension for it (`onWebviewPanel:`). */
export const panelType = "podns.simulate";

const title = "Simulate nslookup";

export interface Panel extends Disposable {
  /** Opens the panel, or brings it to the front, with this question and the focus in the name field. */
  readonly show: (args: SimulateArguments) => void;
}

/** There is one panel per window; it opens beside the editor that the question is about. */
export function createPanel(
  context: ExtensionContext,
  client: BaseLanguageClient,
  ready: Promise<void>,
  choice: EnvironmentChoice,
): Panel {
  let current: { readonly panel: WebviewPanel; readonly conversation: Conversation } | undefined;

  const adopt = (panel: WebviewPanel): Conversation => {
    // A second one can only come from a restored layout: the newer wins.
    current?.panel.dispose();
    const conversation = converse(panel, client, ready, context.workspaceState, choice);
    current = { panel, conversation };
    panel.onDidDispose(() => {
      conversation.dispose();
      if (current?.panel === panel) current = undefined;
    });
    showPage(context, panel, title);
    return conversation;
  };

  const serializer = window.registerWebviewPanelSerializer(panelType, {
    // What was asked is in the workspace's state; the page has none of its own.
    deserializeWebviewPanel: async (panel) => {
      adopt(panel);
    },
  });

  const show = (args: SimulateArguments): void => {
    if (current !== undefined) {
      current.panel.reveal(undefined, false);
      current.conversation.set(args);
      return;
    }
    const column = window.activeTextEditor === undefined ? ViewColumn.Active : ViewColumn.Beside;
    const panel = window.createWebviewPanel(panelType, title, { viewColumn: column, preserveFocus: false });
    adopt(panel).set(args);
  };

  return {
    show,
    dispose: () => Disposable.from(serializer, ...(current === undefined ? [] : [current.panel])).dispose(),
  };
}

/**
 * Gives a panel its page.
 * @param bundle the script of the page and its style sheet, where it is not that of the first panel
 */
export function showPage(context: ExtensionContext, panel: WebviewPanel, title: string, bundle?: string): void {
  const { webview } = panel;
  const dist = Uri.joinPath(context.extensionUri, "dist");
  const file = (...path: readonly string[]): string => webview.asWebviewUri(Uri.joinPath(dist, ...path)).toString();
  const own = bundle === undefined ? [] : [file(`${bundle}.css`)];
  const styles = [file("codicons", "codicon.css"), file("webview.css"), ...own];
  const script = file(`${bundle ?? "webview"}.js`);
  panel.iconPath = Uri.joinPath(context.extensionUri, "media", "icon.png");
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  webview.html = pageHtml({ title, script, styles, source: webview.cspSource }, newNonce());
}
