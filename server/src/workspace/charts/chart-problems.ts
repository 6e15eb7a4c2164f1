/** Reports what helm refuses of the charts that the engine renders, at the place in the file that it is about. */

import { shortened } from "../../base/excerpt.ts";
import type { Uri } from "../../base/source.ts";
import type { Span } from "../../base/span.ts";
import { pathOf } from "../../base/uri-path.ts";
import type { Problem } from "../../kubernetes/manifests/manifest.ts";
import type { Analysis, Environment } from "../analysis.ts";

export interface ChartProblem {
  /** Offsets in the file. */
  readonly span: Span;
  readonly severity: Problem["severity"] | "information";
  readonly message: string;
}

/**
 * Problems of a file of a chart. Values that an installation has to bring (`required`, `fail`) are not problems of the
 * chart's own.
 */
export function chartProblems(analysis: Analysis, uri: Uri): readonly ChartProblem[] {
  const role = analysis.loaded ? analysis.files.get(uri)?.role : undefined;
  if (role !== "helm-template" && role !== "helm-chart") return [];
  const found = new Map<string, ChartProblem>();
  for (const environment of analysis.chartsInView(pathOf(uri))) {
    const problem = problemOf(environment, uri);
    if (problem === undefined) continue;
    const key = `${problem.span.start} ${environment.chart?.failure()?.message}`;
    const known = found.get(key);
    // What the chart's own values show stands in front, where an installation does not show it as an error.
    if (known === undefined || (known.severity !== "error" && problem.severity === "error")) found.set(key, problem);
  }
  return [...found.values()];
}

function problemOf({ chart }: Environment, uri: Uri): ChartProblem | undefined {
  const failure = chart?.failure();
  if (chart === undefined || failure?.at?.uri !== uri) return undefined;
  const { message, isOfValues, isMeant, gaveUp, at } = failure;
  const { kind, unknownValues } = chart;
  // What is missing may be in values that are not known here.
  if (isMeant && (kind === "default" || unknownValues.length > 0)) return undefined;
  const isError = !isOfValues ? kind !== "values" : kind === "release" && unknownValues.length === 0;
  const values = chart.set === "" ? "" : ` (with ${[chart.set, ...unknownValues].join("; ")})`;
  if (gaveUp) {
    const told = shortened(`this chart is not rendered: given up: ${message}${values}`);
    return { span: at.span, severity: "warning", message: told };
  }
  return {
    span: at.span,
    severity: isError ? "error" : "information",
    message: shortened(`helm fails: ${message}${values}`),
  };
}
