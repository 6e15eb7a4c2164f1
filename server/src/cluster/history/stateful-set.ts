/** Acts as the StatefulSet controller, in its order (pkg/controller/statefulset/stateful_set_control.go). */

import { trimEndOf } from "../../base/trim.ts";
import { type Look, make, remove, wantedPods } from "./look.ts";
import { isAvailable, isReady, isTerminating, type PodIncarnation } from "./pod-incarnation.ts";
import type { Revision } from "./scenario-run.ts";

/**
 * One step: makes what is missing, in order of ordinals; deletes what is too much, from the highest; replaces what has an old
 * template, from the highest. OrderedReady waits at each Pod that is not ready (for minReadySeconds), Parallel does not.
 * @returns true when it did something
 */
export function reconcileStatefulSet(own: Look): boolean {
  const { run, workload, pods } = own;
  const { now } = run;
  const isOrdered = workload.object.podManagementPolicy !== "Parallel";
  const minReady = workload.object.minReadySeconds ?? 0;
  const wanted = wantedPods(own, own.revisions.update);
  const byOrdinal = podsByOrdinal(pods);
  for (const [index, { ordinal }] of wanted.entries()) {
    const pod = byOrdinal.get(ordinal);
    if (pod === undefined) {
      const revision = revisionFor(own, index);
      const predicted = wantedPods(own, revision)[index];
      if (predicted !== undefined) make(own, predicted, revision);
      return true;
    }
    if (isOrdered && !isAvailable(pod, now, minReady)) return false;
  }
  const ordinals = new Set(wanted.map(({ ordinal }) => ordinal));
  const surplus = pods.filter(({ model }) => !ordinals.has(ordinalOf(model.name))).sort(byOrdinalDown);
  const [firstUnhealthy] = pods.filter((pod) => !isHealthy(pod, now)).sort((a, b) => byOrdinalDown(b, a));
  for (const pod of surplus) {
    if (isTerminating(pod)) {
      if (isOrdered) return false;
      continue;
    }
    if (isOrdered && !isHealthy(pod, now) && pod !== firstUnhealthy) return false;
    remove(own, pod, "fewer Pods are wanted");
    return true;
  }
  return replaceOld(own, wanted.length, byOrdinal);
}

/** A rollout: from the highest ordinal, one at a time, down to the partition; it stops at a Pod that is not ready. */
function replaceOld(own: Look, replicas: number, pods: ReadonlyMap<number | undefined, PodIncarnation>): boolean {
  const { run, workload, revisions } = own;
  const { updateStrategy, ordinalsStart = 0 } = workload.object;
  if (revisions.current === revisions.update || updateStrategy?.type === "OnDelete") return false;
  for (let index = replicas - 1; index >= (updateStrategy?.partition ?? 0); index--) {
    const pod = pods.get(ordinalsStart + index);
    if (pod === undefined) return false;
    if (pod.revision !== revisions.update.number && !isTerminating(pod)) {
      remove(own, pod, "a new template replaces it");
      return true;
    }
    if (!isHealthy(pod, run.now)) return false;
  }
  if ((updateStrategy?.partition ?? 0) === 0) revisions.current = revisions.update;
  return false;
}

/** Below the partition, and where a rollout has not come yet, a Pod is made again as it was (newVersionedStatefulSetPod). */
function revisionFor({ workload, revisions, pods }: Look, index: number): Revision {
  const { current, update } = revisions;
  if (current === update || workload.object.updateStrategy?.type === "OnDelete") return update;
  if (index < (workload.object.updateStrategy?.partition ?? 0)) return current;
  const currentReplicas = pods.filter((pod) => pod.revision === current.number && !isTerminating(pod)).length;
  return index < currentReplicas ? current : update;
}

function isHealthy(pod: PodIncarnation, now: number): boolean {
  return isReady(pod, now) && !isTerminating(pod);
}

/** Of two with one ordinal the first. */
function podsByOrdinal(pods: readonly PodIncarnation[]): ReadonlyMap<number | undefined, PodIncarnation> {
  return new Map([...pods].reverse().map((pod) => [ordinalOf(pod.model.name), pod]));
}

function ordinalOf(name: string): number {
  const digits = name.slice(trimEndOf(name, "0123456789").length);
  return digits === "" ? -1 : Number(digits);
}

function byOrdinalDown(a: PodIncarnation, b: PodIncarnation): number {
  return ordinalOf(b.model.name) - ordinalOf(a.model.name);
}
