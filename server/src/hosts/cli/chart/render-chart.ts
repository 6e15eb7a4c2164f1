/** What `podns render` prints of a Helm chart: the engine's rendering, or the program's. */

import { shortened } from "../../../base/excerpt.ts";
import type { SourceFile } from "../../../kubernetes/helm/chart/source-file.ts";
import type { ChartError, ChartInput, ChartResult, ignoredFiles } from "../../../kubernetes/helm/render.ts";
import { printYaml } from "../../../kubernetes/kustomize/print.ts";
import { formatPath } from "../../../kubernetes/manifests/path.ts";
import type { JsonValue } from "../../../kubernetes/manifests/read-yaml.ts";
import { ChartNotRead, readChartArchive, readChartFolder } from "../../node/chart-folder.ts";
import { localPaths } from "../../node/disk-paths.ts";
import type { Rendered } from "../render.ts";
import { boundaryOf, statsOf } from "../repository.ts";
import { shownPath } from "../session.ts";
import { expectShortRun } from "../short-run.ts";
import { shownJson, shownLine, shownYaml } from "../shown.ts";
import type { Terminal } from "../terminal.ts";
import { type ChartFlags, chartInput, readValuesFiles } from "./chart-flags.ts";
import { OriginPrinter, originText, placeText, type ShownOrigin } from "./chart-origins.ts";

const { dirname, resolve } = localPaths;

export interface ChartRenderFlags extends ChartFlags {
  readonly format: string;
  readonly origins?: boolean;
}

/** True for the folder of a chart, or a packed one. @param path absolute */
export function isChartAt(path: string): boolean {
  const isFolder = statsOf(path)?.isDirectory();
  if (isFolder !== true) return isFolder === false && path.endsWith(".tgz");
  return statsOf(resolve(path, "Chart.yaml"))?.isFile() === true;
}

/** True where a folder is a kustomization for kustomize. */
export function isKustomizationAt(folder: string): boolean {
  return ["kustomization.yaml", "kustomization.yml", "Kustomization"].some((name) => statsOf(resolve(folder, name)));
}

/**
 * Renders a chart without running anything.
 * @param path absolute
 * @throws UsageError for files of the command line that cannot be read
 */
export async function renderChartAt(path: string, flags: ChartRenderFlags, terminal: Terminal): Promise<Rendered> {
  expectShortRun();
  const isFolder = statsOf(path)?.isDirectory() === true;
  const folder = isFolder ? path : dirname(path);
  const valuesFiles = await readValuesFiles(flags, folder, terminal);
  const named = new Set<SourceFile>(valuesFiles);
  const input = chartInput(flags, valuesFiles, terminal, named);
  // A chunk of its own: nothing else needs the engine of charts.
  const engine = await import("../../../kubernetes/helm/render.ts");
  const printer = new OriginPrinter(folder, terminal.cwd, named);
  try {
    const chart = readChart(path, terminal, engine.ignoredFiles);
    return printed(engine.renderChart({ ...input, chart }), printer, flags);
  } catch (error) {
    if (!(error instanceof ChartNotRead)) throw error;
    const message = `${shownPath(path, terminal.cwd)}: ${error.message}`;
    return printed({ objects: [], open: [], unneeded: [], error: { message, at: undefined } }, printer, flags);
  }
}

/** The last part of a path. */
function nameOf(path: string): string {
  return localPaths.relative(dirname(path), path);
}

/** What a release of a chart is called without being told. */
export async function releaseNameAt(path: string, terminal: Terminal): Promise<string> {
  const engine = await import("../../../kubernetes/helm/render.ts");
  try {
    return engine.releaseNameOf(readChart(path, terminal, engine.ignoredFiles)) ?? nameOf(path);
  } catch (error) {
    if (error instanceof ChartNotRead) return nameOf(path);
    throw error;
  }
}

function readChart(path: string, terminal: Terminal, filter: typeof ignoredFiles): ChartInput["chart"] {
  return statsOf(path)?.isDirectory() === true
    ? readChartFolder(path, boundaryOf([path], terminal.cwd).locator(), filter)
    : readChartArchive(path, nameOf(path));
}

/** Objects with their templates, and comments behind their values. */
export interface Printable {
  readonly objects: readonly { readonly value: JsonValue; readonly source: string }[];
  readonly open: readonly string[];
  readonly error: string | undefined;
  /** The same for people, where they are told more. */
  readonly errorLine?: string;
}

function printed(result: ChartResult, printer: OriginPrinter, { format, origins }: ChartRenderFlags): Rendered {
  const { objects, unneeded, error } = result;
  const open = [...result.open, ...unneeded];
  const places = origins === true ? objects.map((object) => printer.ofObject(object)) : undefined;
  const printable = {
    objects,
    open,
    error: error?.message,
    ...(error && { errorLine: errorLine(error, printer) }),
  };
  return print(printable, format, places);
}

function errorLine({ message, at }: ChartError, printer: OriginPrinter): string {
  return at === undefined ? message : `${placeText(printer.place(at))}: ${message}`;
}

/** One form for what the engine made and for what the program printed. */
export function print(
  { objects, open, error, errorLine = error }: Printable,
  format: string,
  places: readonly ReadonlyMap<string, ShownOrigin>[] | undefined,
): Rendered {
  const status = error === undefined ? 0 : 1;
  if (format === "json") {
    const origins = places && { origins: places.map((found) => Object.fromEntries(found)) };
    const shown = { objects: objects.map(({ value }) => value), open, error: error ?? null, ...origins };
    return { text: shownJson(shown), problems: [], status };
  }
  const documents = objects.map(({ value, source }, index) => {
    const yaml = printYaml([value], (_, path) => {
      const origin = places?.[index]?.get(formatPath(path));
      return origin && originText(origin);
    });
    return `---\n# Source: ${shownLine(source)}\n${yaml}`;
  });
  const said = [...open, ...(errorLine === undefined ? [] : errorLine.trimEnd().split("\n").map(shortened))];
  return { text: shownYaml(documents.join("")), problems: said.map((line) => `podns: ${line}\n`), status };
}
