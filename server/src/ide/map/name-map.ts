/** Defines a map of names: who asks for which name in one environment, and what the answer is. It holds no positions. */
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Mention } from "../../kubernetes/mentions/mention.ts";

/** What a node of the map stands for. */
export type NodeKind =
  /** A workload, or a Pod that none made. */
  | "workload"
  | "service"
  /** Another object that names Services: an Ingress, a webhook, a ConfigMap that no Pod reads. */
  | "object"
  /** A host that the cluster's DNS server does not answer for. */
  | "outside"
  /** A name that does not resolve and leads to no Service. */
  | "missing"
  /** A name that resolves, and to no Service: an entry of a hosts file, an address of a Pod. */
  | "name";

export interface MapNode {
  /** Unique in its map: `Deployment shop/api`, `outside example.com`. */
  readonly id: string;
  readonly kind: NodeKind;
  /** The kind of the object, e.g. `StatefulSet`; "" for names. */
  readonly objectKind: string;
  /** "" for hosts outside, which are in none. */
  readonly namespace: string;
  /** The object's name, or the host. */
  readonly name: string;
  /** Absent: no manifest declares it. */
  readonly declaration?: Declaration;
}

/** What becomes of the names of an edge. */
export const edgeStates = ["resolves", "fails", "outside", "blocked"] as const;

export type EdgeState = (typeof edgeStates)[number];

/** How one end of an edge leads to the other. */
export type Relation =
  /** A host name in a string. */
  | "name"
  /** A field that names a Service by the API's own structure. */
  | "field"
  /** The ExternalName of a Service. */
  | "external-name"
  /** Pods behind a Service. */
  | "behind";

/** One name of an edge, with the place that states it. */
export interface MapUse {
  /** As it is written; for Pods behind a Service the Service's name. */
  readonly name: string;
  /** The verdict in words. */
  readonly why: string;
  readonly declaration?: Declaration;
  readonly mention?: Mention;
}

export interface MapEdge {
  /** Ids of nodes. */
  readonly from: string;
  readonly to: string;
  readonly relation: Relation;
  readonly state: EdgeState;
  /** Each name once; never empty. */
  readonly uses: readonly MapUse[];
}

/** The map of one environment. */
export interface NameMap {
  readonly label: string;
  /** Why something may exist that is not in it: a name that fails may be there. */
  readonly open: readonly string[];
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** What is left out, a sentence each. */
  readonly leftOut: readonly string[];
}
