/** Checks the map's page: what keys do, what is asked and sent, that picture and list say the same. */
import { describe, expect, test } from "vitest";
import type { MapListRow, MapResult, MapShape } from "../../../server/src/protocol/map.ts";
import type { FromMap } from "../common/map-messages.ts";
import { fromMap, toMap } from "../common/map-messages.ts";
import { reduceMap } from "./map-reduce.ts";
import {
  currentItem,
  elementOf,
  initialMap,
  keptMap,
  type MapAction,
  type MapEffect,
  type MapState,
  restoredMap,
} from "./map-state.ts";
import { mapView } from "./map-view.ts";
import { findAll, h, textOf, type VNode } from "./vnode.ts";

const link = (line: number) => ({
  uri: "file:///app.yaml",
  range: { start: { line, character: 0 }, end: { line, character: 1 } },
  label: `app.yaml:${line + 1}`,
});
const shape = (kind: string, text: string): MapShape => ({
  name: "g",
  attributes: { class: kind, role: "graphics-symbol img" },
  children: [
    { name: "title", attributes: {}, children: [text] },
    { name: "rect", attributes: { class: "box" } },
  ],
});
const node = (id: string, x: number, y: number, line: number | null = 0) => ({
  ...{ id, text: `node ${id}`, x, y, shape: shape("node workload", id) },
  place: line === null ? null : link(line),
});
const edge = (from: string, to: string, y: number) => ({
  ...{ id: `${from}>${to}`, from, to, text: `edge ${from} ${to}`, x: 50, y, shape: shape("edge", "") },
});
const row = (
  from: string,
  to: string,
  lines: readonly number[],
  state: MapListRow["state"] = "resolves",
): MapListRow => ({
  ...{ id: `${from}>${to}`, from, fromPlace: link(0), to, toPlace: null, state, words: state },
  uses: lines.map((line) => ({ name: `name-${line}`, why: "because", place: link(line) })),
  moreUses: 0,
});

/** a asks b and c; d stands alone below a. */
const result: MapResult = {
  environment: { id: "e", label: "shop" },
  environments: [
    { id: "e", label: "shop" },
    { id: "f", label: "" },
  ],
  namespaces: ["one", "two"],
  ...{ summary: "4 nodes, 2 edges", notes: ["a note"] },
  picture: {
    ...{ width: 200, height: 100, markers: [], groups: [], labels: [] },
    legend: [{ words: "resolves", line: { name: "path", attributes: { d: "M0 0" } } }],
    nodes: [node("a", 0, 0), node("b", 100, 0), node("c", 100, 50, null), node("d", 0, 60)],
    edges: [edge("a", "b", 0), edge("a", "c", 25)],
  },
  rows: [row("a", "c", [4, 5], "fails"), row("a", "b", [3])],
};

function play(state: MapState, ...actions: readonly MapAction[]): { state: MapState; effects: readonly MapEffect[] } {
  const effects: MapEffect[] = [];
  let now = state;
  for (const action of actions) {
    const change = reduceMap(now, action);
    now = change.state;
    for (const effect of change.effects) effects.push(effect);
  }
  return { state: now, effects };
}

const posted = (effects: readonly MapEffect[]): readonly FromMap[] =>
  effects.flatMap((effect) => (effect.kind === "post" ? [effect.message] : []));
const shown = play(initialMap, { kind: "heard", message: { kind: "map", result } }).state;
const page = (state: MapState): VNode<MapAction> => h("div", {}, ...mapView(state));
const buttons = (state: MapState): readonly VNode<MapAction>[] =>
  findAll(page(state), ({ props }) => props["role"] === "button");

describe("the keyboard on the picture", () => {
  const at = (id: string): MapState => play(shown, { kind: "focused", id }).state;
  const moved = (state: MapState, ...by: readonly ("left" | "right" | "up" | "down" | "first" | "last")[]): string => {
    const moves = by.map((each): MapAction => ({ kind: "move", by: each }));
    return play(state, ...moves).state.current ?? "";
  };

  test("exactly one item is in the order of Tab, and every item is a button with a name", () => {
    expect(buttons(shown).filter(({ props }) => props["tabindex"] === 0)).toHaveLength(1);
    expect(buttons(shown)).toHaveLength(6);
    for (const { props } of buttons(shown)) expect(props["aria-label"]).toMatch(/^(node|edge) /);
    expect(new Set(buttons(shown).map(({ props }) => props["id"])).size).toBe(6);
  });

  test("arrows go along edges, through the edges of a node, and else to the nearest node", () => {
    expect(moved(at("a"), "right")).toBe("a>b");
    expect(moved(at("a"), "right", "right")).toBe("b");
    expect(moved(at("a"), "right", "down")).toBe("a>c");
    expect(moved(at("a"), "right", "down", "down")).toBe("a>b");
    expect(moved(at("a"), "right", "left")).toBe("a");
    expect(moved(at("c"), "left")).toBe("a>c");
    // It came from c, which has one edge only.
    expect(moved(at("c"), "left", "down")).toBe("a>c");
    expect(moved(at("a"), "down")).toBe("d");
    expect(moved(at("d"), "right")).toBe("c");
    expect(moved(at("b"), "right")).toBe("b");
    expect(moved(at("d"), "first")).toBe("a");
    expect(moved(at("a"), "last")).toBe("d");
  });

  test("every node is reached from every other one", () => {
    const reached = new Set(["a"]);
    for (const id of reached) for (const by of ["left", "right", "up", "down"] as const) reached.add(moved(at(id), by));
    for (const { id } of [...result.picture.nodes, ...result.picture.edges]) expect(reached).toContain(id);
  });

  test("the element that a move leads to gets the focus", () => {
    const { state, effects } = play(at("a"), { kind: "move", by: "right" });
    expect(effects).toEqual([{ kind: "focus", element: elementOf(state, "a>b") }]);
    const [found] = findAll(page(state), ({ props }) => props["id"] === elementOf(state, "a>b"));
    expect(found?.props["aria-label"]).toBe("edge a b");
    expect(found?.props["tabindex"]).toBe(0);
  });

  test("Enter goes to the place; where there are several, to the list of them", () => {
    expect(posted(play(shown, { kind: "enter", id: "a" }).effects)).toEqual([{ kind: "open", link: link(0) }]);
    expect(posted(play(shown, { kind: "enter", id: "a>b" }).effects)).toEqual([{ kind: "open", link: link(3) }]);
    const several = play(shown, { kind: "enter", id: "a>c" });
    expect(several.effects).toEqual([{ kind: "focus", element: "use-0" }]);
    expect(findAll(page(several.state), ({ props }) => String(props["id"]).startsWith("use-"))).toHaveLength(2);
    expect(play(shown, { kind: "enter", id: "c" }).effects).toEqual([]);
    expect(play(shown, { kind: "enter", id: "gone" }).effects).toEqual([]);
  });

  test("Escape leads from the names of an item back to it, then leaves what is looked at", () => {
    const back = play(shown, { kind: "enter", id: "a>c" }, { kind: "back" });
    expect(back.effects.at(-1)).toEqual({ kind: "focus", element: elementOf(back.state, "a>c") });
    expect(back.state.selected).toBe(true);
    expect(play(back.state, { kind: "escape" })).toMatchObject({
      state: { selected: false, current: "a>c" },
      effects: [],
    });
  });
});

test("an edit keeps what is looked at, and takes another item where that is gone", () => {
  const looking = play(shown, { kind: "focused", id: "c" }).state;
  const next = { ...result, picture: { ...result.picture, nodes: result.picture.nodes.toReversed() } };
  const after = play(looking, { kind: "heard", message: { kind: "map", result: next } }).state;
  expect(currentItem(after)?.id).toBe("c");
  const gone = { ...result, picture: { ...result.picture, nodes: [node("z", 0, 0)], edges: [] } };
  expect(currentItem(play(looking, { kind: "heard", message: { kind: "map", result: gone } }).state)?.id).toBe("z");
});

describe("what is looked for", () => {
  test("only the last text is asked for", () => {
    const { state, effects } = play(shown, { kind: "text", text: "d" }, { kind: "text", text: "db" });
    const later = effects.flatMap((effect) => (effect.kind === "later" ? [effect.action] : []));
    expect(posted(play(state, ...later).effects)).toEqual([{ kind: "ask", wanted: { text: "db" } }]);
  });

  test("a namespace, failures, a node that stands for a namespace, another environment", () => {
    const failing = play(shown, { kind: "only-failing" }, { kind: "namespace", namespace: "one" });
    expect(posted(failing.effects)).toEqual([
      { kind: "ask", wanted: { onlyFailing: true } },
      { kind: "ask", wanted: { onlyFailing: true, namespace: "one" } },
    ]);
    expect(failing.state.pending).toBe(true);
    const nodes = [{ ...node("namespace two", 0, 0, null), namespace: "two" }];
    const collapsed = { ...result, picture: { ...result.picture, nodes, edges: [] } };
    const opened = play(
      shown,
      { kind: "heard", message: { kind: "map", result: collapsed } },
      { kind: "enter", id: "namespace two" },
    );
    expect(posted(opened.effects)).toEqual([{ kind: "ask", wanted: { namespace: "two" } }]);
    const other = play(failing.state, { kind: "environment", id: "f" });
    expect(posted(other.effects)).toEqual([{ kind: "choose", environment: "f" }]);
    expect(other.state.wanted).toEqual({ onlyFailing: true, namespace: "" });
  });

  test("what is taken away is what is looked for", () => {
    const { effects } = play(shown, { kind: "only-failing" }, { kind: "take", format: "mermaid" });
    expect(posted(effects).at(-1)).toEqual({ kind: "take", format: "mermaid", wanted: { onlyFailing: true } });
  });
});

test("the list has the rows, states and links of the picture, and takes its place", () => {
  const listed = play(shown, { kind: "as-list", asList: true }).state;
  expect(buttons(listed)).toEqual([]);
  const rows = findAll(page(listed), ({ tag, props }) => tag === "tr" && props.key !== undefined);
  expect(rows.map(textOf)).toEqual([
    "aname-4 app.yaml:5name-5 app.yaml:6c failsbecause",
    "aname-3 app.yaml:4b resolves",
  ]);
  const links = findAll(page(listed), ({ props }) => props.class === "link").map(({ props }) => props["aria-label"]);
  expect(links).toEqual([
    "a, app.yaml:1",
    "name-4, app.yaml:5",
    "name-5, app.yaml:6",
    "a, app.yaml:1",
    "name-3, app.yaml:4",
  ]);
});

test("notes, the legend, a failure and an empty workspace are said", () => {
  expect(textOf(page(shown))).toContain("a note");
  expect(findAll(page(shown), ({ props }) => props["aria-label"] === "Legend").map(textOf)).toEqual(["resolves"]);
  const failed = play(shown, { kind: "heard", message: { kind: "failed", message: "it ended" } });
  expect(textOf(page(failed.state))).toContain("it ended");
  expect(posted(play(failed.state, { kind: "retry" }).effects)).toEqual([{ kind: "ask", wanted: {} }]);
  const none = { ...result, environment: null, rows: [] };
  expect(textOf(page(play(shown, { kind: "heard", message: { kind: "map", result: none } }).state))).toContain(
    "There are no Kubernetes manifests",
  );
  expect(
    textOf(page(play(shown, { kind: "heard", message: { kind: "map", result: { ...result, rows: [] } } }).state)),
  ).toContain("Nothing on the map fits.");
  expect(textOf(page(initialMap))).toContain("Asking all names");
});

test("zoom has bounds", () => {
  expect(play(shown, { kind: "zoom", to: 99 }).state.zoom).toBe(4);
  expect(play(shown, { kind: "zoom", to: 0 }).state.zoom).toBe(0.1);
  const [drawing] = findAll(page(play(shown, { kind: "zoom", to: 2 }).state), ({ props }) => props["id"] === "drawing");
  expect([drawing?.props["width"], drawing?.props["viewBox"]]).toEqual([432, "-8 -8 216 116"]);
});

test("an element that the drawing does not have is not made", () => {
  const script = { name: "script", attributes: {}, children: ["alert(1)"] };
  const nodes = [{ ...node("a", 0, 0), shape: { ...shape("node", "a"), children: [script] } }];
  const hostile = { ...result, picture: { ...result.picture, nodes, edges: [] } };
  const state = play(shown, { kind: "heard", message: { kind: "map", result: hostile } }).state;
  expect(findAll(page(state), ({ tag }) => tag === "script")).toEqual([]);
});

test("what a hidden page keeps comes back, and what is not its own does not", () => {
  const { state } = play(shown, { kind: "only-failing" }, { kind: "zoom", to: 2 }, { kind: "focused", id: "b" });
  expect(restoredMap(JSON.parse(JSON.stringify(keptMap(state))))).toMatchObject({
    wanted: { onlyFailing: true },
    ...{ zoom: 2, current: "b", result: null, selected: false },
  });
  for (const wrong of [null, 1, { wanted: 3, zoom: -1, current: {}, asList: "yes" }, { wanted: { text: 4 } }])
    expect(restoredMap(wrong)).toEqual(initialMap);
});

test("messages of other kinds are not heard", () => {
  for (const wrong of [null, 1, {}, { kind: 1 }, { kind: "ready" }]) {
    expect(fromMap(wrong)).toBeUndefined();
    expect(toMap(wrong)).toBeUndefined();
  }
  expect(fromMap({ kind: "ask", wanted: {} })).toBeDefined();
  expect(toMap({ kind: "failed", message: "" })).toBeDefined();
});
