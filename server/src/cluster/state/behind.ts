/** Tells what is behind a Service with a ClusterIP, which answers whether anything is there or not. */

import { matchesLabels } from "../../kubernetes/manifests/label-selector.ts";
import type { Cluster, ClusterObjects, PodModel, ServiceModel } from "./cluster.ts";
import { isBeforeItsTime } from "./pods.ts";

/** "endpoints": addresses that belong to no Pod of the model. "unknown": nothing here states its endpoints. */
export type Behind = "Pods" | "endpoints" | "nothing" | "unknown";

/** What is behind a Service, ready or not. Without a selector, its endpoints may be made by something unseen. */
export function behindService(cluster: Pick<ClusterObjects, "slicesByService">, service: ServiceModel): Behind {
  const slices = cluster.slicesByService.get(`${service.namespace}/${service.name}`) ?? [];
  if (slices.some(({ endpoints }) => endpoints.some(({ pod }) => pod !== undefined))) return "Pods";
  if (slices.some(({ endpoints }) => endpoints.length > 0)) return "endpoints";
  return slices.length === 0 && service.selector === undefined ? "unknown" : "nothing";
}

type Pods = Pick<Cluster, "podsIn">;

/**
 * The first Pod of a CronJob that the Service will select when its time comes; before that, the CronJob makes no Pods (pods.ts).
 * @param hostname of that host name, in lower case, under the Service's name
 */
export function comingBehind(cluster: Pods, service: ServiceModel, hostname?: string): PodModel | undefined {
  const { namespace, name, selector } = service;
  if (selector === undefined) return undefined;
  return comingIn(cluster, namespace).find(
    (pod) =>
      matchesLabels(selector, pod.labels) &&
      (hostname === undefined || (pod.subdomain === name && pod.hostname === hostname)),
  );
}

/** The Pods of a namespace that wait for the time of a CronJob. */
function comingIn(cluster: Pods, namespace: string): readonly PodModel[] {
  const known = coming.get(cluster) ?? new Map<string, readonly PodModel[]>();
  coming.set(cluster, known);
  const pods = known.get(namespace) ?? cluster.podsIn(namespace).filter(isBeforeItsTime);
  known.set(namespace, pods);
  return pods;
}

/** By cluster and namespace: each question for a name that is not there asks for them. */
const coming = new WeakMap<Pods, Map<string, readonly PodModel[]>>();
