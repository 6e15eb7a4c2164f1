/** Edits of what a chart makes: literal text of a template, or the key of a values file; never an expression. */

import type { Edit } from "../../../base/edit.ts";
import { memoize } from "../../../base/memo.ts";
import type { Uri } from "../../../base/source.ts";
import type { Span } from "../../../base/span.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import { type Site, siteSpan, valueSite } from "../../../workspace/places/site.ts";

/**
 * Replaces the text of a scalar, or a part of it, where it is written as it is. Empty where an expression makes it, and for a
 * name that has the release's in it: the chart is installed under other names, too.
 * @param quoted makes the new text a scalar of YAML where no quotes stand around it
 */
export function replaceInChart(
  analysis: Analysis,
  site: Site,
  now: string,
  next: string,
  quoted: (text: string) => string,
): readonly Edit[] {
  if (hasReleaseName(analysis, next)) return [];
  const places = [siteSpan(analysis, site), keyOfValue(analysis, site)];
  for (const place of places) {
    const text = place && analysis.files.get(place.uri)?.text.slice(place.span.start, place.span.end);
    if (place === undefined || text === undefined || text.includes("{{")) continue;
    const quote = /^(["'])(.*)\1$/s.exec(text);
    if ((quote?.[2] ?? text) === now) {
      const mark = quote?.[1];
      const written = mark === undefined ? (site.within === undefined ? quoted(next) : next) : `${mark}${next}${mark}`;
      return [{ uri: place.uri, span: place.span, text: written }];
    }
    const at = site.within === undefined ? -1 : text.indexOf(now);
    if (at < 0 || text.indexOf(now, at + 1) >= 0) continue;
    const start = place.span.start + at;
    return [{ uri: place.uri, span: { start, end: start + now.length }, text: next }];
  }
  return [];
}

/** The values file's key, where the field is its value, unchanged. */
function keyOfValue(analysis: Analysis, { declaration, path }: Site): { uri: Uri; span: Span } | undefined {
  const value = valueSite(analysis, { declaration, path });
  return value?.path === undefined ? undefined : value;
}

/** True where a name of the text is that of an object which another release calls otherwise. */
function hasReleaseName(analysis: Analysis, text: string): boolean {
  const environment = analysis.judged;
  const other = environment?.chart?.other;
  if (environment === undefined || other === undefined) return false;
  const [own, elsewhere] = [namesOf(environment.declarations), namesOf(other().declarations)];
  return text.split(/[^a-z0-9-]+/).some((label) => {
    const base = /^(.+)-\d+$/.exec(label)?.[1] ?? label;
    return [label, base].some((name) => own.has(name) && !elsewhere.has(name));
  });
}

const namesOf = memoize(
  (declarations: readonly Declaration[]): ReadonlySet<string> =>
    new Set(declarations.map(({ object }) => object.meta.name)),
);
