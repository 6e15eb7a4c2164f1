/**
 * Draws the strip chart of a timeline: a track for what the client gets, one for the server, and one for each cache. Height and
 * pattern say the same as the colour; the table beside it says all of it in words.
 */

import { formatDuration } from "../../../server/src/cluster/scenario/duration.ts";
import type { TimelineAnswer, TimelineCacheSpan, TimelineResult } from "../../../server/src/protocol/timeline.ts";
import type { Action } from "./state.ts";
import type { TimeState } from "./time-state.ts";
import { h, type VNode } from "./vnode.ts";

/** Units of the drawing, from the beginning to the end and from top to bottom. */
const width = 1000;
const height = 20;
/** Spans that one track draws: more are narrower than a pixel. */
const mostSpans = 500;

interface Mark {
  readonly from: number;
  readonly to: number | null;
  readonly tone: string;
  readonly title: string;
}

/** The chart with its legend. */
export function chart({ at }: TimeState, result: TimelineResult): VNode<Action> {
  const { until, seen, server, caches } = result;
  const cacheOf = (wanted: TimelineCacheSpan["cache"]): readonly Mark[] =>
    caches.filter(({ cache }) => cache === wanted).map(cacheMark);
  const tracks = [
    track("Client gets", seen.map(answerMark), at, until),
    track("Server says", server.map(answerMark), at, until),
    track("CoreDNS's cache", cacheOf("coredns"), at, until),
    track("Node's cache", cacheOf("node-local"), at, until),
    track("Client's cache", cacheOf("client"), at, until),
  ];
  return h(
    "figure",
    {
      key: "chart",
      class: "chart",
      role: "group",
      "aria-label": "The answer over time; the table below the events says the same",
    },
    patterns(),
    ...tracks,
    axis(until),
    legend(),
  );
}

function answerMark({ from, to, outcome, stale, shown, by, why }: TimelineAnswer): Mark {
  const what = `${shown}${stale ? ", stale" : ""}`;
  return {
    from,
    to,
    tone: stale ? `${outcome} stale` : outcome,
    title: [what, ...(by === "-" ? [] : [`from ${by}`]), why].join("\n"),
  };
}

function cacheMark({ from, to, stale, why }: TimelineCacheSpan): Mark {
  return {
    from,
    to,
    tone: stale ? "kept stale" : "kept",
    title: `gave the answer${stale ? ", which is not true any more" : ""}\n${why}`,
  };
}

function track(label: string, marks: readonly Mark[], at: number, until: number): VNode<Action> {
  const x = (instant: number): number => (until === 0 ? 0 : (Math.min(instant, until) / until) * width);
  const rects = marks.slice(0, mostSpans).map((mark, index) => {
    const end = mark.to ?? until;
    const [y, tall] = place(mark.tone);
    const box = { x: x(mark.from), y, width: Math.max(1, x(end) - x(mark.from)), height: tall };
    return h<Action>(
      "g",
      { key: `${index}`, class: mark.tone, on: { click: { kind: "time-seek", at: mark.from } } },
      h("rect", box),
      mark.tone.endsWith(" stale") ? h("rect", { ...box, class: "stripes", fill: "url(#stripes)" }) : null,
      h(
        "title",
        {},
        `${formatDuration(mark.from)} to ${mark.to === null ? "the end" : formatDuration(end)}: ${mark.title}`,
      ),
    );
  });
  const cursor = h<Action>("line", { key: "cursor", class: "cursor", x1: x(at), x2: x(at), y1: 0, y2: height });
  const words = marks.length === 0 ? "not in use" : `${marks.length} ${marks.length === 1 ? "span" : "spans"}`;
  return h(
    "div",
    { key: label, class: marks.length === 0 ? "track empty" : "track" },
    h("span", { class: "track-label" }, label),
    h(
      "svg",
      {
        viewBox: `0 0 ${width} ${height}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": `${label}: ${words}`,
      },
      h("rect", { key: "ground", class: "ground", x: 0, y: 0, width, height }),
      ...rects,
      cursor,
    ),
  );
}

/** From the top, and how tall: an answer with addresses fills the track, one without does not. */
function place(tone: string): readonly [number, number] {
  if (/^(?:resolved|kept)/.test(tone)) return [0, height];
  return /^nodata/.test(tone) ? [height / 2, height / 2] : [height * 0.7, height * 0.3];
}

/** Stripes for what is stale, in the colour of the text that they lie on. */
function patterns(): VNode<Action> {
  const stripes = h<Action>(
    "pattern",
    { id: "stripes", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    h("rect", { class: "stripe", width: 3, height: 6 }),
  );
  return h(
    "svg",
    { key: "patterns", class: "patterns", "aria-hidden": "true", width: 0, height: 0 },
    h("defs", {}, stripes),
  );
}

function axis(until: number): VNode<Action> {
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(until * part * 10) / 10);
  const labels = marks.map((mark, index) => h<Action>("span", { key: `${index}` }, formatDuration(mark)));
  return h("div", { key: "axis", class: "axis", "aria-hidden": "true" }, ...labels);
}

function legend(): VNode<Action> {
  const rows = [
    ["resolved", "found"],
    ["nodata", "no such record"],
    ["nxdomain", "no such name, or a failure"],
    ["stale", "stale"],
    ["kept", "given by this cache"],
  ] as const;
  return h(
    "ul",
    { key: "legend", class: "legend", "aria-label": "Legend" },
    ...rows.map(([tone, words]) => {
      const [y, tall] = place(tone === "stale" ? "resolved" : tone);
      const box = { x: 0, y, width: height, height: tall };
      const sample = h<Action>(
        "svg",
        { viewBox: `0 0 ${height} ${height}`, "aria-hidden": "true" },
        h("g", { class: tone === "stale" ? "resolved stale" : tone }, [
          h<Action>("rect", box),
          tone === "stale" ? h<Action>("rect", { ...box, class: "stripes", fill: "url(#stripes)" }) : null,
        ]),
      );
      return h<Action>("li", { key: tone }, sample, words);
    }),
  );
}
