/**
 * Indexes the objects that one kubernetes plugin keeps of a cluster (labels, noendpoints) by the keys that are looked
 * up. Every index is built on its first use. It does not read names or make records.
 */

import { append } from "../../base/collections.ts";
import { lazy } from "../../base/lazy.ts";
import type { Cluster, EndpointModel, PodModel, ServiceModel, SliceModel } from "../../cluster/state/cluster.ts";
import { readLabelTest } from "./corefile-label-selector.ts";
import type { KubernetesPlugin } from "./server-config.ts";

/** A slice's endpoint with one of its addresses. */
export interface EndpointAt {
  readonly slice: SliceModel;
  readonly endpoint: EndpointModel;
  readonly address: EndpointModel["addresses"][number];
}

/** An index by one kind of key, made when it is first asked. */
type Index<T> = () => ReadonlyMap<string, readonly T[]>;

export interface KubeIndexes {
  /** The plugin's option `labels` applies to each object by its own labels. */
  readonly keeps: (object: { readonly labels: ServiceModel["labels"] }) => boolean;
  readonly services: () => readonly ServiceModel[];
  readonly imports: () => readonly ServiceModel[];
  /** By `namespace/name`. */
  readonly importsByName: Index<ServiceModel>;
  readonly slicesByImport: Index<SliceModel>;
  /** By address, as text. */
  readonly servicesByIp: Index<ServiceModel>;
  readonly endpointsByIp: Index<EndpointAt>;
  readonly podsByPrimaryIp: Index<PodModel>;
  readonly ownersByIp: Index<PodModel>;
  /** Endpoints of the Services of a namespace by the `namespace/name` of their Pod. */
  readonly endpointsByPod: (namespace: string) => ReadonlyMap<string, readonly EndpointAt[]>;
}

/** The indexes of a plugin. Costs nothing until one is used. */
export function indexesOf(cluster: Cluster, plugin: KubernetesPlugin): KubeIndexes {
  const hasLabels = readLabelTest(plugin.labels) ?? (() => true);
  const keeps: KubeIndexes["keeps"] = ({ labels }) => hasLabels(labels);
  const slices = lazy(() => (plugin.noEndpoints ? [] : cluster.slices.filter(keeps)));
  const named = lazy(() => endpointsOf(slices().filter(({ serviceName }) => serviceName !== "")));
  const services = lazy(() => [...cluster.services.values()].filter(keeps));
  const imports = lazy(() => importsOf(cluster).filter(keeps));
  const pods = (): readonly PodModel[] => [...cluster.pods.values()];
  const byPod = new Map<string, ReadonlyMap<string, readonly EndpointAt[]>>();
  return {
    keeps,
    services,
    imports,
    importsByName: lazy(() => indexBy(imports(), ({ namespace, name }) => [`${namespace}/${name}`])),
    slicesByImport: lazy(() => indexBy(slices(), ({ namespace, importName }) => [`${namespace}/${importName}`])),
    servicesByIp: lazy(() => indexBy(services(), ({ clusterIPs }) => clusterIPs.map(({ ip }) => ip))),
    endpointsByIp: lazy(() => indexBy(named().filter(isReady), ({ address }) => [address.ip])),
    podsByPrimaryIp: lazy(() => indexBy(pods().filter(isKnown).filter(keeps), primaryAddress)),
    ownersByIp: lazy(() => indexBy(pods(), ({ addresses }) => addresses.map(({ ip }) => ip))),
    endpointsByPod: (namespace) => {
      const known = byPod.get(namespace);
      if (known !== undefined) return known;
      const own = plugin.noEndpoints ? [] : cluster.slicesIn(namespace).filter(keeps);
      const made = indexBy(endpointsOf(own.filter(({ serviceName }) => serviceName !== "")), ({ endpoint }) =>
        podKeys(endpoint),
      );
      byPod.set(namespace, made);
      return made;
    },
  };
}

/** Ready endpoints of slices, one entry for each address, in the slices' order. */
export function readyEndpoints(slices: readonly SliceModel[]): readonly EndpointAt[] {
  return endpointsOf(slices).filter(isReady);
}

/** All endpoints of slices, one entry for each address. */
export function endpointsOf(slices: readonly SliceModel[]): readonly EndpointAt[] {
  const [only] = slices;
  return slices.length === 1 && only !== undefined ? endpointsIn(only) : slices.flatMap(endpointsIn);
}

const known = new WeakMap<SliceModel, readonly EndpointAt[]>();

function endpointsIn(slice: SliceModel): readonly EndpointAt[] {
  const before = known.get(slice);
  if (before !== undefined) return before;
  const made = slice.endpoints.flatMap((endpoint) =>
    endpoint.addresses.map((address) => ({ slice, endpoint, address })),
  );
  known.set(slice, made);
  return made;
}

/** The items by each of their keys, in their order. */
export function indexBy<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const index = new Map<string, T[]>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      append(index, key, item);
    }
  }
  return index;
}

/** CoreDNS drops Pods that are finished or on their way out (plugin/kubernetes/controller.go, object/pod.go). */
function isKnown(pod: PodModel): boolean {
  return !pod.terminating && pod.phase !== "Succeeded" && pod.phase !== "Failed" && pod.phase !== "Unknown";
}

function primaryAddress(pod: PodModel): readonly string[] {
  return pod.addresses.slice(0, 1).map(({ ip }) => ip);
}

/** True for a slice with a ready address. */
export function hasReady({ endpoints }: SliceModel): boolean {
  return endpoints.some(({ ready, addresses }) => ready && addresses.length > 0);
}

export function isReady({ endpoint }: EndpointAt): boolean {
  return endpoint.ready;
}

/** `namespace/name` of the Pod behind an endpoint. */
function podKeys({ pod }: EndpointModel): readonly string[] {
  return pod === undefined ? [] : [`${pod.namespace}/${pod.name}`];
}

/** ServiceImports (KEP-1645) in the shape of Services: the rules for both are the same but for ExternalName. */
function importsOf(cluster: Cluster): readonly ServiceModel[] {
  return cluster.imports.map(({ object, declaration }) => {
    const ips = object.type === "Headless" ? [] : object.ips;
    return {
      namespace: object.meta.namespace ?? "default",
      name: object.meta.name,
      labels: object.meta.labels,
      type: "ClusterIP",
      headless: object.type === "Headless",
      clusterIPs: ips.map((ip) => ({ family: ip.includes(":") ? "IPv6" : "IPv4", ip, synthetic: false })),
      families: [],
      selector: undefined,
      ports: object.ports.map((port) => ({
        name: port.name ?? "",
        protocol: port.protocol ?? "TCP",
        port: port.port,
        targetPort: port.port,
      })),
      externalName: "",
      publishNotReadyAddresses: false,
      declaration,
    };
  });
}
