/** Changes the state of the map's page: a pure function of the state and what happens. */
import { neighbour } from "./map-neighbours.ts";
import {
  currentItem,
  type Direction,
  elementOf,
  isEdge,
  itemsOf,
  type MapAction,
  type MapChange,
  type MapEffect,
  type MapState,
  zooms,
} from "./map-state.ts";

/** Milliseconds without a key before a text is looked for. */
const quiet = 250;

export function reduceMap(state: MapState, action: MapAction): MapChange {
  switch (action.kind) {
    case "heard":
      return action.message.kind === "map"
        ? stay({ ...state, result: action.message.result, failure: null, pending: false })
        : stay({ ...state, failure: action.message.message, pending: false });
    case "text": {
      const typed = state.typed + 1;
      const next = { ...state, typed, wanted: { ...state.wanted, text: action.text } };
      return { state: next, effects: [{ kind: "later", ms: quiet, action: { kind: "ask", typed } }] };
    }
    case "ask":
      return action.typed === state.typed ? ask(state) : stay(state);
    case "namespace":
      return ask({ ...state, wanted: { ...state.wanted, namespace: action.namespace } });
    case "only-failing":
      return ask({ ...state, wanted: { ...state.wanted, onlyFailing: state.wanted.onlyFailing !== true } });
    case "retry":
      return ask(state);
    case "environment": {
      // A namespace of another environment may not be there.
      const wanted = { ...state.wanted, namespace: "" };
      const next = { ...state, wanted, pending: true, current: null, selected: false };
      return also(next, { kind: "post", message: { kind: "choose", environment: action.id } });
    }
    case "as-list":
      return stay({ ...state, asList: action.asList });
    case "zoom":
      return stay({ ...state, zoom: Math.min(zooms.most, Math.max(zooms.least, action.to)) });
    case "fit":
      return also(state, { kind: "fit" });
    case "focused":
      return stay({ ...state, current: action.id, selected: true });
    case "enter":
      return enter(state, action.id);
    case "move":
      return move(state, action.by);
    case "escape":
      return stay({ ...state, selected: false, anchor: null });
    case "back": {
      const item = currentItem(state);
      return item === undefined ? stay(state) : also(state, { kind: "focus", element: elementOf(state, item.id) });
    }
    case "open":
      return also(state, { kind: "post", message: { kind: "open", link: action.link } });
    case "take":
      return also(state, { kind: "post", message: { kind: "take", format: action.format, wanted: state.wanted } });
  }
}

function stay(state: MapState): MapChange {
  return { state, effects: [] };
}

function also(state: MapState, ...effects: readonly MapEffect[]): MapChange {
  return { state, effects };
}

function ask(state: MapState): MapChange {
  return also({ ...state, pending: true }, { kind: "post", message: { kind: "ask", wanted: state.wanted } });
}

function enter(state: MapState, id: string): MapChange {
  const item = itemsOf(state).find((each) => each.id === id);
  if (item === undefined) return stay(state);
  const next = { ...state, current: id, selected: true };
  if (!isEdge(item)) {
    // One that stands for a namespace is opened.
    if (item.namespace !== undefined) return reduceMap(next, { kind: "namespace", namespace: item.namespace });
    const { place } = item;
    return place === null ? stay(next) : also(next, { kind: "post", message: { kind: "open", link: place } });
  }
  const places = (state.result?.rows.find((row) => row.id === id)?.uses ?? []).flatMap(({ place }) => place ?? []);
  const [only, another] = places;
  if (only === undefined) return stay(next);
  return another === undefined
    ? also(next, { kind: "post", message: { kind: "open", link: only } })
    : also(next, { kind: "focus", element: "use-0" });
}

function move(state: MapState, by: Direction): MapChange {
  const item = currentItem(state);
  if (item === undefined || state.result === null) return stay(state);
  const next = neighbour(state.result.picture, item, state.anchor, by);
  if (next === undefined) return stay(state);
  const anchor = isEdge(next) ? (isEdge(item) ? state.anchor : item.id) : null;
  const moved = { ...state, current: next.id, selected: true, anchor };
  return also(moved, { kind: "focus", element: elementOf(state, next.id) });
}
