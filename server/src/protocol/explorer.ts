/** Defines the wire form of the "Kubernetes DNS" tree: the client asks for what is below a node, and draws it. */
import type { SimulateArguments } from "./commands.ts";
import type { WireRange } from "./simulate.ts";

export interface ExplorerParams {
  /** The id of the node whose children are asked for; absent: the roots. */
  readonly node?: string;
  /** Only Services whose full name holds this text, and what is around them. */
  readonly text?: string;
}

export interface ExplorerNode {
  /** The same for the same thing after every edit. */
  readonly id: string;
  readonly kind:
    | "environment"
    | "namespace"
    | "headless"
    | "cluster-ip"
    | "external-name"
    | "name"
    | "pod"
    | "users"
    | "user"
    | "more";
  readonly label: string;
  readonly description: string;
  /** A sentence for people who point at it or hear it; "" where label and description say all. */
  readonly tooltip: string;
  readonly hasChildren: boolean;
  /** The most severe finding of the object. */
  readonly severity?: "error" | "warning" | "information";
  /** False for a Service without Pods and for a Pod that is not ready. */
  readonly isServing: boolean;
  /** Where it is written. */
  readonly place?: { readonly uri: string; readonly range: WireRange };
  /** The full name, without final dot. */
  readonly fqdn?: string;
  /** What the panel is asked for it. */
  readonly question?: SimulateArguments;
  /** The environment whose records hold it. */
  readonly environment: string;
}

export interface ExplorerResult {
  readonly nodes: readonly ExplorerNode[];
  /** Why there is nothing, for people; only of an empty tree. */
  readonly reason?: string;
}

export interface ExplorerPlaceParams {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}

/** The nodes from the root to the Service that a place is about; empty where it is about none. */
export interface ExplorerPlaceResult {
  readonly path: readonly string[];
}
