/** Renders the charts below the PATHs of a command (`--helm`), again when their files change. What comes of them is not looked at. */

import { nameOf } from "../../../base/uri-path.ts";
import type { ChartRendering } from "../../../workspace/charts/chart-index.ts";
import { chartVersion } from "../../../workspace/settings/settings.ts";
import { type Cancellation, type Chart, type ChartRenderer, chartsOf, renderAll } from "../../files/helm-output.ts";
import { localPaths } from "../../node/disk-paths.ts";
import { hasHelm, renderChart } from "../../node/helm.ts";
import { type ChartFiles, lookAtChart, lostSome, sameFiles } from "../chart-files.ts";
import { makeSuspects } from "../serve/suspects.ts";
import type { Trouble } from "../serve/troubles.ts";
import { type Session, shownPath } from "../session.ts";
import { UsageError } from "../terminal.ts";

/** The charts of a session. */
export interface Charts {
  /** Looks at the files of all charts. Its argument is awaited between steps of work. */
  readonly look: (pause: () => Promise<void>) => Promise<LookedAtCharts>;
  /** Renders the charts that are new or have changed at the last look, and puts the results into the workspace. */
  readonly render: () => Promise<void>;
  /** What is wrong with them, by chart and values file. */
  readonly troubles: () => ReadonlyMap<string, Trouble>;
  /** Ids of the environments whose rendering is an earlier one. */
  readonly held: () => ReadonlySet<string>;
  /** Ends what is being rendered. */
  readonly stop: () => void;
}

export interface LookedAtCharts {
  /** A chart is new, gone or has changed. */
  readonly isChanged: boolean;
  /** Where a change may matter. */
  readonly folders: readonly string[];
  /** Milliseconds after which they have to be looked at again; undefined: when there is a change. */
  readonly againIn: number | undefined;
}

/** Renderings in a row that are not taken because files changed meanwhile. */
const patience = 5;

/** A chart as it was rendered. */
interface Rendered {
  readonly chart: Chart;
  readonly files: ChartFiles;
  readonly renderings: readonly ChartRendering[];
  readonly troubles: ReadonlyMap<string, Trouble>;
  readonly held: readonly string[];
}

/**
 * Renders every chart with its own values and with each values file beside it, and puts the results into the session's
 * workspace. A chart that helm refuses is said on standard error; the others are used.
 * @throws UsageError when there is no program `helm`
 */
export async function renderCharts(session: Session): Promise<Charts> {
  const charts = makeCharts(session);
  await charts.look(async () => {});
  if (chartsOf(session.workspace.analysis).length > 0 && !(await hasHelm()))
    throw new UsageError("--helm needs the program 'helm', and there is none on PATH");
  await charts.render();
  for (const { line } of charts.troubles().values()) session.terminal.err(`${line}\n`);
  return charts;
}

function makeCharts(session: Session): Charts {
  const { workspace } = session;
  const suspects = makeSuspects();
  const { token, stop } = makeStopping();
  /** Renderings in a row during which files changed. */
  let torn = 0;
  /** By folder. */
  let rendered: ReadonlyMap<string, Rendered> = new Map();
  let seen: ReadonlyMap<string, { readonly chart: Chart; readonly files: ChartFiles }> = new Map();
  /** Folders of the charts to render: a chart that may be incomplete is not among them. */
  let due: ReadonlySet<string> = new Set();

  const lookNow = (chart: Chart, pause = async (): Promise<void> => {}): Promise<ChartFiles> =>
    lookAtChart(onDisk(chart.folder), session.boundary.locator(), pause);
  const isDue = (chart: Chart, files: ChartFiles): boolean => {
    const before = rendered.get(chart.folder);
    if (before === undefined) return true;
    const isSame = sameFiles(before.files, files) && chart.values.join("\n") === before.chart.values.join("\n");
    if (isSame || !lostSome(before.files, files)) {
      suspects.clear(chart.folder);
      return !isSame;
    }
    return !suspects.isWaiting(chart.folder, [...files.stamps].join("\n"));
  };
  return {
    look: async (pause) => {
      const now = new Map<string, { readonly chart: Chart; readonly files: ChartFiles }>();
      for (const chart of chartsOf(workspace.analysis))
        now.set(chart.folder, { chart, files: await lookNow(chart, pause) });
      seen = now;
      due = new Set([...seen].flatMap(([folder, { chart, files }]) => (isDue(chart, files) ? [folder] : [])));
      return {
        isChanged: due.size > 0 || [...rendered.keys()].some((folder) => !seen.has(folder)),
        folders: [...seen.values()].flatMap(({ files }) => files.folders),
        againIn: suspects.againIn(),
      };
    },
    render: async () => {
      const next = new Map<string, Rendered>();
      for (const [folder, { chart, files }] of seen) {
        const before = rendered.get(folder);
        const isKept = before !== undefined && !due.has(folder);
        const made = isKept ? before : { chart, files, ...(await renderOne(session, chart, before, token)) };
        if (token.isCancellationRequested) return;
        // What was written meanwhile may be half of it: the next look comes soon. Some charts never rest.
        const isMoving = before !== undefined && !isKept && !sameFiles(files, await lookNow(chart));
        torn = isMoving ? torn + 1 : 0;
        const isTorn = isMoving && torn < patience;
        next.set(folder, isTorn ? before : made);
      }
      const isSame = next.size === rendered.size && [...next].every(([folder, made]) => rendered.get(folder) === made);
      if (!isSame) workspace.setCharts([...next.values()].flatMap(({ renderings }) => renderings));
      rendered = next;
      due = new Set();
    },
    troubles: () => new Map([...rendered.values()].flatMap(({ troubles }) => [...troubles])),
    held: () => new Set([...rendered.values()].flatMap(({ held }) => held)),
    stop,
  };
}

/** Renders a chart with each values file. Where that fails, the rendering before stands. */
async function renderOne(
  session: Session,
  chart: Chart,
  before: Rendered | undefined,
  cancellation: Cancellation,
): Promise<Pick<Rendered, "renderings" | "troubles" | "held">> {
  const { workspace, terminal, boundary } = session;
  const { settings } = workspace.analysis;
  const namespace = settings.defaultNamespace;
  const render: ChartRenderer = (folder, values) =>
    renderChart(onDisk(folder), {
      namespace,
      kubeVersion: chartVersion(settings),
      values: values === undefined ? [] : [onDisk(values)],
      locate: boundary.locator(),
      cancellation,
    });
  const troubles = new Map<string, Trouble>();
  const earlier: ChartRendering[] = [];
  const failed = (folder: string, values: string | undefined, message: string): void => {
    const name = values === undefined ? "" : nameOf(values);
    const old = before?.renderings.find((rendering) => rendering.values === name);
    if (old !== undefined) earlier.push(old);
    const unit = `${shownPath(onDisk(folder), terminal.cwd)}${name === "" ? "" : ` with ${name}`}`;
    const added = name === "" ? "" : ` with ${name}`;
    const stands = old === undefined ? "" : "; still serving its last good rendering";
    const lines = message.split("\n").map((part) => part.trim());
    const why = lines.filter((part) => part !== "").join(" ");
    const line = `${shownPath(onDisk(folder), terminal.cwd)}: not rendered${added}: ${why}${stands}`;
    troubles.set(`helm:${folder}:${name}`, { unit, line });
  };
  const made = await renderAll([chart], render, failed, cancellation);
  return { renderings: [...made, ...earlier], troubles, held: earlier.map(({ values }) => idOf(chart, values)) };
}

/** The id of a rendering's environment (workspace/charts/chart-index.ts). */
function idOf({ folder }: Chart, values: string): string {
  return `helm:${folder}:${values}`;
}

/** The session read every file of its charts from this disk. */
function onDisk(path: string): string {
  return localPaths.fromPath(path) ?? path;
}

function makeStopping(): { readonly token: Cancellation; readonly stop: () => void } {
  const controller = new AbortController();
  return {
    token: {
      get isCancellationRequested() {
        return controller.signal.aborted;
      },
      onCancellationRequested: (listener) => {
        controller.signal.addEventListener("abort", listener, { once: true });
        return { dispose: () => controller.signal.removeEventListener("abort", listener) };
      },
    },
    stop: () => controller.abort(),
  };
}
