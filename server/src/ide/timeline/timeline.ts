/**
 * Computes what a client sees that asks one name again and again, and what the server itself would answer meanwhile. A
 * row lasts as long as the answer stays the same.
 */

import { smallest } from "../../base/long-lists.ts";
import { finished, type Steps } from "../../base/steps.ts";
import type { Duration, Instant } from "../../cluster/scenario/scenario.ts";
import type { PodModel } from "../../cluster/state/cluster.ts";
import { explainStep } from "../../dns/clients/explain.ts";
import { phrasesToText } from "../../dns/clients/phrases.ts";
import type { Simulation, Step } from "../../dns/clients/simulation.ts";
import { decisiveStep } from "../../dns/clients/verdict.ts";
import { absolute, isSubdomainOf } from "../../dns/data/name.ts";
import { formatData } from "../../dns/data/record.ts";
import type { Outside } from "../../dns/server/response.ts";
import { clusterDomain } from "../../dns/server/server.ts";
import { type Bounds, boundsOf } from "./bounds.ts";
import { type Asked, type AskOptions, askAt, askServer, cacheOf, emptyMemory } from "./memory.ts";
import { type AskableState, type AskingPod, askableAt, askingPodIn, type PlayedScenario } from "./played-scenario.ts";

export interface TimelineInput extends AskOptions {
  readonly played: PlayedScenario;
  /** Undefined: a Pod of the default namespace without settings of its own. */
  readonly from: AskingPod | undefined;
  readonly defaultNamespace: string;
  /** How often the client asks. */
  readonly every: Duration;
  /** Until when; absent: until every answer has followed the last change. */
  readonly until?: Instant;
}

/** Who gave an answer; "nobody": the question was not asked, as the Pod did not run. */
export type Source = "server" | "coredns" | "node-local" | "client" | "nobody";

export interface Observation {
  readonly outcome: Simulation["outcome"] | "not-asked";
  /** Addresses, or other data as in a zone file; sorted. */
  readonly answer: readonly string[];
  readonly rcode: "NOERROR" | "NXDOMAIN" | "SERVFAIL" | null;
  /** The name that was answered, absolute. */
  readonly name: string;
  readonly source: Source;
  /** True when the server itself would answer something else. */
  readonly stale: boolean;
  /** The Pods behind the addresses, `namespace/name`. */
  readonly pods: readonly string[];
  /** True when the addresses are those of a Service: DNS does not decide which Pod a connection reaches. */
  readonly virtual: boolean;
  /** True when the server said NXDOMAIN to the candidate that comes nearest. */
  readonly denied: boolean;
  readonly why: string;
  /** Seconds; null without records. */
  readonly ttl: number | null;
}

/** An answer from the first question that got it until the next one that got another. */
export interface Row extends Observation {
  readonly from: Instant;
  /** Null: to the end. */
  readonly to: Instant | null;
  /** TTLs of the first and the last question. */
  readonly ttls: readonly [number, number] | null;
  /** All who gave it in that time, in the order in which they first did. */
  readonly sources: readonly Source[];
}

export interface Timeline {
  readonly every: Duration;
  readonly until: Instant;
  /** What the client sees. */
  readonly seen: readonly Row[];
  /** What the server itself answers, by the instants of the changes. */
  readonly truth: readonly Row[];
  /** Who gave what the client sees, from question to question. */
  readonly given: readonly Given[];
  readonly bounds: Bounds;
}

/** A time in which one source gave the answers. */
export interface Given {
  readonly from: Instant;
  /** Null: to the end. */
  readonly to: Instant | null;
  readonly source: Source;
  readonly stale: boolean;
  /** Of the first answer. */
  readonly why: string;
}

/** More questions than a person waits for. */
export const mostQuestions = 50_000;

/** Asks from 0 on; questions of the scenario come in between and warm the caches. */
export function timelineOf(input: TimelineInput): Timeline {
  return finished(timelineSteps(input));
}

/** The same, with a pause after each question, and before each state whose cluster has to be built. */
export function* timelineSteps(input: TimelineInput): Steps<Timeline> {
  const { played } = input;
  const first = askableAt(played, 0);
  const bounds = boundsFor(input, first);
  const until = input.until ?? endOf(played, bounds, input.every);
  const truths = new Map<AskableState, Observation>();
  const truthAt = (askable: AskableState): Observation => {
    const known = truths.get(askable) ?? observeServer(input, askable);
    truths.set(askable, known);
    return known;
  };
  const observed = yield* observe(input, until, truthAt);
  const truth: Seen[] = [];
  for (const state of played.history.states) {
    if (state.at > until) break;
    truth.push({ at: state.at, seen: truthAt(played.askableOf(state)) });
    yield undefined;
  }
  const asSeen = clusterNames(
    [...observed, ...truth].map(({ seen }) => seen),
    first,
  );
  const named = (all: readonly Seen[]): readonly Seen[] => all.map(({ at, seen }) => ({ at, seen: asSeen(seen) }));
  const seen = named(observed);
  return { every: input.every, until, seen: rowsOf(seen), truth: rowsOf(named(truth)), given: givenBy(seen), bounds };
}

/**
 * A name that the search list leads into the cluster at one time does not exist at another, although its last candidate, the
 * name as typed, would have to be asked outside, or fails there: it does not mean a name of the Internet.
 */
function clusterNames(all: readonly Observation[], { server }: AskableState): (seen: Observation) => Observation {
  const domain = absolute(clusterDomain(server));
  const isOurs = all.some(({ outcome, name }) => outcome === "resolved" && isSubdomainOf(name, domain));
  return (seen) =>
    isOurs && seen.denied && (seen.outcome === "outside" || seen.outcome === "servfail")
      ? { ...seen, outcome: "nxdomain", rcode: "NXDOMAIN" }
      : seen;
}

function boundsFor({ played, from, defaultNamespace, cache }: TimelineInput, askable: AskableState): Bounds {
  return boundsOf(askable.path, cache ?? cacheOf(played, from && firstAsker(played, from, defaultNamespace)));
}

/** The Pod that asks, in the first state that has it: the clusters of later states are not built for this. */
function firstAsker(played: PlayedScenario, from: AskingPod, defaultNamespace: string): PodModel | undefined {
  for (const state of played.history.states) {
    const pod = askingPodIn(played.askableOf(state), from, defaultNamespace);
    if (pod !== undefined) return pod;
  }
  return undefined;
}

/** The last change, and then as long as anything may be remembered. */
function endOf({ history }: PlayedScenario, { positive, negative }: Bounds, every: Duration): Instant {
  const last = history.states.at(-1)?.at ?? 0;
  const kept = Math.max(positive, negative);
  return Math.ceil(last + (Number.isFinite(kept) ? kept : 60) + Math.max(5, every));
}

interface Seen {
  readonly at: Instant;
  readonly seen: Observation;
}

function* observe(
  input: TimelineInput,
  until: Instant,
  truthAt: (askable: AskableState) => Observation,
): Steps<readonly Seen[]> {
  const { played, every } = input;
  const memory = emptyMemory(played);
  const { asks } = played.history;
  let told = 0;
  const observed: Seen[] = [];
  const count = Math.min(mostQuestions, Math.floor(until / every + 1e-9) + 1);
  for (let index = 0; index < count; index++) {
    yield undefined;
    const at = Math.round(index * every * 1000) / 1000;
    for (let next = asks[told]; next !== undefined && next.ask.at <= at; next = asks[told]) {
      told += 1;
      askAsClient(played, memory, next, input);
      yield undefined;
    }
    const askable = askableAt(played, at);
    const pod = input.from === undefined ? undefined : askingPodIn(askable, input.from, input.defaultNamespace);
    if (pod === undefined && input.from !== undefined) {
      observed.push({ at, seen: absent(input.from) });
      continue;
    }
    observed.push({ at, seen: observation(askAt(played, memory, { askable, at, pod }, input), truthAt(askable)) });
  }
  return observed;
}

/**
 * A lookup at a moment, after the questions of the scenario and earlier ones of the same client at `askedAt`.
 * @returns undefined when no Pod of that name runs then
 */
export function askedBefore(
  played: PlayedScenario,
  input: AskOptions & {
    readonly from: AskingPod | undefined;
    readonly at: Instant;
    readonly askedAt: readonly Instant[];
    readonly defaultNamespace: string;
  },
): Asked | undefined {
  const memory = emptyMemory(played);
  const { from, at, defaultNamespace } = input;
  const ask = (moment: Instant): Asked | undefined => {
    const askable = askableAt(played, moment);
    const pod = from === undefined ? undefined : askingPodIn(askable, from, defaultNamespace);
    if (pod === undefined && from !== undefined) return undefined;
    return askAt(played, memory, { askable: askable, at: moment, pod }, input);
  };
  const told = played.history.asks.map((own) => ({
    at: own.ask.at,
    run: () => askAsClient(played, memory, own, input),
  }));
  const own = input.askedAt.map((moment) => ({ at: moment, run: () => void ask(moment) }));
  for (const { run } of [...told, ...own].filter((before) => before.at <= at).sort((a, b) => a.at - b.at)) run();
  return ask(at);
}

/** A question of the scenario itself. */
function askAsClient(
  played: PlayedScenario,
  memory: ReturnType<typeof emptyMemory>,
  { ask, state }: PlayedScenario["history"]["asks"][number],
  { defaultNamespace, outside }: { readonly defaultNamespace: string; readonly outside: Outside },
): void {
  const askable = played.askableOf(state);
  const pod = ask.from === undefined ? undefined : askingPodIn(askable, ask.from, defaultNamespace);
  if (pod === undefined && ask.from !== undefined) return; // No Pod runs that could ask.
  const typed = { name: ask.name, ...(ask.type === undefined ? {} : { type: ask.type }) };
  askAt(played, memory, { askable: askable, at: ask.at, pod }, { typed, outside });
}

function absent({ name }: AskingPod): Observation {
  return {
    outcome: "not-asked",
    answer: [],
    rcode: null,
    name: "",
    source: "nobody",
    stale: false,
    pods: [],
    virtual: false,
    denied: false,
    why: `no container of '${name}' runs that could ask`,
    ttl: null,
  };
}

function observeServer(input: TimelineInput, askable: AskableState): Observation {
  const { from, defaultNamespace } = input;
  // Who asks decides only the search list: a Pod that does not run yet has the same one.
  const pod = from === undefined ? undefined : (askingPodIn(askable, from, defaultNamespace) ?? anyLife(input));
  return describe(askServer(askable, pod, input));
}

function anyLife({ played, from }: TimelineInput): PodModel | undefined {
  return played.history.incarnations.find(
    ({ model }) =>
      (model.name === from?.name || model.controller?.name === from?.name) &&
      (from?.namespace === undefined || from.namespace === model.namespace),
  )?.model;
}

function observation({ simulation, kept }: Asked, truth: Observation): Observation {
  const seen = describe(simulation);
  const stale = !sameResult(seen, truth);
  if (kept === undefined) return { ...seen, stale };
  const left = Number.isFinite(kept.until) ? `until ${kept.until}s` : "for ever";
  return {
    ...seen,
    stale,
    source: "client",
    ttl: null,
    why: `${kept.cache.name} keeps what it got at ${kept.stored}s ${left}`,
  };
}

function sameResult(a: Observation, b: Observation): boolean {
  return a.outcome === b.outcome && a.answer.join(" ") === b.answer.join(" ");
}

/** A lookup as a person sees it: the step that decided it, who answered, with what. */
export function describe(simulation: Simulation): Observation {
  const step = decidingStep(simulation);
  const reply = step?.response.kind === "reply" ? step.response : undefined;
  const found = simulation.records.filter(({ record }) => record.data.type !== "CNAME");
  const records = [...(reply?.answer ?? []), ...(reply?.authority ?? [])];
  const pods = found.flatMap(({ origin }) =>
    origin?.pod === undefined ? [] : `${origin.pod.namespace}/${origin.pod.name}`,
  );
  return {
    outcome: simulation.outcome,
    answer: [...new Set(found.map(({ record }) => formatData(record.data)))].sort(),
    rcode: rcodeOf(simulation.outcome),
    name: step?.question.name ?? "",
    source: reply?.cached === undefined ? "server" : reply.cached.cache,
    stale: false,
    pods: [...new Set(pods)].sort(),
    denied: reply?.rcode === "NXDOMAIN",
    virtual: found.some(({ origin }) => origin?.pod === undefined && origin?.service?.headless === false),
    why: step === undefined ? "nothing was asked" : phrasesToText(explainStep(step)),
    ttl: records.length === 0 ? null : smallest(records.map(({ record }) => record.ttl)),
  };
}

/** The question whose answer was used; for a failure the one that says most. */
function decidingStep(simulation: Simulation): Step | undefined {
  if (simulation.outcome !== "resolved") return decisiveStep(simulation);
  return simulation.steps.find(({ response }) => response.kind === "reply" && response.answer.length > 0);
}

function rcodeOf(outcome: Simulation["outcome"]): Observation["rcode"] {
  switch (outcome) {
    case "resolved":
    case "nodata":
      return "NOERROR";
    case "nxdomain":
      return "NXDOMAIN";
    case "servfail":
      return "SERVFAIL";
    case "timeout":
    case "outside":
      return null;
  }
}

function rowsOf(observed: readonly Seen[]): readonly Row[] {
  const rows: Row[] = [];
  for (const { at, seen } of observed) {
    const last = rows.at(-1);
    if (last !== undefined && isSameRow(last, seen)) {
      const ttls = last.ttls === null || seen.ttl === null ? last.ttls : ([last.ttls[0], seen.ttl] as const);
      const sources = last.sources.includes(seen.source) ? last.sources : [...last.sources, seen.source];
      rows[rows.length - 1] = { ...last, ttls, sources };
      continue;
    }
    if (last !== undefined) rows[rows.length - 1] = { ...last, to: at };
    rows.push({
      ...seen,
      from: at,
      to: null,
      ttls: seen.ttl === null ? null : [seen.ttl, seen.ttl],
      sources: [seen.source],
    });
  }
  return rows;
}

function givenBy(observed: readonly Seen[]): readonly Given[] {
  const all: Given[] = [];
  for (const { at, seen } of observed) {
    const last = all.at(-1);
    if (last?.source === seen.source && last.stale === seen.stale) continue;
    if (last !== undefined) all[all.length - 1] = { ...last, to: at };
    all.push({ from: at, to: null, source: seen.source, stale: seen.stale, why: seen.why });
  }
  return all;
}

function isSameRow(a: Observation, b: Observation): boolean {
  return sameResult(a, b) && a.stale === b.stale && a.pods.join(" ") === b.pods.join(" ");
}
