/** Runs the server after `initialize`: settings, first scan, changes. Its answers are in the table of features. */
import { type Connection, FileChangeType, type InitializeParams } from "vscode-languageserver";
import { exactNames, type NameRules } from "../../base/file-names.ts";
import { matcher } from "../../base/glob.ts";
import { asUri, type Uri } from "../../base/source.ts";
import { folderPathOf, isWithin, pathOf, relativeTo, shownPathOf } from "../../base/uri-path.ts";
import { visible } from "../../base/visible.ts";
import { catchingUp, followChanges } from "../../ide/features/preparation.ts";
import { trustedNotification } from "../../protocol/request.ts";
import type { ChartEngine } from "../../workspace/charts/chart-rendering.ts";
import type { FolderFiles } from "../../workspace/charts/chart-sets.ts";
import { chartVersion, defaultSettings, type Settings } from "../../workspace/settings/settings.ts";
import { Workspace } from "../../workspace/workspace.ts";
import type { ChartRenderer } from "../files/helm-output.ts";
import { type Host, isManifestName } from "../files/host.ts";
import type { OnSkipped } from "../files/skipped.ts";
import { catchUp } from "./catch-up.ts";
import { environmentChoice } from "./choice.ts";
import { clientHost } from "./client-host.ts";
import { clientSupportOf } from "./client-support.ts";
import { configuration } from "./configuration.ts";
import { diskQueue } from "./disk.ts";
import { openDocuments } from "./documents.ts";
import { engineCharts, readFromClient } from "./engine-charts.ts";
import type { Feature } from "./feature.ts";
import { features as allFeatures } from "./features.ts";
import { followCharts } from "./helm-charts.ts";
import { logError } from "./log.ts";
import { refreshClient } from "./refresh.ts";
import { spellings } from "./spellings.ts";
import { atMost, pacer } from "./timer.ts";
import { fileWatch } from "./watch.ts";
import { pullWorkspaceDiagnostics } from "./workspace-diagnostics.ts";

/** What charts are told of the cluster. */
export interface ChartsTold {
  readonly namespace: string;
  /** Undefined: helm's own. */
  readonly kubeVersion: string | undefined;
}

export interface ServerOptions {
  /** How the disk of these folders tells names apart; absent where files are on no disk of this machine. */
  readonly names?: (folders: readonly Uri[]) => NameRules;
  /** Reads files of these folders where the client does not serve them. Absent in a browser. */
  readonly fallback?: (folders: readonly Uri[], onSkipped: OnSkipped) => Host;
  /** Renders a chart (`helm template`), where this platform can run programs. The path is decoded from its URI. */
  readonly charts?: (told: () => ChartsTold, folders: () => readonly Uri[]) => ChartRenderer;
  /** Renders charts without any program. */
  readonly engine?: () => Promise<ChartEngine>;
  /** All files of a chart's folder, as they are on this machine's disk, or why they are not read; undefined for a folder that is elsewhere. */
  readonly readChart?: (
    folder: Uri,
    folders: readonly Uri[],
  ) => Promise<FolderFiles | { readonly notRead: string } | undefined>;
  /** The table of requests; tests put their own rows in. */
  readonly features?: readonly Feature[];
}

/** Milliseconds of loading before requests have their turn. */
const longestWork = 8;

/** Serves the connection until it ends. */
export function serve(
  connection: Connection,
  params: InitializeParams,
  {
    features = allFeatures,
    fallback,
    names = () => exactNames,
    charts: chartRenderer,
    engine,
    readChart,
  }: ServerOptions,
): void {
  const { capabilities } = params;
  const workspace = new Workspace(defaultSettings);
  const spelled = spellings();
  let folders = foldersOf(params);
  const turn = pacer(longestWork);
  /** What a scan found comes first: it says how the folders themselves are spelled. */
  const learn = async (found: readonly Uri[]): Promise<void> => {
    const rules = names(folders);
    for (const _ of spelled.learn([...found, ...folders], rules)) await turn();
    workspace.setFolders(folders.map(spelled.inward), rules);
  };
  void learn([]);

  const watch = fileWatch(connection, params);
  const host = clientHost({
    connection,
    fallback: (onSkipped) => fallback?.(folders, onSkipped),
    // What changes from then on is heard of.
    beforeFallback: () => watch.begin().catch(failed),
    isInside: (uri) => {
      const { keyOf } = workspace.analysis.names;
      const path = keyOf(pathOf(uri));
      return folders.some((folder) => isWithin(path, keyOf(folderPathOf(folder))));
    },
  });
  const documents = openDocuments({
    connection,
    workspace,
    spelled,
    found: learn,
    changed: () => {
      refresh.changed();
      follow();
      rendered?.edited();
    },
    wants: () => disk.want(),
    closed: (uri) => {
      disk.touch(uri, !isOurs(uri));
      rendered?.touched([uri]);
    },
  });
  const refresh = refreshClient({
    connection,
    capabilities,
    analysis: () => workspace.analysis,
    open: documents.open,
    ready: () => !preparing,
    versionOf: documents.versionOf,
    spelled,
  });
  const failed = (error: unknown): void => logError(connection, "files", error);
  // A client that nobody can tell to ask again gets whole answers.
  workspace.setSteps(refresh.reaches);
  const follow = catchUp({ workspace, open: documents.open, done: refresh.changed, failed });
  const disk = diskQueue({
    host,
    sink: documents,
    applied: () => {
      refresh.changed();
      follow();
    },
    failed,
    pace: () => {
      followChanges(workspace.analysis);
      return turn();
    },
    tried: (uris) => {
      const again = (fresh: readonly Uri[]): void => {
        for (const uri of fresh) disk.touch(uri, false);
      };
      watch.also(uris).then(again).catch(failed);
    },
  });
  const rendered =
    engine &&
    engineCharts({
      workspace,
      load: engine,
      read: async (folder) => {
        watch.charts().catch(failed);
        const inside = spelled.outward(folder);
        const own = await readChart?.(asUri(inside), folders);
        if (own === undefined) return readFromClient(connection, asUri(inside));
        if (!("notRead" in own)) return own;
        connection.console.log(visible(`${shownPathOf(pathOf(folder))}: the chart is not read: ${own.notRead}`));
        return "unread";
      },
      open: documents.open,
      changed: () => refresh.changed(),
      failed: (error) => logError(connection, "charts", error),
    });
  let trusted = isTrusted(params);
  // What the engine renders needs no program.
  const charts =
    engine === undefined &&
    chartRenderer &&
    followCharts({
      workspace,
      mayRun: () => trusted && workspace.analysis.settings.helm,
      renderer: chartRenderer(
        () => {
          const { settings } = workspace.analysis;
          return { namespace: settings.defaultNamespace, kubeVersion: chartVersion(settings) };
        },
        () => folders,
      ),
      changed: () => refresh.changed(),
      failed: (message) => logError(connection, "helm", message),
    });
  connection.onNotification(trustedNotification.method, () => {
    trusted = true;
    if (charts) charts.touched();
  });
  connection.onShutdown(() => {
    if (charts) charts.stop();
  });

  /** Files outside of the folders, and of other kinds, count only while they are open, or a kustomization names them. */
  const isOurs = (uri: Uri): boolean => {
    const path = pathOf(uri);
    if (!isManifestName(path)) return false;
    const isExcluded = matcher(workspace.analysis.settings.exclude);
    return folders
      .map((root) => folderPathOf(spelled.inward(root)))
      .some((root) => isWithin(path, root) && !isExcluded(relativeTo(path, root)));
  };
  /** Until something else changes: then the next answer makes what it needs. */
  const prepare = async (): Promise<void> => {
    const { analysis } = workspace;
    for (const _ of catchingUp(analysis, documents.open())) {
      await turn();
      if (workspace.analysis !== analysis) return;
    }
  };
  let preparing = false;
  const scan = async (): Promise<void> => {
    await disk.scan(workspace.analysis.settings.exclude);
    preparing = true;
    try {
      // Where nobody lists the files, what is not open stays unknown.
      if (!host.isBlind()) workspace.setLoaded();
      await rendered?.scanned();
      await prepare();
    } finally {
      preparing = false;
    }
    refresh.changed();
    if (charts) charts.touched();
  };
  const settings = configuration(connection, params, (next: Settings) => {
    const { exclude, helm } = workspace.analysis.settings;
    workspace.configure(next);
    if (started && exclude.join() !== next.exclude.join()) scan().catch(failed);
    else if (started && charts && helm !== next.helm) charts.touched();
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
        const gone = new Set([...removed, ...added].map(({ uri }) => spelled.inward(uri)));
        const kept = folders.filter((folder) => !gone.has(spelled.inward(folder)));
        folders = [...kept, ...added.map(({ uri }) => asUri(uri))];
        workspace.setFolders(folders.map(spelled.inward), names(folders));
        scan().catch(failed);
      });
    }
    begin();
    await settings.listen().catch(failed);
    await firstScan;
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    let renamed = false;
    for (const { uri, type } of changes) {
      const file = spelled.inward(uri);
      renamed ||= type === FileChangeType.Created && pathOf(file) !== pathOf(uri);
      const gone = type === FileChangeType.Deleted && !spelled.isLoose();
      // An open document falls back to the disk when it is closed.
      if (!documents.isOpen(file) && rendered?.owns(file) !== true) disk.touch(file, gone || !isOurs(file));
    }
    // In other letters than before: what else has a new name only a scan can tell.
    if (renamed) scan().catch(failed);
    const touched = changes.map(({ uri }) => spelled.inward(uri));
    rendered?.touched(touched);
    if (charts) charts.touched(touched);
  });
  const chosen = environmentChoice(connection, params, refresh.changed);
  for (const feature of features) {
    feature.listen({
      connection,
      client: clientSupportOf(params),
      analysis: () => chosen(workspace.analysis),
      spelled,
      settled: (milliseconds) => (settled ? undefined : atMost(firstScan, milliseconds)),
    });
  }
  pullWorkspaceDiagnostics(connection, () => workspace.analysis, spelled);
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
