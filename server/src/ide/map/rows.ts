/** Makes the JSON of a map: `podns map --format json`, the library and the editor write the same. schemas/map.schema.json describes it. */
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { MapEdge, MapNode, MapUse, NameMap } from "./name-map.ts";

/** The map of one environment in JSON. */
export interface MapRow {
  readonly environment: string;
  /** Why names that fail may be there all the same. */
  readonly open: readonly string[];
  readonly nodes: readonly NodeRow[];
  readonly edges: readonly EdgeRow[];
  readonly leftOut: readonly string[];
}

/** Where an object begins; lines count from 1. */
interface Source {
  readonly file: string;
  readonly line: number;
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

/** How a caller says places. */
export interface Places {
  readonly ofObject: (declaration: Declaration | undefined) => Source | null;
  readonly ofUse: (use: MapUse) => (Source & { readonly column: number }) | null;
}

export function mapRow({ label, open, nodes, edges, leftOut }: NameMap, places: Places): MapRow {
  return {
    ...{ environment: label, open },
    nodes: nodes.map(({ id, kind, objectKind, namespace, name, declaration }) => ({
      ...{ id, kind },
      objectKind: objectKind === "" ? null : objectKind,
      namespace: namespace === "" ? null : namespace,
      ...{ name, source: places.ofObject(declaration) },
    })),
    edges: edges.map(({ uses, ...edge }) => ({
      ...edge,
      names: uses.map((use) => ({ name: use.name, why: use.why, source: places.ofUse(use) })),
    })),
    leftOut,
  };
}
