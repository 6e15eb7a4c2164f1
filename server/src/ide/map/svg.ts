/** Draws maps as SVG: positions, shapes, colours of themes, names for screen readers. What makes text of it escapes all text. */
import type { XmlElement } from "../../base/xml.ts";
import { type Drawing, type DrawnEdge, type DrawnNode, stateWords, summaryOf } from "./drawing.ts";
import { type Box, layoutOf, type Placed, type Point } from "./layout.ts";
import { type EdgeState, edgeStates } from "./name-map.ts";

const margin = 24;
const nodeHeight = 40;
const characterWidth = 7.2;
const lineHeight = 20;
/** Lines side by side at one end; more lie on each other. */
const mostBeside = 5;

/** One picture of all drawings, one below the other. */
export function svgOf(drawings: readonly Drawing[]): XmlElement {
  const parts: XmlElement[] = [];
  let y = margin;
  let width = legendWidth + margin * 2;
  for (const drawing of drawings) {
    const placed = layoutOf(drawing, sizeOf);
    const head = headOf(drawing, y);
    for (const each of head.elements) parts.push(each);
    y += head.height;
    parts.push(shifted(drawingElement(drawing, placed), margin, y));
    y += placed.height + margin;
    width = Math.max(width, placed.width + margin * 2, head.width + margin * 2);
  }
  parts.push(shifted(legend(), margin, y));
  const height = y + nodeHeight + margin;
  const summary = drawings.map((drawing) =>
    [...(drawing.label === "" ? [] : [drawing.label]), summaryOf(drawing), ...drawing.notes].join("; "),
  );
  return {
    name: "svg",
    attributes: {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${round(width)} ${round(height)}`,
      ...{ width: round(width), height: round(height) },
      ...{ role: "graphics-document document", "aria-label": "Map of names", class: "podns-map" },
      "font-family": "var(--vscode-font-family, system-ui, sans-serif)",
      "font-size": 12,
    },
    children: [
      element("title", {}, ["Map of names"]),
      element("desc", {}, [summary.join(". ")]),
      element("style", {}, [style]),
      element("defs", {}, markers()),
      element("rect", { class: "back", width: "100%", height: "100%", fill: "#ffffff" }),
      ...parts,
    ],
  };
}

/**
 * Light and dark as the reader's system has it; inside of VS Code, its theme. Colours stand as attributes, too, for
 * programs that read no style sheets with variables.
 */
const style = [
  ".podns-map{--fg:var(--vscode-editor-foreground,#1f2328);--bg:var(--vscode-editor-background,#ffffff);--line:var(--vscode-editorWidget-border,#8c959f);--box:var(--vscode-editorWidget-background,#f6f8fa);--resolves:var(--vscode-charts-green,#116329);--fails:var(--vscode-charts-red,#a40e26);--outside:var(--vscode-descriptionForeground,#57606a);--blocked:var(--vscode-charts-orange,#8a4600);color:var(--fg)}",
  "@media (prefers-color-scheme:dark){.podns-map{--fg:var(--vscode-editor-foreground,#e6edf3);--bg:var(--vscode-editor-background,#161b22);--line:var(--vscode-editorWidget-border,#768390);--box:var(--vscode-editorWidget-background,#22272e);--resolves:var(--vscode-charts-green,#57ab5a);--fails:var(--vscode-charts-red,#ff7b72);--outside:var(--vscode-descriptionForeground,#adbac7);--blocked:var(--vscode-charts-orange,#e0a030)}}",
  ".podns-map text{fill:currentColor}.podns-map .head{opacity:.85}.podns-map .back{fill:var(--bg)}.podns-map .box{fill:var(--bg);stroke:var(--fg)}.podns-map .group{fill:var(--box);stroke:var(--line)}",
  ".podns-map .halo{paint-order:stroke;stroke:var(--bg);stroke-width:3px}",
  ...[...edgeStates].map(
    (state) =>
      `.podns-map .edge-${state}{stroke:var(--${state})}.podns-map .tip-${state}{stroke:var(--${state});fill:var(--${state})}.podns-map .open-${state}{stroke:var(--${state});fill:var(--bg)}`,
  ),
  ".podns-map .edge-behind{stroke:var(--line)}.podns-map .tip-behind{stroke:var(--line);fill:var(--bg)}.podns-map .missing .box{stroke:var(--fails)}",
].join("\n");

const colors: Readonly<Record<EdgeState | "behind", string>> = {
  resolves: "#116329",
  fails: "#a40e26",
  outside: "#57606a",
  blocked: "#8a4600",
  behind: "#8c959f",
};

const dashes: Readonly<Record<EdgeState, string>> = {
  resolves: "",
  fails: "7 4",
  outside: "2 4",
  blocked: "12 4 2 4",
};

/** States differ in colour, in dashes, and in what stands at the end of the line. */
export function markers(): readonly XmlElement[] {
  const marker = (id: string, path: string, look: Readonly<Record<string, string | number>>): XmlElement =>
    element(
      "marker",
      {
        id: `podns-${id}`,
        viewBox: "-11 -6 13 12",
        markerWidth: 13,
        markerHeight: 12,
        markerUnits: "userSpaceOnUse",
        orient: "auto",
      },
      [element("path", { d: path, ...look })],
    );
  const line = { "stroke-width": 1.6 };
  return [
    marker("resolves", "M-9 -4.5L0 0L-9 4.5Z", {
      class: "tip-resolves",
      fill: colors.resolves,
      stroke: colors.resolves,
    }),
    marker("fails", "M-10 -4.5L-2 4.5M-10 4.5L-2 -4.5", {
      class: "edge-fails",
      fill: "none",
      stroke: colors.fails,
      ...line,
    }),
    marker("outside", "M-9 -4.5L0 0L-9 4.5Z", { class: "open-outside", fill: "#ffffff", stroke: colors.outside }),
    marker("blocked", "M-3 -5.5L-3 5.5M-7 -5.5L-7 5.5", {
      class: "edge-blocked",
      fill: "none",
      stroke: colors.blocked,
      "stroke-width": 2.2,
    }),
    marker("behind", "M-6 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0", {
      class: "tip-behind",
      fill: "#ffffff",
      stroke: colors.behind,
    }),
  ];
}

/** The size of a node's box, as wide as its texts. */
export function sizeOf({ head, label }: DrawnNode): Pick<Box, "width" | "height"> {
  // Letters outside of ASCII may be twice as wide.
  const wide = (text: string): number => [...text].reduce((sum, letter) => sum + (letter > "\u024f" ? 2 : 1), 0);
  return { width: Math.max(64, Math.max(wide(label), wide(head) * 0.85) * characterWidth + 24), height: nodeHeight };
}

function headOf(
  drawing: Drawing,
  y: number,
): { readonly elements: readonly XmlElement[]; readonly height: number; readonly width: number } {
  const lines = [...(drawing.label === "" ? [] : [drawing.label]), ...drawing.notes.map((note) => `Note: ${note}`)];
  const isHeading = (index: number): boolean => index === 0 && drawing.label !== "";
  return {
    elements: lines.map((line, index) =>
      element(
        "text",
        { x: margin, y: y + index * lineHeight + 12, ...look(isHeading(index) ? 15 : 12, isHeading(index)) },
        [line],
      ),
    ),
    height: lines.length * lineHeight + (lines.length === 0 ? 0 : 6),
    width: lines.reduce((widest, line) => Math.max(widest, Math.min(line.length, 160) * characterWidth), 0),
  };
}

function look(size: number, isBold: boolean): Readonly<Record<string, string | number>> {
  return { "font-size": size, fill: "#1f2328", ...(isBold ? { "font-weight": 600 } : {}) };
}

function drawingElement(drawing: Drawing, placed: Placed): XmlElement {
  const { groups, edges, nodes, labels } = pictureOf(drawing, placed);
  const name = drawing.label === "" ? "names" : `names of ${drawing.label}`;
  // Labels lie above nodes that an edge passes.
  const whole = [...groups, ...edges.map(({ shape }) => shape), ...nodes.map(({ shape }) => shape), ...labels];
  return element("g", { role: "graphics-object group", "aria-label": name }, whole);
}

/** The parts of a drawing, at their places. */
export interface Picture {
  readonly groups: readonly XmlElement[];
  readonly edges: readonly { readonly edge: DrawnEdge; readonly middle: Point; readonly shape: XmlElement }[];
  readonly nodes: readonly { readonly node: DrawnNode; readonly box: Box; readonly shape: XmlElement }[];
  readonly labels: readonly XmlElement[];
}

/** Draws each part. What has no place is left out: an edge from a node to itself. */
export function pictureOf(drawing: Drawing, placed: Placed): Picture {
  const groups = drawing.groups.flatMap(({ id, label }) => {
    const box = placed.groups.get(id);
    if (box === undefined || label === "") return [];
    return [
      element("rect", { class: "group", ...sizes(box), rx: 8, fill: "#f6f8fa", stroke: "#8c959f" }),
      element("text", { x: round(box.x + 12), y: round(box.y + 19), ...look(12, true) }, [label]),
    ];
  });
  const parallel = new Map<string, number>();
  const labels: XmlElement[] = [];
  const edges = drawing.edges.flatMap((edge, index) => {
    // Those of one way, and those that leave a group together, lie side by side.
    const key = placed.ways.has(index) ? `${edge.from} ${edge.to}` : edge.from;
    const beside = parallel.get(key) ?? 0;
    parallel.set(key, beside + 1);
    const line = lineOf(edge, placed, index, Math.min(beside, mostBeside) * 6);
    if (line === undefined) return [];
    if (edge.label !== "") labels.push(edgeLabel(edge.label, line.middle));
    return [{ edge, middle: line.middle, shape: edgeElement(edge, line.d) }];
  });
  const nodes = drawing.nodes.flatMap((node) => {
    const box = placed.nodes.get(node.id);
    return box === undefined ? [] : [{ node, box, shape: nodeElement(node, box) }];
  });
  return { groups, edges, nodes, labels };
}

function nodeElement({ kind, head, label, description }: DrawnNode, box: Box): XmlElement {
  const middle = box.x + box.width / 2;
  const text = { x: round(middle), "text-anchor": "middle" };
  return element("g", { class: `node ${kind}`, role: "graphics-symbol img", "aria-label": description }, [
    element("title", {}, [description]),
    shapeOf(kind, box),
    element("text", { ...text, y: round(box.y + 17), ...look(12, true) }, [label]),
    element("text", { ...text, class: "head", y: round(box.y + 32), ...look(10, false) }, [head]),
  ]);
}

function shapeOf(kind: DrawnNode["kind"], box: Box): XmlElement {
  const paint = { class: "box", fill: "#ffffff", stroke: "#1f2328" };
  const { x, y, width, height } = box;
  switch (kind) {
    case "service":
      return element("rect", { ...paint, ...sizes(box), rx: height / 2 });
    case "object":
      return element("path", {
        ...paint,
        d: `M${round(x + 8)} ${round(y)}H${round(x + width)}L${round(x + width - 8)} ${round(y + height)}H${round(x)}Z`,
      });
    case "outside":
      return element("rect", { ...paint, ...sizes(box), rx: height / 2, "stroke-dasharray": "2 4" });
    case "missing":
      return element("path", {
        ...paint,
        ...{ stroke: colors.fails, "stroke-dasharray": "7 4" },
        d: `M${round(x + 10)} ${round(y)}H${round(x + width - 10)}L${round(x + width)} ${round(y + height / 2)}L${round(x + width - 10)} ${round(y + height)}H${round(x + 10)}L${round(x)} ${round(y + height / 2)}Z`,
      });
    case "name":
      return element("rect", { ...paint, ...sizes(box), rx: 12, "stroke-dasharray": "1 2" });
    case "workload":
    case "namespace":
      return element("rect", { ...paint, ...sizes(box), rx: 3 });
  }
}

function edgeElement({ relation, state: own, description }: DrawnEdge, d: string): XmlElement {
  const isBehind = relation === "behind";
  const state = isBehind ? "behind" : own;
  const dash = isBehind ? "" : dashes[own];
  return element("g", { class: "edge", role: "graphics-symbol img", "aria-label": description }, [
    element("title", {}, [description]),
    element("path", {
      ...{ class: `edge-${state}`, d, fill: "none", stroke: colors[state], "stroke-width": isBehind ? 1.2 : 1.6 },
      ...(dash === "" ? {} : { "stroke-dasharray": dash }),
      "marker-end": `url(#podns-${state})`,
    }),
  ]);
}

function edgeLabel(label: string, { x, y }: Point): XmlElement {
  const place = { class: "halo", x: round(x), y: round(y - 4), "text-anchor": "middle" };
  // Beside a name of a Service it is not read twice.
  return element("text", { ...place, "aria-hidden": "true", ...look(10, false) }, [label]);
}

/** The line of an edge. Within a group it goes as it was laid out; to another group it leaves its own between nodes. */
function lineOf(
  edge: DrawnEdge,
  { nodes, ways, exits }: Placed,
  index: number,
  beside: number,
): { readonly d: string; readonly middle: Point } | undefined {
  const from = nodes.get(edge.from);
  const to = nodes.get(edge.to);
  if (from === undefined || to === undefined || edge.from === edge.to) return undefined;
  const moved = ({ x, y }: Point): Point => ({ x, y: y + beside });
  const way = ways.get(index)?.map(moved);
  if (way !== undefined) return { d: smooth(way), middle: middleOf(way) };
  const exit = exits.get(edge.from)?.map(moved);
  const end = exit?.at(-1);
  if (exit === undefined || end === undefined || to.x < end.x + 20) {
    const points = straight(from, to, beside);
    return { d: `M${at(points[0])}${curve(points)}`, middle: middleOf(points) };
  }
  const points = straight({ x: end.x, y: end.y - beside, width: 0, height: 0 }, to, beside);
  return { d: `${smooth(exit)}${curve(points)}`, middle: end };
}

function middleOf(way: readonly Point[]): Point {
  const first = way[Math.floor((way.length - 1) / 2)] ?? { x: 0, y: 0 };
  const second = way[Math.ceil((way.length - 1) / 2)] ?? first;
  return { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 };
}

/** From side to side: four points of a curve. */
function straight(from: Box, to: Box, beside: number): readonly Point[] {
  const isBack = to.x + to.width < from.x;
  const isAbove = !isBack && to.x < from.x + from.width;
  const y1 = from.y + from.height / 2 + beside;
  const y2 = to.y + to.height / 2 + beside;
  const x1 = isBack ? from.x : from.x + from.width;
  // Where one stands above the other, the curve goes around to the right side of both.
  const x2 = isBack || isAbove ? to.x + to.width : to.x;
  const reach = Math.max(40, Math.abs(x2 - x1) / 2);
  return [
    { x: x1, y: y1 },
    { x: x1 + (isBack ? -reach : reach), y: y1 },
    { x: x2 + (isBack || isAbove ? reach : -reach), y: y2 },
    { x: x2, y: y2 },
  ];
}

function curve([, second, third, last]: readonly Point[]): string {
  return `C${at(second)} ${at(third)} ${at(last)}`;
}

/** Through the middles between points, so that no corner is sharp. */
function smooth(way: readonly Point[]): string {
  const [first, ...rest] = way;
  const last = rest.at(-1);
  const pieces = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    const end = next === last ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(end)}`;
  });
  return `M${at(first)}${pieces.length === 0 ? `L${at(last)}` : pieces.join("")}`;
}

function at(point: Point | undefined): string {
  return point === undefined ? "0 0" : `${round(point.x)} ${round(point.y)}`;
}

const legendRows = [...edgeStates, "behind"] as const;
const legendStep = 208;
const legendWidth = legendStep * legendRows.length;

/** What each line means: its words, and the line, which begins at 0 and is 44 wide. */
export function legendLines(): readonly { readonly words: string; readonly line: XmlElement }[] {
  return legendRows.map((state) => {
    const dash = state === "behind" ? "" : dashes[state];
    const paint = { class: `edge-${state}`, d: "M0 10H44", fill: "none", stroke: colors[state], "stroke-width": 1.6 };
    const more = { ...(dash === "" ? {} : { "stroke-dasharray": dash }), "marker-end": `url(#podns-${state})` };
    return {
      words: state === "behind" ? "Pods behind a Service" : stateWords[state],
      line: element("path", { ...paint, ...more }),
    };
  });
}

function legend(): XmlElement {
  const items = legendLines().map(({ words, line }, index) =>
    shifted(
      element("g", {}, [line, element("text", { x: 52, y: 14, ...look(11, false) }, [words])]),
      index * legendStep,
      10,
    ),
  );
  return element("g", { class: "legend", role: "graphics-object group", "aria-label": "legend" }, items);
}

function shifted(child: XmlElement, x: number, y: number): XmlElement {
  return element("g", { transform: `translate(${round(x)} ${round(y)})` }, [child]);
}

function sizes({ x, y, width, height }: Box): Readonly<Record<string, number>> {
  return { x: round(x), y: round(y), width: round(width), height: round(height) };
}

function element(
  name: string,
  attributes: XmlElement["attributes"],
  children: readonly (XmlElement | string)[] = [],
): XmlElement {
  return { name, attributes, children };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
