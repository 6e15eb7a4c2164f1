/** Checks what the panel shows of time, and that the table says what the chart draws. */
import { expect, test } from "vitest";
import { byClass, byId } from "./panel.fixture.ts";
import { podResult, podTimeline } from "./sample-results.ts";
import { type Action, initialState } from "./state.ts";
import type { TimeState } from "./time-state.ts";
import { view } from "./view.ts";
import { timeKey } from "./view-time.ts";
import { findAll, h, textOf, type VNode } from "./vnode.ts";

function showing(more: Partial<TimeState> = {}): VNode<Action> {
  const time = { ...initialState.time, open: true, result: podTimeline, ...more };
  const state = { ...initialState, question: { name: podResult.name }, result: podResult, time };
  return h("body", {}, view(state));
}

test("closed, it is one button that says so, and nothing else", () => {
  const page = showing({ open: false });
  const [button] = byClass(page, "disclosure");
  expect(button?.props).toMatchObject({ "aria-expanded": "false", on: { click: { kind: "time-open" } } });
  expect(byId(page, "time-body")).toBeUndefined();
});

test("while it is computed for the first time, its place is kept", () => {
  expect(byClass(showing({ result: null, pending: true }), "skeleton")).toHaveLength(1);
  expect(textOf(showing({ result: null, failure: "no server" }))).toContain("no server");
});

test("while it is computed again, what was there stays and the panel is busy", () => {
  const busy = (page: VNode<Action>): readonly unknown[] => [
    byClass(page, "progress")[0]?.props.class,
    byId(page, "time-body")?.props["aria-busy"],
  ];
  expect(busy(showing({ pending: true }))).toEqual(["progress busy", "true"]);
  expect(byClass(showing({ pending: true }), "chart")).toHaveLength(1);
  expect(busy(showing())).toEqual(["progress", "false"]);
});

test.each([
  [0, "10.244.71.13", "ready"],
  [10, "NXDOMAIN", "terminating"],
  [13.5, "NXDOMAIN", "no address yet"],
  [22, "10.244.71.99", "ready"],
])("at %d the client gets %s, and the Pod is %s", (at, answer, state) => {
  const page = showing({ at });
  const [moment] = byClass(page, "moment");
  expect(moment === undefined ? "" : textOf(moment)).toContain(`The client gets${answer} from DNS server`);
  expect(byClass(page, "pod").map(textOf)).toEqual([`web-1${state}`]);
  expect(byId(page, "time-slider")?.props["aria-valuetext"]).toContain(answer);
});

test("of the Pods that are left out it says how many, and not what becomes of them", () => {
  const [row] = byClass(showing(), "pod-states");
  expect(row === undefined ? "" : textOf(row)).toMatch(/and 2 more$/);
});

test("everything that the chart draws stands in the table, with its reason", () => {
  const page = showing();
  const titles = byClass(page, "chart")
    .flatMap((chart) => findAll(chart, ({ tag }) => tag === "title"))
    .map(textOf);
  const [table] = byClass(page, "scroll");
  const rows =
    table === undefined
      ? []
      : findAll(table, ({ tag }) => tag === "tr")
          .slice(1)
          .map(textOf);
  const { seen, server, caches } = podTimeline;
  expect(titles).toHaveLength(seen.length + server.length + caches.length);
  expect(rows).toHaveLength(titles.length);
  expect(titles.at(-1)).toBe("10s to 12s: gave the answer, which is not true any more\nJava keeps what it got");
  expect(rows.at(-1)).toBe("10s12sClient's cachegave the answerstaleJava keeps what it got");
});

test("stale, missing and found differ in more than colour", () => {
  const [chart] = byClass(showing(), "chart");
  const stripes = chart === undefined ? [] : findAll(chart, ({ props }) => props.class === "stripes");
  expect(stripes.length).toBeGreaterThan(1);
  const marks =
    chart === undefined ? [] : findAll(chart, ({ tag, props }) => tag === "g" && props.class === "nxdomain");
  const tall = marks.map(({ children }) => (typeof children[0] === "object" ? children[0].props["height"] : undefined));
  expect(new Set(tall)).toEqual(new Set([6]));
});

test("events of a plan are fields with names; those of a file are in the file", () => {
  const labels = findAll(showing(), ({ tag }) => tag === "input" || tag === "select").map(
    ({ props }) => props["aria-label"] ?? props["id"],
  );
  expect(labels).toEqual(
    expect.arrayContaining([
      "Seconds of event 1",
      "What event 1 does",
      "What event 1 is about",
      "time-start",
      "Moment",
    ]),
  );
  const file = showing({ result: { ...podTimeline, plan: null, file: "file:///app/late.scenario.yaml" } });
  expect(byClass(file, "events")).toEqual([]);
  expect(textOf(file)).toContain("Open the scenario");
});

test("the start that a person chose stays chosen while its timeline is awaited", () => {
  const file = "file:///app/late.scenario.yaml";
  const plan = { start: "Parallel", events: [], cache: "none" } as const;
  const ofFile = { ...podTimeline, plan: null, file };
  const start = (time: Partial<TimeState>) => byId(showing(time), "time-start")?.props.value;
  expect(start({ pending: true, plan, file })).toBe(file);
  expect(start({ pending: true, plan, result: ofFile })).toBe("Parallel");
  // A file that is gone leaves the plan.
  expect(start({ plan, file })).toBe("Parallel");
  expect(start({ plan, file, result: ofFile })).toBe(file);
});

test("space plays, comma and full stop step", () => {
  const press = (key: string) => timeKey({ key, alt: false, ctrl: false, shift: false });
  expect([" ", ",", ".", "p", "x"].map((key) => press(key)?.kind)).toEqual([
    "time-play",
    "time-step",
    "time-step",
    "time-play",
    undefined,
  ]);
});
