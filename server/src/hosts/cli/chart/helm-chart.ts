/** What `podns render --helm` prints of a chart: the program helm is asked, with the same flags. */

import { folderPathOf } from "../../../base/uri-path.ts";
import { readChartOutput } from "../../files/helm-output.ts";
import { chartProblem } from "../../node/chart-files.ts";
import { localPaths } from "../../node/disk-paths.ts";
import { hasHelm, helmTemplate } from "../../node/helm.ts";
import { originsOf, type Rendered } from "../render.ts";
import { boundaryOf } from "../repository.ts";
import { type Session, shownPath } from "../session.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { helmArguments, readValuesFiles } from "./chart-flags.ts";
import type { ShownOrigin } from "./chart-origins.ts";
import { type ChartRenderFlags, print, releaseNameAt } from "./render-chart.ts";

/** Helm may say much about values that do not fit. */
const longestMessage = 64 * 1024;

/**
 * Renders a chart with the program.
 * @param path absolute
 * @param openSession reads the chart as a workspace, for origins
 * @throws UsageError where there is no program, or a file of the command line cannot be read
 */
export async function renderWithHelm(
  path: string,
  flags: ChartRenderFlags,
  terminal: Terminal,
  openSession: () => Promise<Session>,
): Promise<Rendered> {
  if (!(await hasHelm())) throw new UsageError("--helm needs the program 'helm', and there is none on PATH");
  if (flags.values?.includes("-") === true) throw new UsageError("--helm takes no values from standard input");
  const files = await readValuesFiles(flags, path, terminal);
  const problem = chartProblem(path, [], boundaryOf([path], terminal.cwd).locator());
  const failed = (message: string): Rendered =>
    print({ objects: [], open: [], error: message }, flags.format, undefined);
  if (problem !== undefined) return failed(`${shownPath(path, terminal.cwd)}: ${problem}`);
  const release = flags.release ?? (await releaseNameAt(path, terminal));
  const namespace = flags.namespace ?? "default";
  const args = [release, path, "--namespace", namespace, ...helmArguments(flags, files)];
  const output = await helmTemplate(args, { cwd: terminal.cwd, longestMessage });
  if (output.kind === "failed") return failed(lastWords(output.message));
  const { readPrinted } = await import("../../../kubernetes/helm/render.ts");
  const objects = readPrinted(output.text);
  if (typeof objects === "string") return failed(objects);
  const values = objects.map(({ value }) => value);
  const places = flags.origins === true ? placesOf(await openSession(), path, output.text, values) : undefined;
  return print({ objects, open: [], error: undefined }, flags.format, places);
}

/** helm's error, without the warnings before it and the advice behind it. */
function lastWords(message: string): string {
  const error = /(?:^|\n)Error: ([\s\S]*)$/.exec(message)?.[1] ?? message;
  const [words = error] = error.split("\n\nUse --debug flag to render out invalid YAML");
  return words.trimEnd();
}

/** The places in the templates, as far as they can be found without helm's help. */
function placesOf(
  session: Session,
  folder: string,
  printed: string,
  values: readonly unknown[],
): readonly ReadonlyMap<string, ShownOrigin>[] {
  const path = folderPathOf(localPaths.toUri(folder));
  const analysis = session.workspace.setCharts([{ folder: path, values: "", documents: readChartOutput(printed) }]);
  const environment = analysis.environments().find(({ id }) => id === `helm:${path}:`);
  const found = new Map(
    (environment?.declarations ?? []).flatMap(({ rendered }) =>
      rendered === undefined ? [] : [[JSON.stringify(rendered.value), rendered] as const],
    ),
  );
  return values.map((value) => {
    const rendered = found.get(JSON.stringify(value));
    if (rendered === undefined) return new Map();
    return originsOf(session, analysis, { value: rendered.value, origin: (path) => rendered.origin?.(path) });
  });
}
