/** Builds all Pods of a cluster: those that manifests give, and those that controllers would add. */

import { problemOf } from "../../server/src/cluster/state/admission.ts";
import type { Address, ClusterNote, ClusterOptions, PodModel } from "../../server/src/cluster/state/cluster.ts";
import { type Draft, givenPod } from "../../server/src/cluster/state/given-pods.ts";
import { nodeAddresses, topologyLabels } from "../../server/src/cluster/state/nodes.ts";
import {
  type GivenPod,
  isActive,
  type Owners,
  ownersOf,
  refOf,
  type Workload,
} from "../../server/src/cluster/state/owners.ts";
import { type PredictedPod, podsOf } from "../../server/src/cluster/state/predict.ts";
import type { IpFamily, NodeObject } from "../../server/src/kubernetes/manifests/object.ts";
import { makePool } from "./addresses.ts";

export interface PodsInput {
  readonly pods: readonly GivenPod[];
  readonly workloads: readonly Workload[];
  readonly nodes: readonly NodeObject[];
  readonly families: readonly IpFamily[];
  /** Canonical texts of addresses that no other object may get. */
  readonly taken: ReadonlySet<string>;
  readonly options: ClusterOptions;
}

/** The Pods by `namespace/name`, in natural order, and the workloads that do not get theirs. */
export function buildPods(input: PodsInput): {
  readonly pods: ReadonlyMap<string, PodModel>;
  readonly notes: readonly ClusterNote[];
} {
  const nodes = new Map(input.nodes.map((node) => [node.meta.name, node]));
  const owners = ownersOf(input.pods, input.workloads);
  const drafts = input.pods.map((pod) => givenPod(pod, { owners, nodes, families: input.families }));
  const names = new Set(drafts.map(({ pod }) => `${pod.namespace}/${pod.name}`));
  const notes: ClusterNote[] = [];
  for (const workload of input.workloads) {
    const problem = problemOf(workload, [...nodes.values()], 5000);
    if (problem !== undefined) notes.push(problem);
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
  return { pods: inOrder(withAddresses(drafts, input)), notes };
}

/**
 * True for a workload of a snapshot that its controller has acted on: exactly the listed Pods exist. A snapshot without
 * any Pod left them out: there they are predicted, where the status counts any.
 */
function hasItsPods({ object }: Workload, { options, pods }: PodsInput): boolean {
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
      return observedGeneration > 0 && pods.length > 0;
    default: {
      const isSeen = observedGeneration > 0 || replicas > 0 || currentRevision !== undefined;
      return isSeen && (pods.length > 0 || replicas === 0);
    }
  }
}

/** The Pods of a workload that are not given. */
function missingPods(workload: Workload, { nodes }: PodsInput, owners: Owners): readonly PredictedPod[] {
  const all = podsOf(workload.object, workload.namespace, nodes, 5000);
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

/**
 * The Pod of a CronJob before its scheduled time. The model can say what its names would be, but no name leads to it
 * (pkg/controller/cronjob: nothing is created before the time).
 */
function beforeItsTime({ pod }: Draft): Draft {
  return { needsAddress: false, pod: { ...pod, addresses: [], phase: "Pending", ready: false } };
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

function withAddresses(drafts: readonly Draft[], { families, taken, options }: PodsInput): readonly PodModel[] {
  const wishes = drafts
    .filter(({ needsAddress }) => needsAddress)
    .map(({ pod }) => ({ identity: `Pod ${pod.namespace}/${pod.name}` }));
  const drawn = families.map((family) => ({ family, ips: makePool(options.podRanges[family], taken).take(wishes) }));
  return drafts.map(({ pod, needsAddress }) => {
    if (!needsAddress) return pod;
    const addresses = drawn.flatMap(({ family, ips }): Address[] => {
      const ip = ips.get(`Pod ${pod.namespace}/${pod.name}`);
      return ip === undefined ? [] : [{ family, ip, synthetic: true }];
    });
    return { ...pod, addresses };
  });
}

/** By namespace and name, `web-2` before `web-10`. */
export function inOrder(pods: readonly PodModel[]): ReadonlyMap<string, PodModel> {
  const keyed = pods.map((pod) => {
    const name = `${pod.namespace}/${pod.name}`;
    return { name, key: name.replace(/\d+/g, (digits) => digits.padStart(10, "0")), pod };
  });
  keyed.sort((a, b) => (a.key === b.key ? (a.name < b.name ? -1 : 1) : a.key < b.key ? -1 : 1));
  return new Map(keyed.map(({ name, pod }) => [name, pod]));
}
