/** Shows the name over time: what happens, the moment that is looked at, the chart, the tables and what it means. */

import { formatDuration } from "../../../server/src/cluster/scenario/duration.ts";
import type { TimelineAnswer, TimelinePod, TimelineResult } from "../../../server/src/protocol/timeline.ts";
import type { Action, State } from "./state.ts";
import { answerAt, spanAt, type TimeState } from "./time-state.ts";
import { icon, iconButton, skeleton } from "./view-parts.ts";
import { chart } from "./view-time-chart.ts";
import { planForm } from "./view-time-plan.ts";
import { type Child, h, type KeyPress, type Props, type VNode } from "./vnode.ts";

/** The part of the panel about time. */
export function overTime(state: State): VNode<Action> {
  const { time } = state;
  const toggle = h<Action>(
    "button",
    {
      type: "button",
      class: "disclosure",
      "aria-expanded": time.open ? "true" : "false",
      "aria-controls": "time-body",
      on: { click: { kind: "time-open" } },
    },
    icon(time.open ? "chevron-down" : "chevron-right"),
    "Over time",
  );
  const about = h<Action>("span", { class: "muted" }, "what the name is while Pods come and go, and what caches keep");
  const head = h<Action>("div", { class: "section-head" }, h("h2", { id: "time-title" }, toggle), about);
  return h(
    "section",
    { key: "time", class: time.open ? "time open" : "time", "aria-labelledby": "time-title" },
    head,
    time.open ? h("div", bodyProps(time), body(time)) : null,
  );
}

function bodyProps({ pending }: TimeState): Props<Action> {
  return { key: "body", id: "time-body", class: "time-body", "aria-busy": pending ? "true" : "false" };
}

/** What a key does to time, where it is not text that is typed. */
export function timeKey({ key }: KeyPress): Action | undefined {
  switch (key) {
    case " ":
    case "p":
      return { kind: "time-play" };
    case ",":
      return { kind: "time-step", by: -1 };
    case ".":
      return { kind: "time-step", by: 1 };
    default:
      return undefined;
  }
}

function body(time: TimeState): Child<Action> {
  const { result, failure } = time;
  const failed = failure === null ? null : failedWith(failure);
  if (result === null) return failed ?? skeleton(4);
  return [
    failed,
    planForm(time, result),
    problems(result),
    player(time, result),
    moment(time, result),
    podRow(time, result),
    chart(time, result),
    h("div", { key: "tables", class: "columns" }, [
      h("div", { key: "left" }, happenings(time, result), answersTable(result)),
      h("div", { key: "right" }, meaning(result)),
    ]),
  ];
}

function failedWith(failure: string): VNode<Action> {
  const again = h<Action>(
    "button",
    { type: "button", class: "button", on: { click: { kind: "time-start-over" } } },
    "Start over",
  );
  return h("div", { key: "failure" }, h("p", { class: "problem", role: "alert" }, icon("error"), failure), again);
}

function problems({ problems: all }: TimelineResult): VNode<Action> | null {
  if (all.length === 0) return null;
  const rows = all.map((text, index) => h<Action>("li", { key: `${index}` }, icon("warning"), text));
  return h("ul", { key: "problems", class: "problems", "aria-label": "What could not happen" }, ...rows);
}

function player(time: TimeState, result: TimelineResult): VNode<Action> {
  const { at, playing } = time;
  const { until } = result;
  const step = (by: 1 | -1, name: string, label: string): VNode<Action> =>
    iconButton(name, label, { kind: "time-step", by });
  const slider = h<Action>("input", {
    key: "slider",
    id: "time-slider",
    type: "range",
    min: 0,
    max: until,
    // In a short timeline events may lie half a second apart.
    step: until > 100 ? 1 : 0.5,
    value: `${at}`,
    "aria-label": "Moment",
    "aria-valuetext": `${formatDuration(at)}: ${answerAt(result.seen, at)}`,
    "aria-keyshortcuts": "Space , .",
    on: {
      input: (value) => ({ kind: "time-seek", at: Number(value) }),
      keydown: (press) => (press.ctrl || press.alt ? undefined : timeKey(press)),
    },
  });
  return h(
    "div",
    { key: "player", class: "player", role: "group", "aria-label": "Time" },
    step(-1, "debug-reverse-continue", "The change before (,)"),
    iconButton(playing ? "debug-pause" : "play", playing ? "Pause (p)" : "Play (p)", { kind: "time-play" }, "play"),
    step(1, "debug-continue", "The next change (.)"),
    slider,
    h("span", { class: "clock" }, `${formatDuration(at)} of ${formatDuration(until)}`),
  );
}

/** What the asked name answers at the moment. */
function moment({ at }: TimeState, result: TimelineResult): VNode<Action> {
  const seen = spanAt(result.seen, at);
  const truth = spanAt(result.server, at);
  return h(
    "dl",
    { key: "moment", class: "moment" },
    said("The client gets", seen),
    said("The server itself says", truth),
  );
}

function said(who: string, answer: TimelineAnswer | undefined): Child<Action> {
  const tone = answer === undefined ? "none" : answer.stale ? "stale" : answer.outcome;
  return h(
    "div",
    { key: who },
    h("dt", {}, who),
    h(
      "dd",
      {},
      h("span", { class: `answer ${tone}` }, h("span", { class: "code" }, answer?.shown ?? "nothing")),
      answer?.stale === true ? h("span", { class: "stale-mark" }, icon("watch"), "stale") : null,
      answer === undefined
        ? null
        : h("span", { class: "muted" }, answer.by === "-" ? `: ${answer.why}` : ` from ${answer.by}: ${answer.why}`),
    ),
  );
}

const stateNames = {
  pending: "no address yet",
  starting: "starting",
  "not-ready": "not ready",
  ready: "ready",
  terminating: "terminating",
} as const;

const stateIcons = {
  pending: "circle-large-outline",
  starting: "loading",
  "not-ready": "circle-slash",
  ready: "pass",
  terminating: "trash",
} as const;

/** The Pods' states at the moment, in a row. */
function podRow({ at }: TimeState, { pods, morePods }: TimelineResult): VNode<Action> | null {
  if (pods.length === 0) return null;
  const more = morePods === 0 ? null : h<Action>("li", { key: "more", class: "muted" }, `and ${morePods} more`);
  return h(
    "ul",
    { key: "pods", class: "pod-states", "aria-label": "Pods" },
    ...pods.map((pod) => podChip(pod, at)),
    more,
  );
}

function podChip({ id, name, states }: TimelinePod, at: number): VNode<Action> {
  const state = spanAt(states, at)?.state;
  return h(
    "li",
    { key: id, class: `pod ${state ?? "absent"}`, title: id },
    icon(state === undefined ? "dash" : stateIcons[state]),
    h("span", { class: "code" }, name),
    h("span", { class: "muted" }, state === undefined ? "not there" : stateNames[state]),
  );
}

/** Rows of a table that are drawn. */
const mostRows = 500;

/** Says that there are more rows than are drawn; null where all are drawn. */
function left(all: number): VNode<Action> | null {
  if (all <= mostRows) return null;
  const words = `The first ${mostRows} of ${all}; podns timeline prints all of them.`;
  return h("p", { key: "left-out", class: "muted" }, words);
}

function happenings({ at }: TimeState, { happenings: all }: TimelineResult): Child<Action> {
  const last = all.filter((row) => row.at <= at).length - 1;
  const rows = all.slice(0, mostRows).map((row, index) =>
    h<Action>(
      "tr",
      {
        key: `${index}`,
        class: index === last ? "now" : row.at <= at ? "past" : "",
        "aria-current": index === last ? "time" : undefined,
      },
      h("td", {}, seekButton(row.at)),
      h("td", { class: row.event ? "event" : "follows" }, row.text),
    ),
  );
  const title = h<Action>("h3", { key: "happens-title", id: "happens-title" }, "What happens");
  if (rows.length === 0) return [title, h("p", { key: "none", class: "muted" }, "Nothing happens.")];
  return [
    title,
    h(
      "table",
      { key: "happens", "aria-labelledby": "happens-title" },
      tableHead("At", "Event"),
      h("tbody", {}, ...rows),
    ),
    left(all.length),
  ];
}

function seekButton(at: number): VNode<Action> {
  const label = formatDuration(at);
  return h(
    "button",
    {
      type: "button",
      class: "link",
      title: `Look at ${label}`,
      "aria-label": `Look at ${label}`,
      on: { click: { kind: "time-seek", at } },
    },
    label,
  );
}

/** Says the same as the chart, for people who cannot see it or point at it. */
function answersTable(result: TimelineResult): VNode<Action> {
  const caches = { coredns: "CoreDNS's cache", "node-local": "NodeLocal DNSCache", client: "Client's cache" } as const;
  const rows = [
    ...result.seen.map((row) => [row, "Client", row.shown] as const),
    ...result.server.map((row) => [row, "Server", row.shown] as const),
    ...result.caches.map((row) => [row, caches[row.cache], "gave the answer"] as const),
  ];
  const shown = rows
    .slice(0, mostRows)
    .map(([{ from, to, stale, why }, who, what], index) =>
      h<Action>(
        "tr",
        { key: `${index}` },
        h("td", {}, seekButton(from)),
        h("td", {}, to === null ? "the end" : formatDuration(to)),
        h("th", { scope: "row" }, who),
        h("td", { class: "code" }, what),
        h("td", {}, stale ? "stale" : ""),
        h("td", {}, why),
      ),
    );
  return h(
    "details",
    { key: "answers", class: "fold" },
    h("summary", {}, icon("chevron-right"), "The chart as a table"),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "The chart as a table" },
      h("table", {}, tableHead("From", "To", "Who", "Answer", "Stale", "Why"), h("tbody", {}, ...shown)),
      left(rows.length),
    ),
  );
}

function tableHead(...titles: readonly string[]): VNode<Action> {
  return h("thead", {}, h("tr", {}, ...titles.map((title) => h<Action>("th", { scope: "col" }, title))));
}

function meaning({ words }: TimelineResult): Child<Action> {
  const rows = words.map((sentence, index) => h<Action>("li", { key: `${index}` }, questionApart(sentence)));
  return [
    h("h3", { key: "meaning-title", id: "meaning-title" }, "What it means"),
    h("ul", { key: "meaning", class: "meaning", "aria-labelledby": "meaning-title" }, ...rows),
  ];
}

/** `Does the client need to reconnect? Yes: …`: the question stands out. */
function questionApart(sentence: string): Child<Action> {
  const end = sentence.startsWith("Does ") ? sentence.indexOf("?") + 1 : 0;
  return end === 0 ? sentence : [h("b", {}, sentence.slice(0, end)), sentence.slice(end)];
}
