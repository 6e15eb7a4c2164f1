/** Runs the controller of each workload, again and again until none has anything to do (pkg/controller). */

import { append } from "../../base/collections.ts";
import { isWorkloadObject } from "../../kubernetes/manifests/pod-template.ts";
import type { Existing } from "../state/identity.ts";
import type { Workload } from "../state/owners.ts";
import { countOf, mostPodsTogether } from "../state/predict.ts";
import { type Look, revisionsOf } from "./look.ts";
import type { PodIncarnation } from "./pod-incarnation.ts";
import { reconcileDaemonSet, reconcileReplicas } from "./replicas.ts";
import { isTooMuch, nodesOf, type ScenarioRun } from "./scenario-run.ts";
import { reconcileStatefulSet } from "./stateful-set.ts";

export function isWorkload(existing: Existing): existing is Workload {
  return isWorkloadObject(existing.object);
}

/** Lets every controller act until none has anything to do at this instant. */
export function reconcile(run: ScenarioRun): void {
  if (wantsTooMany(run)) return;
  for (let round = 0; round < 1000 && !isTooMuch(run); round++) {
    let acted = false;
    run.looks += run.pods.length;
    const pods = byOwner(run);
    for (const [key, existing] of run.objects) {
      if (!isWorkload(existing) || run.untouched.has(key) || isInner(run, existing)) continue;
      if (existing.object.kind === "CronJob" && !run.ran.has(key)) continue;
      acted = look(run, key, existing, pods.get(key) ?? []) || acted;
    }
    if (!acted) return;
  }
}

/** True where the workloads want more Pods together than a scenario can have; then it is given up. */
function wantsTooMany(run: ScenarioRun): boolean {
  const nodes = nodesOf(run);
  let wanted = 0;
  for (const existing of run.objects.values())
    if (isWorkload(existing)) wanted += Math.min(run.podsEach, countOf(existing.object, nodes));
  if (wanted > mostWanted) run.looks = Number.POSITIVE_INFINITY;
  return isTooMuch(run);
}

/** The most Pods that all workloads together may want, unless there are more workloads. */
const mostWanted = 3 * mostPodsTogether;

/** The Pods of each workload as the round begins: a controller makes and deletes only its own. */
function byOwner({ pods }: ScenarioRun): ReadonlyMap<string | undefined, readonly PodIncarnation[]> {
  const owned = new Map<string | undefined, PodIncarnation[]>();
  for (const pod of pods) {
    append(owned, pod.owner, pod);
  }
  return owned;
}

/** True for a ReplicaSet below a given Deployment: the outer one acts. */
function isInner({ objects }: ScenarioRun, { object, namespace }: Workload): boolean {
  const { controller } = object.meta;
  return controller !== undefined && objects.has(`${controller.kind} ${namespace}/${controller.name}`);
}

/** Returns true when the controller did something. */
function look(run: ScenarioRun, key: string, workload: Workload, pods: readonly PodIncarnation[]): boolean {
  if (workload.object.template === undefined) return false;
  const revisions = revisionsOf(run, key, workload.object);
  const own: Look = { run: run, workload, key, revisions, pods };
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
