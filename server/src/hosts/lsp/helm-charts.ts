/**
 * Renders the workspace's Helm charts again after the first scan and after files of a chart changed on disk. It waits
 * until things are quiet and never runs two rounds at a time. The caller supplies the program that renders.
 */
import { CancellationTokenSource } from "vscode-languageserver";
import type { Uri } from "../../base/source.ts";
import { isWithin, nameOf, pathOf } from "../../base/uri-path.ts";
import type { ChartRendering } from "../../workspace/charts/chart-index.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { type ChartRenderer, chartsOf, renderAll } from "../files/helm-output.ts";
import { pause } from "./timer.ts";

/** Milliseconds without a change before charts are rendered. */
const quietMs = 400;

export interface ChartsInput {
  readonly workspace: Workspace;
  /** A chart's templates are code: nothing is run before the person trusts the workspace. */
  readonly mayRun: () => boolean;
  readonly renderer: ChartRenderer;
  /** After the workspace got new renderings. */
  readonly changed: () => void;
  readonly failed: (message: string) => void;
}

export interface Charts {
  /** These files changed on disk; undefined: anything may have. */
  readonly touched: (uris?: readonly Uri[]) => void;
  /** Calls off what is being rendered; nothing is rendered any more. */
  readonly stop: () => void;
}

export function followCharts({ workspace, mayRun, renderer, changed, failed }: ChartsInput): Charts {
  let wanted = 0;
  let running = false;
  let told = "";
  let stopped = false;
  let round = new CancellationTokenSource();
  const may = (): boolean => !stopped && mayRun();
  const callOff = (): void => {
    // The library's source cannot be cancelled twice before its token was asked for.
    if (!round.token.isCancellationRequested) round.cancel();
  };

  /** Every chart with every values file. A chart that helm refuses stays as it is written. */
  const render = async (): Promise<readonly ChartRendering[]> => {
    const messages: string[] = [];
    round = new CancellationTokenSource();
    const renderings = await renderAll(
      chartsOf(workspace.analysis),
      renderer,
      (folder, _, message) => messages.push(`${nameOf(folder)}: ${message}`),
      round.token,
    );
    if (round.token.isCancellationRequested) return [];
    const text = messages.join("\n");
    if (text !== "" && text !== told) failed(text);
    told = text;
    return renderings;
  };
  const run = async (): Promise<void> => {
    running = true;
    let done: number;
    do {
      do {
        done = wanted;
        await pause(quietMs);
      } while (done !== wanted);
      try {
        const renderings = may() ? await render() : [];
        if (stopped) return;
        workspace.setCharts(renderings);
        changed();
      } catch (error) {
        // The next change is another chance.
        failed(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    } while (done !== wanted);
    running = false;
  };
  return {
    touched: (uris) => {
      if (!may()) callOff();
      const charts = chartsOf(workspace.analysis);
      const isInChart = (uri: Uri): boolean => charts.some(({ folder }) => isWithin(pathOf(uri), folder));
      if (uris !== undefined && !uris.some(isInChart)) return;
      if (uris === undefined && charts.length === 0) return;
      wanted += 1;
      if (!running && !stopped) void run();
    },
    stop: () => {
      stopped = true;
      callOff();
    },
  };
}
