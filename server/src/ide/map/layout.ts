/** Places the nodes of a drawing: each group by itself, then the groups. It draws nothing. */
import { graphlib, layout } from "@dagrejs/dagre";
import { finished, type Steps } from "../../base/steps.ts";
import type { Drawing, DrawnNode } from "./drawing.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  /** Left upper corners and sizes, by id. */
  readonly nodes: ReadonlyMap<string, Box>;
  readonly groups: ReadonlyMap<string, Box>;
  /** The way of an edge within a group, by its index; absent: from node to node. */
  readonly ways: ReadonlyMap<number, readonly Point[]>;
  /** How an edge to another group leaves a node, by its id: between the nodes that stand in its way. */
  readonly exits: ReadonlyMap<string, readonly Point[]>;
}

/** Space in a group around its nodes, and for its label. */
const inner = { side: 16, top: 30 };
/** Nodes without an edge in their group stand in columns of so many at most. */
const highestColumn = 8;
const between = { nodes: 14, ranks: 56, groups: 44 };

/** Edges that place the nodes of one graph: dagre takes seconds for 500 between a hundred nodes. */
const mostPlacing = 120;

/** Groups are laid out apart: dagre's own compound graphs fail on some that are not small. */
export function layoutOf(drawing: Drawing, sizeOf: (node: DrawnNode) => Pick<Box, "width" | "height">): Placed {
  return finished(layoutSteps(drawing, sizeOf));
}

/** The same, with a pause behind each group. */
export function* layoutSteps(
  drawing: Drawing,
  sizeOf: (node: DrawnNode) => Pick<Box, "width" | "height">,
): Steps<Placed> {
  const sizes = new Map(drawing.nodes.map((node) => [node.id, sizeOf(node)]));
  const groupOf = new Map(drawing.nodes.map((node) => [node.id, node.group]));
  const members = new Map(drawing.groups.map(({ id }) => [id, [] as string[]]));
  for (const { id, group } of drawing.nodes) members.get(group)?.push(id);
  const own = new Map(drawing.groups.map(({ id }) => [id, [] as IndexedEdge[]]));
  const across: { readonly from: string; readonly to: string }[] = [];
  const leaving = new Set<string>();
  for (const [index, { from, to }] of drawing.edges.entries()) {
    const group = groupOf.get(from);
    const other = groupOf.get(to);
    if (group === undefined || other === undefined || from === to) continue;
    if (group === other) own.get(group)?.push({ index, from, to });
    else {
      across.push({ from: group, to: other });
      leaving.add(from);
    }
  }
  const parts = new Map<string, Part>();
  for (const { id, label } of drawing.groups) {
    const group = { ids: members.get(id) ?? [], edges: own.get(id) ?? [], sizes, leaving };
    parts.set(id, placeGroup({ ...group, labelWidth: label.length * 7 }));
    yield;
  }
  const outer = placeAll([...parts], across, { nodes: between.groups, ranks: between.groups * 2 });
  const nodes = new Map<string, Box>();
  const groups = new Map<string, Box>();
  const ways = new Map<number, readonly Point[]>();
  const exits = new Map<string, readonly Point[]>();
  for (const [id, part] of parts) {
    const box = outer.boxes.get(id);
    if (box === undefined) continue;
    groups.set(id, box);
    for (const [node, at] of part.boxes) nodes.set(node, { ...at, x: at.x + box.x, y: at.y + box.y });
    const moved = (way: readonly Point[]): readonly Point[] => way.map(({ x, y }) => ({ x: x + box.x, y: y + box.y }));
    for (const [key, way] of part.ways) {
      if (typeof key === "number") ways.set(key, moved(way));
      else exits.set(key, moved(way));
    }
  }
  return { width: outer.width, height: outer.height, nodes, groups, ways, exits };
}

interface IndexedEdge {
  readonly index: number;
  readonly from: string;
  readonly to: string;
}

interface Part {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  /** By the index of an edge, and by the id of a node that an edge to another group leaves. */
  readonly ways: ReadonlyMap<number | string, readonly Point[]>;
}

type Sizes = ReadonlyMap<string, Pick<Box, "width" | "height">>;

interface Group {
  readonly ids: readonly string[];
  readonly edges: readonly IndexedEdge[];
  readonly sizes: Sizes;
  readonly leaving: ReadonlySet<string>;
  readonly labelWidth: number;
}

function placeGroup({ ids, edges, sizes, leaving, labelWidth }: Group): Part {
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const sized = ids.map((id) => [id, sizes.get(id) ?? { width: 0, height: 0 }] as const);
  // Something small behind a node keeps a way free.
  const exits = ids.filter((id) => joined.has(id) && leaving.has(id));
  const linked = placeAll(
    [...sized.filter(([id]) => joined.has(id)), ...exits.map((id) => [`exit ${id}`, { width: 1, height: 1 }] as const)],
    [...edges, ...exits.map((id) => ({ from: id, to: `exit ${id}`, index: id }))],
    between,
  );
  const lone = placeColumns(sized.filter(([id]) => !joined.has(id)));
  const right = linked.width === 0 ? 0 : linked.width + between.nodes * 2;
  const boxes = new Map<string, Box>();
  for (const [id, box] of linked.boxes)
    if (sizes.has(id)) boxes.set(id, { ...box, x: box.x + inner.side, y: box.y + inner.top });
  for (const [id, box] of lone.boxes) boxes.set(id, { ...box, x: box.x + inner.side + right, y: box.y + inner.top });
  const ways = new Map(
    [...linked.ways].map(([index, way]) => [index, way.map(({ x, y }) => ({ x: x + inner.side, y: y + inner.top }))]),
  );
  const width = lone.width === 0 ? linked.width : right + lone.width;
  return {
    width: Math.max(width, labelWidth) + inner.side * 2,
    height: Math.max(linked.height, lone.height) + inner.top + inner.side,
    boxes,
    ways,
  };
}

/** Columns side by side, each as wide as its widest node. */
function placeColumns(sized: readonly (readonly [id: string, Pick<Box, "width" | "height">])[]): Part {
  const boxes = new Map<string, Box>();
  const rows = Math.max(highestColumn, Math.ceil(Math.sqrt(sized.length)));
  let x = 0;
  let width = 0;
  let height = 0;
  for (let first = 0; first < sized.length; first += rows) {
    let y = 0;
    let widest = 0;
    for (const [id, size] of sized.slice(first, first + rows)) {
      boxes.set(id, { x, y, ...size });
      y += size.height + between.nodes;
      widest = Math.max(widest, size.width);
    }
    height = Math.max(height, y - between.nodes);
    width = x + widest;
    x = width + between.nodes * 2;
  }
  return { width, height, boxes, ways: new Map() };
}

/** All edges where they are few; else those that join what is not joined yet, and the first of the others. */
function placingEdges(edges: readonly Ends[]): readonly Ends[] {
  if (edges.length <= mostPlacing) return edges;
  const joined = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let next = joined.get(root); next !== undefined; next = joined.get(root)) {
      // Halves the way for who comes next.
      joined.set(root, joined.get(next) ?? next);
      root = next;
    }
    return root;
  };
  const tree: Ends[] = [];
  const others: Ends[] = [];
  for (const edge of edges) {
    const [from, to] = [rootOf(edge.from), rootOf(edge.to)];
    if (from === to) others.push(edge);
    else {
      joined.set(from, to);
      tree.push(edge);
    }
  }
  return [...tree, ...others.slice(0, Math.max(0, mostPlacing - tree.length))];
}

interface Ends {
  readonly from: string;
  readonly to: string;
}

/** From left to right, as edges lead. */
function placeAll(
  sized: readonly (readonly [id: string, Pick<Box, "width" | "height">])[],
  edges: readonly { readonly from: string; readonly to: string; readonly index?: number | string }[],
  space: { readonly nodes: number; readonly ranks: number },
): Part {
  if (sized.length === 0) return { width: 0, height: 0, boxes: new Map(), ways: new Map() };
  const graph = new graphlib.Graph({ directed: true });
  graph.setGraph({ rankdir: "LR", nodesep: space.nodes, edgesep: 8, ranksep: space.ranks });
  for (const [id, { width, height }] of sized) graph.setNode(id, { width, height });
  // Several edges between the same two are one here: they are drawn side by side.
  for (const { from, to } of placingEdges(edges)) graph.setEdge(from, to, {});
  try {
    layout(graph);
  } catch {
    // A layout is a help: what it cannot place is seen all the same.
    return placeColumns(sized);
  }
  const boxes = new Map<string, Box>();
  let width = 0;
  let height = 0;
  for (const [id, size] of sized) {
    const { x = 0, y = 0 } = graph.node(id) as Partial<Point>;
    const box = { x: x - size.width / 2, y: y - size.height / 2, width: size.width, height: size.height };
    boxes.set(id, box);
    width = Math.max(width, box.x + box.width);
    height = Math.max(height, box.y + box.height);
  }
  const ways = new Map<number | string, readonly Point[]>();
  for (const { from, to, index } of edges) {
    // One that places nothing has no way of its own.
    const { points } = (graph.edge(from, to) ?? {}) as { readonly points?: readonly Point[] };
    if (index === undefined || points === undefined) continue;
    ways.set(index, points);
    for (const { x, y } of points) {
      width = Math.max(width, x);
      height = Math.max(height, y);
    }
  }
  return { width, height, boxes, ways };
}
