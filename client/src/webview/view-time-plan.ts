/** Shows what is to happen, and lets it be changed: the start, the caches, and a table of events. */
import type {
  PlannedEvent,
  PlannedVerb,
  TimelineResult,
  TimelineTarget,
} from "../../../server/src/protocol/timeline.ts";
import type { Action } from "./state.ts";
import { type EventField, planOf, type TimeState, targetsFor } from "./time-state.ts";
import { icon, iconButton } from "./view-parts.ts";
import { type Child, h, type VNode } from "./vnode.ts";

const starts = [
  ["settled", "everything is there"],
  ["empty", "from nothing"],
  ["OrderedReady", "from nothing, in order (OrderedReady)"],
  ["Parallel", "from nothing, at once (Parallel)"],
] as const;

const caches = [
  ["none", "nothing"],
  ["java", "what Java keeps (30 s)"],
  ["java-forever", "what Java keeps for ever"],
  ["nscd", "what nscd keeps (TTL)"],
] as const;

const nodes = [
  ["", "as the manifests say"],
  ["yes", "NodeLocal DNSCache"],
  ["no", "no cache on the node"],
] as const;

const verbs: readonly (readonly [PlannedVerb, string])[] = [
  ["delete", "delete"],
  ["restart", "restart"],
  ["scale", "scale"],
  ["rollout", "roll out"],
  ["late", "apply late"],
  ["node-down", "node down of"],
];

/** The form. */
export function planForm(time: TimeState, result: TimelineResult): VNode<Action> {
  const isFile = result.file !== null;
  return h(
    "div",
    { key: "plan", class: "plan", role: "group", "aria-label": "What happens" },
    h("div", { key: "options", class: "plan-options" }, [
      startField(time, result),
      isFile
        ? null
        : choice("cache", "Program keeps", caches, planOf(time).cache, (value) => ({ kind: "time-cache", value })),
      isFile ? null : nodeField(time),
    ]),
    isFile ? null : events(time, result),
    h("div", { key: "actions", class: "fixes" }, [
      isFile ? null : actionButton("add", "Add an event", { kind: "time-add" }),
      isFile
        ? actionButton("go-to-file", "Open the scenario", { kind: "open", link: fileLink(result.file ?? "") })
        : actionButton("new-file", "Make a scenario file", { kind: "time-scenario" }),
    ]),
  );
}

function fileLink(uri: string): Extract<Action, { readonly kind: "open" }>["link"] {
  const start = { line: 0, character: 0 };
  return { uri, range: { start, end: start }, label: "the scenario" };
}

function startField(time: TimeState, { files, file }: TimelineResult): VNode<Action> {
  const own = starts.map(([value, label]) => option(value, label));
  const listed =
    files.length === 0
      ? null
      : h<Action>(
          "optgroup",
          { key: "files", label: "Scenarios" },
          ...files.map(({ uri, label }) => option(uri, label)),
        );
  // Until the answer comes, the file that is asked for counts; then the one that was found.
  const chosen = time.pending ? time.file : file;
  return field("start", "At the start", chosen ?? planOf(time).start, [...own, listed], (value) => ({
    kind: "time-start",
    value,
  }));
}

function nodeField(time: TimeState): VNode<Action> {
  const { nodeLocal } = planOf(time);
  const value = nodeLocal === undefined ? "" : nodeLocal ? "yes" : "no";
  return choice("node", "Node", nodes, value, (chosen) => ({ kind: "time-node", value: chosen }));
}

function choice(
  key: string,
  label: string,
  options: readonly (readonly [string, string])[],
  value: string,
  change: (value: string) => Action,
): VNode<Action> {
  return field(
    key,
    label,
    value,
    options.map(([id, text]) => option(id, text)),
    change,
  );
}

function field(
  key: string,
  label: string,
  value: string,
  options: Child<Action>,
  change: (value: string) => Action,
): VNode<Action> {
  const id = `time-${key}`;
  return h(
    "div",
    { key, class: "field" },
    h("label", { for: id }, h("span", { class: "caption" }, label)),
    select(id, undefined, value, options, change),
  );
}

function select(
  id: string,
  label: string | undefined,
  value: string,
  options: Child<Action>,
  change: (value: string) => Action,
): VNode<Action> {
  const control = h<Action>("select", { id, "aria-label": label, value, on: { change } }, options);
  return h("div", { class: "control select" }, control, h("span", { class: "field-end" }, icon("chevron-down")));
}

function option(value: string, label: string): VNode<Action> {
  return h("option", { key: value, value }, label);
}

function actionButton(name: string, label: string, click: Action): VNode<Action> {
  return h(
    "button",
    { key: name, type: "button", class: "button secondary", on: { click } },
    icon(name),
    h("span", {}, label),
  );
}

/** The table of planned events. */
function events(time: TimeState, { targets }: TimelineResult): VNode<Action> | null {
  const all = planOf(time).events;
  if (all.length === 0) return null;
  const possible = verbs.filter(([verb]) => targetsFor(targets, verb).length > 0);
  const rows = all.map((event, index) => eventRow(event, index, targets, possible));
  return h("ol", { key: "events", class: "events", "aria-label": "Planned events" }, ...rows);
}

function eventRow(
  event: PlannedEvent,
  index: number,
  targets: readonly TimelineTarget[],
  possible: readonly (readonly [PlannedVerb, string])[],
): VNode<Action> {
  const change =
    (name: EventField) =>
    (value: string): Action => ({ kind: "time-change", index, field: name, value });
  const number = `event ${index + 1}`;
  const fitting = targetsFor(targets, event.verb);
  const listed = fitting.some(({ id }) => id === event.target)
    ? fitting
    : [...fitting, { id: event.target, label: `${event.target} (not there)` }];
  return h(
    "li",
    { key: `${index}` },
    h("span", { class: "muted", "aria-hidden": "true" }, "at"),
    numberField(`time-at-${index}`, `Seconds of ${number}`, event.at, 0.5, change("at")),
    h("span", { class: "muted", "aria-hidden": "true" }, "s"),
    select(
      `time-verb-${index}`,
      `What ${number} does`,
      event.verb,
      possible.map(([verb, label]) => option(verb, label)),
      change("verb"),
    ),
    select(
      `time-target-${index}`,
      `What ${number} is about`,
      event.target,
      listed.map(({ id, label }) => option(id, label)),
      change("target"),
    ),
    event.verb === "scale"
      ? [
          h<Action>("span", { key: "to", class: "muted", "aria-hidden": "true" }, "to"),
          numberField(`time-replicas-${index}`, `Replicas of ${number}`, event.replicas ?? 1, 1, change("replicas")),
        ]
      : null,
    iconButton("close", `Remove ${number}`, { kind: "time-remove", index }),
  );
}

function numberField(
  id: string,
  label: string,
  value: number,
  step: number,
  change: (value: string) => Action,
): VNode<Action> {
  const input = h<Action>("input", {
    id,
    type: "number",
    min: 0,
    step,
    "aria-label": label,
    value: `${value}`,
    on: { change },
  });
  return h("div", { key: id, class: "control number" }, input);
}
