/** Knows how `--helm` renders the charts below the PATHs of a command; refuses to know what comes of them. */
import { type ChartRenderer, chartsOf, renderAll } from "../host/charts.ts";
import { localPaths } from "../node/disk-paths.ts";
import { hasHelm, renderChart } from "../node/helm.ts";
import { nameOf } from "../text/uri-path.ts";
import { type Session, shownPath } from "./session.ts";
import { UsageError } from "./terminal.ts";

/**
 * Renders every chart with its own values and with each values file beside it, and puts the results into the session's
 * workspace. A chart that helm refuses is said on standard error; the others are used.
 * @throws UsageError when there is no program `helm`
 */
export async function renderCharts(session: Session): Promise<void> {
  const { workspace, terminal, boundary } = session;
  const charts = chartsOf(workspace.analysis);
  if (charts.length === 0) return;
  if (!(await hasHelm())) throw new UsageError("--helm needs the program 'helm', and there is none on PATH");
  const namespace = workspace.analysis.settings.defaultNamespace;
  const render: ChartRenderer = (folder, values) =>
    renderChart(onDisk(folder), {
      namespace,
      values: values === undefined ? [] : [onDisk(values)],
      locate: boundary.locator(),
    });
  const renderings = await renderAll(charts, render, (folder, values, message) => {
    const added = values === undefined ? "" : ` with ${nameOf(values)}`;
    terminal.err(`${shownPath(onDisk(folder), terminal.cwd)}: not rendered${added}: ${message}\n`);
  });
  workspace.setCharts(renderings);
}

/** The session read every file of its charts from this disk. */
function onDisk(path: string): string {
  return localPaths.fromPath(path) ?? path;
}
