/** Says what a statement of a chart's template prints: for each set of values where they differ, and which key holds it. */

import { append } from "../../../base/collections.ts";
import { shortened } from "../../../base/excerpt.ts";
import { valueAt } from "../../../base/json.ts";
import type { Uri } from "../../../base/source.ts";
import { nameOf, pathOf } from "../../../base/uri-path.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import { formatPath } from "../../../kubernetes/manifests/path.ts";
import type { JsonValue } from "../../../kubernetes/manifests/read-yaml.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { printedAt } from "../../../workspace/charts/chart-target.ts";
import { valueSite } from "../../../workspace/places/site.ts";
import type { Target } from "../../../workspace/places/target.ts";
import { rangeOf } from "../convert.ts";
import { code, escapeText, list, placeLink } from "../markdown.ts";

/** Sets of values that are named one by one. */
const mostSets = 6;

/**
 * One line of Markdown; undefined for what is written out in the template. Names in it belong to a release whose name is
 * assumed, where nobody says how it is called.
 */
export function chartValueText(
  analysis: Analysis,
  uri: Uri,
  target: Target & { readonly declaration: Declaration },
): string | undefined {
  const text = analysis.files.get(uri)?.text.slice(target.span.start, target.span.end) ?? "";
  if (target.part !== "value" || !text.includes("{{")) return undefined;
  const sets = analysis.chartsInView(pathOf(uri)).flatMap((environment) => {
    const printed = printedAt(analysis, environment, uri, target);
    const declarations = printed.length > 0 ? printed : environment.madeFrom(target.declaration);
    const values = declarations.flatMap((declaration): readonly JsonValue[] => {
      const value = valueAt(declaration.rendered?.value, target.path);
      return value === undefined || (typeof value === "object" && value !== null) ? [] : [value];
    });
    return values.length === 0 ? [] : [{ environment, text: shownValues(values) }];
  });
  const [first] = sets;
  if (first === undefined) return undefined;
  const byText = new Map<string, Environment[]>();
  for (const { environment, text: shown } of sets) append(byText, shown, environment);
  const shown = [...byText].map(([one, environments]) =>
    byText.size === 1 ? one : `${one} with ${list(environments.slice(0, mostSets).map(nameOfSet))}`,
  );
  const assumed =
    first.environment.chart?.isReleaseAssumed === true ? " The release is assumed to be called like the chart." : "";
  return `Prints ${shown.slice(0, mostSets).join("; ")}${keyText(analysis, target)}.${assumed}`;
}

/** A statement in a loop prints several. */
function shownValues(values: readonly JsonValue[]): string {
  const shown = [...new Set(values.map(shownValue))];
  const more = shown.length > mostSets ? [`${shown.length - mostSets} more`] : [];
  return list([...shown.slice(0, mostSets), ...more]);
}

function shownValue(value: JsonValue): string {
  return code(shortened(typeof value === "string" ? (value.split("\n")[0] ?? "") : JSON.stringify(value)));
}

/** `its own values`, `values-prod.yaml`. */
function nameOfSet({ chart }: Environment): string {
  return escapeText(chart?.set === "" ? "the chart's own values" : (chart?.set ?? ""));
}

/** The key that holds it. */
function keyText(analysis: Analysis, { declaration, path }: Target): string {
  const site = declaration && valueSite(analysis, { declaration, path });
  if (site?.path === undefined) return "";
  const { uri, span } = site;
  const range = rangeOf(analysis, uri, span);
  const label = `${nameOf(pathOf(uri))}:${range.start.line + 1}`;
  return `, the value ${code(formatPath(site.path))} (${placeLink(label, { uri, range, label })})`;
}
