/**
 * Gives the objects of a cluster as one kubernetes plugin sees them through its options (namespaces, labels,
 * noendpoints). It does not read names or make records.
 */

import { lazy } from "../../base/lazy.ts";
import type { Cluster, PodModel, ServiceModel, SliceModel } from "../../cluster/state/cluster.ts";
import { lowerName } from "../data/name.ts";
import { isReverseZone } from "./address.ts";
import { readLabelTest } from "./corefile-label-selector.ts";
import { endpointName } from "./endpoint-name.ts";
import { type EndpointAt, endpointsOf, indexBy, indexesOf, readyEndpoints } from "./kube-index.ts";
import type { DnsServerConfig, KubernetesPlugin } from "./server-config.ts";

/** The server itself, for NS records: its addresses, or (when these are unknown) the Service in front of it. */
export type Self =
  | { readonly kind: "addresses"; readonly addresses: readonly string[] }
  | { readonly kind: "behind"; readonly service: ServiceModel };

export interface KubernetesView {
  readonly cluster: Cluster;
  readonly plugin: KubernetesPlugin;
  readonly implementation: DnsServerConfig["implementation"];
  /** Of the zones' SOA. */
  readonly serial: number;
  /** The first zone that is not a reverse zone: PTR records point into it. */
  readonly primaryZone: string | undefined;
  readonly self: () => Self;
  /** Listed in the `namespaces` option (or the option is absent), and existing with labels that match. */
  readonly isExposed: (namespace: string) => boolean;
  /** A Service, or in a multicluster zone the ServiceImport in a Service's shape. */
  readonly service: (namespace: string, name: string, multicluster: boolean) => ServiceModel | undefined;
  /** All slices of a Service, ready or not. Empty with `noendpoints`. */
  readonly slices: (namespace: string, name: string, multicluster: boolean) => readonly SliceModel[];
  /** The endpoints behind a Service that have a name, in lower case, ready or not; `cluster` is "" but for imports. */
  readonly endpointsNamed: (
    service: ServiceModel,
    multicluster: boolean,
    name: { readonly endpoint: string; readonly cluster: string },
  ) => readonly EndpointAt[];
  readonly services: () => readonly ServiceModel[];
  readonly imports: () => readonly ServiceModel[];
  /** Services with the ClusterIP, compared as text. */
  readonly servicesAt: (ip: string) => readonly ServiceModel[];
  /** Ready endpoints with the address, compared as text, in slices that name a Service. */
  readonly endpointsAt: (ip: string) => readonly EndpointAt[];
  /** Pods whose primary address is the text; without finished and terminating ones. */
  readonly podsAt: (ip: string) => readonly PodModel[];
  /** The Services with an endpoint that is the Pod, ready or not, in the order of their names. */
  readonly servicesOf: (pod: PodModel) => readonly ServiceModel[];
  /** The Pod's endpoints by the names of their Services, ready or not. */
  readonly endpointsOfPod: (pod: PodModel) => ReadonlyMap<string, readonly EndpointAt[]>;
  /** The Pod that has the address, in any state: only for showing where records come from. */
  readonly ownerOf: (ip: string) => PodModel | undefined;
}

/** The first forward zone of the plugin. */
export function primaryZoneOf(plugin: KubernetesPlugin): string | undefined {
  return plugin.zones.find((zone) => !isReverseZone(zone));
}

/** A view of the cluster through a plugin's options. Costs nothing until it is used. */
export function viewOf(cluster: Cluster, plugin: KubernetesPlugin, config: DnsServerConfig): KubernetesView {
  const indexes = indexesOf(cluster, plugin);
  const hasNamespaceLabels = readLabelTest(plugin.namespaceLabels) ?? (() => true);
  const service: KubernetesView["service"] = (namespace, name, multicluster) => {
    if (multicluster) return indexes.importsByName().get(`${namespace}/${name}`)?.[0];
    const found = cluster.services.get(`${namespace}/${name}`);
    return found !== undefined && indexes.keeps(found) ? found : undefined;
  };
  const endpointsOfPod = ({ namespace, name }: PodModel): readonly EndpointAt[] =>
    indexes.endpointsByPod(namespace).get(`${namespace}/${name}`) ?? [];
  const kept = new Map<string, readonly SliceModel[]>();
  const slices: KubernetesView["slices"] = (namespace, name, multicluster) => {
    if (multicluster) return indexes.slicesByImport().get(`${namespace}/${name}`) ?? [];
    if (plugin.noEndpoints) return [];
    // A Service may have thousands, and each of its endpoints asks for them.
    const key = `${namespace}/${name}`;
    const known = kept.get(key) ?? (cluster.slicesByService.get(key) ?? []).filter(indexes.keeps);
    kept.set(key, known);
    return known;
  };
  return {
    cluster,
    plugin,
    implementation: config.implementation,
    serial: config.serial ?? 0,
    primaryZone: primaryZoneOf(plugin),
    self: lazy(() => selfOf(cluster, config)),
    isExposed: (name) => {
      if (plugin.namespaces.length > 0 && !plugin.namespaces.includes(name)) return false;
      const namespace = cluster.namespaces.get(name);
      return namespace !== undefined && hasNamespaceLabels(namespace.labels);
    },
    service,
    slices,
    endpointsNamed: endpointNames(slices, plugin),
    services: indexes.services,
    imports: indexes.imports,
    servicesAt: (ip) => indexes.servicesByIp().get(ip) ?? [],
    endpointsAt: (ip) => indexes.endpointsByIp().get(ip) ?? [],
    podsAt: (ip) => indexes.podsByPrimaryIp().get(ip) ?? [],
    servicesOf: (pod) => {
      const names = endpointsOfPod(pod).map(({ slice }) => slice.serviceName);
      const found = [...new Set(names)].sort().map((name) => service(pod.namespace, name, false));
      return found.filter((one) => one !== undefined);
    },
    endpointsOfPod: (pod) => indexBy(endpointsOfPod(pod), ({ slice }) => [slice.serviceName]),
    ownerOf: (ip) => indexes.ownersByIp().get(ip)?.[0],
  };
}

/**
 * An index of each Service that is asked for an endpoint: the first question goes through all endpoints, the later ones
 * use the index.
 */
function endpointNames(
  slices: KubernetesView["slices"],
  { endpointPodNames }: KubernetesPlugin,
): KubernetesView["endpointsNamed"] {
  const made = new Map<string, ReadonlyMap<string, readonly EndpointAt[]>>();
  return ({ namespace, name }, multicluster, { endpoint, cluster }) => {
    const key = `${namespace}/${name}/${multicluster}`;
    let names = made.get(key);
    if (names === undefined) {
      names = indexBy(endpointsOf(slices(namespace, name, multicluster)), (at) => {
        const own = lowerName(endpointName(at.endpoint, at.address.ip, endpointPodNames));
        return [multicluster ? `${own} ${lowerName(at.slice.sourceCluster)}` : own];
      });
      made.set(key, names);
    }
    return names.get(multicluster ? `${endpoint} ${cluster}` : endpoint) ?? [];
  };
}

/**
 * The server's own addresses: those of the configuration, else those of the first ready Pod behind
 * kube-system/kube-dns. Where the manifests have no such Pods, the Service stands for them.
 */
function selfOf(cluster: Cluster, config: DnsServerConfig): Self {
  if (config.localIps !== undefined) return { kind: "addresses", addresses: config.localIps };
  const service = cluster.services.get("kube-system/kube-dns");
  const endpoints = readyEndpoints(cluster.slicesByService.get("kube-system/kube-dns") ?? []);
  const [first] = endpoints;
  if (first !== undefined) {
    const pod = first.endpoint.pod;
    const own = pod === undefined ? [first] : endpoints.filter(({ endpoint }) => endpoint.pod === pod);
    return { kind: "addresses", addresses: [...new Set(own.map(({ address }) => address.ip))] };
  }
  return service === undefined ? { kind: "addresses", addresses: [] } : { kind: "behind", service };
}
