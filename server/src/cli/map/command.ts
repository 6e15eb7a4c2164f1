/** Prints maps of names for `podns map`. What draws pictures is loaded when one is wanted. */
import type { Analysis } from "../../analysis/analysis.ts";
import { siteOf } from "../../analysis/mentions.ts";
import { nameMapOf } from "../../map/build.ts";
import { drawnBounds } from "../../map/drawn-bounds.ts";
import type { MapEdge, MapNode, MapUse, NameMap } from "../../map/name-map.ts";
import { placeOfSite, type Source, sourceOf } from "../place.ts";
import type { Session } from "../session.ts";
import { type Shown, shownJson, shownText, shownXml } from "../shown.ts";
import type { World } from "../worlds.ts";

export const mapFormats = ["svg", "mermaid", "dot", "json"] as const;

export type MapFormat = (typeof mapFormats)[number];

/** What a command has opened. */
interface Opened {
  readonly session: Session;
  readonly analysis: Analysis;
  readonly worlds: readonly World[];
}

/**
 * Maps of these clusters in one text.
 * @param giveUp gets what is left out
 */
export async function mapText(
  { session, analysis, worlds }: Opened,
  format: MapFormat,
  giveUp: (why: string) => void,
): Promise<Shown> {
  const made = mapsOf(analysis, worlds, giveUp);
  if (format === "json") return shownJson([...made].map((map) => mapRow(session, analysis, map)));
  const { drawMaps } = await import("../../map/draw.ts");
  const { form, count } = drawMaps(made, format, (use) => placeText(session, analysis, use));
  const left = worlds[count];
  if (left !== undefined)
    giveUp(
      `${worlds.length - count} environments are not drawn, the first of them '${left.label}': choose one with --environment`,
    );
  return "svg" in form ? shownXml(form.svg) : shownText(form.text);
}

function* mapsOf(analysis: Analysis, worlds: readonly World[], giveUp: (why: string) => void): Iterable<NameMap> {
  for (const world of worlds) {
    const map = nameMapOf(analysis, world);
    for (const why of map.leftOut) giveUp(why);
    yield map;
  }
}

/** The map of one environment in JSON. */
interface MapRow {
  readonly environment: string;
  /** Why names that fail may be there all the same. */
  readonly open: readonly string[];
  readonly nodes: readonly NodeRow[];
  readonly edges: readonly EdgeRow[];
  readonly leftOut: readonly string[];
}

interface NodeRow extends Pick<MapNode, "id" | "kind"> {
  /** `StatefulSet`; null for names. */
  readonly objectKind: string | null;
  /** Null outside the cluster. */
  readonly namespace: string | null;
  readonly name: string;
  readonly source: Source | null;
}

interface EdgeRow extends Omit<MapEdge, "uses"> {
  readonly names: readonly {
    readonly name: string;
    readonly why: string;
    readonly source: (Source & { readonly column: number }) | null;
  }[];
}

function mapRow(session: Session, analysis: Analysis, { label, open, nodes, edges, leftOut }: NameMap): MapRow {
  return {
    ...{ environment: label, open },
    nodes: nodes.map(({ id, kind, objectKind, namespace, name, declaration }) => ({
      ...{
        id,
        kind,
        objectKind: objectKind === "" ? null : objectKind,
        namespace: namespace === "" ? null : namespace,
      },
      ...{ name, source: sourceOf(session, analysis, declaration) },
    })),
    edges: edges.map(({ uses, ...edge }) => ({
      ...edge,
      names: uses.map((use) => ({ name: use.name, why: use.why, source: placeOfUse(session, analysis, use) })),
    })),
    leftOut,
  };
}

/** Where a name is written; of Pods behind a Service where the Service is declared. */
function placeOfUse(
  session: Session,
  analysis: Analysis,
  { declaration, mention }: MapUse,
): (Source & { readonly column: number }) | null {
  if (declaration === undefined) return null;
  const site = mention === undefined ? { declaration, path: ["metadata", "name"] } : siteOf(declaration, mention);
  const place = placeOfSite(analysis, site);
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
