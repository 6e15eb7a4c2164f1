/** Opens the page that compares environments, beside nothing else that is asked: it follows edits as long as it is open. */
import { Disposable, l10n, type QuickPickItem, ViewColumn, type WebviewPanel, window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { EnvironmentsResult } from "../../../server/src/protocol/environments.ts";
import { changedNotification, compareRequest } from "../../../server/src/protocol/request.ts";
import { ask, listen } from "./ask.ts";
import { type ComparePage, compareHtml, comparePage } from "./compare-page.ts";
import { openLink } from "./editor-actions.ts";
import { askAboutEditor, shortLabel, shownLabel } from "./environments.ts";
import { debounced } from "./latest.ts";
import { newNonce } from "./page.ts";

/** Quiet time before the tables are asked for again, in milliseconds. */
const quiet = 500;
/** Environments that are marked at first, where there are more. */
const mostMarked = 6;

/** Asks which environments, where there are more than two, and shows what resolves where. */
export async function compareEnvironments(client: BaseLanguageClient, ready: Promise<void>): Promise<void> {
  await ready;
  const ids = await pickSeveral(await askAboutEditor(client));
  if (ids === undefined) return;
  // Asked before the page is there: an error leaves no empty one, and it is not closed meanwhile.
  let page: ComparePage = await pageOf(client, ids);
  const panel = window.createWebviewPanel(
    "podns.compareEnvironments",
    "Compare Environments",
    { viewColumn: ViewColumn.Active, preserveFocus: false },
    { enableScripts: true, localResourceRoots: [] },
  );
  panel.webview.html = compareHtml(page.html, newNonce());
  const again = debounced(() => {
    pageOf(client, ids).then(
      (next) => {
        const isSame = next.html === page.html;
        // The places of its links may have moved all the same.
        page = next;
        if (!isSame) void post(panel, next);
      },
      () => undefined,
    );
  }, quiet);
  const subscriptions = Disposable.from(
    listen(client, changedNotification, again.trigger),
    // A page that was hidden is made anew, from its first text.
    panel.onDidChangeViewState(() => {
      if (panel.visible) void post(panel, page);
    }),
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const index = typeof message === "object" && message !== null ? Reflect.get(message, "index") : undefined;
      const link = typeof index === "number" ? page.links[index] : undefined;
      if (link === undefined) return;
      openLink(client, link, panel.viewColumn).catch((error: unknown) =>
        window.showWarningMessage(`PodNS: ${error instanceof Error ? error.message : String(error)}`),
      );
    }),
    { dispose: again.cancel },
  );
  panel.onDidDispose(() => subscriptions.dispose());
}

async function post(panel: WebviewPanel, { html }: ComparePage): Promise<void> {
  try {
    await panel.webview.postMessage({ kind: "content", html });
  } catch {
    // The page was closed while the answer was on its way.
  }
}

async function pageOf(client: BaseLanguageClient, environments: readonly string[]): Promise<ComparePage> {
  const result = await ask(client, compareRequest, { environments });
  return comparePage(
    result,
    result.environments.map(({ label }) => shortLabel(label)),
  );
}

async function pickSeveral({ environments, shown, own }: EnvironmentsResult): Promise<readonly string[] | undefined> {
  if (environments.length < 2) {
    await window.showInformationMessage(
      environments.length === 0
        ? l10n.t("PodNS: there are no Kubernetes manifests in this workspace.")
        : l10n.t("PodNS: this workspace has one environment only; there is nothing to compare it with."),
    );
    return undefined;
  }
  if (environments.length === 2) return environments.map(({ id }) => id);
  const marked = own.length > 1 ? own : environments.map(({ id }) => id);
  const items = environments.map(({ id, label }): QuickPickItem & { readonly id: string } => ({
    id,
    label: shownLabel(label),
    ...(id === shown ? { description: l10n.t("shown now") } : {}),
    picked: marked.slice(0, mostMarked).includes(id),
  }));
  const picked = await window.showQuickPick(items, {
    canPickMany: true,
    placeHolder: l10n.t("Environments to compare (Space marks one)"),
  });
  return picked === undefined || picked.length === 0 ? undefined : picked.map(({ id }) => id);
}
