/** Knows the life of the server: initialize, settings, first scan, changes. What it answers is in the table of features. */
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { defaultSettings, type Settings } from "../analysis/settings.ts";
import { Workspace } from "../analysis/workspace.ts";
import type { ChartRenderer } from "../host/charts.ts";
import type { Host } from "../host/host.ts";
import { trustedNotification } from "../protocol/request.ts";
import { matcher } from "../text/glob.ts";
import { asUri, type Uri } from "../text/source.ts";
import { isWithin, pathOf, relativeTo } from "../text/uri-path.ts";
import { followCharts } from "./charts.ts";
import { clientHost } from "./client-host.ts";
import { clientSupportOf } from "./client-support.ts";
import { configuration } from "./configuration.ts";
import { diskQueue } from "./disk.ts";
import { openDocuments } from "./documents.ts";
import type { Feature } from "./feature.ts";
import { features as allFeatures } from "./features.ts";
import { logError } from "./log.ts";
import { refreshClient } from "./refresh.ts";
import { atMost } from "./timer.ts";
import { pullWorkspaceDiagnostics } from "./workspace-diagnostics.ts";

export interface ServerOptions {
  /** Reads files of these folders where the client does not serve them. Absent in a browser. */
  readonly fallback?: (folders: readonly Uri[]) => Host;
  /** Renders a chart (`helm template`), where this platform can run programs. The path is decoded from its URI. */
  readonly charts?: (settings: () => Settings) => ChartRenderer;
  /** The table of requests; tests put their own rows in. */
  readonly features?: readonly Feature[];
}

/** Serves the connection until it ends. */
export function startServer(connection: Connection, options: ServerOptions = {}): void {
  const features = options.features ?? allFeatures;
  connection.onInitialize((params): InitializeResult => {
    serve(connection, params, features, options);
    return {
      capabilities: {
        positionEncoding: "utf-16",
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...capabilitiesOf(features),
      },
      serverInfo: { name: "podns" },
    };
  });
  connection.listen();
}

/** Rows that share a key agree on it. */
export function capabilitiesOf(features: readonly Feature[]): ServerCapabilities {
  return Object.assign({}, ...features.map((feature) => feature.capabilities));
}

function serve(
  connection: Connection,
  params: InitializeParams,
  features: readonly Feature[],
  { fallback, charts: chartRenderer }: ServerOptions,
): void {
  const { capabilities } = params;
  const workspace = new Workspace(defaultSettings);
  let folders = foldersOf(params);
  workspace.setFolders(folders);

  const host = clientHost(connection, () => fallback?.(folders));
  const documents = openDocuments(
    connection,
    workspace,
    () => refresh.changed(),
    (uri) => disk.touch(uri, !isOurs(uri)),
  );
  const refresh = refreshClient(connection, capabilities, () => workspace.analysis, documents.open);
  const failed = (error: unknown): void => logError(connection, "files", error);
  const disk = diskQueue(host, documents, refresh.changed, failed);
  let trusted = isTrusted(params);
  const charts =
    chartRenderer &&
    followCharts({
      workspace,
      mayRun: () => trusted && workspace.analysis.settings.helm,
      renderer: chartRenderer(() => workspace.analysis.settings),
      changed: () => refresh.changed(),
      failed: (message) => logError(connection, "helm", message),
    });
  connection.onNotification(trustedNotification.method, () => {
    trusted = true;
    charts?.touched();
  });
  connection.onShutdown(() => charts?.stop());

  /** Files outside of the folders count only while they are open. */
  const isOurs = (uri: Uri): boolean => {
    const path = pathOf(uri);
    const folder = folders.map((root) => pathOf(root).replace(/\/+$/, "")).find((root) => isWithin(path, root));
    return folder !== undefined && !matcher(workspace.analysis.settings.exclude)(relativeTo(path, folder));
  };
  const scan = async (): Promise<void> => {
    await disk.scan(workspace.analysis.settings.exclude);
    // Where nobody lists the files, what is not open stays unknown.
    if (!host.isBlind()) workspace.setLoaded();
    refresh.changed();
    charts?.touched();
  };
  const settings = configuration(connection, params, (next: Settings) => {
    const { exclude, helm } = workspace.analysis.settings;
    workspace.configure(next);
    if (started && exclude.join() !== next.exclude.join()) scan().catch(failed);
    else if (started && helm !== next.helm) charts?.touched();
    refresh.changed();
  });
  let started = false;
  let settled = false;
  const start = async (): Promise<void> => {
    await settings.pull();
    started = true;
    await scan();
  };
  let begin: () => void = () => {};
  const firstScan = new Promise<void>((resolve) => {
    begin = resolve;
  })
    .then(start)
    .catch(failed)
    .then(() => {
      settled = true;
    });

  connection.onInitialized(async () => {
    if (capabilities.workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        folders = [...folders.filter((folder) => !gone.has(folder)), ...added.map(({ uri }) => asUri(uri))];
        workspace.setFolders(folders);
        scan().catch(failed);
      });
    }
    begin();
    await settings.listen().catch(failed);
    await firstScan;
    if (host.usesFallback()) await watch(connection, params).catch(failed);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) {
      const file = asUri(uri);
      // An open document falls back to the disk when it is closed.
      if (!documents.isOpen(file)) disk.touch(file, type === FileChangeType.Deleted || !isOurs(file));
    }
    charts?.touched(changes.map(({ uri }) => asUri(uri)));
  });
  for (const feature of features) {
    feature.listen({
      connection,
      client: clientSupportOf(params),
      analysis: () => workspace.analysis,
      settled: (milliseconds) => (settled ? undefined : atMost(firstScan, milliseconds)),
    });
  }
  pullWorkspaceDiagnostics(connection, () => workspace.analysis);
}

/** Charts' templates are code: they run where the client says that the person trusts the workspace, and nowhere else. */
function isTrusted({ initializationOptions }: InitializeParams): boolean {
  return (
    typeof initializationOptions === "object" &&
    initializationOptions !== null &&
    Reflect.get(initializationOptions, "trusted") === true
  );
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly Uri[] {
  if (workspaceFolders !== undefined && workspaceFolders !== null) return workspaceFolders.map(({ uri }) => asUri(uri));
  return rootUri === null || rootUri === undefined ? [] : [asUri(rootUri)];
}

/** A client that serves files watches them as well; others are asked to. */
async function watch(connection: Connection, { capabilities }: InitializeParams): Promise<void> {
  if (capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
  await connection.client.register(DidChangeWatchedFilesNotification.type, {
    watchers: [{ globPattern: "**/*.{yaml,yml,json}" }],
  });
}
