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
import type { Ask, History, HistoryState } from "./history.ts";
import { lazyCluster } from "./lazy-cluster.ts";
import { revisionsOf, wantedPods } from "./look.ts";
import { applyDeclaration, objectKey } from "./objects.ts";
import {
  isReady,
  keyOf,
  modelAt,
  never,
  type PodIncarnation,
  readySince,
  settledPod,
  transitions,
} from "./pod-incarnation.ts";
import {
  addIncarnation,
  deletePod,
  isTooMuch,
  means,
  type PlayInput,
  record,
  type ScenarioRun,
  shownPod,
} from "./scenario-run.ts";

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
  const run = begin(input);
  const states: HistoryState[] = [];
  const asks: { readonly ask: Ask; readonly state: HistoryState }[] = [];
  const { events } = input.scenario;
  let done = 0;
  let pods = 0;
  const record = (): HistoryState => {
    pods += run.pods.length;
    const last = states.at(-1);
    if (last?.at === run.now && asks.at(-1)?.state !== last) states.pop();
    const state = stateNow(run);
    states.push(state);
    return state;
  };
  for (let instants = 0; ; instants++) {
    passTime(run);
    for (let event = events[done]; event !== undefined && event.at <= run.now; event = events[done]) {
      done += 1;
      if (event.kind === "ask") {
        reconcileUntilStable(run);
        asks.push({ ask: event, state: record() });
      } else happen(run, event);
    }
    reconcileUntilStable(run);
    record();
    const next = Math.min(events[done]?.at ?? never, nextChange(run));
    if (next === never && !isTooMuch(run)) break;
    const why =
      instants > mostStates
        ? `given up: the scenario has more than ${mostStates} instants, or never comes to rest`
        : pods > mostPodsOfStates || isTooMuch(run)
          ? `given up: the scenario has too many Pods (${run.pods.length}) in too many states (${states.length})`
          : undefined;
    if (why !== undefined) {
      run.problems.push({ line: 1, message: `${why}; it ends at ${run.now} seconds` });
      break;
    }
    run.now = next;
    yield undefined;
  }
  for (const key of unusedReadiness(run))
    run.problems.push({ line: 1, message: `a Pod '${key}' is told to be not ready, and there never is one` });
  return {
    scenario: input.scenario,
    states,
    happenings: run.happenings,
    asks,
    incarnations: run.incarnations,
    problems: run.problems,
  };
}

function begin(input: PlayInput): ScenarioRun {
  const { scenario, options } = input;
  const whole = buildCluster(input.declarations, options);
  const isAbsent = (existing: Existing): boolean => comesLater(existing, scenario);
  const all = existingObjects(input.declarations, options).objects;
  const run: ScenarioRun = {
    input,
    families: whole.families,
    now: 0,
    objects: new Map(),
    pods: [],
    incarnations: [],
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
      run.problems.push({ line, message: `the manifests declare no ${formatObjectRef(target)}` });
  const present = all.filter((existing) => !isAbsent(existing));
  if (scenario.start === "settled") settle(run, present);
  else for (const { declaration } of present) applyDeclaration(run, declaration, 1);
  return run;
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
function settle(run: ScenarioRun, present: readonly Existing[]): void {
  for (const existing of present) run.objects.set(objectKey(existing), existing);
  const { pods } = buildCluster(
    present.map(({ declaration }) => declaration),
    { ...run.input.options, families: run.families },
  );
  for (const model of pods.values()) {
    if (model.declaration === undefined) continue; // The DNS server's own Pod is in every state.
    const { controller } = model;
    const owner =
      controller === undefined ? undefined : `${controller.kind} ${controller.namespace}/${controller.name}`;
    const pod = settledPod(model, owner, 0);
    for (const { ip } of model.addresses) run.taken.add(ip);
    run.counts.set(`Pod ${keyOf(pod)}`, 1);
    run.pods.push(pod);
    addIncarnation(run, pod);
  }
  for (const [key, existing] of run.objects) {
    if (!isWorkload(existing)) continue;
    const revisions = revisionsOf(run, key, existing.object);
    const own = run.pods.filter(({ owner }) => owner === key);
    const look = { run, workload: existing, key, revisions, pods: own };
    // A dump whose controllers have acted may hold another number; nothing is added to it before something happens.
    if (own.length !== wantedPods(look, revisions.update).length) run.untouched.add(key);
  }
}

/** What happens at the new instant without an event. */
function passTime(run: ScenarioRun): void {
  const { now } = run;
  removeDeleted(run);
  for (const pod of run.pods) {
    if (pod.unreachable === now)
      record(run, `${shownPod(run, pod)} is not ready: its node has been silent for too long`, { pod });
    if (pod.evicted === now && pod.deleted === undefined) {
      deletePod(run, pod);
      record(run, `${shownPod(run, pod)} is evicted from its silent node`, { pod });
    }
    if (pod.addressed === now && pod.addresses.length > 0)
      record(run, `${shownPod(run, pod)} has the address ${addressesOf(pod)}`, { pod });
    if (readySince(pod) === now && isReady(pod, now) && pod.deleted === undefined)
      record(run, `${shownPod(run, pod)} is ready`, { pod });
  }
}

/** Removes Pods whose objects are gone by now. */
function removeDeleted(run: ScenarioRun): void {
  const { now } = run;
  const dead = run.pods.filter(({ gone }) => gone <= now);
  for (const pod of dead) {
    pod.breaks.push({ at: now, how: "gone" });
    // A Pod that its CronJob was to make has never been there.
    if (!isBeforeItsTime(pod.model)) record(run, `${shownPod(run, pod)} is gone`, { pod });
  }
  run.pods = run.pods.filter(({ gone }) => gone > now);
}

/** Controllers act until nothing is left to do at this instant. */
function reconcileUntilStable(run: ScenarioRun): void {
  do {
    removeDeleted(run);
    reconcile(run);
  } while (run.pods.some(({ gone }) => gone <= run.now));
}

function addressesOf({ addresses }: PodIncarnation): string {
  return addresses.map(({ ip }) => ip).join(" and ");
}

function nextChange(run: ScenarioRun): Instant {
  let next = never;
  for (const pod of run.pods) {
    const owner = run.objects.get(pod.owner ?? "");
    const minReady = owner !== undefined && isWorkload(owner) ? (owner.object.minReadySeconds ?? 0) : 0;
    for (const at of transitions(pod, run.now, minReady)) next = Math.min(next, at);
  }
  return next;
}

function stateNow(run: ScenarioRun): HistoryState {
  const { now, families, input } = run;
  const pods: readonly PodModel[] = run.pods.map((pod) => modelAt(pod, now));
  const declarations: readonly Declaration[] = [...run.objects.values()].map(({ declaration }) => declaration);
  const options: ClusterOptions = { ...input.options, families, moment: { pods, remade: new Map(run.remade) } };
  return { at: now, pods, cluster: lazyCluster(declarations, options) };
}
