/**
 * Shows the "Kubernetes DNS" tree. The server says what is in it, one level at a time; here it is drawn, follows edits and
 * the cursor, and has its actions.
 */
import {
  commands,
  type DataTransfer,
  DataTransferItem,
  Disposable,
  EventEmitter,
  env,
  type Location,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  type TreeDragAndDropController,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { explorerCommands, recordsCommand, simulateCommand } from "../../../server/src/protocol/commands.ts";
import type { ExplorerNode } from "../../../server/src/protocol/explorer.ts";
import { changedNotification, explorerPlaceRequest, explorerRequest } from "../../../server/src/protocol/request.ts";
import { ask, listen } from "./ask.ts";
import type { EnvironmentChoice } from "./environments.ts";
import { type Debounced, debounced } from "./latest.ts";

const viewId = "podns.explorer";

/** Quiet time before the tree is asked for again, in milliseconds. */
const quiet = 300;

/** Elements that are kept, also of places that exist no longer. */
const mostElements = 20_000;

/**
 * A node with what it stands below, so that it can be revealed. It stays the same object while its place in the tree exists:
 * VS Code asks for a level again, and closes what is open below it, to reveal an object that it does not know.
 */
interface Element {
  node: ExplorerNode;
  parent: Element | undefined;
}

/** Serves the view until disposed. */
export function provideExplorer(
  client: BaseLanguageClient,
  ready: Promise<void>,
  choice: EnvironmentChoice,
): Disposable {
  const tree = new Tree(client, ready);
  const view = window.createTreeView(viewId, {
    treeDataProvider: tree,
    showCollapseAll: true,
    dragAndDropController: dragsNames,
  });
  tree.view = view;
  const refresh = debounced(() => {
    tree.refresh();
    void tree.noteManifests().catch(() => undefined);
  }, quiet);
  const follow: Debounced = debounced(() => void tree.followCursor(follow.trigger).catch(() => undefined), quiet);
  return Disposable.from(
    view,
    tree,
    ...registerActions(client, tree, choice),
    choice.onDidChoose(refresh.trigger),
    listen(client, changedNotification, refresh.trigger),
    window.onDidChangeTextEditorSelection(follow.trigger),
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) follow.trigger();
    }),
    { dispose: refresh.cancel },
    { dispose: follow.cancel },
  );
}

class Tree implements TreeDataProvider<Element> {
  readonly #client: BaseLanguageClient;
  readonly #ready: Promise<void>;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  view: TreeView<Element> | undefined;
  /** The environments that are shown: of a single one, only what is below it. */
  readonly #roots = new Set<string>();
  /** By the node's id. */
  readonly #elements = new Map<string, Element>();
  /** Levels that VS Code has asked for and does not have yet. */
  #waiting = 0;
  /** VS Code has been told to ask for everything again, and has not begun. */
  #isStale = false;
  #text = "";
  #hasManifests = false;
  #isNoting = false;

  constructor(client: BaseLanguageClient, ready: Promise<void>) {
    this.#client = client;
    this.#ready = ready;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** The open levels are asked for again; a tree that nobody sees asks nothing. */
  refresh(): void {
    this.#isStale = true;
    this.#changed.fire(undefined);
  }

  /** Menus of files offer PodNS where there is something to ask about. */
  async noteManifests(): Promise<void> {
    // While the workspace is read for the first time, changes come faster than the answer.
    if (this.#hasManifests || this.#isNoting) return;
    this.#isNoting = true;
    try {
      const { nodes } = await ask(this.#client, explorerRequest, {});
      this.#hasManifests = nodes.length > 0;
    } finally {
      this.#isNoting = false;
    }
    if (this.#hasManifests) await commands.executeCommand("setContext", "podns.hasManifests", true);
  }

  get text(): string {
    return this.#text;
  }

  /** Shows only Services with this text in their full names. */
  async filter(text: string): Promise<void> {
    this.#text = text;
    await commands.executeCommand("setContext", "podns.explorerFiltered", text !== "");
    this.refresh();
  }

  async getChildren(parent?: Element): Promise<Element[]> {
    this.#waiting += 1;
    this.#isStale = false;
    try {
      return await this.#children(parent);
    } finally {
      this.#waiting -= 1;
    }
  }

  async #children(parent?: Element): Promise<Element[]> {
    const { nodes, reason } = await this.#below(parent?.node.id);
    if (parent === undefined) {
      if (this.view !== undefined) {
        this.view.message = reason ?? "";
        this.view.description = this.#text;
      }
      // The only environment needs no level of its own.
      const [only] = nodes;
      if (nodes.length === 1 && only?.kind === "environment") return this.#children({ node: only, parent: undefined });
    }
    const above = parent?.node.kind === "environment" && parent.parent === undefined ? this.#shown(parent) : parent;
    return nodes.map((node) => this.#element(node, above));
  }

  #element(node: ExplorerNode, parent: Element | undefined): Element {
    const known = this.#elements.get(node.id);
    if (known !== undefined) return Object.assign(known, { node, parent });
    const made: Element = { node, parent };
    this.#elements.set(node.id, made);
    return made;
  }

  /** An environment that stands alone is not shown, and nothing has it for a parent. */
  #shown(parent: Element): Element | undefined {
    return this.#roots.has(parent.node.id) ? parent : undefined;
  }

  async #below(
    node: string | undefined,
  ): Promise<{ readonly nodes: readonly ExplorerNode[]; readonly reason?: string }> {
    try {
      await this.#ready;
    } catch {
      return { nodes: [], reason: "The language server could not be started." };
    }
    const result = await ask(this.#client, explorerRequest, {
      ...(node === undefined ? {} : { node }),
      ...(this.#text === "" ? {} : { text: this.#text }),
    });
    if (node === undefined) {
      if (this.#elements.size > mostElements) this.#elements.clear();
      this.#roots.clear();
      if (result.nodes.length > 1) for (const { id } of result.nodes) this.#roots.add(id);
    }
    return result;
  }

  getTreeItem({ node }: Element): TreeItem {
    return itemOf(this.#client, node);
  }

  getParent(element: Element): Element | undefined {
    return element.parent;
  }

  /**
   * Selects what the cursor is about, where the view is open.
   * @param later called where the tree is being drawn again: to reveal something then closes what is open
   */
  async followCursor(later: () => void): Promise<void> {
    const editor = window.activeTextEditor;
    if (editor === undefined || this.view?.visible !== true) return;
    const { active } = editor.selection;
    const { path } = await ask(this.#client, explorerPlaceRequest, {
      uri: this.#client.code2ProtocolConverter.asUri(editor.document.uri),
      position: { line: active.line, character: active.character },
    });
    if (path.length === 0 || path.at(-1) === this.view.selection[0]?.node.id) return;
    const found = await this.#elementAt(path);
    if (this.#isStale || this.#waiting > 0) later();
    else if (found !== undefined) await this.view.reveal(found, { select: true, focus: false });
  }

  /** @param path ids from the root on */
  async #elementAt(path: readonly string[]): Promise<Element | undefined> {
    let found: Element | undefined;
    let level = await this.#children();
    for (const id of path) {
      const next: Element | undefined = level.find(({ node }) => node.id === id);
      // The only environment is not shown.
      if (next === undefined && found === undefined && !this.#roots.has(id)) continue;
      if (next === undefined) return undefined;
      found = next;
      level = id === path.at(-1) ? [] : await this.#children(next);
    }
    return found;
  }
}

const icons: Readonly<Record<ExplorerNode["kind"], string>> = {
  environment: "layers",
  namespace: "symbol-namespace",
  headless: "list-tree",
  "cluster-ip": "radio-tower",
  "external-name": "link-external",
  name: "globe",
  pod: "package",
  users: "references",
  user: "symbol-reference",
  more: "ellipsis",
};

function itemOf(client: BaseLanguageClient, node: ExplorerNode): TreeItem {
  const item = new TreeItem(
    node.label,
    node.hasChildren ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.id = node.id;
  item.description = node.description;
  if (node.tooltip !== "") item.tooltip = new MarkdownString().appendText(node.tooltip);
  item.iconPath = new ThemeIcon(icons[node.kind], colorOf(node));
  item.contextValue = [
    node.kind,
    ...(node.fqdn === undefined ? [] : ["named"]),
    ...(node.question ? ["asks"] : []),
  ].join(" ");
  const spoken = [node.label, node.description, ...(node.severity === undefined ? [] : [node.severity, node.tooltip])];
  item.accessibilityInformation = { label: spoken.filter((part) => part !== "").join(", ") };
  if (node.place !== undefined) {
    const { uri, range } = placeOf(client, node.place);
    item.command = {
      command: "vscode.open",
      title: "Go to Definition",
      arguments: [uri, { selection: range, preserveFocus: true }],
    };
  }
  return item;
}

/** The theme's own colours, by what the reader should see first. */
function colorOf({ severity, isServing }: ExplorerNode): ThemeColor | undefined {
  if (severity === "error") return new ThemeColor("list.errorForeground");
  if (severity === "warning") return new ThemeColor("list.warningForeground");
  return isServing ? undefined : new ThemeColor("disabledForeground");
}

function placeOf(client: BaseLanguageClient, { uri, range }: NonNullable<ExplorerNode["place"]>): Location {
  return client.protocol2CodeConverter.asLocation({ uri, range });
}

/** What the actions of the view do; each gets the element that it was chosen on. */
function registerActions(client: BaseLanguageClient, tree: Tree, choice: EnvironmentChoice): readonly Disposable[] {
  const table: Readonly<Record<string, (element: Element) => unknown>> = {
    [explorerCommands.simulate]: ({ node }) => commands.executeCommand(simulateCommand, node.question),
    [explorerCommands.copyName]: ({ node }) => env.clipboard.writeText(node.fqdn ?? node.label),
    [explorerCommands.records]: ({ node }) =>
      commands.executeCommand(recordsCommand, { environment: node.environment }),
    [explorerCommands.choose]: ({ node }) => choice.choose(node.environment),
    [explorerCommands.goToDefinition]: ({ node }) => goTo(client, node),
    [explorerCommands.findUsers]: ({ node }) => findUsers(client, tree, node),
  };
  const actions = Object.entries(table).map(([id, act]) =>
    commands.registerCommand(id, async (element: Element | undefined) => {
      // The palette and keys have no element: what is selected counts.
      const chosen = element ?? tree.view?.selection[0];
      if (chosen === undefined) return;
      try {
        await act(chosen);
      } catch (error) {
        await window.showErrorMessage(`PodNS: ${error instanceof Error ? error.message : String(error)}`);
      }
    }),
  );
  return [
    ...actions,
    commands.registerCommand(explorerCommands.filter, async () => {
      const text = await window.showInputBox({
        prompt: "Show only Services whose full name holds this text",
        value: tree.text,
        placeHolder: "web-headless.default",
      });
      if (text !== undefined) await tree.filter(text.trim());
    }),
    commands.registerCommand(explorerCommands.clearFilter, () => tree.filter("")),
  ];
}

async function goTo(client: BaseLanguageClient, { place }: ExplorerNode): Promise<void> {
  if (place === undefined) return;
  const { uri, range } = placeOf(client, place);
  await window.showTextDocument(uri, { selection: range });
}

/** Opens the places that name a Service, as VS Code shows references. */
async function findUsers(client: BaseLanguageClient, tree: Tree, node: ExplorerNode): Promise<void> {
  if (node.place === undefined) return;
  const children = await tree.getChildren({ node, parent: undefined });
  const group = children.find((child) => child.node.kind === "users");
  const users = group === undefined ? [] : await tree.getChildren(group);
  const locations = users.flatMap((user) => (user.node.place === undefined ? [] : [placeOf(client, user.node.place)]));
  if (locations.length === 0) {
    await window.showInformationMessage(`PodNS: nothing in these manifests names ${node.label}.`);
    return;
  }
  const { uri, range } = placeOf(client, node.place);
  await window.showTextDocument(uri, { selection: range });
  await commands.executeCommand("editor.action.showReferences", uri, range.start, locations);
}

/** A node that is dragged into a text gives its full name. */
const dragsNames: TreeDragAndDropController<Element> = {
  dragMimeTypes: ["text/plain"],
  dropMimeTypes: [],
  handleDrag: (elements: readonly Element[], transfer: DataTransfer) => {
    const names = elements.flatMap(({ node }) => node.fqdn ?? []);
    if (names.length > 0) transfer.set("text/plain", new DataTransferItem(names.join(",")));
  },
};
