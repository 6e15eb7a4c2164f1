/** Checks what the panel does about time: what it asks, which moment it shows, and what it lets a person plan. */
import { expect, test } from "vitest";
import type { TimelineParams, TimelineResult } from "../../../server/src/protocol/timeline.ts";
import { play, posted } from "./panel.fixture.ts";
import { reduce } from "./reduce.ts";
import { podResult, podTimeline } from "./sample-results.ts";
import { type Action, type Change, initialState, type State } from "./state.ts";
import { restoredTime } from "./time-state.ts";

function asked(change: Change): readonly (TimelineParams | null)[] {
  return posted(change).flatMap((message) => (message.kind === "timeline" ? [message.asked] : []));
}

const question = { uri: "file:///app/web.yaml", name: podResult.name };
const answered: State = play(
  initialState,
  { kind: "heard", message: { kind: "set", question, focus: true } },
  { kind: "heard", message: { kind: "answer", sequence: 1, result: podResult } },
).state;

const hear = (sequence: number, result: TimelineResult = podTimeline): Action => ({
  kind: "heard",
  message: { kind: "timeline", sequence, result },
});

const opened: State = play(answered, { kind: "time-open" }, hear(1)).state;

test("nothing is asked over time before a person opens it, and nothing after it is closed", () => {
  expect(asked(play(answered, { kind: "ask-name", name: "web" }))).toEqual([]);
  const open = play(answered, { kind: "time-open" });
  expect(asked(open)).toEqual([{ ...question, from: "default/web-0" }]);
  expect(open.state.time.pending).toBe(true);
  const close = play(open.state, { kind: "time-open" });
  expect(asked(close)).toEqual([null]);
  expect(asked(play(close.state, { kind: "ask-name", name: "web" }))).toEqual([]);
  // What was on its way is not shown any more.
  expect(play(close.state, hear(1)).state.time.result).toBeNull();
});

test("a question without a name ends what is worked out over time", () => {
  const open = play(answered, { kind: "time-open" });
  const empty = play(open.state, { kind: "heard", message: { kind: "set", question: { name: "" }, focus: false } });
  expect(asked(empty)).toEqual([null]);
  expect(empty.state.time).toMatchObject({ open: true, pending: false });
  expect(asked(play(empty.state, { kind: "ask-name", name: "web" }))).toMatchObject([{ name: "web" }]);
});

test("another question is asked over time as well, with the same plan", () => {
  const planned = play(opened, { kind: "time-start", value: "Parallel" });
  const [params] = asked(play(planned.state, { kind: "ask-name", name: "web" }));
  expect(params).toMatchObject({ name: "web", plan: { start: "Parallel", events: podTimeline.plan?.events } });
});

test("an answer to an older question is not shown", () => {
  const { state } = play(opened, { kind: "time-cache", value: "java" });
  const late = play(state, hear(1, { ...podTimeline, until: 99 }));
  expect(late.state.time.result?.until).toBe(podTimeline.until);
  expect(late.state.time.pending).toBe(true);
});

test("the slider and the steps stay within the timeline, and ask nothing", () => {
  const change = play(
    opened,
    { kind: "time-seek", at: 1e9 },
    { kind: "time-step", by: 1 },
    { kind: "time-step", by: -1 },
  );
  expect(change.state.time.at).toBe(17);
  expect(change.effects).toEqual([]);
  expect(play(opened, { kind: "time-step", by: -1 }).state.time.at).toBe(0);
  expect(play(opened, { kind: "time-step", by: 1 }, { kind: "time-step", by: 1 }).state.time.at).toBe(12);
});

test("playing goes on by itself to the end, and one press stops it for good", () => {
  let { state, effects } = play(opened, { kind: "time-play" });
  let pictures = 0;
  for (let next = effects[0]; next?.kind === "later"; next = effects[0]) {
    ({ state, effects } = reduce(state, next.action));
    pictures += 1;
    expect(pictures).toBeLessThan(1000);
  }
  expect(state.time).toMatchObject({ at: podTimeline.until, playing: false });
  const running = play(opened, { kind: "time-play" });
  const twice = play(running.state, { kind: "time-play" }, { kind: "time-play" });
  const [old] = running.effects;
  if (old?.kind !== "later") throw new Error("playing goes on later");
  // The picture of the first run does not double the speed of the second.
  expect(reduce(twice.state, old.action).effects).toEqual([]);
});

test("where motion is unwanted, playing goes from change to change", () => {
  const calm: State = { ...opened, time: { ...opened.time, calm: true } };
  const run = play(calm, { kind: "time-play" });
  const [next] = run.effects;
  expect(next).toMatchObject({ kind: "later", ms: 1500 });
  if (next?.kind === "later") expect(reduce(run.state, next.action).state.time.at).toBe(10);
});

test("an event is added, changed and removed; what it is about follows from what it does", () => {
  const added = play(opened, { kind: "time-add" });
  expect(asked(added)[0]?.plan?.events).toEqual([
    { at: 10, verb: "delete", target: "default/pod/web-1" },
    { at: 20, verb: "delete", target: "default/pod/web-1" },
  ]);
  const scaled = play(added.state, { kind: "time-change", index: 1, field: "verb", value: "scale" });
  expect(asked(scaled)[0]?.plan?.events[1]).toEqual({
    at: 20,
    verb: "scale",
    target: "default/statefulset/web",
    replicas: 4,
  });
  const back = play(scaled.state, { kind: "time-change", index: 1, field: "verb", value: "restart" });
  expect(asked(back)[0]?.plan?.events[1]).toEqual({ at: 20, verb: "restart", target: "default/statefulset/web" });
  const wrong = play(back.state, { kind: "time-change", index: 1, field: "at", value: "-3" });
  expect(asked(wrong)[0]?.plan?.events[1]?.at).toBe(20);
  expect(asked(play(back.state, { kind: "time-remove", index: 0 }))[0]?.plan?.events).toHaveLength(1);
});

test("a scenario file counts instead of the plan, until a start is chosen again", () => {
  const file = play(opened, { kind: "time-start", value: "file:///app/late.scenario.yaml" });
  expect(asked(file)[0]).toMatchObject({ file: "file:///app/late.scenario.yaml" });
  const ofFile = { ...podTimeline, plan: null, file: "file:///app/late.scenario.yaml" };
  const plan = play(file.state, hear(2, ofFile), { kind: "time-start", value: "empty" });
  expect(asked(plan)[0]).toMatchObject({ plan: { start: "empty", events: podTimeline.plan?.events } });
  expect(asked(plan)[0]).not.toHaveProperty("file");
});

test("a scenario file is made of what is on show", () => {
  expect(posted(play(opened, { kind: "time-scenario" }))).toEqual([{ kind: "scenario", text: podTimeline.scenario }]);
});

test("after a failure one button asks for what the server proposes", () => {
  const kept: State = { ...answered, time: restoredTime({ open: true, plan: { events: [7] } }, false) };
  const failed = play(
    kept,
    { kind: "ask-name", name: "web" },
    {
      kind: "heard",
      message: { kind: "timeline-failed", sequence: 1, message: "'plan' must be an object" },
    },
  );
  expect(failed.state.time).toMatchObject({ pending: false, failure: "'plan' must be an object" });
  const [again] = asked(play(failed.state, { kind: "time-start-over" }));
  expect(again).toMatchObject({ name: "web" });
  expect(again).not.toHaveProperty("plan");
});

test("a page that comes back shows what it showed; what another version kept is left out", () => {
  const plan = { start: "empty", events: [], cache: "none" };
  expect(restoredTime({ open: true, plan, file: null, at: 4 }, false)).toMatchObject({ open: true, plan, at: 4 });
  for (const kept of [undefined, null, 7, "x", { open: "yes", plan: 3, file: {}, at: -1 }, { plan: { events: 1 } }])
    expect(restoredTime(kept, true)).toMatchObject({ open: false, plan: null, file: null, at: 0, calm: true });
});
