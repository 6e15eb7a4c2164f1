/** Writes another name where a mention stands and leaves the string around it as it was. */

import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { HostMention, Mention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import { siteOf } from "../../../workspace/asking/mentions.ts";
import { siteSpan } from "../../../workspace/places/site.ts";
import { replaceInChart } from "../fixes/edit-chart.ts";
import type { Fix } from "../run/rule.ts";

/** Replaces the mentioned name. Not offered where the text does not spell it: a range, a variable, an escape. */
export function changeTo(
  analysis: Analysis,
  declaration: Declaration,
  mention: Mention,
  name: string,
  title = `Change to '${name}'`,
): readonly Fix[] {
  if (mention.kind === "host-part" || (mention.kind === "host" && mention.expanded)) return [];
  if (declaration.rendered?.spot !== undefined) {
    const now = mention.kind === "host" ? mention.host : mention.service;
    const edits = replaceInChart(analysis, siteOf(declaration, mention), now, name, (text) => text);
    return edits.length === 0 ? [] : [{ title, preferred: true, edits }];
  }
  const written = siteSpan(analysis, siteOf(declaration, mention));
  const text = written && analysis.files.get(written.uri)?.text.slice(written.span.start, written.span.end);
  const spelled = mention.kind === "host" ? mention.host : mention.service;
  if (written === undefined || text === undefined) return [];
  const quote = /^(["'])(.*)\1$/s.exec(text);
  if ((quote?.[2] ?? text) !== spelled) return [];
  const mark = quote?.[1] ?? "";
  return [{ title, preferred: true, edits: [{ uri: written.uri, span: written.span, text: `${mark}${name}${mark}` }] }];
}

/** Mentions that stand at one place (a range, a variable, one per Pod), the first in front. */
export function byPlace(mentions: readonly HostMention[]): readonly (readonly [HostMention, ...HostMention[]])[] {
  const places = new Map<string, [HostMention, ...HostMention[]]>();
  for (const mention of mentions) {
    const key = `${mention.path.join("\u0000")} ${mention.within.start}-${mention.within.end}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, [mention]);
    else known.push(mention);
  }
  return [...places.values()];
}
