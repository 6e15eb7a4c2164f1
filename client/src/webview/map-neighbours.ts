/** Finds where an arrow key leads on the map: along edges, through the edges of a node, else to the nearest node. */
import type { MapDrawnEdge, MapPicture } from "../../../server/src/protocol/map.ts";
import { type Direction, type Item, isEdge } from "./map-state.ts";

/** @param anchor the node that the keyboard came from to an edge */
export function neighbour(
  { nodes, edges }: MapPicture,
  item: Item,
  anchor: string | null,
  by: Direction,
): Item | undefined {
  if (by === "first") return nodes[0];
  if (by === "last") return nodes.at(-1);
  const nodeOf = (id: string): Item | undefined => nodes.find((node) => node.id === id);
  if (!isEdge(item)) {
    const along = by === "right" ? "from" : by === "left" ? "to" : undefined;
    const [first] = along === undefined ? [] : ordered(edges.filter((edge) => edge[along] === item.id));
    return first ?? nearest(nodes, item, by);
  }
  if (by === "right") return nodeOf(item.to);
  if (by === "left") return nodeOf(item.from);
  const of = anchor === item.from || anchor === item.to ? anchor : item.from;
  // Those that leave it, or those that lead to it: never from one kind to the other without a sign.
  const side = item.to === of && item.from !== of ? "to" : "from";
  const siblings = ordered(edges.filter((edge) => edge[side] === of));
  const at = siblings.findIndex(({ id }) => id === item.id);
  return siblings[(at + (by === "down" ? 1 : -1) + siblings.length) % siblings.length];
}

function ordered(edges: readonly MapDrawnEdge[]): readonly MapDrawnEdge[] {
  return [...edges].sort((a, b) => a.y - b.y || a.x - b.x);
}

/** The nearest one in a direction; what lies aside counts as twice as far. */
function nearest(nodes: readonly Item[], from: Item, by: Direction): Item | undefined {
  const along = (item: Item): number => {
    if (by === "right") return item.x - from.x;
    if (by === "left") return from.x - item.x;
    return by === "down" ? item.y - from.y : from.y - item.y;
  };
  const aside = (item: Item): number => Math.abs(by === "up" || by === "down" ? item.x - from.x : item.y - from.y) * 2;
  let best: Item | undefined;
  for (const item of nodes) {
    if (item.id === from.id || along(item) <= 0) continue;
    if (best === undefined || along(item) + aside(item) < along(best) + aside(best)) best = item;
  }
  return best;
}
