/** Defines the wire form of the map of names: who asks for which name, as a drawing and as an equal list. Plain JSON. */
import type { EnvironmentChoice } from "./environments.ts";
import type { WireLink } from "./simulate.ts";

export interface MapParams {
  /** Absent or unknown: the one that answers about the document show, else the first. */
  readonly environment?: string;
  /** The document that the person stands in. */
  readonly uri?: string;
  /** Only what is in this namespace, and what it leads to or is asked by. */
  readonly namespace?: string;
  /** Only objects and names with this text, and what they lead to or are asked by. */
  readonly text?: string;
  /** Only names that do not resolve or are blocked. */
  readonly onlyFailing?: boolean;
}

/** An element of SVG, with its attributes in their order. All text is plain. */
export interface MapShape {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children?: readonly (MapShape | string)[];
}

export interface MapResult {
  /** The one that is drawn; null in a workspace without any. */
  readonly environment: EnvironmentChoice | null;
  /** All of the workspace. */
  readonly environments: readonly EnvironmentChoice[];
  /** All of the map, whatever is looked for. */
  readonly namespaces: readonly string[];
  /** `12 nodes, 14 edges, resolves: 10, …` */
  readonly summary: string;
  /** What is not drawn or listed, and why a name that fails may be there: a sentence each. */
  readonly notes: readonly string[];
  readonly picture: MapPicture;
  /** Every edge, those that fail in front; also where the picture has one node for each namespace. */
  readonly rows: readonly MapListRow[];
}

/** Coordinates are those of the drawing, in pixels at its full size. */
export interface MapPicture {
  readonly width: number;
  readonly height: number;
  /** What stands at the ends of lines, for the `defs` of an SVG. */
  readonly markers: readonly MapShape[];
  readonly legend: readonly { readonly words: string; readonly line: MapShape }[];
  /** Boxes around namespaces. */
  readonly groups: readonly MapShape[];
  readonly nodes: readonly MapDrawnNode[];
  readonly edges: readonly MapDrawnEdge[];
  readonly labels: readonly MapShape[];
}

export interface MapDrawnNode {
  /** The same for the same object after every edit. */
  readonly id: string;
  /** The whole of it in words. */
  readonly text: string;
  /** The middle. */
  readonly x: number;
  readonly y: number;
  readonly shape: MapShape;
  /** Where it is declared. */
  readonly place: WireLink | null;
  /** The namespace that it stands for, where each is one node. */
  readonly namespace?: string;
}

export interface MapDrawnEdge {
  /** The same after every edit that leaves its ends and its state. */
  readonly id: string;
  /** Ids of nodes. */
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Somewhere on its line. */
  readonly x: number;
  readonly y: number;
  readonly shape: MapShape;
}

/** What becomes of the names of an edge. */
export type MapState = "resolves" | "fails" | "outside" | "blocked" | "behind";

export interface MapListRow {
  /** The id of the edge; or of an object that no edge leads from or to. */
  readonly id: string;
  readonly from: string;
  readonly fromPlace: WireLink | null;
  /** "" for an object without any edge. */
  readonly to: string;
  readonly toPlace: WireLink | null;
  /** "behind": Pods behind a Service; nobody asks for a name there. */
  readonly state: MapState;
  /** The state in words. */
  readonly words: string;
  readonly uses: readonly MapListUse[];
  /** Names that are not sent. */
  readonly moreUses: number;
}

/** A name, and the place that states it. */
export interface MapListUse {
  readonly name: string;
  readonly why: string;
  readonly place: WireLink | null;
}

export interface MapTextParams extends MapParams {
  readonly format: "svg" | "mermaid" | "dot" | "json";
}

export interface MapTextResult {
  /** What `podns map` prints of the environment. */
  readonly text: string;
}
