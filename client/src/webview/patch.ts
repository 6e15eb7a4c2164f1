/**
 * Updates the page to match a view. It changes what differs and nothing else, so that focus, caret, selection and
 * scroll positions stay. All text becomes text nodes. It works for any view.
 */
import { visibleLines } from "../../../server/src/base/visible.ts";
import type { Handlers, KeyPress, Props, VNode } from "./vnode.ts";

/** Makes the children of `root` those of the view. */
export type Render<A> = (nodes: readonly (VNode<A> | string)[]) => void;

const svg = "http://www.w3.org/2000/svg";

/** A renderer into `root`; every action of the view goes to `dispatch`. */
export function renderer<A>(root: Element, dispatch: (action: A) => void): Render<A> {
  const drawn = new WeakMap<Node, VNode<A>>();

  const create = (next: VNode<A> | string, parent: Element): Node => {
    if (typeof next === "string") return document.createTextNode(visibleText(next));
    const isDrawing = next.tag === "svg" || parent.namespaceURI === svg;
    const element = isDrawing ? document.createElementNS(svg, next.tag) : document.createElement(next.tag);
    listen(element, () => drawn.get(element)?.props.on, dispatch);
    update(element, next);
    return element;
  };

  const update = (element: Element, next: VNode<A>): void => {
    const before = drawn.get(element);
    drawn.set(element, next);
    patchAttributes(element, before?.props ?? {}, next.props);
    patchChildren(element, next.children);
    // After the children: a select takes its value from its options.
    if (next.props.value !== undefined) patchValue(element, next.props.value);
  };

  const fits = (node: Node, next: VNode<A> | string): boolean => {
    if (typeof next === "string") return node.nodeType === Node.TEXT_NODE;
    const before = drawn.get(node);
    return before !== undefined && before.tag === next.tag && before.props.key === next.props.key;
  };

  const patchChildren = (parent: Element, children: readonly (VNode<A> | string)[]): void => {
    const left = new Set<Node>(parent.childNodes);
    const chosen = children.map((next) => {
      for (const node of left) {
        if (!fits(node, next)) continue;
        left.delete(node);
        return node;
      }
      return undefined;
    });
    // Removals come first, so that no remaining element has to move: a moved element would lose the focus.
    for (const node of left) node.parentNode?.removeChild(node);
    let cursor: Node | null = parent.firstChild;
    children.forEach((next, index) => {
      const old = chosen[index];
      const node = old ?? create(next, parent);
      if (old !== undefined) patchNode(old, next);
      if (node === cursor) cursor = cursor.nextSibling;
      else parent.insertBefore(node, cursor);
    });
  };

  const patchNode = (node: Node, next: VNode<A> | string): void => {
    if (typeof next !== "string") {
      if (node instanceof Element) update(node, next);
    } else if (node.nodeValue !== visibleText(next)) node.nodeValue = visibleText(next);
  };

  return (nodes) => patchChildren(root, nodes);
}

/** Text of manifests must not change the direction of writing: lines and columns are meant as they are. */
function visibleText(text: string): string {
  return text
    .split("\t")
    .map((part) => visibleLines(part))
    .join("\t");
}

function patchAttributes<A>(element: Element, before: Props<A>, after: Props<A>): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (name === "on" || name === "key" || name === "value") continue;
    const value = after[name];
    if (value === before[name]) continue;
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : visibleText(String(value)));
  }
  const value = after["value"];
  if (element instanceof HTMLOptionElement && typeof value === "string") element.value = value;
}

function patchValue(element: Element, value: string): void {
  const isField = element instanceof HTMLInputElement || element instanceof HTMLSelectElement;
  if (isField && element.value !== value) element.value = value;
}

/** One listener of each kind for the life of the element; what it does is looked up when it happens. */
function listen<A>(element: Element, current: () => Handlers<A> | undefined, dispatch: (action: A) => void): void {
  const send = (action: A | undefined): boolean => {
    if (action !== undefined) dispatch(action);
    return action !== undefined;
  };
  element.addEventListener("click", () => send(current()?.click));
  element.addEventListener("focus", () => send(current()?.focus));
  element.addEventListener("blur", () => send(current()?.blur));
  element.addEventListener("input", () => send(current()?.input?.(fieldValue(element))));
  element.addEventListener("change", () => send(current()?.change?.(fieldValue(element))));
  element.addEventListener("toggle", () => send(current()?.toggle?.(element.hasAttribute("open"))));
  element.addEventListener("mousedown", (event) => {
    if (event instanceof MouseEvent && event.button === 0 && send(current()?.press)) event.preventDefault();
  });
  element.addEventListener("keydown", (event) => {
    // While a word is being composed (Japanese, Chinese…), Enter and arrows belong to the input method.
    if (!(event instanceof KeyboardEvent) || event.isComposing) return;
    if (send(current()?.keydown?.(pressOf(event)))) event.preventDefault();
  });
}

/** The key press of an event. */
export function pressOf(event: KeyboardEvent): KeyPress {
  return { key: event.key, alt: event.altKey, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey };
}

function fieldValue(element: Element): string {
  return element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.value : "";
}
