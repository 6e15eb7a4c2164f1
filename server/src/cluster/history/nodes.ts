/** Applies to Pods that their node goes silent or comes back (pkg/controller/nodelifecycle, tainteviction). */

import { addAll, smallest } from "../../base/long-lists.ts";
import type { ObjectRef } from "../scenario/scenario.ts";
import { keyOf, never, type PodIncarnation } from "./pod-incarnation.ts";
import {
  count,
  drawAddresses,
  means,
  preferred,
  record,
  type ScenarioRun,
  shownPod,
  timingsOf,
} from "./scenario-run.ts";

const unreachableTaint = "node.kubernetes.io/unreachable";

/** The Pods on a Node, or on the node of a Pod. */
export function onNode(run: ScenarioRun, ref: ObjectRef): readonly PodIncarnation[] {
  const named = ref.kind === undefined || ref.kind === "Node" ? nodePods(run, ref.name) : [];
  if (named.length > 0 || ref.kind === "Node") return named;
  const own = run.pods.filter((pod) => means(ref, "Pod", keyOf(pod)));
  return preferred(run, own, ({ model }) => model.namespace).flatMap((pod) => {
    const node = nodeOf(run, pod);
    return node === undefined ? [pod] : nodePods(run, node);
  });
}

function nodePods(run: ScenarioRun, node: string): readonly PodIncarnation[] {
  return run.pods.filter((pod) => nodeOf(run, pod) === node);
}

/** The node of a Pod: as the scenario places it, or as it is written. */
function nodeOf({ input }: ScenarioRun, { model, owner = " " }: PodIncarnation): string | undefined {
  const [kind = "", key = ""] = owner.split(" ");
  const placed = input.scenario.placement.find(({ pods }) =>
    pods.some((ref) => means(ref, "Pod", `${model.namespace}/${model.name}`) || (kind !== "" && means(ref, kind, key))),
  );
  return placed?.node ?? model.spec.nodeName;
}

/** Nothing answers any more; the control plane notices after its grace period, and evicts after the Pods' toleration. */
export function nodeDown(run: ScenarioRun, pods: readonly PodIncarnation[]): void {
  const { now, input } = run;
  const { grace, eviction } = input.scenario.node;
  for (const pod of pods) {
    if (pod.nodeDown !== undefined) continue;
    pod.nodeDown = now;
    pod.unreachable = now + grace;
    pod.evicted = pod.unreachable + toleration(pod, eviction);
    if (pod.deleted !== undefined) pod.gone = never;
    pod.breaks.push({ at: now, how: "node-down" });
    record(run, `the node of ${shownPod(run, pod)} falls silent`, { pod, event: true });
  }
}

/** How long the Pod tolerates the taint; those of a DaemonSet always do. */
function toleration({ model, owner }: PodIncarnation, otherwise: number): number {
  if (owner?.startsWith("DaemonSet ") === true) return never;
  const matching = model.spec.tolerations.filter(
    ({ key, operator, effect }) =>
      (key === unreachableTaint || (key === undefined && operator === "Exists")) &&
      (effect === undefined || effect === "NoExecute"),
  );
  if (matching.length === 0) return otherwise;
  return smallest(matching.map(({ tolerationSeconds }) => tolerationSeconds ?? never));
}

/** The kubelet is back: what was deleted ends now; the rest runs on, or in new sandboxes with new addresses. */
export function nodeUp(run: ScenarioRun, pods: readonly PodIncarnation[], rebooted: boolean): void {
  const { now } = run;
  for (const pod of pods) {
    if (pod.nodeDown === undefined) continue;
    pod.nodeDown = undefined;
    pod.unreachable = never;
    pod.evicted = never;
    const timings = timingsOf(run, pod.model, pod.owner, undefined);
    if (pod.deleted !== undefined) pod.gone = now + timings.termination;
    if (rebooted && pod.deleted === undefined) {
      addAll(pod.former, pod.addresses);
      pod.addresses = drawAddresses(run, keyOf(pod), count(run, `Pod ${keyOf(pod)}`));
      for (const { ip } of pod.addresses) run.taken.add(ip);
      pod.addressed = now + timings.scheduling;
      pod.started = pod.addressed + timings.startup;
      pod.readied = pod.started + timings.readiness;
      pod.breaks.push({ at: now, how: "gone" });
    }
    record(run, `the node of ${shownPod(run, pod)} is back${rebooted ? " after a reboot" : ""}`, {
      pod,
      event: true,
    });
  }
}
