/**
 * Keeps the one choice of an environment, for each workspace folder: the status bar shows it, the server is told, and panel and
 * tree follow.
 */
import {
  commands,
  Disposable,
  type Event,
  EventEmitter,
  l10n,
  type Memento,
  type QuickPickItem,
  QuickPickItemKind,
  StatusBarAlignment,
  window,
  workspace,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { chooseEnvironmentCommand } from "../../../server/src/protocol/commands.ts";
import type { EnvironmentsResult } from "../../../server/src/protocol/environments.ts";
import {
  changedNotification,
  chooseEnvironmentsNotification,
  environmentsRequest,
} from "../../../server/src/protocol/request.ts";
import { ask, listen } from "./ask.ts";
import { debounced } from "./latest.ts";

/** Quiet time before the environments are asked for again, in milliseconds: at once for a person, later for an edit. */
const soon = 50;
const quiet = 1000;

/** Where the workspace's state has the ids, by the folder's URI. */
const key = "podns.environments";

/** The one choice. */
export interface EnvironmentChoice extends Disposable {
  readonly chosen: () => readonly string[];
  /** From now on answers show this environment. */
  readonly choose: (id: string) => Promise<void>;
  /** Another one is chosen: its id. */
  readonly onDidChoose: Event<string>;
}

/** The ids of the environments that were chosen, one for each workspace folder at most. */
export function chosenEnvironments(memento: Memento): readonly string[] {
  return Object.values(byFolder(memento));
}

function byFolder(memento: Memento): Readonly<Record<string, string>> {
  const value: unknown = memento.get(key);
  if (typeof value !== "object" || value === null) return {};
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  return Object.fromEntries(entries.flatMap(([folder, id]) => (typeof id === "string" ? [[folder, id] as const] : [])));
}

/** Shows the choice in the status bar until disposed. */
export function provideEnvironments(
  client: BaseLanguageClient,
  ready: Promise<void>,
  memento: Memento,
): EnvironmentChoice {
  const emitter = new EventEmitter<string>();
  const item = window.createStatusBarItem("podns.environment", StatusBarAlignment.Left, 0);
  item.name = l10n.t("PodNS: Environment");
  item.command = chooseEnvironmentCommand;
  item.text = `$(sync~spin) ${l10n.t("PodNS: reading manifests")}`;
  item.tooltip = l10n.t("PodNS reads the workspace's manifests; answers follow");
  item.show();

  const choose = async (id: string): Promise<void> => {
    const before = byFolder(memento);
    const folder = folderOf(client, id);
    if (before[folder] === id) return;
    await memento.update(key, { ...before, [folder]: id });
    await ready;
    await client.sendNotification(chooseEnvironmentsNotification.method, { environments: chosenEnvironments(memento) });
    emitter.fire(id);
  };
  const began = Date.now();
  let isTold = false;
  const show = async (): Promise<void> => {
    await ready;
    const { environments, shown, files } = await askAboutEditor(client);
    if (!isTold) {
      isTold = true;
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      client.info(`${readyWords(files, environments.length)}; ${seconds} s since the start`);
    }
    const label = environments.find(({ id }) => id === shown)?.label;
    if (label === undefined) {
      item.hide();
      return;
    }
    const { length } = environments;
    item.text = `$(layers) ${shortLabel(label)}${length > 1 ? ` ▾ ${length}` : ""}`;
    const read = readyWords(files, length);
    const name = shownLabel(label);
    const shows = l10n.t("Kubernetes DNS environment {0}: hovers, lenses, hints and the panel show it", name);
    item.tooltip = `${shows}${length > 1 ? ` ${l10n.t("(one of {0})", length)}` : ""}\n${read}`;
    const others = length === 1 ? l10n.t("the only one") : l10n.t("one of {0}, choose another one", length);
    item.accessibilityInformation = {
      label: `${l10n.t("PodNS environment {0}", name)}, ${others}, ${read}`,
      role: "button",
    };
    item.show();
  };
  const update = (): void => void show().catch(() => item.hide());
  const now = debounced(update, soon);
  const later = debounced(update, quiet);
  const pick = async (): Promise<void> => {
    await ready;
    const id = await pickEnvironment(await askAboutEditor(client));
    if (id !== undefined) await choose(id);
  };
  const subscriptions = Disposable.from(
    item,
    emitter,
    commands.registerCommand(chooseEnvironmentCommand, async () => {
      try {
        await pick();
      } catch (error) {
        await window.showErrorMessage(`PodNS: ${error instanceof Error ? error.message : String(error)}`);
      }
    }),
    window.onDidChangeActiveTextEditor(now.trigger),
    emitter.event(now.trigger),
    listen(client, changedNotification, later.trigger),
    { dispose: now.cancel },
    { dispose: later.cancel },
  );
  now.trigger();
  return {
    chosen: () => chosenEnvironments(memento),
    choose,
    onDidChoose: emitter.event,
    dispose: () => subscriptions.dispose(),
  };
}

function readyWords(files: number, environments: number): string {
  const counts = [
    files === 1 ? l10n.t("1 file") : l10n.t("{0} files", files),
    environments === 1 ? l10n.t("1 environment") : l10n.t("{0} environments", environments),
  ];
  return l10n.t("ready: {0}", counts.join(", "));
}

/** The environments as the document of the active editor sees them. */
export function askAboutEditor(client: BaseLanguageClient): Promise<EnvironmentsResult> {
  const document = window.activeTextEditor?.document;
  const isFile = document !== undefined && workspace.getWorkspaceFolder(document.uri) !== undefined;
  return ask(client, environmentsRequest, isFile ? { uri: client.code2ProtocolConverter.asUri(document.uri) } : {});
}

/** `overlays/dev`: what kind it is says the list. */
export function shortLabel(label: string): string {
  const shown = shownLabel(label);
  return shown.endsWith(" (kustomization)") ? shown.slice(0, shown.lastIndexOf(" (")) : shown;
}

/** The environment of the folder itself has no name of its own. */
export function shownLabel(label: string): string {
  return label === "" ? "workspace" : label;
}

interface EnvironmentItem extends QuickPickItem {
  readonly id?: string;
}

async function pickEnvironment({ environments, shown, own }: EnvironmentsResult): Promise<string | undefined> {
  if (environments.length === 0) {
    await window.showInformationMessage(l10n.t("PodNS: there are no Kubernetes manifests in this workspace."));
    return undefined;
  }
  const items = (holding: boolean): EnvironmentItem[] =>
    environments
      .filter(({ id }) => own.includes(id) === holding)
      .map(({ id, label }) => ({
        id,
        label: shownLabel(label),
        ...(id === shown ? { description: l10n.t("shown now") } : {}),
      }));
  const [holding, others] = [items(true), items(false)];
  const separator = (label: string): EnvironmentItem => ({ label, kind: QuickPickItemKind.Separator });
  const picked = await window.showQuickPick<EnvironmentItem>(
    [
      ...(holding.length > 0 ? [separator(l10n.t("of this document")), ...holding] : []),
      ...(others.length > 0 ? [separator(holding.length > 0 ? l10n.t("others") : l10n.t("all")), ...others] : []),
    ],
    { placeHolder: l10n.t("Environment that hovers, lenses, hints and the panel show"), matchOnDescription: true },
  );
  return picked?.id;
}

/** The workspace folder that an environment lies in; its id holds the path, decoded. */
function folderOf(client: BaseLanguageClient, id: string): string {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => client.code2ProtocolConverter.asUri(uri));
  const holding = folders.filter((folder) => id.includes(decoded(folder)));
  const nearest = holding.sort((a, b) => b.length - a.length)[0];
  return nearest ?? folders[0] ?? "";
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
