/** Prints maps of names for `podns map`. What draws pictures is loaded when one is wanted. */

import { nameMapOf } from "../../../ide/map/build.ts";
import { drawnBounds } from "../../../ide/map/drawn-bounds.ts";
import { filteredMap, type MapFilter } from "../../../ide/map/filter.ts";
import type { MapUse, NameMap } from "../../../ide/map/name-map.ts";
import { type MapRow, mapRow, type Places } from "../../../ide/map/rows.ts";
import { siteOfUse } from "../../../ide/map/site-of-use.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import type { CommandEnvironment } from "../command-environments.ts";
import { placeOfSite, type Source, sourceOf } from "../place.ts";
import type { Session } from "../session.ts";
import { type Shown, shownJson, shownText, shownXml } from "../shown.ts";

export const mapFormats = ["svg", "mermaid", "dot", "json"] as const;

export type MapFormat = (typeof mapFormats)[number];

/** What a command has opened. */
interface Opened {
  readonly session: Session;
  readonly analysis: Analysis;
  readonly environments: readonly CommandEnvironment[];
}

/**
 * Maps of these clusters in one text.
 * @param giveUp gets what is left out
 */
export async function mapText(
  { session, analysis, environments }: Opened,
  format: MapFormat,
  giveUp: (why: string) => void,
): Promise<Shown> {
  if (format === "json") return shownJson(mapRows({ session, analysis, environments }, giveUp));
  const { drawMaps } = await import("../../../ide/map/draw.ts");
  const { form, count } = drawMaps(mapsOf(analysis, environments, giveUp), format, (use) =>
    placeText(session, analysis, use),
  );
  const left = environments[count];
  if (left !== undefined)
    giveUp(
      `${environments.length - count} environments are not drawn, the first of them '${left.label}': choose one with --environment`,
    );
  return "svg" in form ? shownXml(form.svg) : shownText(form.text);
}

/** The same maps as JSON has them. */
export function mapRows(
  { session, analysis, environments }: Opened,
  giveUp: (why: string) => void,
  wanted: MapFilter = {},
): readonly MapRow[] {
  const places: Places = {
    ofObject: (declaration) => sourceOf(session, analysis, declaration),
    ofUse: (use) => placeOfUse(session, analysis, use),
  };
  return [...mapsOf(analysis, environments, giveUp)].map((map) => mapRow(filteredMap(map, wanted), places));
}

function* mapsOf(
  analysis: Analysis,
  environments: readonly CommandEnvironment[],
  giveUp: (why: string) => void,
): Iterable<NameMap> {
  for (const environment of environments) {
    const map = nameMapOf(analysis, environment);
    for (const why of map.leftOut) giveUp(why);
    yield map;
  }
}

function placeOfUse(session: Session, analysis: Analysis, use: MapUse): (Source & { readonly column: number }) | null {
  const site = siteOfUse(use);
  const place = site && placeOfSite(analysis, site);
  if (place === undefined) return null;
  const { line, column } = place.range;
  return { file: session.fileName(place.uri), line, column };
}

function placeText(session: Session, analysis: Analysis, use: MapUse): string | undefined {
  const place = placeOfUse(session, analysis, use);
  return place === null ? undefined : `${place.file}:${place.line}`;
}

export const mapHelp: string = `
An edge leads from who asks to what its name leads to: it resolves, fails, leaves the cluster, or is blocked because no
NetworkPolicy lets the DNS questions of its Pods out. Services lead to the workloads behind them. A map of more than ${drawnBounds.nodes}
nodes or ${drawnBounds.edges} edges is drawn with one node for each namespace; JSON has everything, with the places.
podns map k8s > names.svg; podns map k8s --format mermaid; podns map k8s --format dot | dot -Tsvg`;
