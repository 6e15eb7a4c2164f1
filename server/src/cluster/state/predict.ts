/** Predicts the Pods that each kind of workload makes: names, host names, labels (k8s controllers, by kind). */
import type { Labels, NodeObject, PodSpec, PodTemplate, WorkloadObject } from "../../kubernetes/manifests/object.ts";
import { fairShare } from "./fair-share.ts";
import { generatedName, hash, safeHash } from "./hash.ts";
import { runsOn } from "./nodes.ts";

/** A Pod as its controller would create it. */
export interface PredictedPod {
  readonly name: string;
  readonly nameIsCertain: boolean;
  readonly labels: Labels;
  readonly spec: PodSpec;
  readonly ordinal?: number;
  readonly node?: NodeObject;
}

/** Labels and the controller-revision-hash have at most 63 characters; a hash has up to 10 behind the set's name and `-`. */
export const longestCertainSetName: number = 63 - 11;

/** More Pods than a cluster can hold are a typing mistake; the limit keeps the model small. */
const mostPods = 5000;

/** The most Pods that all workloads of a cluster get together where some want very many. */
export const mostPodsTogether: number = 10_000;
/** The most Pods that a cluster may have (Kubernetes, Considerations for large clusters). */
export const largestCluster: number = 150_000;
/** So many replicas are not a typing mistake: they all exist as long as the whole cluster has a possible size. */
export const usualReplicas: number = 100;

/**
 * How many Pods each workload gets at most, up to 5,000.
 * @param counts what each workload wants (`countOf`)
 */
export function podsEachOf(counts: readonly number[]): number {
  const usual = Math.min(usualReplicas, fairShare(counts, largestCluster));
  return Math.min(mostPods, Math.max(usual, fairShare(counts, mostPodsTogether)));
}

/** How many Pods a workload wants at one time; a DaemonSet at most one on each node. */
export function countOf(
  { kind, replicas, suspend, parallelism, completions }: WorkloadObject,
  nodes: readonly NodeObject[],
): number {
  if (kind === "DaemonSet") return Math.max(1, nodes.length);
  if (kind !== "Job" && kind !== "CronJob") return Math.max(0, replicas ?? 1);
  if (suspend === true) return 0;
  return Math.max(0, Math.min(parallelism ?? 1, completions ?? Number.POSITIVE_INFINITY));
}

/**
 * All Pods of a workload at full size, in creation order. Empty for a workload without template.
 * @param most more are left out (`podsEachOf`)
 */
export function podsOf(
  workload: WorkloadObject,
  namespace: string,
  nodes: readonly NodeObject[],
  most: number,
): readonly PredictedPod[] {
  const { template } = workload;
  if (template === undefined) return [];
  const count = Math.min(countOf(workload, nodes), most);
  const identity = `${workload.kind} ${namespace}/${workload.meta.name}`;
  const context: Context = { workload, template, identity, count };
  switch (workload.kind) {
    case "StatefulSet":
      return statefulSetPods(context);
    case "Deployment":
      return deploymentPods(context);
    case "ReplicaSet":
    case "ReplicationController":
      return replicaPods(context, workload.meta.name, {});
    case "DaemonSet":
      return daemonPods(context, nodes);
    case "Job":
      return jobPods(context, workload.meta.name);
    case "CronJob":
      return cronJobPods(context);
  }
}

interface Context {
  readonly workload: WorkloadObject;
  readonly template: PodTemplate;
  /** Kind, namespace and name: what random parts are drawn from. */
  readonly identity: string;
  readonly count: number;
}

/** pkg/controller/statefulset/stateful_set_utils.go: initIdentity sets hostname and subdomain whatever the template says. */
function statefulSetPods({ workload, template, identity, count }: Context): readonly PredictedPod[] {
  const { name } = workload.meta;
  if (name.length > longestCertainSetName) return [];
  const start = workload.ordinalsStart ?? 0;
  const revision = `${name}-${safeHash(identity)}`;
  const { subdomain: _, ...spec } = template.spec;
  return range(count).map((index) => {
    const pod = `${name}-${start + index}`;
    return {
      name: pod,
      nameIsCertain: true,
      ordinal: start + index,
      labels: {
        ...template.labels,
        "controller-revision-hash": revision,
        "statefulset.kubernetes.io/pod-name": pod,
        "apps.kubernetes.io/pod-index": String(start + index),
      },
      spec: {
        ...spec,
        hostname: pod,
        ...(workload.serviceName === undefined || workload.serviceName === ""
          ? {}
          : { subdomain: workload.serviceName }),
      },
    };
  });
}

function deploymentPods(context: Context): readonly PredictedPod[] {
  const hash = safeHash(context.identity);
  return replicaPods(context, `${context.workload.meta.name}-${hash}`, { "pod-template-hash": hash });
}

function replicaPods({ template, identity, count }: Context, owner: string, labels: Labels): readonly PredictedPod[] {
  return range(count).map((index) => ({
    name: generatedName(`${owner}-`, `${identity}/${index}`),
    nameIsCertain: false,
    labels: { ...template.labels, ...labels },
    spec: template.spec,
  }));
}

/** One Pod on each eligible node; on one unknown node where no Node is given. */
function daemonPods(
  { workload, template, identity, count }: Context,
  nodes: readonly NodeObject[],
): readonly PredictedPod[] {
  const labels = { ...template.labels, "controller-revision-hash": safeHash(identity), "pod-template-generation": "1" };
  const make = (place: string, node?: NodeObject): PredictedPod => ({
    name: generatedName(`${workload.meta.name}-`, `${identity}/${place}`),
    nameIsCertain: false,
    labels,
    spec: node === undefined ? template.spec : { ...template.spec, nodeName: node.meta.name },
    ...(node === undefined ? {} : { node }),
  });
  if (nodes.length === 0) return [make("")];
  const found: PredictedPod[] = [];
  for (const node of nodes) {
    if (found.length === count) break;
    if (runsOn(template.spec, node)) found.push(make(node.meta.name, node));
  }
  return found;
}

/** pkg/controller/job: an Indexed Job sets the host name; at most `parallelism` Pods run at a time, lowest index first. */
function jobPods({ workload, template, identity, count }: Context, job: string): readonly PredictedPod[] {
  const indexed = workload.completionMode === "Indexed";
  const uid = workload.meta.uid ?? madeUpUid(identity);
  // The server writes these into the template itself (pkg/registry/batch/job/strategy.go generateSelector).
  const labels = {
    ...template.labels,
    "job-name": job,
    "batch.kubernetes.io/job-name": job,
    "controller-uid": uid,
    "batch.kubernetes.io/controller-uid": uid,
  };
  return range(count).map((index) => {
    if (!indexed) {
      return {
        name: generatedName(`${job}-`, `${identity}/${index}`),
        nameIsCertain: false,
        labels,
        spec: template.spec,
      };
    }
    const ending = `-${index}-`;
    return {
      name: generatedName(`${job.slice(0, 58 - ending.length)}${ending}`, `${identity}/${index}`),
      nameIsCertain: false,
      ordinal: index,
      labels: { ...labels, "batch.kubernetes.io/job-completion-index": String(index) },
      spec: { ...template.spec, hostname: `${job}-${index}` },
    };
  });
}

/** One run: the Job is named after its scheduled minute, which no manifest states. */
function cronJobPods(context: Context): readonly PredictedPod[] {
  return jobPods(context, `${context.workload.meta.name}-29${digits(context.identity, 6)}`);
}

function digits(identity: string, count: number): string {
  return String(hash(identity) % 10 ** count).padStart(count, "0");
}

/** The form of a random UUID, version 4. */
function madeUpUid(identity: string): string {
  const hex = [1, 2, 3, 4].map((seed) => hash(identity, seed).toString(16).padStart(8, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
