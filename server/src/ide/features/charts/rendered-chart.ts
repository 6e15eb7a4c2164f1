/** The document that shows what a chart makes of a set of values; every line leads to its template and to the value's key. */

import type { Range } from "vscode-languageserver-types";
import { lineAt, lineStarts } from "../../../base/lines.ts";
import { addAll } from "../../../base/long-lists.ts";
import { memoize } from "../../../base/memo.ts";
import { asUri } from "../../../base/source.ts";
import type { Span } from "../../../base/span.ts";
import { pathOf } from "../../../base/uri-path.ts";
import { visibleLines } from "../../../base/visible.ts";
import { spanOf } from "../../../kubernetes/manifests/locate.ts";
import type { Declaration, Manifest } from "../../../kubernetes/manifests/manifest.ts";
import { writeYaml } from "../../../kubernetes/manifests/write-yaml.ts";
import type { RenderedChartResult } from "../../../protocol/request.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { siteSpan, valueSite } from "../../../workspace/places/site.ts";
import { rangeOf } from "../convert.ts";

type Link = RenderedChartResult["links"][number];

/** The chart's own values, where no other set is named. */
export function renderedChart(
  analysis: Analysis,
  { uri, environment: id }: { readonly uri?: string; readonly environment?: string },
): RenderedChartResult {
  const all = uri === undefined ? [] : analysis.chartsAt(pathOf(asUri(uri)));
  const named = [...all, ...analysis.environments()].find((one) => one.id === id && one.chart !== undefined);
  const environment = named ?? all[0];
  const sets = all.map(({ id: own, label }) => ({ id: own, label }));
  if (environment === undefined)
    return { label: "", text: "# This file is part of no Helm chart that can be rendered.\n", links: [], sets };
  return { label: environment.label, ...written(analysis)(environment), sets };
}

const written = memoize((analysis: Analysis) =>
  memoize((environment: Environment): Pick<RenderedChartResult, "text" | "links"> => {
    const failure = environment.chart?.failure();
    const head = [
      `# What helm makes of ${environment.label}`,
      ...(environment.chart?.isReleaseAssumed === true
        ? ["# The release is assumed to be called like the chart."]
        : []),
      ...(failure === undefined ? [] : ["# helm fails now; this is what it made before:", `# ${failure.message}`]),
      ...environment.open.map((reason) => `# There may be more: ${reason}.`),
    ].map((line) => visibleLines(line.replace(/\s+/g, " ")));
    const links: Link[] = [];
    const parts: string[] = [];
    let line = head.length;
    for (const declaration of environment.declarations) {
      const text = visibleLines(
        writeYaml(declaration.rendered?.value, { indent: 2, indentLists: true, lineBreak: "\n" }),
      );
      // One line for the separator in front.
      addAll(links, linksOf(analysis, declaration, text, line + 1));
      parts.push(`---\n${text}`);
      line += 1 + text.split("\n").length - 1;
    }
    return { text: `${head.join("\n")}\n${parts.join("")}`, links };
  }),
);

/** Keys lead to the template; values to the key that holds them, else to the template. */
function linksOf(analysis: Analysis, declaration: Declaration, text: string, first: number): readonly Link[] {
  const manifest: Manifest = { text, declarations: [], bases: [], problems: [] };
  const starts = lineStarts(text);
  const rangeIn = (span: Span): Range => {
    const line = lineAt(starts, span.start);
    const end = Math.min(span.end, (starts[line + 1] ?? text.length + 1) - 1);
    const start = starts[line] ?? 0;
    return {
      start: { line: first + line, character: span.start - start },
      end: { line: first + line, character: end - start },
    };
  };
  return (declaration.rendered?.spots?.() ?? []).flatMap(({ path, part }): readonly Link[] => {
    const span = spanOf(manifest, path, part);
    const site = { declaration, path, part };
    const value = part === "value" ? valueSite(analysis, site) : undefined;
    const target = value?.path === undefined ? siteSpan(analysis, site) : value;
    if (span === undefined || target === undefined || (part === "key" && typeof path.at(-1) === "number")) return [];
    return [{ range: rangeIn(span), uri: target.uri, target: rangeOf(analysis, target.uri, target.span) }];
  });
}
