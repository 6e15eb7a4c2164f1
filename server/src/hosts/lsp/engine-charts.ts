/**
 * Lets the engine render the workspace's charts: loads it where there is a chart, reads the chart's folder whole, and does
 * the renderings that nobody waits for one after the other.
 */
import type { Connection } from "vscode-languageserver";
import { asUri, type Uri } from "../../base/source.ts";
import { folderOf, isWithin, nameOf, pathOf } from "../../base/uri-path.ts";
import type { SourceFile } from "../../kubernetes/helm/chart/source-file.ts";
import { readChartRequest } from "../../protocol/request.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import type { ChartEngine } from "../../workspace/charts/chart-rendering.ts";
import { chartRoots, type FolderFiles } from "../../workspace/charts/chart-sets.ts";
import { environmentsGivenIn } from "../../workspace/charts/given-values.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { isManifestName } from "../files/host.ts";
import { pause } from "./timer.ts";

/** Milliseconds without a change before a folder is read again, and before other sets of values are rendered. */
const quietMs = 150;

export interface EngineChartsInput {
  readonly workspace: Workspace;
  readonly load: () => Promise<ChartEngine>;
  /** All files of a chart's folder; undefined where they cannot be read: then the chart stays as it is written. */
  readonly read: (folder: Uri) => Promise<FolderFiles | "unread" | undefined>;
  readonly open: () => readonly Uri[];
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

export interface EngineCharts {
  /** After a scan: all charts are read. */
  readonly scanned: () => Promise<void>;
  /** These files changed on disk. */
  readonly touched: (uris: readonly Uri[]) => void;
  /** After an edit: what was looked at before is rendered again, step by step. */
  readonly edited: () => void;
  /** True for a file of a chart that is not a manifest by its name: it is read with its chart. */
  readonly owns: (uri: Uri) => boolean;
}

export function engineCharts({ workspace, load, read, open, changed, failed }: EngineChartsInput): EngineCharts {
  /** The folders of charts that were read, as URIs. */
  let folders: readonly Uri[] = [];
  let pending = new Set<Uri>();
  let edits = 0;
  let rendering = false;

  /** How often the reading of a folder has begun: the last one counts, whichever ends last. */
  const begun = new Map<Uri, number>();
  const readOne = async (folder: Uri): Promise<void> => {
    const turn = (begun.get(folder) ?? 0) + 1;
    begun.set(folder, turn);
    const files = await read(folder).catch((error: unknown) => {
      failed(error);
      return undefined;
    });
    // The chart may have been taken away meanwhile.
    if (begun.get(folder) === turn && folders.includes(folder)) workspace.setChartFiles(folder, files ?? "unread");
  };
  const scanned = async (): Promise<void> => {
    const files = [...workspace.analysis.files.keys()].filter((uri) => nameOf(pathOf(uri)) === "Chart.yaml");
    const roots = new Set(chartRoots(files.map((uri) => folderOf(pathOf(uri)))));
    const now = files.flatMap((uri) => (roots.has(folderOf(pathOf(uri))) ? [asUri(folderOf(uri))] : []));
    const gone = folders.filter((folder) => !now.includes(folder));
    folders = now;
    for (const folder of gone) workspace.setChartFiles(folder, undefined);
    if (now.length === 0) return;
    const engine = await load();
    for (const folder of now) await readOne(folder);
    workspace.setChartEngine(engine, true);
    edited();
  };
  const readPending = async (): Promise<void> => {
    await pause(quietMs);
    const due = pending;
    pending = new Set();
    for (const folder of due) await readOne(folder);
    if (due.size > 0) changed();
    edited();
  };
  /** The other sets of the charts of open files. */
  const renderOthers = async (): Promise<void> => {
    if (rendering) return;
    rendering = true;
    let made = false;
    for (let seen = -1; seen !== edits; ) {
      seen = edits;
      await pause(quietMs);
      if (seen !== edits) continue;
      for (const uri of open()) {
        for (const { chart, declarations } of chartsFor(workspace.analysis, uri).filter(isDue)) {
          made = chart?.isMade() === true || declarations.length > 0 || made;
          await pause(0);
          if (seen !== edits) break;
        }
      }
    }
    rendering = false;
    if (!made) return;
    workspace.setRendered();
    changed();
  };
  const edited = (): void => {
    if (folders.length === 0) return;
    edits += 1;
    renderOthers().catch(failed);
  };
  return {
    scanned,
    edited,
    touched: (uris) => {
      if (uris.some((uri) => nameOf(pathOf(uri)) === "Chart.yaml")) {
        pause(quietMs).then(scanned).then(changed).catch(failed);
        return;
      }
      const others = uris.filter((uri) => !isManifestName(pathOf(uri)));
      const due = folders.filter((folder) => others.some((uri) => isWithin(pathOf(uri), pathOf(folder))));
      if (due.length === 0) return;
      const isFirst = pending.size === 0;
      for (const folder of due) pending.add(folder);
      if (isFirst) readPending().catch(failed);
    },
    owns: (uri) => !isManifestName(pathOf(uri)) && folders.some((folder) => isWithin(pathOf(uri), pathOf(folder))),
  };
}

/** Those of the chart that a file is part of, and those that it gives values to. */
function chartsFor(analysis: Analysis, uri: Uri): readonly Environment[] {
  return [...new Set([...analysis.chartsAt(pathOf(uri)), ...environmentsGivenIn(analysis, uri)])];
}

function isDue({ chart }: { readonly chart?: { readonly isMade: () => boolean } }): boolean {
  return chart?.isMade() === false;
}

/** Octets of a chart's folder that a client sends at most. */
const mostOctets = 64 * 1024 * 1024;

/** Asks the client for a chart's folder; undefined where it does not answer such questions. */
export async function readFromClient(connection: Connection, folder: Uri): Promise<FolderFiles | undefined> {
  let answer: unknown;
  try {
    answer = await connection.sendRequest(readChartRequest.method, { folder, maxBytes: mostOctets });
  } catch {
    return undefined;
  }
  const files: unknown = typeof answer === "object" && answer !== null ? Reflect.get(answer, "files") : undefined;
  if (!Array.isArray(files)) return undefined;
  return new Map(
    files.flatMap((file: unknown): readonly (readonly [string, SourceFile])[] => {
      const [path, text, bytes] = ["path", "text", "bytes"].map((key) =>
        typeof file === "object" && file !== null ? (Reflect.get(file, key) as unknown) : undefined,
      );
      if (typeof path !== "string") return [];
      if (typeof text === "string") return [[path, { path, content: text }]];
      return typeof bytes === "string" ? [[path, { path, content: decoded(bytes) }]] : [];
    }),
  );
}

declare function atob(text: string): string;

function decoded(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
