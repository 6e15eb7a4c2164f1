/** Writes behind short names what they stand for: the name in full, or the addresses. */
import type { InlayHint, Range } from "vscode-languageserver-types";
import { asUri } from "../../base/source.ts";
import { visible } from "../../base/visible.ts";
import { relative } from "../../dns/data/name.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { rangeOf, spanAt } from "./convert.ts";
import type { DocumentParams } from "./diagnostics.ts";
import { type ShownHost, shownHosts } from "./shown-hosts.ts";
import { withoutQuotes } from "./symbol/occurrences.ts";

/** Addresses of one hint. */
const shown = 2;

/** The hints of a part of a document; none where the setting `inlayHints` is off. */
export function inlayHints(
  analysis: Analysis,
  { textDocument, range }: DocumentParams & { readonly range: Range },
): InlayHint[] {
  const uri = asUri(textDocument.uri);
  const { inlayHints: wanted } = analysis.settings;
  const within = wanted === "off" ? undefined : spanAt(analysis, uri, range);
  if (within === undefined) return [];
  return shownHosts(analysis, uri, within).flatMap((host): InlayHint[] => {
    if (host.simulation.outcome !== "resolved") return [];
    const label = wanted === "address" ? addressLabel(host) : nameLabel(host);
    if (label === "") return [];
    const { span } = withoutQuotes(analysis, { uri, span: host.span });
    const { end } = rangeOf(analysis, uri, span);
    return [{ position: end, label: visible(label), paddingLeft: !label.startsWith(".") }];
  });
}

/** What is missing behind the written name: `.shop.svc.cluster.local`. */
function nameLabel({ mention, simulation }: ShownHost): string {
  const found = simulation.steps.find(
    ({ response, continued }) => response.kind === "reply" && response.outcome === "found" && !continued,
  );
  const full = found === undefined ? "" : relative(found.question.name);
  if (full === "" || full === mention.host || mention.absolute) return "";
  return full.startsWith(`${mention.host}.`) ? full.slice(mention.host.length) : `→ ${full}`;
}

/** `→ 10.96.0.10`, with a star where the cluster will assign another one. */
function addressLabel({ simulation }: ShownHost): string {
  const addresses = simulation.records.flatMap(({ record: { data }, origin }) =>
    data.type === "A" || data.type === "AAAA" ? [`${data.address}${origin?.synthetic === true ? "*" : ""}`] : [],
  );
  if (addresses.length === 0) return "";
  const more = addresses.length > shown ? ` +${addresses.length - shown}` : "";
  return `→ ${addresses.slice(0, shown).join(", ")}${more}`;
}
