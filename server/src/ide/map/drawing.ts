/**
 * Makes of a map what is drawn of it: labels, groups, and no more nodes than a person can look at and a layout takes. It
 * chooses no syntax and no positions.
 */
import { clipped } from "../../base/excerpt.ts";
import { visible } from "../../base/visible.ts";
import type { DrawnBounds } from "./drawn-bounds.ts";
import {
  type EdgeState,
  edgeStates,
  type MapEdge,
  type MapNode,
  type MapUse,
  type NameMap,
  type NodeKind,
  type Relation,
} from "./name-map.ts";

export interface DrawnNode {
  /** Unique in its drawing; an index, nothing of a manifest. */
  readonly id: string;
  /** The same after an edit: the id of the node in the map, or the namespace that it stands for. */
  readonly key: string;
  /** Id of its group. */
  readonly group: string;
  readonly kind: NodeKind | "namespace";
  /** What it is, in small letters: `Deployment`. */
  readonly head: string;
  readonly label: string;
  /** The whole of it, for people who hover or listen. */
  readonly description: string;
}

export interface DrawnEdge {
  /** The same after an edit (`edgeKey`). */
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly relation: Relation;
  readonly state: EdgeState;
  /** The name that was asked, where neither end says it; else "". */
  readonly label: string;
  readonly description: string;
}

export interface DrawnGroup {
  readonly id: string;
  readonly label: string;
}

export interface Drawing {
  readonly label: string;
  readonly groups: readonly DrawnGroup[];
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** What is not drawn, and why a name that fails may be there: a sentence each. */
  readonly notes: readonly string[];
}

/** Characters of a label, and of a description. */
const longestLabel = 36;
export const longestDescription = 600;

/**
 * What is drawn of a map. Beyond the bounds nodes without edges are left out, then each namespace becomes one node.
 * @param placeOf where a use is written: `app.yaml:12`; undefined where nobody knows
 */
export function drawingOf(map: NameMap, bounds: DrawnBounds, placeOf: (use: MapUse) => string | undefined): Drawing {
  const notes = [...openNotes(map), ...map.leftOut.map((why) => shown(why, longestDescription))];
  if (isWithin(map, bounds)) return draw(map, placeOf, notes);
  const connected = withoutLone(map);
  const lone = map.nodes.length - connected.nodes.length;
  if (isWithin(connected, bounds))
    return draw(connected, placeOf, [...notes, `${plural(lone, "object")} without any name or Service are not drawn`]);
  notes.push(
    `each namespace is one node: the map has ${plural(map.nodes.length, "node")} and ${plural(map.edges.length, "edge")}, and at most ${bounds.nodes} and ${bounds.edges} are drawn`,
  );
  return collapsed(map, bounds, notes);
}

function isWithin({ nodes, edges }: Pick<NameMap, "nodes" | "edges">, bounds: DrawnBounds): boolean {
  return nodes.length <= bounds.nodes && edges.length <= bounds.edges;
}

function openNotes({ open }: NameMap): readonly string[] {
  const [first] = open;
  if (first === undefined) return [];
  const more = open.length > 1 ? ` (and ${open.length - 1} more)` : "";
  return [shown(`names that fail may be there all the same: ${first}${more}`, longestDescription)];
}

function withoutLone(map: NameMap): NameMap {
  const used = new Set(map.edges.flatMap(({ from, to }) => [from, to]));
  return { ...map, nodes: map.nodes.filter(({ id }) => used.has(id)) };
}

function draw(map: NameMap, placeOf: (use: MapUse) => string | undefined, notes: readonly string[]): Drawing {
  const groups = groupsOf(map.nodes);
  const ids = new Map(map.nodes.map((node, index) => [node.id, `n${index}`]));
  const byId = new Map(map.nodes.map((node) => [node.id, node]));
  const idOf = (id: string): string => ids.get(id) ?? "";
  return {
    label: shown(map.label, longestDescription),
    groups: [...groups.values()],
    nodes: map.nodes.map((node) => ({
      ...{ id: idOf(node.id), key: node.id, group: groups.get(node.namespace)?.id ?? "", kind: node.kind },
      ...{ head: headOf(node), label: shown(node.name, longestLabel), description: describeNode(node) },
    })),
    edges: map.edges.map((edge) => ({
      ...{ key: edgeKey(edge), from: idOf(edge.from), to: idOf(edge.to), relation: edge.relation, state: edge.state },
      label: edgeLabel(edge, byId.get(edge.to)),
      description: describeEdge(edge, byId, placeOf),
    })),
    notes,
  };
}

/** What an edge is told from others by. */
export function edgeKey({ from, to, relation, state }: Pick<MapEdge, "from" | "to" | "relation" | "state">): string {
  return JSON.stringify([from, to, relation, state]);
}

/** By namespace; what is outside the cluster stands last. */
function groupsOf(nodes: readonly MapNode[]): ReadonlyMap<string, DrawnGroup> {
  const names = [...new Set(nodes.map(({ namespace }) => namespace))];
  const sorted = [...names.filter((name) => name !== "").sort(), ...names.filter((name) => name === "")];
  return new Map(
    sorted.map((name, index) => [
      name,
      { id: `g${index}`, label: name === "" ? outsideGroup : `namespace ${shown(name, longestLabel)}` },
    ]),
  );
}

const outsideGroup = "outside the cluster";

function headOf({ kind, objectKind }: MapNode): string {
  switch (kind) {
    case "workload":
    case "service":
    case "object":
      return shown(objectKind, longestLabel);
    case "outside":
      return "host outside";
    case "missing":
      return "no such name";
    case "name":
      return "name";
  }
}

/** `Deployment api in namespace shop` */
export function describeNode(node: MapNode): string {
  const { namespace, name } = node;
  const where = namespace === "" ? "" : ` in namespace ${namespace}`;
  return shown(`${headOf(node)} ${name}${where}`, longestDescription);
}

/** A node that is not the name itself says too little where the name does not lead to it. */
function edgeLabel({ state, relation, uses }: MapEdge, to: MapNode | undefined): string {
  if (state !== "fails" || relation !== "name" || to?.kind !== "service") return "";
  const [first] = uses;
  const more = uses.length > 1 ? ` +${uses.length - 1}` : "";
  return first === undefined ? "" : `${shown(first.name, longestLabel)}${more}`;
}

/** What becomes of a name, as words. */
export const stateWords: Readonly<Record<EdgeState, string>> = {
  resolves: "resolves",
  fails: "does not resolve",
  outside: "leaves the cluster",
  blocked: "blocked by NetworkPolicy",
};

function describeEdge(
  { from, to, relation, state, uses }: MapEdge,
  nodes: ReadonlyMap<string, MapNode>,
  placeOf: (use: MapUse) => string | undefined,
): string {
  const ends = `${shortName(nodes.get(from))} → ${shortName(nodes.get(to))}`;
  const head = `${ends}: ${edgeWords({ relation, state })}`;
  const told = uses.slice(0, 5).map((use) => {
    const place = placeOf(use);
    return `${use.name}${relation === "behind" ? "" : ` (${use.why})`}${place === undefined ? "" : ` at ${place}`}`;
  });
  const more = uses.length > told.length ? [`and ${uses.length - told.length} more`] : [];
  return shown([head, ...told, ...more].join("; "), longestDescription);
}

/** What an edge says, in words. No name is looked up where a field of the API names a Service. */
export function edgeWords({ relation, state }: Pick<MapEdge, "relation" | "state">): string {
  if (relation === "name" || relation === "external-name") return stateWords[state];
  if (relation === "behind") return "Pods behind the Service";
  return state === "resolves" ? "names the Service" : "names a Service that is not there";
}

/** `Deployment shop/api`, or the host. */
export function shortName(node: MapNode | undefined): string {
  if (node === undefined) return "";
  const { objectKind, namespace, name } = node;
  return objectKind === "" ? name : `${objectKind} ${namespace}/${name}`;
}

interface Counted {
  readonly namespace: string;
  readonly counts: Map<NodeKind, number>;
  inside: number;
  ends: number;
}

/** One node for each namespace, and for all hosts outside; those with the most edges first, if there are too many. */
function collapsed(map: NameMap, bounds: DrawnBounds, notes: readonly string[]): Drawing {
  const byId = new Map(map.nodes.map((node) => [node.id, node]));
  const all = new Map<string, Counted>();
  for (const { namespace, kind } of map.nodes) {
    const known = all.get(namespace) ?? { namespace, counts: new Map<NodeKind, number>(), inside: 0, ends: 0 };
    known.counts.set(kind, (known.counts.get(kind) ?? 0) + 1);
    all.set(namespace, known);
  }
  const between = new Map<
    string,
    { readonly from: string; readonly to: string; readonly state: EdgeState; count: number }
  >();
  for (const edge of map.edges) {
    const from = all.get(byId.get(edge.from)?.namespace ?? "");
    const to = all.get(byId.get(edge.to)?.namespace ?? "");
    if (from === undefined || to === undefined) continue;
    if (from === to) {
      from.inside += 1;
      continue;
    }
    from.ends += 1;
    to.ends += 1;
    const key = JSON.stringify([from.namespace, to.namespace, edge.state]);
    const known = between.get(key) ?? { from: from.namespace, to: to.namespace, state: edge.state, count: 0 };
    known.count += 1;
    between.set(key, known);
  }
  const ranked = [...all.values()].sort((a, b) => b.ends - a.ends || (a.namespace < b.namespace ? -1 : 1));
  const kept = ranked.slice(0, bounds.nodes);
  const ids = new Map(kept.map(({ namespace }, index) => [namespace, `n${index}`]));
  const drawn = [...between.values()].filter(({ from, to }) => ids.has(from) && ids.has(to));
  const edges = drawn.sort((a, b) => b.count - a.count).slice(0, bounds.edges);
  const left = [
    ...(ranked.length > kept.length
      ? [`${plural(ranked.length - kept.length, "namespace")} with the fewest names to others are not drawn`]
      : []),
    ...(between.size > edges.length
      ? [`${plural(between.size - edges.length, "edge")} between namespaces are not drawn`]
      : []),
  ];
  return {
    label: shown(map.label, longestDescription),
    groups: [{ id: "g0", label: "" }],
    nodes: kept.map((counted) => namespaceNode(counted, ids.get(counted.namespace) ?? "")),
    edges: edges.map(({ from, to, state, count }) => ({
      key: edgeKey({ from, to, relation: "name", state }),
      ...{ from: ids.get(from) ?? "", to: ids.get(to) ?? "", relation: "name", state },
      label: String(count),
      description: shown(
        `${from || outsideGroup} → ${to || outsideGroup}: ${plural(count, "edge")}, ${stateWords[state]}`,
        longestDescription,
      ),
    })),
    notes: [...notes, ...left],
  };
}

function namespaceNode({ namespace, counts, inside }: Counted, id: string): DrawnNode {
  const parts = [...counts].map(([kind, count]) => `${count} ${kindWords[kind]}${count === 1 ? "" : "s"}`);
  const whole = [...parts, ...(inside > 0 ? [`${plural(inside, "edge")} inside`] : [])].join(", ");
  const isOutside = namespace === "";
  return {
    ...{ id, key: `namespace ${namespace}`, group: "g0", kind: isOutside ? "outside" : "namespace" },
    head: shown(whole, longestLabel + 12),
    label: isOutside ? outsideGroup : shown(namespace, longestLabel),
    description: shown(`${isOutside ? outsideGroup : `namespace ${namespace}`}: ${whole}`, longestDescription),
  };
}

const kindWords: Readonly<Record<NodeKind, string>> = {
  workload: "workload",
  service: "Service",
  object: "other object",
  outside: "host",
  missing: "missing name",
  name: "other name",
};

/** How many edges of each state a drawing has, in words: `3 resolve, …`. Pods behind Services are not counted. */
export function summaryOf({ nodes, edges }: Drawing): string {
  const counts = edgeStates.flatMap((state) => {
    const count = edges.filter((edge) => edge.state === state && edge.relation !== "behind").length;
    return count === 0 ? [] : [`${stateWords[state]}: ${count}`];
  });
  return [plural(nodes.length, "node"), plural(edges.length, "edge"), ...counts].join(", ");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Every character of it shows, and it has a bound. */
export function shown(text: string, most: number): string {
  return clipped(visible(clipped(text, most)), most);
}
