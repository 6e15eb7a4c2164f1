/** Lets the engine render the charts of a session: their folders are read whole, also what is no manifest. */
import { chartRoots } from "../../analysis/chart-sets.ts";
import { ChartNotRead, readChartFolder } from "../../node/chart-folder.ts";
import { localPaths } from "../../node/disk-paths.ts";
import { asUri } from "../../text/source.ts";
import { folderOf, nameOf, pathOf } from "../../text/uri-path.ts";
import { type Session, shownPath } from "../session.ts";
import { expectShortRun } from "../short-run.ts";

/** Loads the engine where there is a chart at all. What cannot be read is said on standard error. */
export async function useEngine(session: Session): Promise<void> {
  const { workspace, terminal } = session;
  const files = [...workspace.analysis.files.keys()].filter((uri) => nameOf(pathOf(uri)) === "Chart.yaml");
  if (files.length === 0) return;
  expectShortRun();
  // A chunk of its own: nothing else needs the engine of charts.
  const engine = await import("../../helm/render.ts");
  const roots = new Set(chartRoots(files.map((uri) => folderOf(pathOf(uri)))));
  for (const uri of files) {
    const folder = asUri(folderOf(uri));
    const path = localPaths.fromUri(folder);
    if (path === undefined || !roots.has(folderOf(pathOf(uri)))) continue;
    try {
      workspace.setChartFiles(folder, readChartFolder(path, session.boundary.locator(), engine.ignoredFiles));
    } catch (error) {
      if (!(error instanceof ChartNotRead)) throw error;
      workspace.setChartFiles(folder, "unread");
      terminal.err(`${shownPath(path, terminal.cwd)}: ${error.message}\n`);
    }
  }
  workspace.setChartEngine(engine);
}
