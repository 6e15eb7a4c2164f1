/** Comments `# podns-ignore` in a chart's templates and values that ignore nothing with any set of values. */

import { nextLineAt } from "../../../base/lines.ts";
import type { Uri } from "../../../base/source.ts";
import type { Span } from "../../../base/span.ts";
import { pathOf } from "../../../base/uri-path.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { isValuesAt } from "../../../workspace/charts/chart-words.ts";
import { givenIn, isInView } from "../../../workspace/charts/given-values.ts";
import { forFile } from "../../../workspace/environments/for-file.ts";
import { siteSpan, valueSite } from "../../../workspace/places/site.ts";
import { rules } from "../run/rules.ts";
import { type Suppression, suppressionsOf } from "../run/suppressions.ts";
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
  const isTemplate = file?.role === "helm-template";
  if (file === undefined || suppressionsOf(file).length === 0) return [];
  if (!isTemplate && !isValuesAt(workspace, uri)) return [];
  const analysis = forFile(workspace, uri);
  const level = analysis.settings.rules[unusedSuppression.id];
  if (level === "off" || !analysis.loaded) return [];
  const all = workspace.chartsAt(pathOf(uri));
  if (!all.every((environment) => judged.includes(environment) && environment.open.length === 0)) return [];
  const printed = all.flatMap((environment) =>
    isTemplate ? printedBy(analysis, environment, uri) : heldBy(analysis, environment, uri),
  );
  const [first] = printed;
  if (first === undefined) return [];
  const { environment, declaration } = first;
  const used = new Set<Ignored>(all.flatMap((one) => [...usedIn(one)]));
  const ids = rules.map(({ id }) => id);
  const found = unusedIn(analysis, uri, used, ids, {
    isKnown: (suppression) => coversOne(suppression, printed),
    siteOf: (comment) => ({ declaration, path: [], comment, commentIn: uri }),
  });
  return found.map((finding) => ({
    rule: unusedSuppression,
    finding,
    severity: level ?? unusedSuppression.severity,
    environment,
    declaration,
  }));
}

/**
 * True for a comment in the file of an object that gives values to charts, if it is known whether it ignores something of what they
 * make: it covers no values, or all that it covers are for charts that are rendered and closed, which print some of its line.
 */
export function isKnownInCharts(workspace: Analysis, uri: Uri): (suppression: Suppression) => boolean {
  const { text = "" } = workspace.files.get(uri) ?? {};
  const all = givenIn(workspace, uri).map((given) => ({ given, whole: given.whole() }));
  return (suppression) => {
    const { covers } = suppression;
    const meant = all.flatMap(({ given, whole }) => (whole === undefined || !overlap(covers, whole) ? [] : [given]));
    if (meant.length === 0) return true;
    if (!meant.every(({ environment: one }) => isInView(workspace, one) && one.open.length === 0)) return false;
    const isLine = nextLineAt(text, covers.start) >= Math.min(covers.end, text.length);
    return !isLine || meant.some(({ environment }) => coversOne(suppression, heldBy(workspace, environment, uri)));
  };
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

interface Printed {
  readonly environment: Environment;
  readonly declaration: Declaration;
  /** Where in the file it begins. */
  readonly start: number;
}

function coversOne({ covers }: Suppression, printed: readonly Printed[]): boolean {
  return printed.some(({ start }) => start >= covers.start && start < covers.end);
}

/** What a template prints. */
function printedBy(analysis: Analysis, environment: Environment, uri: Uri): readonly Printed[] {
  return (environment.chart?.rendered(uri) ?? []).flatMap((declaration) =>
    (declaration.rendered?.spots?.() ?? []).flatMap(({ path, part }): readonly Printed[] => {
      const place = siteSpan(analysis, { declaration, path, part });
      return place?.uri === uri ? [{ environment, declaration, start: place.span.start }] : [];
    }),
  );
}

/** The values of a file that are fields of objects, unchanged. */
function heldBy(analysis: Analysis, environment: Environment, uri: Uri): readonly Printed[] {
  return environment.declarations.flatMap((declaration) =>
    (declaration.rendered?.spots?.() ?? []).flatMap(({ path, part }): readonly Printed[] => {
      const value = part === "value" ? valueSite(analysis, { declaration, path }) : undefined;
      return value?.uri === uri ? [{ environment, declaration, start: value.span.start }] : [];
    }),
  );
}
