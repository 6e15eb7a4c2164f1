/** Shows what stands below an answer, or instead of one: what to ask next, what was asked, whose resolv.conf it was. */
import type { SimulateResult } from "../../../server/src/protocol/simulate.ts";
import { sameQuestion } from "../common/question.ts";
import type { Action, State } from "./state.ts";
import { historyDetail } from "./suggestions.ts";
import { icon, section } from "./view-parts.ts";
import { h, type VNode } from "./vnode.ts";

/** Rows of the history in the panel; the name field's list and arrow keys reach the rest. */
const recentRows = 6;

/** Questions a person would ask next, each with the digit that asks it. */
export function next(result: SimulateResult): VNode<Action> | null {
  if (result.next.length === 0) return null;
  const rows = result.next.map(({ name, about, type }, index) =>
    questionRow(
      `${index}`,
      index < 9 ? { digit: `${index + 1}` } : { icon: "arrow-right" },
      name,
      withType(about, type),
      { kind: "ask-next", index },
    ),
  );
  return section("next", "Next", null, h("ul", { class: "questions" }, ...rows));
}

/** The last questions, without the one on show. */
export function recent(state: State): VNode<Action> | null {
  const others = state.history.filter((question) => !sameQuestion(question, state.question)).slice(0, recentRows);
  if (others.length === 0) return null;
  const rows = others.map((question, index) =>
    questionRow(`${index}`, { icon: "history" }, question.name, historyDetail(question), {
      kind: "ask-again",
      question,
    }),
  );
  return section("recent", "Recent", null, h("ul", { class: "questions" }, ...rows));
}

/** Names that work from this Pod: the first thing to see in an empty panel. */
export function names(state: State): VNode<Action> | null {
  if (state.names.length === 0) return null;
  const rows = state.names.slice(0, 12).map(({ name, fqdn, about, type }) =>
    questionRow(fqdn, { icon: "symbol-field" }, name, withType(about, type), {
      kind: "ask-name",
      name,
      type: type ?? "",
    }),
  );
  const pod = state.result?.from?.name;
  const title = pod === undefined ? "Names" : `Names that work from ${pod}`;
  return section("names", title, null, h("ul", { class: "questions" }, ...rows));
}

function withType(about: string, type: string | undefined): string {
  return type === undefined ? about : `${type} · ${about}`;
}

/** What stands before a question: the digit that asks it, or an icon. */
type Mark = { readonly digit: string } | { readonly icon: string };

function questionRow(key: string, mark: Mark, name: string, about: string, click: Action): VNode<Action> {
  const start = "icon" in mark ? icon(mark.icon) : h<Action>("kbd", { "aria-hidden": "true" }, mark.digit);
  const shortcut = "digit" in mark ? { "aria-keyshortcuts": mark.digit } : {};
  return h(
    "li",
    { key },
    h(
      "button",
      { type: "button", class: "row", ...shortcut, on: { click } },
      start,
      h("span", { class: "code label" }, name),
      h("span", { class: "detail" }, about),
    ),
  );
}

/** The file that decides which names are tried. */
export function resolvConf(result: SimulateResult): VNode<Action> | null {
  if (result.resolvConf === "") return null;
  const of = result.from === null ? "" : ` of ${result.from.name}`;
  return h(
    "details",
    { key: "resolv-conf", class: "fold resolv-conf" },
    h("summary", {}, icon("chevron-right"), h("span", {}, h("code", {}, "/etc/resolv.conf"), of)),
    h("pre", { tabindex: 0, "aria-label": "resolv.conf" }, result.resolvConf),
  );
}
