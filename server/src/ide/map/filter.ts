/** Narrows a map down to what a person looks for. */
import type { MapEdge, MapNode, NameMap } from "./name-map.ts";

export interface MapFilter {
  /** Only what is in this namespace, and what it leads to or is asked by. */
  readonly namespace?: string;
  /** Only objects and names with this text, and what they lead to or are asked by. */
  readonly text?: string;
  /** Only names that do not resolve or are blocked. */
  readonly onlyFailing?: boolean;
}

/** Characters of a text that is looked for. */
const longestText = 200;

/** The nodes and edges that are looked for; each edge with both of its ends. */
export function filteredMap(map: NameMap, { namespace = "", text = "", onlyFailing = false }: MapFilter): NameMap {
  const wanted = text.trim().toLowerCase().slice(0, longestText);
  if (namespace === "" && wanted === "" && !onlyFailing) return map;
  const byId = new Map(map.nodes.map((node) => [node.id, node]));
  const isNear = (id: string): boolean => namespace === "" || byId.get(id)?.namespace === namespace;
  const has = (each: string): boolean => each.toLowerCase().includes(wanted);
  const isNamed = (node: MapNode): boolean => has(`${node.objectKind} ${node.namespace}/${node.name}`);
  const named = new Set(wanted === "" ? [] : map.nodes.flatMap((node) => (isNamed(node) ? [node.id] : [])));
  const isWanted = ({ from, to, uses }: MapEdge): boolean =>
    wanted === "" || named.has(from) || named.has(to) || uses.some(({ name }) => has(name));
  const fails = ({ state }: MapEdge): boolean => state === "fails" || state === "blocked";
  const edges = map.edges.filter(
    (edge) => (isNear(edge.from) || isNear(edge.to)) && isWanted(edge) && (!onlyFailing || fails(edge)),
  );
  const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const stays = ({ id }: MapNode): boolean => isNear(id) && (wanted === "" || named.has(id)) && !onlyFailing;
  return { ...map, nodes: map.nodes.filter((node) => ends.has(node.id) || stays(node)), edges };
}
