/**
 * Finds the part of the cluster's model that a declaration stands for: its Pods, its Service, and which Pods are behind
 * which Service.
 */

import { append } from "../../base/collections.ts";
import { memoize } from "../../base/memo.ts";
import { byName } from "../../base/natural-order.ts";
import type { Cluster, EndpointModel, PodModel, ServiceModel } from "../../cluster/state/cluster.ts";
import { namesOfPod } from "../../dns/server/list-records.ts";
import { clusterDomain } from "../../dns/server/server.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Environment } from "../../workspace/analysis.ts";

/** What of an environment these functions look at. */
export type AskedCluster = Pick<Environment, "cluster" | "server">;

/** `namespace/name`. */
export function idOf(object: { readonly namespace: string; readonly name: string }): string {
  return `${object.namespace}/${object.name}`;
}

/** The Pods of a workload, or the Pod itself, in the order of their names. */
export function podsOf(environment: AskedCluster, declaration: Declaration): readonly PodModel[] {
  return [...environment.cluster.podsOf(declaration)].sort((a, b) => byName(a.name, b.name));
}

export function serviceOf(environment: AskedCluster, declaration: Declaration): ServiceModel | undefined {
  return environment.cluster.serviceOf(declaration);
}

const sortedPods = memoize((cluster: Cluster): readonly PodModel[] =>
  [...cluster.pods.values()].sort((a, b) => byName(a.namespace, b.namespace) || byName(a.name, b.name)),
);

/** All Pods, by namespace and name. */
export function allPods(environment: Pick<Environment, "cluster">): readonly PodModel[] {
  return sortedPods(environment.cluster);
}

/** The Service that a StatefulSet (or a Pod's subdomain) names, in the namespace of its Pods. */
export function serviceNamed(environment: AskedCluster, namespace: string, name: string): ServiceModel | undefined {
  return environment.cluster.services.get(`${namespace}/${name}`);
}

/** The endpoints of a Service, each once. */
export function endpointsOf(environment: AskedCluster, service: ServiceModel): readonly EndpointModel[] {
  const slices = environment.cluster.slicesByService.get(idOf(service)) ?? [];
  const seen = new Set<string>();
  return slices.flatMap(({ endpoints }) =>
    endpoints.filter((endpoint) => {
      const key = endpoint.pod === undefined ? endpoint.addresses.map(({ ip }) => ip).join() : idOf(endpoint.pod);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    }),
  );
}

/** The Pods behind a Service, by name. */
export function podsBehind(environment: AskedCluster, service: ServiceModel): readonly PodModel[] {
  const pods = endpointsOf(environment, service).flatMap(({ pod }) => (pod === undefined ? [] : [pod]));
  return [...pods].sort((a, b) => byName(a.name, b.name));
}

/** What makes the Pods behind a Service, each once, in the order of the Pods. */
export function makersBehind(environment: AskedCluster, service: ServiceModel): readonly Declaration[] {
  const made = podsBehind(environment, service).flatMap((pod) => pod.controller?.declaration ?? pod.declaration ?? []);
  return [...new Set(made)];
}

/** The Services of a namespace by the Pods behind them. */
const servicesByPod = memoize((cluster: Cluster) => {
  const known = new Map<string, ReadonlyMap<PodModel, readonly ServiceModel[]>>();
  return (namespace: string): ReadonlyMap<PodModel, readonly ServiceModel[]> => {
    const before = known.get(namespace);
    if (before !== undefined) return before;
    const found = new Map<PodModel, ServiceModel[]>();
    for (const service of cluster.servicesIn(namespace)) {
      const slices = cluster.slicesByService.get(idOf(service)) ?? [];
      const pods = new Set(slices.flatMap(({ endpoints }) => endpoints.flatMap(({ pod }) => pod ?? [])));
      for (const pod of pods) {
        append(found, pod, service);
      }
    }
    known.set(namespace, found);
    return found;
  };
});

/** The Services with one of the Pods among their endpoints, ready or not, by name. */
export function servicesOver(environment: AskedCluster, pods: readonly PodModel[]): readonly ServiceModel[] {
  const index = servicesByPod(environment.cluster);
  const found = new Set(pods.flatMap((pod) => index(pod.namespace).get(pod) ?? []));
  return [...found].sort((a, b) => byName(a.name, b.name));
}

/** The Services of a namespace that manifests declare, by name. */
export function servicesIn(environment: AskedCluster, namespace: string): readonly ServiceModel[] {
  return environment.cluster
    .servicesIn(namespace)
    .filter(({ declaration }) => declaration !== undefined)
    .sort((a, b) => byName(a.name, b.name));
}

/** The Pod's names below a Service, as the server has them, without final dots. */
export function namesBelow(environment: AskedCluster, pod: PodModel, service: ServiceModel): readonly string[] {
  const suffix = `.${nameOfService(environment, service)}`;
  return namesOfPod(environment.server, pod).filter((name) => name.endsWith(suffix));
}

/** The Service's own name in full, without final dot. */
export function nameOfService(environment: AskedCluster, service: ServiceModel): string {
  return `${service.name}.${service.namespace}.svc.${clusterDomain(environment.server)}`;
}

/** The namespace that the objects of a declaration have in the cluster, which a kustomization or a release may have changed. */
export function namespaceInCluster(environment: AskedCluster, declaration: Declaration, fallback: string): string {
  const [pod] = podsOf(environment, declaration);
  return (
    pod?.namespace ?? serviceOf(environment, declaration)?.namespace ?? declaration.object.meta.namespace ?? fallback
  );
}
