/** Lists what events of a plan can be about: the Pods, workloads and Services of an environment, those near the asking Pod first. */

import type { PodModel } from "../../../cluster/state/cluster.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { PlannedVerb, TimelinePlan, TimelineTarget } from "../../../protocol/timeline.ts";
import type { Environment } from "../../../workspace/analysis.ts";
import { podsToAsk } from "../asking-pod.ts";

/** Of each kind: a longer list is not read, and a scenario file can name anything. */
const mostOfEach = 300;

const verbsOf: Readonly<Record<string, readonly PlannedVerb[]>> = {
  StatefulSet: ["restart", "scale", "rollout", "delete"],
  Deployment: ["restart", "scale", "rollout", "delete"],
  ReplicaSet: ["restart", "scale", "delete"],
  ReplicationController: ["restart", "scale", "delete"],
  DaemonSet: ["restart", "rollout", "delete"],
  Service: ["late", "delete"],
};

/** The targets; `defaultNamespace` is where an object lands that states none. */
export function targetsIn(
  environment: Environment,
  defaultNamespace: string,
  asker: PodModel | undefined,
): readonly TimelineTarget[] {
  const near = asker?.namespace ?? defaultNamespace;
  const objects = environment.declarations.flatMap(
    (declaration) => targetOf(declaration, defaultNamespace, near) ?? [],
  );
  const pods = podsToAsk(environment).map(({ namespace, name }) => ({
    namespace,
    kind: "Pod",
    target: {
      id: `${namespace}/pod/${name}`,
      label: labelOf("Pod", namespace, name, near),
      verbs: ["delete", "restart", "node-down"] as const,
    },
  }));
  const services = objects.filter(({ kind }) => kind === "Service");
  const workloads = objects.filter(({ kind }) => kind !== "Service");
  return [pods, workloads, services].flatMap((list) =>
    [...list.filter(({ namespace }) => namespace === near), ...list.filter(({ namespace }) => namespace !== near)]
      .slice(0, mostOfEach)
      .map(({ target }) => target),
  );
}

function targetOf(
  { object, refusals }: Declaration,
  defaultNamespace: string,
  near: string,
): { readonly namespace: string; readonly kind: string; readonly target: TimelineTarget } | undefined {
  const verbs = verbsOf[object.kind];
  const { name } = object.meta;
  if (verbs === undefined || name === undefined || refusals.length > 0) return undefined;
  const namespace = object.meta.namespace ?? defaultNamespace;
  const replicas = verbs.includes("scale") && "replicas" in object ? object.replicas : undefined;
  return {
    namespace,
    kind: object.kind,
    target: {
      id: `${namespace}/${object.kind.toLowerCase()}/${name}`,
      label: labelOf(object.kind, namespace, name, near),
      verbs,
      ...(typeof replicas === "number" ? { replicas } : verbs.includes("scale") ? { replicas: 1 } : {}),
    },
  };
}

/** An object of the namespace that is near is named without it. */
function labelOf(kind: string, namespace: string, name: string, near: string): string {
  return `${kind} ${namespace === near ? "" : `${namespace}/`}${name}`;
}

/** `namespace/name` of the StatefulSets that have another policy than the plan's start gives them. */
export function setsOfOtherPolicy(
  environment: Environment,
  defaultNamespace: string,
  start: TimelinePlan["start"],
): readonly string[] {
  if (start !== "OrderedReady" && start !== "Parallel") return [];
  return environment.declarations.flatMap(({ object, refusals }) => {
    if (object.kind !== "StatefulSet" || refusals.length > 0 || object.meta.name === undefined) return [];
    const isParallel = object.podManagementPolicy === "Parallel";
    if (isParallel === (start === "Parallel")) return [];
    return [`${object.meta.namespace ?? defaultNamespace}/${object.meta.name}`];
  });
}
