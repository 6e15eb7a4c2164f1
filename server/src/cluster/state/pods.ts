/** Drafts the Pods of a namespace: those that manifests give, and those that controllers would add. */
import type { IpFamily, NodeObject } from "../../kubernetes/manifests/object.ts";
import { problemOf } from "./admission.ts";
import type { ClusterNote, ClusterOptions, PodModel } from "./cluster.ts";
import { type Draft, givenPod } from "./given-pods.ts";
import { nodeAddresses, topologyLabels } from "./nodes.ts";
import { type GivenPod, isActive, type Owners, ownersOf, refOf, type Workload } from "./owners.ts";
import { type PredictedPod, podsOf } from "./predict.ts";

export interface PodsInput {
  readonly pods: readonly GivenPod[];
  readonly workloads: readonly Workload[];
  readonly nodes: readonly NodeObject[];
  readonly families: readonly IpFamily[];
  /** Of the options only `snapshot` counts. */
  readonly options: Pick<ClusterOptions, "snapshot">;
  /** True when manifests give any Pod, in this namespace or in another one. */
  readonly anyPods: boolean;
  /** How many Pods of one workload are predicted at most. */
  readonly podsEach: number;
}

/** The workloads that do not get their Pods. */
export function podNotes(input: PodsInput): readonly ClusterNote[] {
  return input.workloads.flatMap((workload) => {
    const most = hasItsPods(workload, input) ? Number.POSITIVE_INFINITY : input.podsEach;
    return problemOf(workload, input.nodes, most) ?? [];
  });
}

/** The Pods of the objects in natural order, each name once, without made-up addresses. */
export function draftPods(input: PodsInput): readonly Draft[] {
  const nodes = new Map(input.nodes.map((node) => [node.meta.name, node]));
  const owners = ownersOf(input.pods, input.workloads);
  const drafts = input.pods.map((pod) => givenPod(pod, { owners, nodes, families: input.families }));
  const names = new Set(drafts.map(({ pod }) => `${pod.namespace}/${pod.name}`));
  for (const workload of input.workloads) {
    if (owners.isInner(workload) || hasItsPods(workload, input)) continue;
    for (const predicted of missingPods(workload, input, owners)) {
      const key = `${workload.namespace}/${predicted.name}`;
      if (names.has(key)) continue;
      names.add(key);
      const node = predicted.node ?? nodes.get(predicted.spec.nodeName ?? "");
      const draft = predictedPod(predicted, workload, node, input);
      drafts.push(workload.object.kind === "CronJob" ? beforeItsTime(draft) : draft);
    }
  }
  return inOrder(drafts);
}

/**
 * True for a workload of a snapshot that its controller has acted on: exactly the listed Pods exist. A snapshot without a
 * single Pod left them out: there they are predicted, where the status counts any.
 */
export function hasItsPods(
  { object }: Workload,
  { options, anyPods }: Pick<PodsInput, "options" | "anyPods">,
): boolean {
  if (!options.snapshot || object.status === undefined) return false;
  const { observedGeneration = 0, replicas = 0, currentRevision } = object.status;
  switch (object.kind) {
    case "Job":
    case "CronJob":
      // What their status says is not read; an object that was stored has a uid, and a Job the server's own selector.
      return (
        object.meta.uid !== undefined || "batch.kubernetes.io/controller-uid" in (object.selector?.matchLabels ?? {})
      );
    case "DaemonSet":
      return observedGeneration > 0 && anyPods;
    default: {
      const isSeen = observedGeneration > 0 || replicas > 0 || currentRevision !== undefined;
      return isSeen && (anyPods || replicas === 0);
    }
  }
}

/** The Pods of a workload that are not given. */
function missingPods(workload: Workload, { nodes, podsEach }: PodsInput, owners: Owners): readonly PredictedPod[] {
  const all = podsOf(workload.object, workload.namespace, nodes, podsEach);
  const given = owners.podsBelow(workload);
  switch (workload.object.kind) {
    case "StatefulSet":
      return all; // Those that are given have the same names.
    case "DaemonSet": {
      if (nodes.length === 0) return given.some(isActive) ? [] : all;
      const covered = new Set(given.filter(isActive).map(nodeNameOf));
      return all.filter(({ node }) => !covered.has(node?.meta.name));
    }
    case "Job":
    case "CronJob": {
      // Finished Pods count: their index, or their share of the completions, is not run again.
      if (workload.object.completionMode !== "Indexed") return all.slice(given.length);
      const index = "batch.kubernetes.io/job-completion-index";
      const done = new Set(given.map(({ object }) => object.meta.labels[index] ?? object.meta.annotations[index]));
      return all.filter(({ labels }) => !done.has(labels[index]));
    }
    default:
      return all.slice(given.filter(isActive).length);
  }
}

/** Where a DaemonSet's Pod runs, or is bound to run (the controller writes an affinity to the node's name). */
function nodeNameOf({ object }: GivenPod): string | undefined {
  const { nodeName, nodeAffinity } = object.spec;
  return nodeName ?? nodeAffinity?.[0]?.matchFields.find(({ key }) => key === "metadata.name")?.values[0];
}

/** True for the Pod of a CronJob whose time has not come. */
export function isBeforeItsTime({ controller, predicted, phase }: PodModel): boolean {
  return controller?.kind === "CronJob" && predicted && phase === "Pending";
}

/** The model of a predicted Pod, settled, without made-up addresses. */
export function predictedPod(
  { name, nameIsCertain, labels, spec, ordinal }: PredictedPod,
  workload: Workload,
  node: NodeObject | undefined,
  { families }: Pick<PodsInput, "families">,
): Draft {
  const isHeld = spec.schedulingGates > 0;
  const addresses = spec.hostNetwork && !isHeld ? nodeAddresses(node, families) : [];
  return {
    needsAddress: addresses.length === 0 && !isHeld,
    pod: {
      namespace: workload.namespace,
      name,
      nameIsCertain,
      labels: { ...labels, ...topologyLabels(node) },
      spec,
      hostname: spec.hostname ?? "",
      subdomain: spec.subdomain ?? "",
      addresses,
      phase: isHeld ? "Pending" : "Running",
      ready: !isHeld,
      terminating: false,
      predicted: true,
      ...(ordinal === undefined ? {} : { ordinal }),
      controller: refOf(workload),
      declaration: workload.declaration,
    },
  };
}

/**
 * The Pod of a CronJob before the schedule makes it: it can be asked what its names would be, and no name leads to it
 * (pkg/controller/cronjob: nothing is created before the time).
 */
function beforeItsTime({ pod }: Draft): Draft {
  return { needsAddress: false, pod: { ...pod, addresses: [], phase: "Pending", ready: false } };
}

/** By namespace and name, `web-2` before `web-10`; of two with one name the later one. */
export function inOrder<T extends { readonly pod: { readonly namespace: string; readonly name: string } }>(
  items: readonly T[],
): readonly T[] {
  const byName = new Map<string, { readonly name: string; readonly key: string; readonly item: T }>();
  for (const item of items) {
    const name = `${item.pod.namespace}/${item.pod.name}`;
    byName.set(name, { name, key: naturalKey(name), item });
  }
  return [...byName.values()]
    .sort((a, b) => (a.key === b.key ? (a.name < b.name ? -1 : 1) : a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}

/** A text whose order is the natural order of the name. */
export function naturalKey(name: string): string {
  return name.replace(/\d+/g, (digits) => digits.padStart(10, "0"));
}
