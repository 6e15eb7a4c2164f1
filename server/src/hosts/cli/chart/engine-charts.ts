/** Lets the engine render the charts of a session: their folders are read whole, also what is not a manifest. */

import { asUri, type Uri } from "../../../base/source.ts";
import { folderOf, nameOf, pathOf } from "../../../base/uri-path.ts";
import type { SourceFile } from "../../../kubernetes/helm/chart/source-file.ts";
import { chartRoots } from "../../../workspace/charts/chart-sets.ts";
import type { Workspace } from "../../../workspace/workspace.ts";
import { ChartNotRead, readChartFolder } from "../../node/chart-folder.ts";
import { localPaths } from "../../node/disk-paths.ts";
import { type Session, shownPath } from "../session.ts";
import { expectShortRun } from "../short-run.ts";

type FolderFiles = ReadonlyMap<string, SourceFile>;

/** What was read of the folders of a workspace's charts, by their URIs. */
const read = new WeakMap<Workspace, ReadonlyMap<Uri, FolderFiles | "unread">>();

/**
 * Loads the engine where there is a chart at all. What cannot be read is said on standard error. For another state of the files
 * the charts are read again: a file that says the same is the same object, so that nothing is rendered again.
 */
export async function useEngine(session: Session): Promise<void> {
  const { workspace, terminal, onDisk } = session;
  const before = read.get(workspace);
  const files = [...workspace.analysis.files.keys()].filter((uri) => nameOf(pathOf(uri)) === "Chart.yaml");
  if (files.length === 0 && before === undefined) return;
  expectShortRun();
  // A chunk of its own: nothing else needs the engine of charts.
  const engine = await import("../../../kubernetes/helm/render.ts");
  const roots = new Set(chartRoots(files.map((uri) => folderOf(pathOf(uri)))));
  const now = new Map<Uri, FolderFiles | "unread">();
  for (const uri of files) {
    const folder = asUri(folderOf(uri));
    const path = localPaths.fromUri(folder);
    if (path === undefined || !roots.has(folderOf(pathOf(uri)))) continue;
    const known = before?.get(folder);
    const there = onDisk?.(path) ?? path;
    try {
      const found = readChartFolder(there, session.boundary.locator(), engine.ignoredFiles);
      now.set(folder, known === undefined || known === "unread" ? found : withSame(found, known));
    } catch (error) {
      if (!(error instanceof ChartNotRead)) throw error;
      now.set(folder, "unread");
      terminal.err(`${shownPath(there, terminal.cwd)}: ${error.message}\n`);
    }
  }
  for (const folder of before?.keys() ?? []) if (!now.has(folder)) workspace.setChartFiles(folder, undefined);
  for (const [folder, found] of now) if (found !== before?.get(folder)) workspace.setChartFiles(folder, found);
  if (before === undefined) workspace.setChartEngine(engine);
  read.set(workspace, now);
}

/** The files with those objects of before that say the same; all of before where nothing differs. */
function withSame(found: FolderFiles, before: FolderFiles): FolderFiles {
  const files = new Map([...found].map(([name, file]) => [name, sameFile(file, before.get(name)) ?? file]));
  const isEqual = files.size === before.size && [...files].every(([name, file]) => before.get(name) === file);
  return isEqual ? before : files;
}

/** The file of before, if it holds the same. */
function sameFile({ content }: SourceFile, before: SourceFile | undefined): SourceFile | undefined {
  if (typeof content === "string" || before === undefined || typeof before.content === "string") return undefined;
  return Buffer.compare(content, before.content) === 0 ? before : undefined;
}
