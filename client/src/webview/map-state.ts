/** Defines the state of the map's page and what may happen to it. `map-reduce.ts` makes the change. */
import type { MapDrawnEdge, MapDrawnNode, MapResult, MapTextParams } from "../../../server/src/protocol/map.ts";
import type { WireLink } from "../../../server/src/protocol/simulate.ts";
import type { FromMap, MapWanted, ToMap } from "../common/map-messages.ts";

export interface MapState {
  readonly result: MapResult | null;
  readonly failure: string | null;
  readonly pending: boolean;
  readonly wanted: MapWanted;
  /** Counts what is typed: only the last text is asked for. */
  readonly typed: number;
  /** The list stands in the place of the picture. */
  readonly asList: boolean;
  /** 1: full size. */
  readonly zoom: number;
  /** The id of the node or edge that Tab leads to; null: the first node. */
  readonly current: string | null;
  /** The current one is looked at: its names are shown below. */
  readonly selected: boolean;
  /** The node that the keyboard came from to an edge: up and down go through its edges. */
  readonly anchor: string | null;
}

export type MapAction =
  | { readonly kind: "heard"; readonly message: ToMap }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "namespace"; readonly namespace: string }
  | { readonly kind: "only-failing" }
  | { readonly kind: "ask"; readonly typed: number }
  | { readonly kind: "environment"; readonly id: string }
  | { readonly kind: "as-list"; readonly asList: boolean }
  | { readonly kind: "zoom"; readonly to: number }
  | { readonly kind: "fit" }
  | { readonly kind: "focused"; readonly id: string }
  /** A click, or Enter: goes to the place, or where there are several to the list of them. */
  | { readonly kind: "enter"; readonly id: string }
  | { readonly kind: "move"; readonly by: Direction }
  /** Nothing is looked at any more. */
  | { readonly kind: "escape" }
  /** From what is shown of an item back to the item. */
  | { readonly kind: "back" }
  | { readonly kind: "open"; readonly link: WireLink }
  | { readonly kind: "take"; readonly format: MapTextParams["format"] }
  | { readonly kind: "retry" };

export type Direction = "left" | "right" | "up" | "down" | "first" | "last";

export type MapEffect =
  | { readonly kind: "post"; readonly message: FromMap }
  /** The element with this id gets the focus. */
  | { readonly kind: "focus"; readonly element: string }
  /** The picture is zoomed so that all of it is seen. */
  | { readonly kind: "fit" }
  | { readonly kind: "later"; readonly ms: number; readonly action: MapAction };

export interface MapChange {
  readonly state: MapState;
  readonly effects: readonly MapEffect[];
}

export const initialMap: MapState = {
  result: null,
  failure: null,
  pending: true,
  wanted: {},
  typed: 0,
  asList: false,
  zoom: 1,
  current: null,
  selected: false,
  anchor: null,
};

export const zooms = { least: 0.1, most: 4, step: 1.25 };

/** A node or an edge. */
export type Item = MapDrawnNode | MapDrawnEdge;

export function isEdge(item: Item): item is MapDrawnEdge {
  return "from" in item;
}

/** All of the picture, nodes in front. */
export function itemsOf(state: MapState): readonly Item[] {
  const { nodes = [], edges = [] } = state.result?.picture ?? {};
  return [...nodes, ...edges];
}

/** The item that Tab leads to. */
export function currentItem(state: MapState): Item | undefined {
  const items = itemsOf(state);
  return items.find(({ id }) => id === state.current) ?? items[0];
}

/** The id of an item's element, which holds nothing of a manifest. */
export function elementOf(state: MapState, id: string): string {
  return `item-${itemsOf(state).findIndex((item) => item.id === id)}`;
}

/** What of the state outlives a page that is hidden. */
export type KeptMap = Pick<MapState, "wanted" | "asList" | "zoom" | "current">;

export function keptMap({ wanted, asList, zoom, current }: MapState): KeptMap {
  return { wanted, asList, zoom, current };
}

/** The state that was kept; what an older page kept in another form is left out. */
export function restoredMap(kept: unknown): MapState {
  if (typeof kept !== "object" || kept === null) return initialMap;
  const { wanted, asList, zoom, current } = kept as Partial<KeptMap>; // The fields are looked at one by one.
  const { namespace, text, onlyFailing } = typeof wanted === "object" && wanted !== null ? wanted : {};
  return {
    ...initialMap,
    wanted: {
      ...(typeof namespace === "string" ? { namespace } : {}),
      ...(typeof text === "string" ? { text } : {}),
      ...(onlyFailing === true ? { onlyFailing } : {}),
    },
    asList: asList === true,
    zoom: typeof zoom === "number" && zoom >= zooms.least && zoom <= zooms.most ? zoom : 1,
    current: typeof current === "string" ? current : null,
  };
}
