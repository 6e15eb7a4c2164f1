/** Knows how `--helm` renders the charts below the PATHs of a command; refuses to know what comes of them. */
import { fileURLToPath } from "node:url";
import type { ChartRendering } from "../analysis/charts.ts";
import { chartsOf } from "../host/charts.ts";
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
  const { workspace, terminal } = session;
  const charts = chartsOf(workspace.analysis);
  if (charts.length === 0) return;
  if (!(await hasHelm())) throw new UsageError("--helm needs the program 'helm', and there is none on PATH");
  const renderings: ChartRendering[] = [];
  const namespace = workspace.analysis.settings.defaultNamespace;
  for (const { folder, values } of charts) {
    const path = fileURLToPath(folder);
    for (const file of [undefined, ...values]) {
      const options = { namespace, values: file === undefined ? [] : [fileURLToPath(file)] };
      const output = await renderChart(path, options);
      if (output.kind === "rendered") {
        renderings.push({ folder, values: file === undefined ? "" : nameOf(file), documents: output.documents });
      } else {
        const added = file === undefined ? "" : ` with ${nameOf(file)}`;
        terminal.err(`${shownPath(path, terminal.cwd)}: not rendered${added}: ${output.message}\n`);
      }
    }
  }
  workspace.setCharts(renderings);
}
