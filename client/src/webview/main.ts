/** Connects the page to its surroundings: VS Code's message channel, the keyboard of the whole page, and the focus. */
import "./style.css";
import "./time.css";
import { toPage } from "../common/messages.ts";
import { pressOf, renderer } from "./patch.ts";
import { reduce } from "./reduce.ts";
import { type Action, type Effect, initialState, type State } from "./state.ts";
import { keptTime, restoredTime } from "./time-state.ts";
import { view } from "./view.ts";
import { timeKey } from "./view-time.ts";

interface VsCodeApi {
  readonly postMessage: (message: unknown) => void;
  /** What outlives this page while it is hidden. */
  readonly getState: () => unknown;
  readonly setState: (state: unknown) => void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The element that shows the panel; it is in the page that the extension writes. */
const root = document.getElementById("app");
if (root !== null) run(root, acquireVsCodeApi());

function run(root: HTMLElement, code: VsCodeApi): void {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let state: State = { ...initialState, time: restoredTime(code.getState(), calm) };
  // Drawing may take the focus from an element that goes, which is an action again: it waits for its turn.
  const waiting: Action[] = [];
  let busy = false;

  const dispatch = (action: Action): void => {
    waiting.push(action);
    if (busy) return;
    busy = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) act(next);
    } finally {
      busy = false;
    }
  };

  const act = (action: Action): void => {
    const change = reduce(state, action);
    if (change.state.time !== state.time) code.setState(keptTime(change.state.time));
    state = change.state;
    render(view(state));
    revealActive(state);
    for (const effect of change.effects) perform(effect);
  };

  const perform = (effect: Effect): void => {
    switch (effect.kind) {
      case "post":
        code.postMessage(effect.message);
        break;
      case "focus":
        focusField(`${effect.field}-input`);
        break;
      case "later":
        setTimeout(() => dispatch(effect.action), effect.ms);
    }
  };

  const render = renderer<Action>(root, dispatch);
  render(view(state));
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    const message = toPage(event.data);
    if (message !== undefined) dispatch({ kind: "heard", message });
  });
  document.addEventListener("keydown", (event) => {
    // The workbench would select everything again a moment later, including what was typed in between.
    if (isField(event.target) && isSelectAll(event)) event.stopPropagation();
    const action = isField(event.target) ? undefined : shortcut(event, state);
    if (action === undefined) return;
    event.preventDefault();
    dispatch(action);
  });
  code.postMessage({ kind: "ready" });
}

/** Outside the fields: a digit asks the question with that number, a slash goes to the name, and time has keys of its own. */
function shortcut(event: KeyboardEvent, { time }: State): Action | undefined {
  const press = pressOf(event);
  const { key, alt, ctrl } = press;
  if (alt || ctrl) return undefined;
  if (key === "/") return { kind: "to-name" };
  if (time.open && key !== " ") {
    const action = timeKey(press);
    if (action !== undefined) return action;
  }
  return /^[1-9]$/.test(key) ? { kind: "ask-next", index: Number(key) - 1 } : undefined;
}

function isSelectAll(event: KeyboardEvent): boolean {
  const { key, ctrl, alt, shift } = pressOf(event);
  return key.toLowerCase() === "a" && ctrl && !alt && !shift;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}

function focusField(id: string): void {
  const field = document.getElementById(id);
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
}

/** The focus stays in the field, so the browser does not scroll the marked row into sight by itself. */
function revealActive({ list }: State): void {
  if (list === null) return;
  document.getElementById(`${list.field}-option-${list.active}`)?.scrollIntoView({ block: "nearest" });
}
