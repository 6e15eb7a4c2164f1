/** Connects the map's page to its surroundings: VS Code's message channel, the mouse over the picture, and the focus. */
import "./map.css";
import { toMap } from "../common/map-messages.ts";
import { reduceMap } from "./map-reduce.ts";
import { currentItem, elementOf, keptMap, type MapAction, type MapEffect, restoredMap, zooms } from "./map-state.ts";
import { mapView } from "./map-view.ts";
import { renderer } from "./patch.ts";

interface VsCodeApi {
  readonly postMessage: (message: unknown) => void;
  /** What outlives this page while it is hidden. */
  readonly getState: () => unknown;
  readonly setState: (state: unknown) => void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const root = document.getElementById("app");
if (root !== null) run(root, acquireVsCodeApi());

function run(root: HTMLElement, code: VsCodeApi): void {
  let state = restoredMap(code.getState());
  const waiting: MapAction[] = [];
  let busy = false;

  const dispatch = (action: MapAction): void => {
    // Drawing may move the focus, which is an action again: it waits for its turn.
    waiting.push(action);
    if (busy) return;
    busy = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) act(next);
    } finally {
      busy = false;
    }
  };

  const act = (action: MapAction): void => {
    const before = state.zoom;
    const isInPicture = document.activeElement?.closest("#drawing") !== null && document.activeElement !== null;
    const change = reduceMap(state, action);
    state = change.state;
    render(mapView(state));
    code.setState(keptMap(state));
    if (state.zoom !== before) keepMiddle(state.zoom / before);
    // An edit may have taken away what had the focus.
    const current = currentItem(state);
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isInPicture && isLost && current !== undefined) focusOn(elementOf(state, current.id));
    for (const effect of change.effects) perform(effect);
  };

  const perform = (effect: MapEffect): void => {
    switch (effect.kind) {
      case "post":
        code.postMessage(effect.message);
        break;
      case "focus":
        focusOn(effect.element);
        break;
      case "fit":
        showAll();
        break;
      case "later":
        setTimeout(() => dispatch(effect.action), effect.ms);
    }
  };

  const showAll = (): void => {
    const canvas = document.getElementById("canvas");
    const drawing = document.getElementById("drawing");
    if (canvas === null || drawing === null) return;
    const { width, height } = drawing.getBoundingClientRect();
    const to = state.zoom * Math.min(canvas.clientWidth / width, canvas.clientHeight / height, 1 / state.zoom);
    waiting.push({ kind: "zoom", to });
  };

  /** Where a zoom is about: the mouse, else the middle of what is seen. */
  let about: { readonly x: number; readonly y: number } | undefined;
  const keepMiddle = (by: number): void => {
    const canvas = document.getElementById("canvas");
    if (canvas === null) return;
    const { x, y } = about ?? { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 };
    canvas.scrollLeft = (canvas.scrollLeft + x) * by - x;
    canvas.scrollTop = (canvas.scrollTop + y) * by - y;
  };

  const render = renderer<MapAction>(root, dispatch);
  render(mapView(state));
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    const message = toMap(event.data);
    if (message !== undefined) dispatch({ kind: "heard", message });
  });
  root.addEventListener(
    "wheel",
    (event) => {
      const canvas = canvasOf(event.target);
      if (canvas === undefined || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      const { left, top } = canvas.getBoundingClientRect();
      about = { x: event.clientX - left, y: event.clientY - top };
      dispatch({ kind: "zoom", to: event.deltaY < 0 ? state.zoom * zooms.step : state.zoom / zooms.step });
      about = undefined;
    },
    { passive: false },
  );
  root.addEventListener("pointerdown", (event) => {
    const canvas = canvasOf(event.target);
    const isItem = event.target instanceof Element && event.target.closest("[role=button]") !== null;
    if (canvas !== undefined && !isItem && event.button === 0) drag(canvas, event);
  });
  root.addEventListener("keydown", (event) => {
    const canvas = canvasOf(event.target);
    const step = event.shiftKey && !event.ctrlKey && !event.altKey ? steps[event.key] : undefined;
    if (canvas === undefined || step === undefined) return;
    event.preventDefault();
    canvas.scrollBy(step[0], step[1]);
  });
  code.postMessage({ kind: "ask", wanted: state.wanted });
}

/** Shift and an arrow move the picture by so many pixels. */
const steps: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ...{ ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] },
};

function canvasOf(target: EventTarget | null): HTMLElement | undefined {
  const found = target instanceof Element ? target.closest("#canvas") : null;
  return found instanceof HTMLElement ? found : undefined;
}

/** The picture goes with the mouse until the button is let go. */
function drag(canvas: HTMLElement, { pointerId, clientX, clientY }: PointerEvent): void {
  const { scrollLeft, scrollTop } = canvas;
  const box = canvas.getBoundingClientRect();
  // The scroll bars are the browser's.
  if (clientX - box.left > canvas.clientWidth || clientY - box.top > canvas.clientHeight) return;
  canvas.setPointerCapture(pointerId);
  canvas.classList.add("dragged");
  const moved = (event: PointerEvent): void => {
    canvas.scrollLeft = scrollLeft + clientX - event.clientX;
    canvas.scrollTop = scrollTop + clientY - event.clientY;
  };
  const ended = (): void => {
    canvas.classList.remove("dragged");
    canvas.removeEventListener("pointermove", moved);
  };
  canvas.addEventListener("pointermove", moved);
  canvas.addEventListener("lostpointercapture", ended, { once: true });
}

function focusOn(id: string): void {
  const element = document.getElementById(id);
  if (!(element instanceof HTMLElement) && !isDrawn(element)) return;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** An element of the drawing takes the focus as well. */
function isDrawn(element: Element | null): element is SVGElement {
  return element !== null && element.namespaceURI === "http://www.w3.org/2000/svg";
}
