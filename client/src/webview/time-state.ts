/** Defines what the panel holds of a name over time, and what may happen to that. `reduce-time.ts` makes the change. */
import type {
  PlannedEvent,
  TimelineAnswer,
  TimelinePlan,
  TimelineResult,
  TimelineTarget,
} from "../../../server/src/protocol/timeline.ts";

export interface TimeState {
  readonly open: boolean;
  /** The sequence of the last ask, and whether its answer is awaited. */
  readonly sequence: number;
  readonly pending: boolean;
  readonly result: TimelineResult | null;
  readonly failure: string | null;
  /** What a person planned; null: what the server proposes. */
  readonly plan: TimelinePlan | null;
  /** The scenario file that counts instead. */
  readonly file: string | null;
  /** The moment that is looked at, in seconds. */
  readonly at: number;
  readonly playing: boolean;
  /** Counts how often it was played. */
  readonly run: number;
  /** Playing goes from change to change instead of gliding: the person wants little motion. */
  readonly calm: boolean;
}

export type TimeAction =
  | { readonly kind: "time-open" }
  /** What is there at the start: a plan's start, or the URI of a scenario file. */
  | { readonly kind: "time-start"; readonly value: string }
  | { readonly kind: "time-cache"; readonly value: string }
  | { readonly kind: "time-node"; readonly value: string }
  | { readonly kind: "time-add" }
  | { readonly kind: "time-remove"; readonly index: number }
  | { readonly kind: "time-change"; readonly index: number; readonly field: EventField; readonly value: string }
  | { readonly kind: "time-seek"; readonly at: number }
  | { readonly kind: "time-step"; readonly by: 1 | -1 }
  | { readonly kind: "time-play" }
  /** The next picture of a run; a run that was stopped has none. */
  | { readonly kind: "time-tick"; readonly run: number }
  | { readonly kind: "time-scenario" }
  /** What the server proposes, after a failure. */
  | { readonly kind: "time-start-over" };

export type EventField = "at" | "verb" | "target" | "replicas";

export const initialTime: TimeState = {
  open: false,
  sequence: 0,
  pending: false,
  result: null,
  failure: null,
  plan: null,
  file: null,
  at: 0,
  playing: false,
  run: 0,
  calm: false,
};

/** What is planned: by the person, else by the server. */
export function planOf({ plan, result }: TimeState): TimelinePlan {
  return plan ?? result?.plan ?? { start: "settled", events: [], cache: "none" };
}

/** The instants at which something changes, ascending, with the first and the last one of all. */
export function changesOf(result: TimelineResult): readonly number[] {
  const { until, happenings, seen, server, caches } = result;
  const all = [0, until, ...happenings.map(({ at }) => at), ...[...seen, ...server, ...caches].map(({ from }) => from)];
  return [...new Set(all.filter((at) => at >= 0 && at <= until))].sort((a, b) => a - b);
}

/** What holds at a moment; undefined where nothing does. */
export function spanAt<S extends { readonly from: number; readonly to: number | null }>(
  spans: readonly S[],
  at: number,
): S | undefined {
  return spans.find(({ from, to }) => from <= at && (to === null || at < to));
}

/** The answer at a moment, in one line: `10.244.1.2, stale`. */
export function answerAt(answers: readonly TimelineAnswer[], at: number): string {
  const answer = spanAt(answers, at);
  if (answer === undefined) return "nothing";
  return answer.stale ? `${answer.shown}, stale` : answer.shown;
}

/** The targets that a verb can be about. */
export function targetsFor(targets: readonly TimelineTarget[], verb: PlannedEvent["verb"]): readonly TimelineTarget[] {
  return targets.filter(({ verbs }) => verbs.includes(verb));
}

/** What of the state outlives a page that is hidden. */
export type KeptTime = Pick<TimeState, "open" | "plan" | "file" | "at">;

export function keptTime({ open, plan, file, at }: TimeState): KeptTime {
  return { open, plan, file, at };
}

/** The state that was kept; what an older page kept in another form is left out. */
export function restoredTime(kept: unknown, calm: boolean): TimeState {
  const time = { ...initialTime, calm };
  if (typeof kept !== "object" || kept === null) return time;
  const { open, plan, file, at } = kept as Partial<KeptTime>; // The fields are looked at one by one.
  return {
    ...time,
    open: open === true,
    plan: typeof plan === "object" && plan !== null && Array.isArray(plan.events) ? plan : null,
    file: typeof file === "string" ? file : null,
    at: typeof at === "number" && at >= 0 ? at : 0,
  };
}
