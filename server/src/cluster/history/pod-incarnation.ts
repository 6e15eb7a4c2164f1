/** Follows one Pod from its creation over address, containers and readiness to its end. Controllers are elsewhere. */

import type { Duration, Instant, Timings } from "../scenario/scenario.ts";
import type { Address, PodModel } from "../state/cluster.ts";

/** Why connections to a Pod end. */
export interface Break {
  readonly at: Instant;
  readonly how: /** Deletion began: SIGTERM. */
    | "deleted"
    /** The Pod's network is gone: whatever was open is reset. */
    | "gone"
    /** The containers are restarted, in the same network. */
    | "restarted"
    /** The node is silent: nothing is closed, nothing answers. */
    | "node-down";
}

/** An incarnation of a Pod. Its fields change while a scenario is played, and never after. */
export interface PodIncarnation {
  /** Settled: running, ready, with its first addresses. */
  model: PodModel;
  /** `StatefulSet default/web`; undefined for a Pod without a controller. */
  readonly owner: string | undefined;
  readonly revision: number;
  /** `-Infinity`: before the scenario. */
  readonly created: Instant;
  addresses: readonly Address[];
  /** What it had before its node rebooted. */
  readonly former: Address[];
  addressed: Instant;
  started: Instant;
  readied: Instant;
  /** Readiness probes fail until then. */
  failingUntil: Instant;
  /** When the node lifecycle controller takes note of a silent node, and when it evicts; Infinity: it does not. */
  nodeDown: Instant | undefined;
  unreachable: Instant;
  evicted: Instant;
  deleted: Instant | undefined;
  /** Known once it is deleted; Infinity: the kubelet cannot report it. */
  gone: Instant;
  readonly breaks: Break[];
}

export const never: Duration = Number.POSITIVE_INFINITY;

/** A Pod as it is at the start of a settled scenario. */
export function settledPod(model: PodModel, owner: string | undefined, revision: number): PodIncarnation {
  const always = Number.NEGATIVE_INFINITY;
  return {
    model,
    owner,
    revision,
    created: always,
    addresses: model.addresses,
    former: [],
    addressed: always,
    started: always,
    readied: model.ready ? always : never,
    failingUntil: always,
    nodeDown: undefined,
    unreachable: never,
    evicted: never,
    deleted: model.terminating ? always : undefined,
    gone: never,
    breaks: [],
  };
}

/** A Pod that is created now. */
export function newPod(settled: PodIncarnation, now: Instant, timings: Timings): PodIncarnation {
  const addressed = now + timings.scheduling;
  const started = addressed + timings.startup;
  return { ...settled, created: now, addressed, started, readied: started + timings.readiness, deleted: undefined };
}

export function keyOf({ model }: PodIncarnation): string {
  return `${model.namespace}/${model.name}`;
}

export function isTerminating({ deleted }: PodIncarnation): boolean {
  return deleted !== undefined;
}

/** The condition Ready: containers run, probes succeed, and the node is heard of. */
export function isReady(pod: PodIncarnation, now: Instant): boolean {
  return readySince(pod) <= now && now < pod.unreachable;
}

/** Since when it is ready, or when it will be. */
export function readySince({ readied, failingUntil }: PodIncarnation): Instant {
  return Math.max(readied, failingUntil);
}

/** Ready for at least minReadySeconds, and not being deleted. */
export function isAvailable(pod: PodIncarnation, now: Instant, minReady: Duration): boolean {
  return isReady(pod, now) && !isTerminating(pod) && readySince(pod) + minReady <= now;
}

/** Instants after `now` at which the Pod changes by itself. */
export function transitions(pod: PodIncarnation, now: Instant, minReady: Duration): readonly Instant[] {
  const { addressed, started, gone, unreachable, evicted } = pod;
  const ready = readySince(pod);
  return [addressed, started, ready, ready + minReady, gone, unreachable, evicted].filter(
    (at) => at > now && at !== never,
  );
}

/** The Pod as the API server shows it: the same object as at the last look while it shows the same. */
export function modelAt(pod: PodIncarnation, now: Instant): PodModel {
  const { model, addressed, started } = pod;
  const shown = {
    addresses: addressed <= now ? pod.addresses : noAddresses,
    phase: model.phase === "Running" && started > now ? ("Pending" as const) : model.phase,
    ready: isReady(pod, now),
    terminating: isTerminating(pod),
  };
  const last = lastShown.get(pod);
  if (last?.of === model && sameStatus(last.model, shown)) return last.model;
  const made: PodModel = { ...model, ...shown };
  lastShown.set(pod, { of: model, model: made });
  return made;
}

const noAddresses: readonly Address[] = [];

/** A history has a list of all Pods for each of its states. */
const lastShown = new WeakMap<PodIncarnation, { readonly of: PodModel; readonly model: PodModel }>();

type Status = Pick<PodModel, "addresses" | "phase" | "ready" | "terminating">;

function sameStatus(a: Status, b: Status): boolean {
  return a.addresses === b.addresses && a.phase === b.phase && a.ready === b.ready && a.terminating === b.terminating;
}
