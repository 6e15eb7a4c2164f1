/** Knows the Pods that each kind of workload makes: names, host names, labels (k8s controllers, by kind). */
import type { Labels, NodeObject, PodSpec, PodTemplate, WorkloadObject } from "../manifests/object.ts";
import { generatedName, safeHash } from "./hash.ts";
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

/** All Pods of a workload at full size, in creation order. Workloads without template or refused selector have none. */
export function podsOf(
  workload: WorkloadObject,
  namespace: string,
  nodes: readonly NodeObject[],
): readonly PredictedPod[] {
  const { template } = workload;
  if (template === undefined) return [];
  const context: Context = { workload, template, identity: `${workload.kind} ${namespace}/${workload.meta.name}` };
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
      return jobPods(context, workload.meta.name, {});
    case "CronJob":
      return cronJobPods(context);
  }
}

interface Context {
  readonly workload: WorkloadObject;
  readonly template: PodTemplate;
  /** Kind, namespace and name: what random parts are drawn from. */
  readonly identity: string;
}

/** pkg/controller/statefulset/stateful_set_utils.go: initIdentity sets hostname and subdomain whatever the template says. */
function statefulSetPods({ workload, template, identity }: Context): readonly PredictedPod[] {
  const { name } = workload.meta;
  if (name.length > longestCertainSetName) return [];
  const start = workload.ordinalsStart ?? 0;
  const revision = `${name}-${safeHash(identity)}`;
  const { subdomain: _, ...spec } = template.spec;
  return range(workload.replicas ?? 1).map((index) => {
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

function replicaPods(
  { workload, template, identity }: Context,
  owner: string,
  labels: Labels,
): readonly PredictedPod[] {
  return range(workload.replicas ?? 1).map((index) => ({
    name: generatedName(`${owner}-`, `${identity}/${index}`),
    nameIsCertain: false,
    labels: { ...template.labels, ...labels },
    spec: template.spec,
  }));
}

/** One Pod on each eligible node; on one unknown node where no Node is given. */
function daemonPods({ workload, template, identity }: Context, nodes: readonly NodeObject[]): readonly PredictedPod[] {
  const labels = { ...template.labels, "controller-revision-hash": safeHash(identity), "pod-template-generation": "1" };
  const make = (place: string, node?: NodeObject): PredictedPod => ({
    name: generatedName(`${workload.meta.name}-`, `${identity}/${place}`),
    nameIsCertain: false,
    labels,
    spec: node === undefined ? template.spec : { ...template.spec, nodeName: node.meta.name },
    ...(node === undefined ? {} : { node }),
  });
  if (nodes.length === 0) return [make("")];
  return nodes.filter((node) => runsOn(template.spec, node)).map((node) => make(node.meta.name, node));
}

/** pkg/controller/job: an Indexed Job sets the host name; at most `parallelism` Pods run at a time, lowest index first. */
function jobPods({ workload, template, identity }: Context, job: string, jobLabels: Labels): readonly PredictedPod[] {
  if (workload.suspend === true) return [];
  const indexed = workload.completionMode === "Indexed";
  const parallelism = workload.parallelism ?? 1;
  const count = Math.min(parallelism, workload.completions ?? (indexed ? 0 : parallelism));
  const labels = {
    ...jobLabels,
    ...template.labels,
    "job-name": job,
    "batch.kubernetes.io/job-name": job,
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

/** One run: the Job is named after its scheduled minute, which no manifest knows. */
function cronJobPods(context: Context): readonly PredictedPod[] {
  if (context.workload.suspend === true) return [];
  const minute = `29${safeDigits(context.identity)}`;
  const { suspend: _, ...workload } = context.workload;
  return jobPods({ ...context, workload }, `${context.workload.meta.name}-${minute}`, {});
}

function safeDigits(identity: string): string {
  return [...safeHash(identity)]
    .map((character) => character.charCodeAt(0) % 10)
    .join("")
    .padEnd(6, "0")
    .slice(0, 6);
}

/** More Pods than a cluster can hold are a slip of the keyboard; the limit keeps the model small. */
const mostPods = 5000;

function range(count: number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.min(count, mostPods)) }, (_, index) => index);
}
