/** Assigns given objects to their workloads: by ownerReferences, by what those imply, and by adoption. */

import { append } from "../../base/collections.ts";
import type { LabelSelector, PodObject, WorkloadObject } from "../../kubernetes/manifests/object.ts";
import type { ControllerRef } from "./cluster.ts";
import type { Existing } from "./identity.ts";
import { indexByLabels } from "./label-index.ts";

export type Workload = Existing<WorkloadObject>;
export type GivenPod = Existing<PodObject>;

export interface Owners {
  /** Who made a Pod: the outermost given owner, or the one it names though it is not given. */
  readonly ownerOf: (pod: GivenPod) => ControllerRef | undefined;
  /** True for a workload inside another given one, such as a Deployment's ReplicaSet. */
  readonly isInner: (workload: Workload) => boolean;
  /** The given Pods below a workload, at any depth. */
  readonly podsBelow: (workload: Workload) => readonly GivenPod[];
}

/** A Deployment owns a ReplicaSet owns a Pod: nothing is deeper, and a circle of references ends here. */
const deepest = 4;

export function ownersOf(pods: readonly GivenPod[], workloads: readonly Workload[]): Owners {
  const byKey = new Map(workloads.map((workload) => [keyOf(workload.object.kind, workload), workload]));
  const parentOf = (child: Workload | GivenPod): Workload | undefined => givenParent(child, byKey);
  const adopted = adoptions(pods, workloads);
  const parents = new Map<GivenPod, Workload>();
  const below = new Map<Workload, GivenPod[]>();
  for (const pod of pods) {
    const chain = chainFrom(parentOf(pod) ?? adopted.get(pod), parentOf);
    const outermost = chain.at(-1);
    if (outermost !== undefined) parents.set(pod, outermost);
    for (const workload of chain) {
      append(below, workload, pod);
    }
  }
  return {
    ownerOf: (pod) => {
      const parent = parents.get(pod);
      if (parent !== undefined) return refOf(parent);
      const { controller } = pod.object.meta;
      return controller && { kind: controller.kind, namespace: pod.namespace, name: controller.name };
    },
    isInner: (workload) => parentOf(workload) !== undefined,
    podsBelow: (workload) => below.get(workload) ?? [],
  };
}

/** The controller that a Pod of this workload is shown with. */
export function refOf({ object, namespace, declaration }: Workload): ControllerRef {
  return { kind: object.kind, namespace, name: object.meta.name, declaration };
}

function chainFrom(
  start: Workload | undefined,
  parentOf: (workload: Workload) => Workload | undefined,
): readonly Workload[] {
  const chain: Workload[] = [];
  for (let at = start; at !== undefined && chain.length < deepest; at = parentOf(at)) chain.push(at);
  return chain;
}

function keyOf(kind: string, { namespace, object }: { namespace: string; object: { meta: { name: string } } }): string {
  return `${kind} ${namespace}/${object.meta.name}`;
}

const workloadGroups: ReadonlySet<string> = new Set(["", "apps", "batch", "extensions"]);

/** The given workload that the controller reference means: same kind, name and, where both state it, the same uid. */
function givenParent(child: Workload | GivenPod, byKey: ReadonlyMap<string, Workload>): Workload | undefined {
  const { controller, labels } = child.object.meta;
  if (controller === undefined) return undefined;
  const slash = controller.apiVersion.indexOf("/");
  if (slash >= 0 && !workloadGroups.has(controller.apiVersion.slice(0, slash))) return undefined;
  const parent = byKey.get(`${controller.kind} ${child.namespace}/${controller.name}`);
  if (parent !== undefined) {
    const { uid } = parent.object.meta;
    return uid !== undefined && controller.uid !== undefined && uid !== controller.uid ? undefined : parent;
  }
  // The object between was left out. Its name shows what made it.
  const maker = makerOf(controller.kind, controller.name, labels["pod-template-hash"]);
  return maker && byKey.get(`${maker.kind} ${child.namespace}/${maker.name}`);
}

/** `<deployment>-<pod-template-hash>` is a ReplicaSet, `<cronjob>-<minutes since 1970>` a Job. */
function makerOf(
  kind: string,
  name: string,
  hash: string | undefined,
): { readonly kind: string; readonly name: string } | undefined {
  if (kind === "ReplicaSet" && hash !== undefined && name.endsWith(`-${hash}`))
    return { kind: "Deployment", name: name.slice(0, -hash.length - 1) };
  const minutes = kind === "Job" ? /^(.+)-\d{8}$/.exec(name) : null;
  return minutes?.[1] === undefined ? undefined : { kind: "CronJob", name: minutes[1] };
}

/**
 * Pods that a person made and a controller then takes as its own: active, without controller, and selected by a ReplicaSet
 * or ReplicationController, or by the StatefulSet that would give them their name (pkg/controller/controller_ref_manager.go).
 */
function adoptions(pods: readonly GivenPod[], workloads: readonly Workload[]): ReadonlyMap<GivenPod, Workload> {
  const adopted = new Map<GivenPod, Workload>();
  const adopters = workloads.filter(
    ({ object }) =>
      object.kind === "ReplicaSet" || object.kind === "ReplicationController" || object.kind === "StatefulSet",
  );
  if (adopters.length === 0) return adopted;
  const orphans = indexByLabels(
    pods
      .filter((pod) => pod.object.meta.controller === undefined && isActive(pod))
      .map((pod) => ({ namespace: pod.namespace, labels: pod.object.meta.labels, pod })),
  );
  for (const workload of adopters) {
    const selector = selectorOf(workload.object);
    if (selector === undefined || isEmpty(selector)) continue;
    for (const { pod } of orphans.select(workload.namespace, selector))
      if (!adopted.has(pod) && (workload.object.kind !== "StatefulSet" || isNamedBy(pod, workload)))
        adopted.set(pod, workload);
  }
  return adopted;
}

/** Neither finished nor being deleted: counts towards a controller's replicas (FilterActivePods). */
export function isActive({ object }: GivenPod): boolean {
  const phase = object.status?.phase;
  return phase !== "Succeeded" && phase !== "Failed" && object.meta.deletionTimestamp === undefined;
}

/** A ReplicationController without selector selects its template's labels. */
export function selectorOf({ kind, selector, template }: WorkloadObject): LabelSelector | undefined {
  if (kind !== "ReplicationController" || (selector !== undefined && !isEmpty(selector))) return selector;
  return template && { matchLabels: template.labels, matchExpressions: [] };
}

export function isEmpty({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

function isNamedBy(pod: GivenPod, { object }: Workload): boolean {
  const { name } = pod.object.meta;
  return name.startsWith(`${object.meta.name}-`) && /^\d+$/.test(name.slice(object.meta.name.length + 1));
}
