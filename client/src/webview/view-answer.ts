/** Shows the panel's answer: the verdict with its fixes, the terminal, and why, in the server's words. */
import type { SimulateResult, StepOutcome, StepView } from "../../../server/src/protocol/simulate.ts";
import type { Action, State } from "./state.ts";
import { breakable, icon, iconButton, section, sentence } from "./view-parts.ts";
import { type Child, h, type VNode } from "./vnode.ts";

const verdictIcons = { good: "pass-filled", warning: "warning", bad: "error", neutral: "info" } as const;

/** The verdict in plain words, announced to screen readers when it changes, and what would fix it. */
export function verdict(result: SimulateResult): VNode<Action> {
  const { kind, text } = result.verdict;
  const words = h<Action>("p", {}, ...sentence(text));
  const status = h<Action>("div", { key: "words", class: "words", role: "status" }, icon(verdictIcons[kind]), words);
  return h("div", { key: "verdict", class: `verdict ${kind}` }, status, waysOut(result), openness(result));
}

/** What fixes the answer: another name, or a quick fix of the manifests. */
function waysOut(result: SimulateResult): VNode<Action> | null {
  if (result.fixes.length === 0 && result.meant.length === 0) return null;
  const names = result.meant.map(
    (name): Way => ["arrow-right", ["Ask ", h("code", {}, name)], { kind: "ask-name", name }],
  );
  const fixes = result.fixes.map(({ title }): Way => ["lightbulb", [title], { kind: "fix", title }]);
  const buttons = [...names, ...fixes].map(([name, label, click], index) =>
    h<Action>(
      "button",
      { key: `${index}`, type: "button", class: index === 0 ? "button" : "button secondary", on: { click } },
      icon(name),
      h("span", {}, label),
    ),
  );
  return h("div", { key: "fixes", class: "fixes", role: "group", "aria-label": "What would mend it" }, ...buttons);
}

/** Icon, label, and what pressing it does. */
type Way = readonly [string, readonly Child<Action>[], Action];

/** Why the manifests may not be all there is. */
function openness(result: SimulateResult): VNode<Action> | null {
  const reasons = result.environment?.open ?? [];
  if (reasons.length === 0) return null;
  const words = `The cluster may hold more than these manifests: ${reasons.join("; ")}.`;
  return h("p", { key: "open", class: "note" }, icon("info"), h("span", {}, words));
}

/** What a terminal would show, to the byte. */
export function terminal(result: SimulateResult, state: State): VNode<Action> {
  const copy = iconButton(
    state.copied ? "check" : "copy",
    state.copied ? "Copied" : "Copy the command and its output",
    { kind: "copy" },
  );
  const screen = h<Action>(
    "pre",
    { tabindex: 0, "aria-label": "Terminal" },
    h("span", { class: "prompt", "aria-hidden": "true" }, "$ "),
    h("span", { class: "command" }, words(result.command)),
    "\n",
    h("span", { class: "stdout" }, printed(result.stdout, result)),
    result.stderr === "" ? null : h("span", { class: "stderr" }, printed(result.stderr, result)),
    result.stopped === null ? null : h("span", { key: "stopped", class: "stopped" }, result.stopped),
  );
  const head = h<Action>("div", { class: "actions" }, exitStatus(result), copy);
  return section("terminal", "Terminal", head, screen, terminalNotes(result));
}

/** The text with places where a line may break, and tooltips on the lines that puzzle. */
function printed(text: string, { notes }: SimulateResult): Child<Action> {
  const lines = text.split(/(?<=\n)/);
  return lines.map((line, index) => {
    const found = notes.find((note) => note.line === line.trimEnd());
    const shown = lines.length > mostLines ? line : words(line);
    if (found === undefined) return shown;
    return h<Action>("span", { key: `${index}`, class: "puzzle", title: found.note }, shown);
  });
}

/** Lines whose names are taken apart: a longer output wraps as it may. */
const mostLines = 400;

/** A line that breaks between words and behind the dots of names: not behind a hyphen, nor within an address. */
function words(line: string): Child<Action> {
  return line.split(/(\s+)/).map((word) => {
    if (!/[.-]/.test(word)) return word;
    const labels = /^[\d.]+(?:[#:]\d+)?$/.test(word) ? [word] : word.split(/(?<=\.)/);
    return labels.map((label, index): Child<Action> => {
      const kept = h<Action>("span", { class: "word" }, label);
      return index === 0 ? kept : [h<Action>("wbr", {}), kept];
    });
  });
}

/** Shows the same explanations to people who use no pointer. */
function terminalNotes({ notes }: SimulateResult): VNode<Action> | null {
  if (notes.length === 0) return null;
  const rows = notes.map(({ line, note }, index) =>
    h<Action>("div", { key: `${index}` }, h("dt", { class: "code" }, breakable(line)), h("dd", {}, note)),
  );
  return h(
    "details",
    { key: "notes", class: "fold terminal-notes" },
    h("summary", {}, icon("chevron-right"), "What these lines mean"),
    h("dl", {}, ...rows),
  );
}

function exitStatus({ exitCode }: SimulateResult): VNode<Action> | null {
  return exitCode === null || exitCode === 0 ? null : h("span", { class: "muted" }, `exit status ${exitCode}`);
}

/** One row for each name that was tried, in order. */
export function steps(result: SimulateResult): VNode<Action> | null {
  if (result.steps.length === 0) return null;
  const rows = result.steps.map((step, index) => stepRow(step, index, !step.decisive));
  return section("why", "Why", null, h("ol", { class: "steps" }, ...rows));
}

const outcomeIcons: Readonly<Record<StepOutcome, string>> = {
  found: "pass",
  nodata: "circle-large-outline",
  nxdomain: "circle-slash",
  failure: "error",
  outside: "globe",
};

/** @param passedBy an ordinary miss of the search list: nothing is wrong with it, so it is not coloured as if. */
function stepRow(step: StepView, index: number, passedBy: boolean): VNode<Action> {
  const name = h<Action>(
    "code",
    { class: "candidate" },
    breakable(step.head),
    step.tail === "" ? null : h("b", {}, breakable(`${joint(step.head)}${step.tail}`)),
  );
  const outcome = h<Action>(
    "span",
    { class: `outcome ${passedBy ? "passed-by" : step.outcome}` },
    icon(outcomeIcons[step.outcome]),
    h("span", {}, step.result),
  );
  const types = h<Action>("span", { class: "types" }, step.types.join(" "));
  const why = step.why.length === 0 ? null : h<Action>("p", { class: "because" }, ...sentence(step.why));
  return h(
    "li",
    { key: `${index}` },
    h("span", { class: "number", "aria-hidden": "true" }, `${index + 1}`),
    name,
    types,
    outcome,
    why,
  );
}

/** The dot between the typed part and the search domain. */
function joint(head: string): string {
  return head === "" || head.endsWith(".") ? "" : ".";
}
