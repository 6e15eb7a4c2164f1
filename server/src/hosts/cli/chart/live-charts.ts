/**
 * Renders the charts of `podns serve` with the engine, and again when their folders change. When to look is not
 * decided here.
 */

import { asUri, type Uri } from "../../../base/source.ts";
import { folderOf, nameOf, pathOf } from "../../../base/uri-path.ts";
import type { Environment } from "../../../workspace/analysis.ts";
import { chartRoots } from "../../../workspace/charts/chart-sets.ts";
import { ChartNotRead, readChartFolder } from "../../node/chart-folder.ts";
import { localPaths } from "../../node/disk-paths.ts";
import { type ChartFiles, lookAtChart, lostSome, sameFiles } from "../chart-files.ts";
import { makeSuspects } from "../serve/suspects.ts";
import type { Trouble } from "../serve/troubles.ts";
import { type Session, shownPath } from "../session.ts";
import { environmentsCalled, isLibrary } from "./chosen-environments.ts";
import type { Charts } from "./rendered-by-helm.ts";

type Engine = typeof import("../../../kubernetes/helm/render.ts");

/** A chart's folder as it was read. */
interface ReadFolder {
  readonly uri: Uri;
  readonly files: ChartFiles;
  /** Why what was read before stands. */
  readonly unread: string | undefined;
}

/**
 * Reads the folders of the session's charts and lets the engine render them. A chart that helm refuses stands as it was the last
 * time that it could be rendered.
 * @param names the environments that are served; undefined: of each chart the one with its own values
 */
export async function followCharts(session: Session, names: readonly string[] | undefined): Promise<Charts> {
  const { workspace, terminal, boundary } = session;
  const suspects = makeSuspects();
  let engine: Engine | undefined;
  /** By folder, on this disk. */
  let read: ReadonlyMap<string, ReadFolder> = new Map();
  let seen: ReadonlyMap<string, { readonly uri: Uri; readonly files: ChartFiles }> = new Map();
  let due: ReadonlySet<string> = new Set();

  const isDue = (folder: string, files: ChartFiles): boolean => {
    const before = read.get(folder);
    if (before === undefined) return true;
    const isSame = sameFiles(before.files, files);
    if (!isSame && lostSome(before.files, files)) return !suspects.isWaiting(folder, [...files.stamps].join("\n"));
    suspects.clear(folder);
    return !isSame;
  };
  const readNow = (folder: string, uri: Uri, files: ChartFiles, { ignoredFiles }: Engine): ReadFolder => {
    try {
      workspace.setChartFiles(uri, readChartFolder(folder, boundary.locator(), ignoredFiles));
      return { uri, files, unread: undefined };
    } catch (error) {
      if (!(error instanceof ChartNotRead)) throw error;
      if (!read.has(folder)) workspace.setChartFiles(uri, "unread");
      return { uri, files, unread: error.message };
    }
  };
  const charts: Charts = {
    look: async (pause) => {
      const now = new Map<string, { readonly uri: Uri; readonly files: ChartFiles }>();
      for (const [folder, uri] of chartFolders(session))
        now.set(folder, { uri, files: await lookAtChart(folder, boundary.locator(), pause) });
      seen = now;
      due = new Set([...seen].flatMap(([folder, { files }]) => (isDue(folder, files) ? [folder] : [])));
      return {
        isChanged: due.size > 0 || [...read.keys()].some((folder) => !seen.has(folder)),
        folders: [...seen.values()].flatMap(({ files }) => files.folders),
        againIn: suspects.againIn(),
      };
    },
    render: async () => {
      if (due.size > 0 && engine === undefined) {
        // A chunk of its own: nothing else needs the engine of charts.
        engine = await import("../../../kubernetes/helm/render.ts");
        workspace.setChartEngine(engine);
      }
      const next = new Map<string, ReadFolder>();
      for (const [folder, { uri, files }] of seen) {
        const before = read.get(folder);
        if (engine !== undefined && (before === undefined || due.has(folder)))
          next.set(folder, readNow(folder, uri, files, engine));
        else if (before !== undefined) next.set(folder, before);
      }
      for (const [folder, { uri }] of read) if (!next.has(folder)) workspace.setChartFiles(uri, undefined);
      read = next;
      due = new Set();
    },
    troubles: () => {
      const unread = [...read].flatMap(([folder, { unread: why }]): readonly (readonly [string, Trouble])[] => {
        const unit = shownPath(folder, terminal.cwd);
        return why === undefined ? [] : [[`chart:${folder}`, { unit, line: `${unit}: not read: ${why}` }]];
      });
      return new Map([...unread, ...failures(served(session, names))]);
    },
    // What helm refuses is what it was already.
    held: () => new Set(),
    stop: () => {},
  };
  await charts.look(async () => {});
  await charts.render();
  return charts;
}

/** The folders of charts that no other carries, on this disk, and as the workspace calls them. */
function chartFolders({ workspace }: Session): readonly (readonly [string, Uri])[] {
  const files = [...workspace.analysis.files.keys()].filter((uri) => nameOf(pathOf(uri)) === "Chart.yaml");
  const roots = new Set(chartRoots(files.map((uri) => folderOf(pathOf(uri)))));
  return files.flatMap((uri) => {
    const folder = asUri(folderOf(uri));
    const path = localPaths.fromUri(folder);
    return path === undefined || !roots.has(folderOf(pathOf(uri))) ? [] : [[path, folder] as const];
  });
}

function served({ workspace }: Session, names: readonly string[] | undefined): readonly Environment[] {
  const all = workspace.analysis.environments();
  // That a name has none is said where its objects are looked for.
  return environmentsCalled(all, names).filter(({ kind }) => kind === "chart");
}

/** What helm refuses, by environment. */
function failures(environments: readonly Environment[]): readonly (readonly [string, Trouble])[] {
  return environments.flatMap(({ id, label, chart, declarations }): readonly (readonly [string, Trouble])[] => {
    const message = chart?.failure()?.message;
    if (message === undefined || isLibrary(message)) return [];
    const lines = message.split("\n").map((line) => line.trim());
    const why = lines.filter((line) => line !== "").join(" ");
    const stands = declarations.length === 0 ? "" : "; still serving its last good rendering";
    return [[id, { unit: label, line: `${label}: not rendered: ${why}${stands}` }]];
  });
}
