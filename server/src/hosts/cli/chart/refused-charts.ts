/** Says of which charts nothing was checked because helm refuses their own values, where nothing else reports that. */

import { shortened } from "../../../base/excerpt.ts";
import { asUri, type Uri } from "../../../base/source.ts";
import type { Analysis, ChartDetails, Environment } from "../../../workspace/analysis.ts";
import { chartProblems } from "../../../workspace/charts/chart-problems.ts";
import { rangeOf } from "../place.ts";
import { isLibrary } from "./chosen-environments.ts";

/** What a chart needs that its own values do not give is mended by whoever installs it. */
const help = "values that are enough in a file beside it, in a release, or under 'charts' in .podns.yaml";

/**
 * A line for each such chart, with helm's error and its place.
 * @param fileName how a file is called in the output
 */
export function refusedCharts(analysis: Analysis, fileName: (uri: Uri) => string): readonly string[] {
  return analysis.environments().flatMap(({ chart }) => {
    const failure = chart?.failure();
    if (chart === undefined || failure === undefined || chart.kind !== "default" || isLibrary(failure.message))
      return [];
    const isReported = failure.at !== undefined && chartProblems(analysis, failure.at.uri).length > 0;
    if (isReported) return [];
    const others = setsOf(analysis.environments(), chart);
    const left = others === 0 ? "nothing of it was checked" : `only ${told(others)} was checked`;
    const message = `helm refuses the chart's own values, ${left}: ${failure.message}`;
    return [
      `${placeOf(analysis, chart, fileName)}: ${shortened(message)}${others === 0 ? ` (what helps: ${help})` : ""}`,
    ];
  });
}

function told(sets: number): string {
  return sets === 1 ? "its other set of values" : `what its ${sets} other sets of values make`;
}

/** How many other sets of values of the chart helm takes. */
function setsOf(environments: readonly Environment[], { folder }: ChartDetails): number {
  return environments.filter(
    ({ chart }) => chart?.folder === folder && chart.kind !== "default" && chart.failure() === undefined,
  ).length;
}

function placeOf(analysis: Analysis, { folder, failure }: ChartDetails, fileName: (uri: Uri) => string): string {
  const at = failure()?.at;
  const file = at && analysis.files.get(at.uri);
  if (at === undefined || file === undefined) return fileName(asUri(`${folder}/Chart.yaml`));
  const { line, column } = rangeOf(file, at.span);
  return `${fileName(at.uri)}:${line}:${column}`;
}
