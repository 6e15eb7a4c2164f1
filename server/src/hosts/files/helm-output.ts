/** Finds the charts of a workspace, and reads where the output of `helm template` comes from. It runs no program. */

import { splitDocuments } from "../../base/split.ts";
import { folderOf, nameOf, pathOf } from "../../base/uri-path.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import type { ChartRendering } from "../../workspace/charts/chart-index.ts";

/** A chart that is rendered on its own, so not one that another chart carries under `charts/`. */
export interface Chart {
  /** Decoded path of its folder. */
  readonly folder: string;
  /** Decoded paths of the values files to render it with, besides its own `values.yaml`; each makes an environment. */
  readonly values: readonly string[];
}

/** One document of the output, with the file that it was rendered from. */
export interface RenderedDocument {
  /** Relative to the chart's folder: `templates/web.yaml`, `charts/db/templates/set.yaml`. */
  readonly source: string;
  readonly text: string;
}

/** What a program that renders charts gives back. */
export type ChartOutput =
  | { readonly kind: "rendered"; readonly documents: readonly RenderedDocument[] }
  | { readonly kind: "failed"; readonly message: string };

/** Cancels work: the part of the language server's CancellationToken that is needed. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
  readonly onCancellationRequested: (listener: () => void) => { readonly dispose: () => void };
}

/** Renders one chart with one values file (undefined: its own values alone). Never rejects. */
export type ChartRenderer = (
  folder: string,
  values: string | undefined,
  cancellation?: Cancellation,
) => Promise<ChartOutput>;

/** The charts among the files, by folder. */
export function chartsOf(analysis: Pick<Analysis, "files">): readonly Chart[] {
  const paths = [...analysis.files.keys()].map(pathOf);
  const folders = paths.filter((path) => nameOf(path) === "Chart.yaml").map(folderOf);
  const own = folders.filter((folder) => !folders.some((other) => folder.startsWith(`${other}/charts/`)));
  return own.sort().map((folder) => ({
    folder,
    values: paths.filter((path) => isValuesOf(path, folder)).sort(),
  }));
}

/**
 * Renders each chart with its own values and with each of its values files, one after the other. What fails is
 * reported, and the others are used.
 * @param failed called with the chart's folder, the values file (undefined: its own values) and the reason
 * @param cancellation cancels the rest
 */
export async function renderAll(
  charts: readonly Chart[],
  render: ChartRenderer,
  failed: (folder: string, values: string | undefined, message: string) => void,
  cancellation?: Cancellation,
): Promise<readonly ChartRendering[]> {
  const renderings: ChartRendering[] = [];
  for (const { folder, values } of charts) {
    for (const file of [undefined, ...values]) {
      const output = await render(folder, file, cancellation);
      if (cancellation?.isCancellationRequested === true) return renderings;
      if (output.kind === "failed") failed(folder, file, output.message);
      else renderings.push({ folder, values: file === undefined ? "" : nameOf(file), documents: output.documents });
    }
  }
  return renderings;
}

/** `values-prod.yaml`, `values.dev.yaml`, `prod-values.yaml` beside Chart.yaml, and the test values of `ci/`. */
function isValuesOf(path: string, folder: string): boolean {
  const inChart = folderOf(path) === folder && /^(values[-._].+|.+[-._]values)\.ya?ml$/.test(nameOf(path));
  return inChart || (folderOf(path) === `${folder}/ci` && /values\.ya?ml$/.test(nameOf(path)));
}

/**
 * Reads the output of `helm template`: each document names its template in a comment `# Source: CHART/PATH`
 * (helm.sh/helm pkg/action/install.go). Documents without one are hooks' remains and are left out.
 */
export function readChartOutput(output: string): readonly RenderedDocument[] {
  return splitDocuments(output).flatMap(({ text }) => {
    const path = /^# Source: (.*)/m.exec(text)?.[1] ?? "";
    const source = /^[^/\s]+\/(?=\S)/.test(path) ? path.slice(path.indexOf("/") + 1).trimEnd() : undefined;
    return source === undefined ? [] : [{ source, text }];
  });
}
