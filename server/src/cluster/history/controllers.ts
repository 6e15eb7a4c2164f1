/** Runs the controller of each workload, again and again until none has anything to do (pkg/controller). */

import { append } from "../../base/collections.ts";
import { isWorkloadObject } from "../../kubernetes/manifests/pod-template.ts";
import type { Existing } from "../state/identity.ts";
import type { Workload } from "../state/owners.ts";
import { countOf, mostPodsTogether } from "../state/predict.ts";
import type { LivePod } from "./live-pod.ts";
import { type Look, revisionsOf } from "./look.ts";
import { isTooMuch, nodesOf, type Playing } from "./playing.ts";
import { reconcileDaemonSet, reconcileReplicas } from "./replicas.ts";
import { reconcileStatefulSet } from "./stateful-set.ts";

export function isWorkload(existing: Existing): existing is Workload {
  return isWorkloadObject(existing.object);
}

/** Lets every controller act until none has anything to do at this instant. */
export function reconcile(playing: Playing): void {
  if (wantsTooMany(playing)) return;
  for (let round = 0; round < 1000 && !isTooMuch(playing); round++) {
    let acted = false;
    playing.looks += playing.pods.length;
    const pods = byOwner(playing);
    for (const [key, existing] of playing.objects) {
      if (!isWorkload(existing) || playing.untouched.has(key) || isInner(playing, existing)) continue;
      if (existing.object.kind === "CronJob" && !playing.ran.has(key)) continue;
      acted = look(playing, key, existing, pods.get(key) ?? []) || acted;
    }
    if (!acted) return;
  }
}

/** True where the workloads want more Pods together than a scenario can have; then it is given up. */
function wantsTooMany(playing: Playing): boolean {
  const nodes = nodesOf(playing);
  let wanted = 0;
  for (const existing of playing.objects.values())
    if (isWorkload(existing)) wanted += Math.min(playing.podsEach, countOf(existing.object, nodes));
  if (wanted > mostWanted) playing.looks = Number.POSITIVE_INFINITY;
  return isTooMuch(playing);
}

/** The most Pods that all workloads together may want, unless there are more workloads. */
const mostWanted = 3 * mostPodsTogether;

/** The Pods of each workload as the round begins: a controller makes and deletes only its own. */
function byOwner({ pods }: Playing): ReadonlyMap<string | undefined, readonly LivePod[]> {
  const owned = new Map<string | undefined, LivePod[]>();
  for (const pod of pods) {
    append(owned, pod.owner, pod);
  }
  return owned;
}

/** True for a ReplicaSet below a given Deployment: the outer one acts. */
function isInner({ objects }: Playing, { object, namespace }: Workload): boolean {
  const { controller } = object.meta;
  return controller !== undefined && objects.has(`${controller.kind} ${namespace}/${controller.name}`);
}

/** Returns true when the controller did something. */
function look(playing: Playing, key: string, workload: Workload, pods: readonly LivePod[]): boolean {
  if (workload.object.template === undefined) return false;
  const revisions = revisionsOf(playing, key, workload.object);
  const own: Look = { playing, workload, key, revisions, pods };
  switch (workload.object.kind) {
    case "StatefulSet":
      return reconcileStatefulSet(own);
    case "DaemonSet":
      return reconcileDaemonSet(own);
    case "Deployment":
      return reconcileReplicas(own, true);
    default:
      return reconcileReplicas(own, false);
  }
}
