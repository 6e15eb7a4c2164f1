/** Shows the map's page for a state: what is looked for, the picture or the list, what is looked at, the legend. */
import type { MapDrawnNode, MapListUse, MapPicture, MapResult, MapShape } from "../../../server/src/protocol/map.ts";
import { mapList } from "./map-list.ts";
import { currentItem, type Direction, type Item, isEdge, type MapAction, type MapState, zooms } from "./map-state.ts";
import { icon, iconButton, skeleton } from "./view-parts.ts";
import { type Child, h, type KeyPress, type Props, type VNode } from "./vnode.ts";

/** The page. */
export function mapView(state: MapState): readonly VNode<MapAction>[] {
  const { pending, result } = state;
  return [
    h("div", { key: "progress", class: pending ? "progress busy" : "progress", "aria-hidden": "true" }),
    h("h1", { key: "title", class: "hidden" }, "Map of names"),
    mapBar(state),
    h("main", { key: "main", "aria-busy": pending ? "true" : "false" }, body(state, result)),
  ];
}

function body(state: MapState, result: MapResult | null): Child<MapAction> {
  if (state.failure !== null) {
    const retry: Props<MapAction> = { type: "button", class: "button", on: { click: { kind: "retry" } } };
    const words = h<MapAction>("p", { class: "title bad" }, icon("error"), " The map cannot be shown.");
    return h(
      "div",
      { key: "failed", class: "message" },
      words,
      h("p", {}, state.failure),
      h("button", retry, "Ask again"),
    );
  }
  if (result === null) return [h("p", { key: "waiting", role: "status" }, "Asking all names…"), skeleton<MapAction>(6)];
  if (result.environment === null)
    return h("p", { key: "none", role: "status" }, "There are no Kubernetes manifests in this workspace.");
  const isEmpty = result.rows.length === 0;
  return [
    h("p", { key: "summary", class: "summary", role: "status" }, isEmpty ? "Nothing on the map fits." : result.summary),
    result.notes.length === 0
      ? null
      : h("ul", { key: "notes", class: "notes", "aria-label": "Notes" }, ...result.notes.map(noteLine)),
    definitions(result.picture),
    state.asList || isEmpty
      ? null
      : h("div", { key: "picture", class: "both" }, picture(state, result), details(state, result)),
    state.asList ? mapList(result) : null,
    legend(result.picture),
  ];
}

function noteLine(note: string, index: number): VNode<MapAction> {
  return h("li", { key: `${index}` }, icon("info"), ` ${note}`);
}

/** What is looked for, and how it is shown. */
function mapBar(state: MapState): VNode<MapAction> {
  const { result, wanted } = state;
  const namespaces = result?.namespaces ?? [];
  const chosen = wanted.namespace ?? "";
  const all = chosen === "" || namespaces.includes(chosen) ? namespaces : [chosen, ...namespaces];
  return h("div", { key: "bar", class: "map-bar", role: "search", "aria-label": "Map" }, [
    (result?.environments.length ?? 0) > 1 ? environmentField(result) : null,
    choice(
      "namespace",
      "Namespace",
      chosen,
      [["", "all"], ...all.map((name) => [name, name] as const)],
      (namespace) => ({
        kind: "namespace",
        namespace,
      }),
    ),
    textField(wanted.text ?? ""),
    h(
      "label",
      { key: "failing", class: "check" },
      h("input", {
        id: "only-failing",
        type: "checkbox",
        checked: wanted.onlyFailing === true,
        on: { change: () => ({ kind: "only-failing" }) },
      }),
      " Only what fails",
    ),
    h("div", { key: "ways", class: "group", role: "group", "aria-label": "Show as" }, [
      toggle("Picture", "type-hierarchy", !state.asList, { kind: "as-list", asList: false }),
      toggle("List", "list-unordered", state.asList, { kind: "as-list", asList: true }),
    ]),
    state.asList ? null : zoomButtons(state),
    h("div", { key: "take", class: "group", role: "group", "aria-label": "Take away as a new document" }, [
      icon("export"),
      ...(["svg", "mermaid", "dot", "json"] as const).map((format) =>
        h<MapAction>(
          "button",
          {
            key: format,
            id: `take-${format}`,
            type: "button",
            class: "small",
            "aria-label": `Export ${formatNames[format]}`,
            title: `Open the map as ${formatNames[format]} in a new document`,
            on: { click: { kind: "take", format } },
          },
          formatNames[format],
        ),
      ),
    ]),
  ]);
}

const formatNames = { svg: "SVG", mermaid: "Mermaid", dot: "DOT", json: "JSON" } as const;

function environmentField(result: MapResult | null): VNode<MapAction> {
  const options = (result?.environments ?? []).map(
    ({ id, label }) => [id, label === "" ? "workspace" : label] as const,
  );
  return choice("environment", "Environment", result?.environment?.id ?? "", options, (id) => ({
    kind: "environment",
    id,
  }));
}

function choice(
  id: string,
  label: string,
  value: string,
  options: readonly (readonly [value: string, label: string])[],
  change: (value: string) => MapAction,
): VNode<MapAction> {
  const all = options.map(([each, words]) => h<MapAction>("option", { key: each, value: each }, words));
  const control = h<MapAction>("select", { id: `${id}-input`, value, on: { change } }, ...all);
  const box = h<MapAction>(
    "div",
    { class: "control select" },
    control,
    h("span", { class: "field-end" }, icon("chevron-down")),
  );
  return h("div", { key: id, class: "field" }, h("label", { for: `${id}-input` }, label), box);
}

function textField(value: string): VNode<MapAction> {
  const input = h<MapAction>("input", {
    ...{ id: "text-input", type: "text", value, autocomplete: "off", spellcheck: "false" },
    placeholder: "object or host",
    on: {
      input: (text) => ({ kind: "text", text }),
      keydown: ({ key }) => (key === "Escape" && value !== "" ? { kind: "text", text: "" } : undefined),
    },
  });
  return h(
    "div",
    { key: "text", class: "field" },
    h("label", { for: "text-input" }, "Text"),
    h("div", { class: "control" }, input),
  );
}

function toggle(label: string, sign: string, isOn: boolean, click: MapAction): VNode<MapAction> {
  const props = { key: label, id: `as-${label.toLowerCase()}`, type: "button", class: "small" };
  return h("button", { ...props, "aria-pressed": isOn ? "true" : "false", on: { click } }, icon(sign), ` ${label}`);
}

function zoomButtons({ zoom }: MapState): VNode<MapAction> {
  const percent = `${Math.round(zoom * 100)} %`;
  return h("div", { key: "zoom", class: "group", role: "group", "aria-label": "Zoom" }, [
    iconButton<MapAction>("zoom-out", "Zoom out (-)", { kind: "zoom", to: zoom / zooms.step }),
    h(
      "button",
      {
        ...{ id: "zoom-full", type: "button", class: "small", title: "Full size (0)" },
        "aria-label": `Full size, now ${percent}`,
        on: { click: { kind: "zoom", to: 1 } },
      },
      percent,
    ),
    iconButton<MapAction>("zoom-in", "Zoom in (+)", { kind: "zoom", to: zoom * zooms.step }),
    iconButton<MapAction>("screen-full", "Show all of it", { kind: "fit" }),
  ]);
}

/** What lines end with: the picture and the legend name them by id. */
function definitions({ markers }: MapPicture): VNode<MapAction> {
  const defs = h<MapAction>("defs", {}, ...markers.map((marker, index) => drawn(marker, { key: `${index}` })));
  return h("svg", { key: "markers", class: "hidden", width: 0, height: 0, "aria-hidden": "true" }, defs);
}

/** Around the drawing, whose outermost lines would be cut. */
const margin = 8;

function picture(state: MapState, { picture: all }: MapResult): VNode<MapAction> {
  const { width, height, groups, edges, nodes, labels } = all;
  const { zoom } = state;
  const current = currentItem(state);
  let index = nodes.length;
  const items = [
    ...edges.map((edge) => item(edge, index++, current, state)),
    ...nodes.map((node, at) => item(node, at, current, state)),
  ];
  // The name of a node says them in another order: they are read once.
  const words = nodes.map(({ id, shape }) =>
    drawn(
      { ...shape, children: shape.children?.filter(isText) ?? [] },
      { ...silent, key: `words ${id}`, class: "words" },
    ),
  );
  const plain = (list: readonly MapShape[], name: string): readonly VNode<MapAction>[] =>
    list.map((shape, at) => drawn(shape, { ...silent, key: `${name} ${at}` }));
  const drawing = h<MapAction>(
    "svg",
    {
      ...{ id: "drawing", class: "podns-map", role: "application", "aria-label": "Map of names" },
      ...{ "aria-roledescription": "map", "aria-describedby": "map-keys" },
      viewBox: `${-margin} ${-margin} ${width + margin * 2} ${height + margin * 2}`,
      ...{ width: Math.ceil((width + margin * 2) * zoom), height: Math.ceil((height + margin * 2) * zoom) },
      ...{ "font-family": "var(--vscode-font-family)", "font-size": 12 },
    },
    ...[...plain(groups, "group"), ...items, ...words, ...plain(labels, "label")],
  );
  const keys =
    "Arrow keys go along names and to neighbours, Enter opens the manifest, Escape leaves, plus and minus zoom.";
  return h("div", { key: "canvas-box", class: "canvas-box" }, [
    h("div", { key: "canvas", id: "canvas", class: "canvas" }, drawing),
    h("p", { key: "keys", id: "map-keys", class: "note" }, keys),
  ]);
}

/** What a screen reader hears elsewhere. */
const silent = { "aria-hidden": "true", "aria-label": undefined, role: undefined };

function isText(child: MapShape | string): boolean {
  return typeof child !== "string" && child.name === "text";
}

function item(each: Item, index: number, current: Item | undefined, state: MapState): VNode<MapAction> {
  const { id, shape, text } = each;
  const isCurrent = id === current?.id;
  const { attributes } = shape;
  const looked = isCurrent && state.selected ? " current" : "";
  const own = { ...shape, children: shape.children?.filter((child) => !isText(child)) ?? [] };
  return drawn(own, {
    ...{ key: id, id: `item-${index}`, role: "button", "aria-label": text, tabindex: isCurrent ? 0 : -1 },
    class: `${attributes["class"] ?? ""}${looked}`,
    on: {
      click: { kind: "enter", id },
      focus: { kind: "focused", id },
      keydown: (press) => keyOf(press, id, state.zoom),
    },
  });
}

const moves: Readonly<Record<string, Direction>> = {
  ...{ ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" },
  ...{ Home: "first", End: "last" },
};

function keyOf({ key, alt, ctrl, shift }: KeyPress, id: string, zoom: number): MapAction | undefined {
  if (alt || ctrl) return undefined;
  if (key === "+" || key === "=") return { kind: "zoom", to: zoom * zooms.step };
  if (key === "-") return { kind: "zoom", to: zoom / zooms.step };
  if (key === "0") return { kind: "zoom", to: 1 };
  if (key === "Enter" || key === " ") return { kind: "enter", id };
  if (key === "Escape") return { kind: "escape" };
  const by = moves[key];
  return by === undefined || shift ? undefined : { kind: "move", by };
}

/** Elements that the drawing is made of; no other comes from the server. */
const tags = new Set(["g", "title", "rect", "path", "text", "marker"]);

/** An element of the drawing, with properties of its own in front of those of the server. */
function drawn({ name, attributes, children = [] }: MapShape, own: Props<MapAction> = {}): VNode<MapAction> {
  const inner = children.map((child, index) => (typeof child === "string" ? child : drawn(child, { key: `${index}` })));
  return h(tags.has(name) ? name : "g", { ...attributes, ...own }, ...inner);
}

/** The names of what is looked at, with their places. */
function details(state: MapState, result: MapResult): VNode<MapAction> | null {
  const current = currentItem(state);
  if (!state.selected || current === undefined) return null;
  const row = result.rows.find(({ id }) => id === current.id);
  const uses = isEdge(current) ? (row?.uses ?? []) : [];
  const place = isEdge(current) ? null : current.place;
  const about = isEdge(current) && row !== undefined ? `${row.from} → ${row.to}: ${row.words}` : current.text;
  const back = (press: KeyPress): MapAction | undefined => (press.key === "Escape" ? { kind: "back" } : undefined);
  return h("section", { key: "details", class: "details", "aria-label": "Selected" }, [
    h("p", { key: "about", class: "title" }, about),
    place === null
      ? null
      : h(
          "p",
          { key: "place" },
          h(
            "button",
            { type: "button", class: "link", on: { click: { kind: "open", link: place }, keydown: back } },
            place.label,
          ),
        ),
    insideButton(current, back),
    h(
      "ul",
      { key: "uses" },
      ...uses.map((use, index) => h<MapAction>("li", { key: `${index}` }, useLine(use, index, back))),
    ),
    (row?.moreUses ?? 0) > 0 ? h("p", { key: "more", class: "note" }, `and ${row?.moreUses} more`) : null,
  ]);
}

function insideButton(current: Item, keydown: (press: KeyPress) => MapAction | undefined): VNode<MapAction> | null {
  const namespace = isEdge(current) ? undefined : (current satisfies MapDrawnNode).namespace;
  if (namespace === undefined) return null;
  const click: MapAction = { kind: "namespace", namespace };
  return h(
    "p",
    { key: "inside" },
    h("button", { type: "button", class: "link", on: { click, keydown } }, "Show this namespace"),
  );
}

function useLine(
  { name, why, place }: MapListUse,
  index: number,
  keydown: (press: KeyPress) => MapAction | undefined,
): Child<MapAction> {
  const id = `use-${index}`;
  const words = [h<MapAction>("code", {}, name), ` ${why}`];
  if (place === null) return words;
  const props = { id, type: "button", class: "link", "aria-label": `${name}, ${place.label}` };
  return [h("button", { ...props, on: { click: { kind: "open", link: place }, keydown } }, place.label), " ", ...words];
}

function legend({ legend: lines }: MapPicture): VNode<MapAction> {
  const entries = lines.map(({ words, line }) =>
    h<MapAction>(
      "li",
      { key: words },
      h("svg", { class: "podns-map", width: 52, height: 20, viewBox: "0 0 52 20", "aria-hidden": "true" }, drawn(line)),
      words,
    ),
  );
  return h("ul", { key: "legend", class: "map-legend", "aria-label": "Legend" }, ...entries);
}
