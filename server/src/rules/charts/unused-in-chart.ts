/** Comments `# podns-ignore` in a chart's template that ignore nothing with any set of values. */
import type { AnalysedFile, Analysis, Environment } from "../../analysis/analysis.ts";
import { forFile } from "../../analysis/for-file.ts";
import { siteSpan } from "../../analysis/site.ts";
import type { Uri } from "../../text/source.ts";
import { pathOf } from "../../text/uri-path.ts";
import { rules } from "../rules.ts";
import { type Suppression, suppressionsOf } from "../suppressions.ts";
import { type Ignored, unusedIn, unusedSuppression } from "../unused-suppression.ts";
import type { ChartReported } from "./run-chart.ts";

/**
 * Only where all sets of values were rendered, helm refuses none of them, and nothing is open: else a set that is not known may
 * use the comment. What no set prints is not known either.
 * @param judged the sets that were looked at
 * @param usedIn what comments ignored with one set of values
 */
export function unusedInChart(
  workspace: Analysis,
  uri: Uri,
  judged: readonly Environment[],
  usedIn: (environment: Environment) => ReadonlySet<Ignored>,
): readonly ChartReported[] {
  const file = workspace.files.get(uri);
  if (file?.role !== "helm-template" || suppressionsOf(file).length === 0) return [];
  const analysis = forFile(workspace, uri);
  const level = analysis.settings.rules[unusedSuppression.id];
  if (level === "off" || !analysis.loaded) return [];
  const all = workspace.chartsAt(pathOf(uri));
  const isKnown = all.every((environment) => judged.includes(environment) && environment.open.length === 0);
  const environment = all.find(({ chart }) => (chart?.rendered(uri).length ?? 0) > 0);
  const declaration = environment?.chart?.rendered(uri)[0];
  if (!isKnown || environment === undefined || declaration === undefined) return [];
  const printed = startsOf(analysis, file, all);
  const isPrinted = ({ covers }: Suppression): boolean =>
    printed.some((start) => start >= covers.start && start < covers.end);
  const used = new Set(all.flatMap((one) => [...usedIn(one)]));
  const ids = rules.map(({ id }) => id);
  const found = unusedIn(analysis, uri, used, ids, {
    isKnown: isPrinted,
    siteOf: (comment) => ({ declaration, path: [], comment }),
  });
  return found.map((finding) => ({
    rule: unusedSuppression,
    finding,
    severity: level ?? unusedSuppression.severity,
    environment,
    declaration,
  }));
}

/** Where in the file something that some set prints begins. */
function startsOf(analysis: Analysis, { uri }: AnalysedFile, all: readonly Environment[]): readonly number[] {
  const starts = new Set<number>();
  for (const { chart } of all)
    for (const declaration of chart?.rendered(uri) ?? [])
      for (const { path, part } of declaration.rendered?.spots?.() ?? []) {
        const place = siteSpan(analysis, { declaration, path, part });
        if (place?.uri === uri) starts.add(place.span.start);
      }
  return [...starts];
}
