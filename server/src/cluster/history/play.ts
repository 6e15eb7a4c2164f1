/**
 * Plays a scenario from event to event. At each instant it applies what is due by itself, then lets the controllers act
 * until nothing is left to do. `(declarations, scenario) → states`: deterministic, without a clock.
 */

import { finished, type Steps } from "../../base/steps.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { formatObjectRef } from "../scenario/object-ref.ts";
import type { Instant, ObjectRef, Scenario } from "../scenario/scenario.ts";
import { buildCluster } from "../state/build.ts";
import type { ClusterOptions, PodModel } from "../state/cluster.ts";
import { type Existing, existingObjects } from "../state/identity.ts";
import { isBeforeItsTime } from "../state/pods.ts";
import { countOf, podsEachOf } from "../state/predict.ts";
import { isWorkload, reconcile } from "./controllers.ts";
import { happen, unusedReadiness } from "./events.ts";
import type { Ask, History, State } from "./history.ts";
import { lazyCluster } from "./lazy-cluster.ts";
import { isReady, keyOf, type LivePod, modelAt, never, readySince, settledPod, transitions } from "./live-pod.ts";
import { revisionsOf, wantedPods } from "./look.ts";
import { applyDeclaration, objectKey } from "./objects.ts";
import { beginLife, deletePod, isTooMuch, means, type PlayInput, type Playing, shownPod, tell } from "./playing.ts";

/**
 * More instants than any scenario needs: beyond it something goes round in circles, or the result is too long to read.
 */
const mostStates = 1500;

/** Pods of all states together: each state lists all of its Pods, and each of them is read. */
const mostPodsOfStates = 40_000;

/** Plays the scenario to its end: until after the last event nothing changes any more. */
export function play(input: PlayInput): History {
  return finished(playSteps(input));
}

/** The same, with a pause after each instant. */
export function* playSteps(input: PlayInput): Steps<History> {
  const playing = begin(input);
  const states: State[] = [];
  const asks: { readonly ask: Ask; readonly state: State }[] = [];
  const { events } = input.scenario;
  let done = 0;
  let pods = 0;
  const record = (): State => {
    pods += playing.pods.length;
    const last = states.at(-1);
    if (last?.at === playing.now && asks.at(-1)?.state !== last) states.pop();
    const state = stateNow(playing);
    states.push(state);
    return state;
  };
  for (let instants = 0; ; instants++) {
    passTime(playing);
    for (let event = events[done]; event !== undefined && event.at <= playing.now; event = events[done]) {
      done += 1;
      if (event.kind === "ask") {
        reconcileUntilStable(playing);
        asks.push({ ask: event, state: record() });
      } else happen(playing, event);
    }
    reconcileUntilStable(playing);
    record();
    const next = Math.min(events[done]?.at ?? never, nextChange(playing));
    if (next === never && !isTooMuch(playing)) break;
    const why =
      instants > mostStates
        ? `given up: the scenario has more than ${mostStates} instants, or never comes to rest`
        : pods > mostPodsOfStates || isTooMuch(playing)
          ? `given up: the scenario has too many Pods (${playing.pods.length}) in too many states (${states.length})`
          : undefined;
    if (why !== undefined) {
      playing.problems.push({ line: 1, message: `${why}; it ends at ${playing.now} seconds` });
      break;
    }
    playing.now = next;
    yield undefined;
  }
  for (const key of unusedReadiness(playing))
    playing.problems.push({ line: 1, message: `a Pod '${key}' is told to be not ready, and there never is one` });
  return {
    scenario: input.scenario,
    states,
    happenings: playing.happenings,
    asks,
    lives: playing.lives,
    problems: playing.problems,
  };
}

function begin(input: PlayInput): Playing {
  const { scenario, options } = input;
  const whole = buildCluster(input.declarations, options);
  const isAbsent = (existing: Existing): boolean => comesLater(existing, scenario);
  const all = existingObjects(input.declarations, options).objects;
  const playing: Playing = {
    input,
    families: whole.families,
    now: 0,
    objects: new Map(),
    pods: [],
    lives: [],
    names: new Set(),
    revisions: new Map(),
    untouched: new Set(),
    ran: new Set(),
    taken: new Set(),
    predicted: whole.pods,
    podsEach: podsEachOf(all.filter(isWorkload).map(({ object }) => countOf(object, whole.nodes))),
    counts: new Map(),
    remade: new Map(),
    failing: new Map(),
    happenings: [],
    problems: [],
    looks: 0,
  };
  for (const { target, line } of scenario.absent)
    if (!all.some(({ object, namespace }) => means(target, object.kind, `${namespace}/${object.meta.name}`)))
      playing.problems.push({ line, message: `the manifests declare no ${formatObjectRef(target)}` });
  const present = all.filter((existing) => !isAbsent(existing));
  if (scenario.start === "settled") settle(playing, present);
  else for (const { declaration } of present) applyDeclaration(playing, declaration, 1);
  return playing;
}

/**
 * True for an object that does not exist at the start: the scenario says so, or its first word about it is to apply it, by its
 * name or by the file that declares it.
 */
function comesLater({ object, namespace, declaration }: Existing, { absent, events }: Scenario): boolean {
  const isMeant = (target: ObjectRef): boolean => means(target, object.kind, `${namespace}/${object.meta.name}`);
  if (absent.some(({ target }) => isMeant(target))) return true;
  for (const event of events) {
    switch (event.kind) {
      case "apply-declared":
        if (isMeant(event.target)) return true;
        break;
      case "apply":
        if (event.declarations.some((made) => made.uri === declaration.uri && sameObject(made, declaration)))
          return true;
        break;
      case "delete":
      case "patch":
        if (isMeant(event.target)) return false;
        break;
      default:
    }
  }
  return false;
}

function sameObject({ object: a }: Declaration, { object: b }: Declaration): boolean {
  return a.kind === b.kind && a.meta.name === b.meta.name && a.meta.namespace === b.meta.namespace;
}

/** Everything is there, as it is without any scenario. */
function settle(playing: Playing, present: readonly Existing[]): void {
  for (const existing of present) playing.objects.set(objectKey(existing), existing);
  const { pods } = buildCluster(
    present.map(({ declaration }) => declaration),
    { ...playing.input.options, families: playing.families },
  );
  for (const model of pods.values()) {
    if (model.declaration === undefined) continue; // The DNS server's own Pod is in every state.
    const { controller } = model;
    const owner =
      controller === undefined ? undefined : `${controller.kind} ${controller.namespace}/${controller.name}`;
    const pod = settledPod(model, owner, 0);
    for (const { ip } of model.addresses) playing.taken.add(ip);
    playing.counts.set(`Pod ${keyOf(pod)}`, 1);
    playing.pods.push(pod);
    beginLife(playing, pod);
  }
  for (const [key, existing] of playing.objects) {
    if (!isWorkload(existing)) continue;
    const revisions = revisionsOf(playing, key, existing.object);
    const own = playing.pods.filter(({ owner }) => owner === key);
    const look = { playing, workload: existing, key, revisions, pods: own };
    // A dump whose controllers have acted may hold another number; nothing is added to it before something happens.
    if (own.length !== wantedPods(look, revisions.update).length) playing.untouched.add(key);
  }
}

/** What happens at the new instant without an event. */
function passTime(playing: Playing): void {
  const { now } = playing;
  bury(playing);
  for (const pod of playing.pods) {
    if (pod.unreachable === now)
      tell(playing, `${shownPod(playing, pod)} is not ready: its node has been silent for too long`, { pod });
    if (pod.evicted === now && pod.deleted === undefined) {
      deletePod(playing, pod);
      tell(playing, `${shownPod(playing, pod)} is evicted from its silent node`, { pod });
    }
    if (pod.addressed === now && pod.addresses.length > 0)
      tell(playing, `${shownPod(playing, pod)} has the address ${addressesOf(pod)}`, { pod });
    if (readySince(pod) === now && isReady(pod, now) && pod.deleted === undefined)
      tell(playing, `${shownPod(playing, pod)} is ready`, { pod });
  }
}

/** Removes Pods whose objects are gone by now. */
function bury(playing: Playing): void {
  const { now } = playing;
  const dead = playing.pods.filter(({ gone }) => gone <= now);
  for (const pod of dead) {
    pod.breaks.push({ at: now, how: "gone" });
    // A Pod that its CronJob was to make has never been there.
    if (!isBeforeItsTime(pod.model)) tell(playing, `${shownPod(playing, pod)} is gone`, { pod });
  }
  playing.pods = playing.pods.filter(({ gone }) => gone > now);
}

/** Controllers act until nothing is left to do at this instant. */
function reconcileUntilStable(playing: Playing): void {
  do {
    bury(playing);
    reconcile(playing);
  } while (playing.pods.some(({ gone }) => gone <= playing.now));
}

function addressesOf({ addresses }: LivePod): string {
  return addresses.map(({ ip }) => ip).join(" and ");
}

function nextChange(playing: Playing): Instant {
  let next = never;
  for (const pod of playing.pods) {
    const owner = playing.objects.get(pod.owner ?? "");
    const minReady = owner !== undefined && isWorkload(owner) ? (owner.object.minReadySeconds ?? 0) : 0;
    for (const at of transitions(pod, playing.now, minReady)) next = Math.min(next, at);
  }
  return next;
}

function stateNow(playing: Playing): State {
  const { now, families, input } = playing;
  const pods: readonly PodModel[] = playing.pods.map((pod) => modelAt(pod, now));
  const declarations: readonly Declaration[] = [...playing.objects.values()].map(({ declaration }) => declaration);
  const options: ClusterOptions = { ...input.options, families, moment: { pods, remade: new Map(playing.remade) } };
  return { at: now, pods, cluster: lazyCluster(declarations, options) };
}
