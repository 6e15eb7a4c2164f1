/**
 * Plays an editor that talks to the server over streams in memory: its files, its settings, what the server sent it.
 */
import { PassThrough } from "node:stream";
import {
  createConnection,
  createProtocolConnection,
  type InitializeResult,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import type { Diagnostic } from "vscode-languageserver-types";
import { gated } from "../../server/src/hosts/lsp/gated.ts";
import { type ServerOptions, serve } from "../../server/src/hosts/lsp/server.ts";
import { startServer } from "../../server/src/hosts/lsp/start.ts";
import { recordsCommand, simulateCommand } from "../../server/src/protocol/commands.ts";
import { dedent, parseFixture } from "../fixture/parse.ts";
import { uriOf as inWorkspace, root } from "../fixture/workspace.ts";

export interface EditorOptions {
  readonly server?: ServerOptions;
  /** The workspace folders, as URIs; default the fixture's. */
  readonly folders?: readonly string[];
  readonly settings?: unknown;
  /** Merged with those of a rich editor where they are an object; any other form is sent as it is. */
  readonly initializationOptions?: unknown;
  /** False: settings are not asked for with `workspace/configuration`. */
  readonly pullsSettings?: boolean;
  /** Sent instead of the capabilities that the other options describe. */
  readonly capabilities?: unknown;
  /** False: the custom requests for files are not answered, as in other editors. */
  readonly servesFiles?: boolean;
  /** True: the folders of charts are read for the server. */
  readonly servesCharts?: boolean;
  /** Where links lead to files, by file; all are files of the fixture's workspace. */
  readonly links?: Readonly<Record<string, { readonly folder: string; readonly file: string }>>;
  /** Why files are not read, by file. */
  readonly unread?: Readonly<Record<string, { readonly why: string; readonly outside: boolean }>>;
  /** True: the editor watches what the server registers. */
  readonly watches?: boolean;
  /** False: diagnostics have to be pushed. */
  readonly pulls?: boolean;
  /** What `podns/findFiles` waits for: requests during the first scan. */
  readonly gate?: Promise<void>;
  /** False: no command of the server is known, nor Markdown or any other choice. */
  readonly rich?: boolean;
}

/** A file of the fixture's workspace, or any URI. */
function uriOf(file: string): string {
  return /^[a-z][\w+.-]+:/.test(file) ? file : inWorkspace(file);
}

/** An editor with a workspace; close it at the end of the test. Files are named relative to it, or by a URI. */
export interface Editor {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** The disk. Change it, then tell the server with `watched`. */
  readonly disk: Map<string, string>;
  /** URIs that the server has read, in order. */
  readonly reads: string[];
  readonly logged: string[];
  readonly shown: string[];
  readonly pushed: Map<string, readonly Diagnostic[]>;
  /** `name version` of each file whose diagnostics were pushed, in order. */
  readonly pushedVersions: string[];
  /** What the server has asked to watch. */
  readonly globs: readonly string[];
  /** Names of requests that the server sent. */
  readonly asked: string[];
  settings: unknown;
  readonly request: <R>(method: string, params: unknown) => Promise<R>;
  readonly open: (file: string, text?: string) => Promise<void>;
  /** Replaces the first occurrence of a text, as typing does. */
  readonly edit: (file: string, from: string, to: string) => Promise<void>;
  readonly closeFile: (file: string) => Promise<void>;
  /** 1 created, 2 changed, 3 deleted. */
  readonly watched: (...events: readonly (readonly [string, 1 | 2 | 3])[]) => Promise<void>;
  readonly changeFolders: (added: readonly string[], removed: readonly string[]) => Promise<void>;
  readonly diagnostics: (file: string) => Promise<readonly Diagnostic[]>;
  /** Resolves once the server has said that answers may have changed after the text holds. */
  readonly until: (holds: () => Promise<boolean> | boolean) => Promise<void>;
  /** `podns/changed` so far. */
  readonly changes: () => number;
  /** Resolves when the first scan is over. */
  readonly loaded: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

interface Registration {
  readonly registerOptions?: { readonly watchers?: readonly { readonly globPattern: string }[] };
}

/** Starts a server over the fixture's files and waits until it is initialized. */
export async function startEditor(fixture: string, options: EditorOptions = {}): Promise<Editor> {
  const up = new PassThrough();
  const down = new PassThrough();
  const { reader, writer, afterInitialize } = gated(new StreamMessageReader(up), new StreamMessageWriter(down));
  const server = createConnection(reader, writer);
  startServer({ connection: server, afterInitialize }, async () => ({
    serve: (connection, params) => serve(connection, params, options.server ?? {}),
  }));
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const { files } = parseFixture(fixture);
  const disk = new Map([...files].map(([file, text]) => [uriOf(file), text]));
  const reads: string[] = [];
  const logged: string[] = [];
  const shown: string[] = [];
  const asked: string[] = [];
  const globs: string[] = [];
  const pushed = new Map<string, readonly Diagnostic[]>();
  const pushedVersions: string[] = [];
  let changes = 0;
  let news: (() => void)[] = [];
  const wake = (): void => {
    for (const resolve of news) resolve();
    news = [];
  };
  const texts = new Map<string, string>();
  let version = 1;

  const answers: Readonly<Record<string, (params: never) => unknown>> = {
    "workspace/configuration": ({ items }: { items: readonly unknown[] }) => items.map(() => editor.settings),
    "client/registerCapability": ({ registrations }: { registrations: readonly Registration[] }) => {
      for (const { registerOptions } of registrations)
        globs.push(...(registerOptions?.watchers ?? []).map(({ globPattern }) => globPattern));
      return null;
    },
    "workspace/diagnostic/refresh": () => null,
    "workspace/codeLens/refresh": () => null,
    ...(options.servesFiles === false
      ? {}
      : {
          "podns/findFiles": async () => {
            await options.gate;
            // As editors do: a glob finds manifests.
            return { uris: [...disk.keys()].filter((uri) => /\.(?:ya?ml|json)$|\/Kustomization$/.test(uri)) };
          },
          "podns/readFiles": ({ uris }: { uris: readonly string[] }) => {
            reads.push(...uris);
            const { links = {}, unread = {} } = options;
            const of = <T>(table: Readonly<Record<string, T>>, uri: string): T | undefined =>
              Object.entries(table).find(([file]) => uriOf(file) === uri)?.[1];
            const linked = uris.map((uri) => of(links, uri));
            return {
              texts: uris.map((uri) => disk.get(uri) ?? null),
              links: linked.map((link) => link && { folder: uriOf(link.folder), file: uriOf(link.file) }),
              unread: uris.map((uri) => of(unread, uri) ?? null),
            };
          },
          ...(options.servesCharts === true
            ? {
                "podns/readChart": ({ folder }: { folder: string }) => ({
                  files: [...disk].flatMap(([uri, text]) =>
                    uri.startsWith(`${folder}/`) ? [{ path: uri.slice(folder.length + 1), text }] : [],
                  ),
                }),
              }
            : {}),
        }),
  };
  for (const [method, answer] of Object.entries(answers)) {
    connection.onRequest(method, (params: never) => {
      asked.push(method);
      return answer(params);
    });
  }
  connection.onNotification("podns/changed", () => {
    changes += 1;
    wake();
  });
  connection.onNotification("window/logMessage", ({ message }: { message: string }) => {
    logged.push(message);
  });
  connection.onNotification("window/showMessage", ({ message }: { message: string }) => {
    shown.push(message);
  });
  connection.onNotification(
    "textDocument/publishDiagnostics",
    ({ uri, version, diagnostics }: { uri: string; version?: number; diagnostics: readonly Diagnostic[] }) => {
      pushed.set(uri, diagnostics);
      pushedVersions.push(`${uri.slice(uri.lastIndexOf("/") + 1)} ${version}`);
      wake();
    },
  );
  connection.listen();

  const initialized = await connection.sendRequest<InitializeResult>("initialize", {
    processId: null,
    rootUri: root,
    workspaceFolders: (options.folders ?? [root]).map((uri) => ({ uri, name: "workspace" })),
    initializationOptions: initializationOptionsOf(options),
    capabilities: options.capabilities ?? {
      workspace: {
        configuration: options.pullsSettings !== false,
        workspaceFolders: true,
        ...(options.watches === true ? { didChangeWatchedFiles: { dynamicRegistration: true } } : {}),
        didChangeConfiguration: { dynamicRegistration: true },
        diagnostics: { refreshSupport: true },
        codeLens: { refreshSupport: true },
      },
      textDocument: {
        ...(options.pulls === false ? {} : { diagnostic: { dynamicRegistration: false } }),
        hover: { contentFormat: options.rich === false ? ["plaintext"] : ["markdown", "plaintext"] },
        definition: { linkSupport: options.rich !== false },
        documentSymbol: { hierarchicalDocumentSymbolSupport: options.rich !== false },
      },
    },
  });

  const editor: Editor = {
    connection,
    initialized,
    disk,
    reads,
    logged,
    shown,
    pushed,
    pushedVersions,
    asked,
    globs,
    settings: options.settings ?? null,
    request: (method, params) => connection.sendRequest(method, params),
    open: async (file, text) => {
      const uri = uriOf(file);
      const content = text === undefined ? (disk.get(uri) ?? "") : dedent(text);
      texts.set(uri, content);
      version += 1;
      const textDocument = { uri, languageId: "yaml", version, text: content };
      await connection.sendNotification("textDocument/didOpen", { textDocument });
    },
    edit: async (file, from, to) => {
      const uri = uriOf(file);
      const before = texts.get(uri) ?? "";
      const at = before.indexOf(from);
      if (at < 0) throw new Error(`'${from}' is not in ${file}`);
      const position = (offset: number): { line: number; character: number } => {
        const lines = before.slice(0, offset).split("\n");
        return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
      };
      texts.set(uri, before.slice(0, at) + to + before.slice(at + from.length));
      version += 1;
      await connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version },
        contentChanges: [{ range: { start: position(at), end: position(at + from.length) }, text: to }],
      });
    },
    closeFile: async (file) => {
      texts.delete(uriOf(file));
      await connection.sendNotification("textDocument/didClose", { textDocument: { uri: uriOf(file) } });
    },
    watched: async (...events) => {
      const found = events.map(([file, type]) => ({ uri: uriOf(file), type }));
      await connection.sendNotification("workspace/didChangeWatchedFiles", { changes: found });
    },
    changeFolders: async (added, removed) => {
      const named = (uris: readonly string[]) => uris.map((uri) => ({ uri, name: "folder" }));
      await connection.sendNotification("workspace/didChangeWorkspaceFolders", {
        event: { added: named(added), removed: named(removed) },
      });
    },
    diagnostics: async (file) => {
      const report = await connection.sendRequest<{ items: readonly Diagnostic[] }>("textDocument/diagnostic", {
        textDocument: { uri: uriOf(file) },
      });
      return report.items;
    },
    until: async (holds) => {
      while (!(await holds())) {
        const before = changes;
        await new Promise<void>((resolve) => {
          news.push(resolve);
          if (changes !== before) resolve();
        });
      }
    },
    changes: () => changes,
    loaded: async () => {
      // Quick fixes wait for the first scan.
      await connection.sendRequest("textDocument/codeAction", {
        textDocument: { uri: uriOf("none") },
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        context: { diagnostics: [] },
      });
    },
    dispose: async () => {
      // A test may have asked for it.
      await connection.sendRequest("shutdown").catch(() => undefined);
      server.dispose();
      connection.dispose();
    },
  };
  await connection.sendNotification("initialized", {});
  return editor;
}

function initializationOptionsOf({ rich, initializationOptions }: EditorOptions): unknown {
  const commands = rich === false ? {} : { commands: [simulateCommand, recordsCommand] };
  if (initializationOptions === undefined) return commands;
  const isObject = typeof initializationOptions === "object" && initializationOptions !== null;
  return isObject && !Array.isArray(initializationOptions)
    ? { ...commands, ...initializationOptions }
    : initializationOptions;
}
