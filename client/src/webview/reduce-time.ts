/** Computes how each action on time changes the state and what has to be done about it. */
import type {
  PlannedEvent,
  TimelineParams,
  TimelinePlan,
  TimelineTarget,
} from "../../../server/src/protocol/timeline.ts";
import type { ToPage } from "../common/messages.ts";
import type { Change, Effect, State } from "./state.ts";
import { changesOf, type EventField, planOf, type TimeAction, type TimeState, targetsFor } from "./time-state.ts";

/** Milliseconds between two pictures while it plays, and between two changes where motion is unwanted. */
const frame = 100;
const calmFrame = 1500;
/** Pictures from the beginning to the end. */
const frames = 150;
/** Seconds between one planned event and the next that is added. */
const apart = 10;

/** The state after the action, and its effects in order. */
export function reduceTime(state: State, action: TimeAction): Change {
  const { time } = state;
  const { result } = time;
  switch (action.kind) {
    case "time-open":
      return time.open ? close(state) : askTime({ ...state, time: { ...time, open: true } });
    case "time-start":
      return start(state, action.value);
    case "time-cache":
      return planned(state, { ...planOf(time), cache: action.value as TimelinePlan["cache"] }); // From our own list.
    case "time-node": {
      const { nodeLocal: _, ...rest } = planOf(time);
      return planned(state, action.value === "" ? rest : { ...rest, nodeLocal: action.value === "yes" });
    }
    case "time-add":
      return add(state);
    case "time-remove":
      return withEvents(state, (events) => events.filter((_, index) => index !== action.index));
    case "time-change":
      return withEvents(state, (events) =>
        events.map((event, index) => (index === action.index ? changed(event, action, result?.targets ?? []) : event)),
      );
    case "time-seek":
      return only(state, { at: within(time, action.at) });
    case "time-step":
      return only(state, { at: nextChange(time, action.by), playing: false });
    case "time-play":
      return play(state);
    case "time-tick":
      return action.run === time.run ? tick(state) : { state, effects: [] };
    case "time-start-over":
      return askTime({ ...state, time: { ...time, plan: null, file: null, failure: null } });
    case "time-scenario":
      return { state, effects: result === null ? [] : [post({ kind: "scenario", text: result.scenario })] };
  }
}

/** Takes in a timeline, or its failure. Another question than the last is not shown. */
export function hearTime(
  state: State,
  message: Extract<ToPage, { readonly kind: "timeline" | "timeline-failed" }>,
): Change {
  const { time } = state;
  if (message.sequence !== time.sequence || !time.open) return { state, effects: [] };
  if (message.kind === "timeline-failed")
    return only(state, { pending: false, failure: message.message, playing: false });
  const { result } = message;
  return only(state, { result, pending: false, failure: null, at: Math.min(time.at, result.until) });
}

/** Asks for the timeline of the question where somebody looks at it. */
export function askTime(state: State): Change {
  const { time, question } = state;
  if (!time.open) return { state, effects: [] };
  if (question.name === "") return stop(state);
  const sequence = time.sequence + 1;
  const asked: TimelineParams = {
    ...question,
    ...(time.plan === null ? {} : { plan: time.plan }),
    ...(time.file === null ? {} : { file: time.file }),
  };
  return {
    state: { ...state, time: { ...time, sequence, pending: true } },
    effects: [post({ kind: "timeline", sequence, asked })],
  };
}

function post(message: Extract<Effect, { readonly kind: "post" }>["message"]): Effect {
  return { kind: "post", message };
}

function only(state: State, change: Partial<TimeState>): Change {
  return { state: { ...state, time: { ...state.time, ...change } }, effects: [] };
}

function close(state: State): Change {
  return stop({ ...state, time: { ...state.time, open: false } });
}

/** Ends what the server still works out, and asks nothing again when a manifest changes. */
function stop(state: State): Change {
  const { time } = state;
  return {
    state: { ...state, time: { ...time, playing: false, pending: false } },
    effects: [post({ kind: "timeline", sequence: time.sequence, asked: null })],
  };
}

function planned(state: State, plan: TimelinePlan): Change {
  return askTime({ ...state, time: { ...state.time, plan, file: null } });
}

const starts: readonly string[] = ["settled", "empty", "OrderedReady", "Parallel"];

function start(state: State, value: string): Change {
  const { time } = state;
  if (!starts.includes(value)) return askTime({ ...state, time: { ...time, plan: planOf(time), file: value, at: 0 } });
  // What was planned before a file comes back.
  const { start: _, ...rest } = planOf(time);
  return planned({ ...state, time: { ...time, at: 0 } }, { ...rest, start: value as TimelinePlan["start"] });
}

function withEvents(state: State, change: (events: readonly PlannedEvent[]) => readonly PlannedEvent[]): Change {
  const plan = planOf(state.time);
  return planned(state, { ...plan, events: change(plan.events) });
}

function add(state: State): Change {
  const { time } = state;
  const [target] = targetsFor(time.result?.targets ?? [], "delete");
  if (target === undefined) return { state, effects: [] };
  const { events } = planOf(time);
  const at = events.length === 0 ? apart : Math.max(...events.map((event) => event.at)) + apart;
  return withEvents(state, (before) => [...before, { at, verb: "delete", target: before.at(-1)?.target ?? target.id }]);
}

/** The event with one field changed; what does not go with it any more is replaced by the first that does. */
function changed(
  event: PlannedEvent,
  { field, value }: { readonly field: EventField; readonly value: string },
  targets: readonly TimelineTarget[],
): PlannedEvent {
  const number = Number(value);
  switch (field) {
    case "at":
      return value.trim() !== "" && number >= 0 ? { ...event, at: number } : event;
    case "replicas":
      return value.trim() !== "" && Number.isInteger(number) && number >= 0 ? { ...event, replicas: number } : event;
    case "target":
      return fitted({ ...event, target: value }, targets);
    case "verb":
      return fitted({ ...event, verb: value as PlannedEvent["verb"] }, targets); // From our own list.
  }
}

function fitted(event: PlannedEvent, targets: readonly TimelineTarget[]): PlannedEvent {
  const fitting = targetsFor(targets, event.verb);
  const target = fitting.find(({ id }) => id === event.target) ?? fitting[0];
  const { replicas, ...rest } = { ...event, target: target?.id ?? event.target };
  if (event.verb !== "scale") return rest;
  return { ...rest, replicas: replicas ?? (target?.replicas ?? 1) + 1 };
}

function within({ result }: TimeState, at: number): number {
  return Math.min(Math.max(at, 0), result?.until ?? 0);
}

function nextChange({ result, at }: TimeState, by: 1 | -1): number {
  const all = result === null ? [] : changesOf(result);
  const next = by > 0 ? all.find((change) => change > at) : all.filter((change) => change < at).at(-1);
  return next ?? at;
}

function play(state: State): Change {
  const { time } = state;
  if (time.playing) return only(state, { playing: false });
  if (time.result === null) return { state, effects: [] };
  const at = time.at >= time.result.until ? 0 : time.at;
  const run = time.run + 1;
  return { ...only(state, { playing: true, run, at }), effects: [later({ ...time, run })] };
}

function later({ calm, run }: TimeState): Effect {
  return { kind: "later", ms: calm ? calmFrame : frame, action: { kind: "time-tick", run } };
}

function tick(state: State): Change {
  const { time } = state;
  if (!time.playing || time.result === null) return { state, effects: [] };
  const { until } = time.result;
  const glided = Math.round((time.at + until / frames) * 10) / 10;
  const at = time.calm ? nextChange(time, 1) : Math.min(until, Math.max(glided, time.at + 0.1));
  if (at >= until) return only(state, { at: until, playing: false });
  return { ...only(state, { at }), effects: [later(time)] };
}
