/**
 * Acts as the controllers of interchangeable Pods: ReplicaSet, Job, Deployment with its rollout, DaemonSet
 * (pkg/controller).
 */
import type { WorkloadObject } from "../../kubernetes/manifests/object.ts";
import { type Look, make, remove, wantedPods } from "./look.ts";
import { isAvailable, isReady, isTerminating, type PodIncarnation } from "./pod-incarnation.ts";

/** Pods that are interchangeable: ReplicaSets, Jobs, and Deployments with their rollouts (pkg/controller/deployment/rolling.go). */
export function reconcileReplicas(own: Look, rolls: boolean): boolean {
  const { run, workload, revisions } = own;
  const { now } = run;
  const { update } = revisions;
  const wanted = wantedPods(own, update);
  const active = own.pods.filter((pod) => !isTerminating(pod) && !isFinished(pod));
  const old = rolls ? active.filter(({ revision }) => revision !== update.number) : [];
  const fresh = rolls ? active.filter(({ revision }) => revision === update.number) : active;
  const { surge, unavailable } = limits(workload.object, wanted.length);
  const recreates = rolls && workload.object.updateStrategy?.type === "Recreate";
  const finished =
    workload.object.kind === "Job" || workload.object.kind === "CronJob" ? own.pods.filter(isFinished).length : 0;
  if (fresh.length > wanted.length) {
    const surplus = firstBy(fresh, (a, b) => rank(b, now) - rank(a, now) || b.created - a.created);
    if (surplus !== undefined) remove(own, surplus, "fewer Pods are wanted");
    return true;
  }
  const room = old.length === 0 ? wanted.length : recreates ? 0 : wanted.length + surge - old.length;
  const oldAreGone = !recreates || !own.pods.some((pod) => pod.revision !== update.number);
  if (oldAreGone && fresh.length + finished < Math.min(room, wanted.length)) {
    const names = new Set(active.map(({ model }) => model.ordinal ?? model.name));
    const next = wanted.find(({ name, ordinal }) => !names.has(ordinal ?? name)) ?? wanted[0];
    if (next === undefined) return false;
    make(own, next, update);
    return true;
  }
  return removeOld(own, { old, active, fresh, wanted: wanted.length, unavailable, recreates });
}

/** What sorting would put first; of equal ones the first. */
function firstBy(
  pods: readonly PodIncarnation[],
  compare: (a: PodIncarnation, b: PodIncarnation) => number,
): PodIncarnation | undefined {
  let [first] = pods;
  for (const pod of pods) if (first !== undefined && compare(pod, first) < 0) first = pod;
  return first;
}

/** Old Pods go when enough others are available; those that are not ready go first. */
function removeOld(
  own: Look,
  state: {
    readonly old: readonly PodIncarnation[];
    readonly active: readonly PodIncarnation[];
    readonly fresh: readonly PodIncarnation[];
    readonly wanted: number;
    readonly unavailable: number;
    readonly recreates: boolean;
  },
): boolean {
  const { run, workload, revisions } = own;
  const { now } = run;
  const { old, active, fresh, recreates } = state;
  if (old.length === 0) {
    revisions.current = revisions.update;
    return false;
  }
  const why = "a new template replaces it";
  const weakest = firstBy(old, (a, b) => rank(b, now) - rank(a, now));
  if (weakest === undefined) return false;
  if (recreates) {
    remove(own, weakest, why);
    return true;
  }
  const minReady = workload.object.minReadySeconds ?? 0;
  const unavailableFresh = fresh.filter((pod) => !isAvailable(pod, now, minReady)).length;
  const least = state.wanted - state.unavailable;
  const available = active.filter((pod) => isAvailable(pod, now, minReady)).length;
  const isSpare = active.length - least - unavailableFresh > 0;
  if (!isSpare || (isAvailable(weakest, now, minReady) && available <= least)) return false;
  remove(own, weakest, why);
  return true;
}

/** maxSurge is rounded up, maxUnavailable down, both 25 % by default; both zero would stop everything. */
function limits(
  { updateStrategy }: WorkloadObject,
  replicas: number,
): { readonly surge: number; readonly unavailable: number } {
  const surge = amount(updateStrategy?.maxSurge ?? "25%", replicas, Math.ceil);
  const unavailable = amount(updateStrategy?.maxUnavailable ?? "25%", replicas, Math.floor);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

function amount(value: number | string, replicas: number, round: (value: number) => number): number {
  if (typeof value === "number") return Math.max(0, value);
  const percent = /^(\d+)%$/.exec(value)?.[1];
  return percent === undefined ? 0 : round((Number(percent) * replicas) / 100);
}

/** Which Pod a ReplicaSet lets go first: one without containers, then one that is not ready (controller_utils.go ActivePods). */
function rank(pod: PodIncarnation, now: number): number {
  if (pod.started > now) return 2;
  return isReady(pod, now) ? 0 : 1;
}

function isFinished({ model }: PodIncarnation): boolean {
  return model.phase === "Succeeded" || model.phase === "Failed";
}

/** One Pod for each eligible node; a new template replaces them one after the other. */
export function reconcileDaemonSet(own: Look): boolean {
  const { run, workload, revisions } = own;
  const { now } = run;
  const active = own.pods.filter((pod) => !isTerminating(pod));
  for (const wanted of wantedPods(own, revisions.update)) {
    const nodeName = wanted.node?.meta.name;
    const covers = (pod: PodIncarnation): boolean => nodeName === undefined || pod.model.spec.nodeName === nodeName;
    if (own.pods.some(covers)) continue; // Also by one that is still on its way out.
    make(own, wanted, revisions.update);
    return true;
  }
  const old = active.filter(({ revision }) => revision !== revisions.update.number);
  const minReady = workload.object.minReadySeconds ?? 0;
  if (workload.object.updateStrategy?.type === "OnDelete") return false;
  const [next] = old;
  if (next === undefined) revisions.current = revisions.update;
  else if (own.pods.every((pod) => isAvailable(pod, now, minReady))) {
    remove(own, next, "a new template replaces it");
    return true;
  }
  return false;
}
