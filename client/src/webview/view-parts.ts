/** Makes the small pieces that every part of the panel is made of: icons, links, sentences, headings. */
import type { RichText } from "../../../server/src/protocol/simulate.ts";
import type { Action } from "./state.ts";
import { type Child, h, type VNode } from "./vnode.ts";

/** A codicon; decoration, since the text beside it says the same. */
export function icon<A = Action>(name: string, extra = ""): VNode<A> {
  return h("span", { class: `codicon codicon-${name} ${extra}`.trimEnd(), "aria-hidden": "true" });
}

/** A sentence: code in the editor's font, places as links into it. */
export function sentence(text: RichText): readonly VNode<Action>[] {
  return text.map((piece) => {
    const words = piece.code === true ? h<Action>("code", {}, piece.text) : h<Action>("span", {}, piece.text);
    const { link } = piece;
    if (link === undefined) return words;
    // The place is named in the tooltip, and to a screen reader, unless the text is the place.
    const place = piece.text.includes(link.label) ? {} : { "aria-label": `${piece.text}, ${link.label}` };
    return h<Action>(
      "button",
      { type: "button", class: "link", title: `Open ${link.label}`, ...place, on: { click: { kind: "open", link } } },
      words,
    );
  });
}

/** A titled part of the panel. `beside` stands at the right of the title. */
export function section(
  key: string,
  title: string,
  beside: Child<Action>,
  ...children: readonly Child<Action>[]
): VNode<Action> {
  const heading = h<Action>("h2", { id: `${key}-title` }, title);
  const head = h<Action>("div", { class: "section-head" }, heading, beside);
  return h("section", { key, class: key, "aria-labelledby": `${key}-title` }, head, ...children);
}

/** A button that is an icon; `label` is its tooltip and its name. */
export function iconButton<A = Action>(name: string, label: string, click: NoInfer<A>, extra = ""): VNode<A> {
  const props = { type: "button", class: `icon-button ${extra}`.trimEnd(), title: label, "aria-label": label };
  return h("button", { ...props, on: { click } }, icon(name));
}

/** The name with places where a line may break: behind its dots, never inside a label. */
export function breakable<A = Action>(name: string): readonly (VNode<A> | string)[] {
  const labels = name.split(/(?<=\.)/);
  return labels.flatMap((label, index) => (index === 0 ? [label] : [h<A>("wbr", {}), label]));
}

/** The place of what is still on its way: as many bars as lines are to come. */
export function skeleton<A = Action>(lines: number): VNode<A> {
  const bars = Array.from({ length: lines }, (_, index) =>
    h<A>("span", { key: `${index}`, class: index % 3 === 2 ? "bone short" : "bone" }),
  );
  return h("div", { key: "skeleton", class: "skeleton", "aria-hidden": "true" }, ...bars);
}
