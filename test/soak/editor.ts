/** An editor over real files: its documents, settings and folders, and a server that hears of all that happens to them. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { matcher } from "../../server/src/base/glob.ts";
import { decodeText } from "../../server/src/hosts/node/file-host.ts";
import { manifestGlob } from "../../server/src/protocol/manifest-glob.ts";
import type { Operation, Scene } from "./operations.ts";
import { filesBelow } from "./samples.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

/** What an editor starts its server with, and what a fresh one has to be told to be where the old one is. */
export interface EditorState {
  readonly folder: string;
  readonly folders: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly open: ReadonlyMap<string, string>;
  /** True for one that serves files and watches those that were asked for, as VS Code's extension does. */
  readonly servesFiles: boolean;
  /** True for one that takes pushed diagnostics. */
  readonly takesPushes: boolean;
}

export interface Programs {
  readonly server: string;
  readonly probe: string;
}

const created = 1;
const changed = 2;
const deleted = 3;

export class SoakEditor implements Scene {
  readonly history: Map<string, string[]> = new Map();
  readonly open: Map<string, string>;
  readonly process: ServerProcess;
  /** Errors that the server told of, or answered: each is a defect. */
  readonly complaints: string[] = [];
  readonly pushed: Map<string, unknown> = new Map();
  asked = 0;
  #state: EditorState;
  #files: readonly string[] | undefined;
  #version = 1;
  /** Paths that the server wanted to read. */
  readonly #wanted: Set<string> = new Set();
  #globs: readonly string[] = [];
  readonly #watches: Map<string, readonly string[]> = new Map();
  readonly #pending: Set<Promise<unknown>> = new Set();

  constructor(programs: Programs, state: EditorState) {
    this.#state = state;
    this.open = new Map(state.open);
    this.process = startServerProcess(programs.server, programs.probe);
  }

  get state(): EditorState {
    return { ...this.#state, open: this.open };
  }

  get files(): readonly string[] {
    this.#files ??= filesBelow(this.#state.folder);
    return this.#files;
  }

  textOf(file: string): string {
    const known = this.open.get(file);
    if (known !== undefined) return known;
    const path = this.#path(file);
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, "utf8") : "";
  }

  uriOf(file: string): string {
    return pathToFileURL(this.#path(file)).href;
  }

  /** Initializes the server and opens the documents of the state. */
  async start(): Promise<void> {
    this.#answer();
    await this.#request("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: this.#folders(),
      initializationOptions: { commands: ["podns.simulate", "podns.showRecords"] },
      capabilities: capabilities(this.#state),
    });
    await this.#notify("initialized", {});
    for (const [file, text] of this.open) await this.#didOpen(file, text);
  }

  async apply(operation: Operation): Promise<void> {
    switch (operation.do) {
      case "open":
        if (this.open.has(operation.file)) return;
        this.open.set(operation.file, withoutMark(this.textOf(operation.file)));
        return this.#didOpen(operation.file, this.open.get(operation.file) ?? "");
      case "close":
        if (!this.open.delete(operation.file)) return;
        this.history.delete(operation.file);
        return this.#notify("textDocument/didClose", { textDocument: { uri: this.uriOf(operation.file) } });
      case "type":
      case "replace":
        return this.#change(operation.file, operation.text, operation.do === "replace");
      case "settings":
        this.#state = { ...this.#state, settings: operation.settings };
        return this.#notify("workspace/didChangeConfiguration", { settings: null });
      case "folders":
        return this.#changeFolders(operation.folders);
      case "ask":
        return this.#ask(operation);
      case "pause":
        return pause(operation.ms);
      case "write":
      case "delete":
      case "rename":
      case "burst":
        return this.#tell(this.#onDisk(operation));
    }
  }

  /** Sends a request and gives its answer; a time of 180 s without one is a complaint. */
  async request<R>(method: string, params: unknown): Promise<R> {
    return this.#request<R>(method, params);
  }

  /** Waits for the answers of everything that was asked. */
  async settle(): Promise<void> {
    await Promise.all(this.#pending);
  }

  #path(file: string): string {
    return join(this.#state.folder, file);
  }

  #folders(): readonly { readonly uri: string; readonly name: string }[] {
    return this.#state.folders.map((name) => ({ uri: this.uriOf(name).replace(/\/$/, ""), name }));
  }

  async #changeFolders(folders: readonly string[]): Promise<void> {
    const before = this.#folders();
    this.#state = { ...this.#state, folders };
    const now = this.#folders();
    const missing = (list: typeof now, other: typeof now) =>
      list.filter(({ uri }) => !other.some((folder) => folder.uri === uri));
    const event = { added: missing(now, before), removed: missing(before, now) };
    // Editors send the order by taking all away first where it changes.
    await this.#notify("workspace/didChangeWorkspaceFolders", {
      event: sameOrder(before, now, event) ? event : { added: now, removed: before },
    });
  }

  async #didOpen(file: string, text: string): Promise<void> {
    this.#version += 1;
    const textDocument = { uri: this.uriOf(file), languageId: "yaml", version: this.#version, text };
    await this.#notify("textDocument/didOpen", { textDocument });
  }

  async #change(file: string, text: string, whole: boolean): Promise<void> {
    const before = this.open.get(file);
    if (before === undefined || before === text) return;
    this.open.set(file, text);
    this.#version += 1;
    await this.#notify("textDocument/didChange", {
      textDocument: { uri: this.uriOf(file), version: this.#version },
      contentChanges: [whole ? { text } : smallestChange(before, text)],
    });
  }

  async #ask({ method, file, at, cancel }: Extract<Operation, { do: "ask" }>): Promise<void> {
    const uri = this.uriOf(file);
    const position = TextDocument.create(uri, "yaml", 0, this.textOf(file)).positionAt(at);
    const params = {
      textDocument: { uri },
      position,
      range: { start: position, end: position },
      context: { diagnostics: [], includeDeclaration: true, triggerKind: 1 },
      query: "web",
      uri,
      name: "web-0.web-headless",
    };
    const source = new CancellationTokenSource();
    const answer = this.#request(method, params, source).catch((error: unknown) => {
      const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined;
      if (!(cancel && (code === -32800 || code === -32802))) this.complaints.push(`${method}: ${String(error)}`);
    });
    this.#pending.add(answer);
    answer.finally(() => this.#pending.delete(answer));
    if (cancel) source.cancel();
    // A few may wait for each other, as in an editor.
    if (this.#pending.size > 8) await answer;
  }

  #onDisk(operation: Operation): (readonly [string, number])[] {
    this.#files = undefined;
    switch (operation.do) {
      case "write": {
        const path = this.#path(operation.file);
        const before = statSync(path, { throwIfNoEntry: false });
        if (before?.isDirectory() === true || !isFree(this.#state.folder, operation.file)) return [];
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, operation.text);
        return [[operation.file, before === undefined ? created : changed]];
      }
      case "delete": {
        const gone = this.#below(operation.file);
        rmSync(this.#path(operation.file), { recursive: true, force: true });
        return gone.map((file) => [file, deleted] as const);
      }
      case "rename": {
        const { file, to } = operation;
        if (!existsSync(this.#path(file)) || existsSync(this.#path(to)) || `${to}/`.startsWith(`${file}/`)) return [];
        if (!isFree(this.#state.folder, to)) return [];
        const gone = this.#below(file);
        mkdirSync(dirname(this.#path(to)), { recursive: true });
        renameSync(this.#path(file), this.#path(to));
        const come = gone.map((name) => `${to}${name.slice(file.length)}`);
        return [...gone.map((name) => [name, deleted] as const), ...come.map((name) => [name, created] as const)];
      }
      case "burst":
        return operation.events.flatMap((event) => this.#onDisk(event));
      default:
        return [];
    }
  }

  #below(file: string): readonly string[] {
    const path = this.#path(file);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return [];
    return stats.isDirectory() ? filesBelow(path).map((name) => `${file}/${name}`) : [file];
  }

  /** Only what this kind of editor would tell: manifests, and what was asked for or registered. */
  async #tell(events: readonly (readonly [string, number])[]): Promise<void> {
    const isTold = matcher(this.#state.servesFiles ? manifestGlobs : this.#globs);
    const changes = events
      .filter(([file]) => isTold(file) || this.#wanted.has(this.uriOf(file)))
      .map(([file, type]) => ({ uri: this.uriOf(file), type }));
    if (changes.length > 0) await this.#notify("workspace/didChangeWatchedFiles", { changes });
  }

  #answer(): void {
    const { connection } = this.process;
    connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) =>
      items.map(() => this.#state.settings),
    );
    connection.onRequest(
      "client/registerCapability",
      ({ registrations }: { registrations: readonly Registration[] }) => {
        for (const { id, method, registerOptions } of registrations) {
          if (method !== "workspace/didChangeWatchedFiles") continue;
          this.#watches.set(
            id,
            (registerOptions?.watchers ?? []).map(({ globPattern }) => globPattern),
          );
        }
        this.#globs = [...this.#watches.values()].flat();
        return null;
      },
    );
    connection.onRequest(
      "client/unregisterCapability",
      ({ unregisterations }: { unregisterations: readonly Registration[] }) => {
        for (const { id } of unregisterations) this.#watches.delete(id);
        this.#globs = [...this.#watches.values()].flat();
        return null;
      },
    );
    connection.onRequest("workspace/diagnostic/refresh", () => null);
    connection.onRequest("workspace/codeLens/refresh", () => null);
    if (this.#state.servesFiles) this.#serveFiles();
    connection.onNotification("window/logMessage", ({ type, message }: { type: number; message: string }) => {
      if (type === 1) this.complaints.push(`logged: ${message}`);
    });
    connection.onNotification(
      "textDocument/publishDiagnostics",
      ({ uri, diagnostics }: { uri: string; diagnostics: unknown }) => {
        this.pushed.set(uri, diagnostics);
      },
    );
  }

  #serveFiles(): void {
    const { connection } = this.process;
    connection.onRequest("podns/findFiles", ({ exclude }: { exclude: readonly string[] }) => {
      const isManifest = matcher(manifestGlobs);
      const isExcluded = matcher(exclude);
      const found = this.#state.folders.flatMap((folder) =>
        this.#below(folder)
          .map((name) => name.replace(/^\.\//, ""))
          .filter((name) => isManifest(name) && !isExcluded(folder === "." ? name : name.slice(folder.length + 1))),
      );
      return { uris: [...new Set(found)].map((file) => this.uriOf(file)) };
    });
    connection.onRequest("podns/readFiles", ({ uris }: { uris: readonly string[] }) => {
      for (const uri of uris) this.#wanted.add(uri);
      return { texts: uris.map(readUri) };
    });
  }

  #notify(method: string, params: unknown): Promise<void> {
    return this.#alive(() => this.process.connection.sendNotification(method, params));
  }

  async #request<R>(method: string, params: unknown, source?: CancellationTokenSource): Promise<R> {
    this.asked += 1;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer to ${method} within 180 s`)), 180_000);
    });
    try {
      // A third argument would make a list of the parameters.
      const answer = (): Promise<R> =>
        source === undefined
          ? this.process.connection.sendRequest<R>(method, params)
          : this.process.connection.sendRequest<R>(method, params, source.token);
      return await Promise.race([this.#alive(answer), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A connection that is closed is what is left of a process that has ended: that says more. */
  async #alive<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await Promise.race([send(), this.process.died]);
    } catch (error) {
      if (/onnection|EPIPE/.test(String(error))) await Promise.race([this.process.died, pause(5000)]);
      throw error;
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const manifestGlobs = [manifestGlob];

interface Registration {
  readonly id: string;
  readonly method: string;
  readonly registerOptions?: { readonly watchers?: readonly { readonly globPattern: string }[] };
}

function capabilities({ takesPushes }: EditorState): object {
  return {
    workspace: {
      configuration: true,
      workspaceFolders: true,
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true },
      diagnostics: { refreshSupport: true },
      codeLens: { refreshSupport: true },
    },
    textDocument: {
      ...(takesPushes ? {} : { diagnostic: { dynamicRegistration: false } }),
      hover: { contentFormat: ["markdown", "plaintext"] },
      definition: { linkSupport: true },
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    },
  };
}

function readUri(uri: string): string | null {
  try {
    return decodeText(readFileSync(new URL(uri))) ?? null;
  } catch {
    return null;
  }
}

/** Editors keep the mark of the encoding to themselves. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

/** No file stands where the path needs a folder. */
function isFree(folder: string, file: string): boolean {
  for (let above = dirname(file); above !== "."; above = dirname(above)) {
    if (statSync(join(folder, above), { throwIfNoEntry: false })?.isFile() === true) return false;
  }
  return true;
}

/** The change between the common begin and the common end of two texts. */
function smallestChange(before: string, after: string): object {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const document = TextDocument.create("file:///x", "yaml", 0, before);
  const at = (offset: number) => document.positionAt(offset);
  // A position cannot stand between the two characters of a line's end.
  const from = before[start - 1] === "\r" || after[start - 1] === "\r" ? start - 1 : start;
  const to = before.length - end;
  const until = before[to - 1] === "\r" && before[to] === "\n" ? to + 1 : to;
  const kept = before.length - until;
  return { range: { start: at(from), end: at(until) }, text: after.slice(from, after.length - kept) };
}

function sameOrder(
  before: readonly { readonly uri: string }[],
  now: readonly { readonly uri: string }[],
  { added, removed }: { added: readonly { readonly uri: string }[]; removed: readonly { readonly uri: string }[] },
): boolean {
  const gone = new Set(removed.map(({ uri }) => uri));
  const made = [...before.filter(({ uri }) => !gone.has(uri)), ...added];
  return made.map(({ uri }) => uri).join(" ") === now.map(({ uri }) => uri).join(" ");
}
