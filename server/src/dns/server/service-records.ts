/**
 * Finds what is behind the name of a Service, of one of its endpoints or of one of its ports (CoreDNS
 * plugin/kubernetes/kubernetes.go findServices and findMultiClusterServices). It does not depend on record types.
 */

import { append } from "../../base/collections.ts";
import { behindService, comingBehind } from "../../cluster/state/behind.ts";
import type { EndpointPortModel, ServiceModel } from "../../cluster/state/cluster.ts";
import { joinName, lowerName } from "../data/name.ts";
import { parseAddress } from "./address.ts";
import { endpointName } from "./endpoint-name.ts";
import { type EndpointAt, endpointsOf, hasReady, isReady, readyEndpoints } from "./kube-index.ts";
import type { KubernetesView } from "./kube-view.ts";
import { type Item, type Lookup, makeItem, originOf } from "./lookup.ts";
import type { ServiceName } from "./parse-name.ts";
import type { Reason } from "./response.ts";

/**
 * Stands for the port of a Service or slice without ports. Names without a port label match it, and it gives no SRV.
 */
const noPort: EndpointPortModel = { name: "", port: -1, protocol: "" };

/**
 * Looks a Service name up. The namespace must have been found exposed before.
 * @param zone the zone in the letter case asked; SRV targets are built with it
 */
export function lookUpService(view: KubernetesView, name: ServiceName, zone: string, multicluster: boolean): Lookup {
  const service = view.service(name.namespace, name.service, multicluster);
  if (service === undefined) return error({ kind: "no-service", namespace: name.namespace, name: name.service });
  if (isIgnored(view, service, multicluster)) return error({ kind: "empty-service-ignored", service });
  if (service.type === "ExternalName") return lookUpExternalName(service, name, zone);
  if (name.topology !== undefined && !service.headless) {
    return error({
      kind: "not-a-form",
      labels: [],
      message: "names of topology zones exist for headless Services only",
    });
  }
  if (service.headless || name.endpoint !== "") return lookUpEndpoints(view, service, name, zone, multicluster);
  return lookUpClusterIp(view, service, name, zone, multicluster);
}

/** The endpoint's name below its Service; in a multicluster zone the cluster's label stands between them. */
export function endpointLabels(view: KubernetesView, at: EndpointAt, multicluster: boolean): string {
  const own = endpointName(at.endpoint, at.address.ip, view.plugin.endpointPodNames);
  return multicluster && at.slice.sourceCluster !== "" ? `${own}.${at.slice.sourceCluster}` : own;
}

/** The ports of a slice, or the placeholder for a slice without ports. */
export function portsOf<P extends EndpointPortModel | ServiceModel["ports"][number]>(
  ports: readonly P[],
): readonly (P | EndpointPortModel)[] {
  return ports.length === 0 ? [noPort] : ports;
}

/** `ignore empty_service`: a ClusterIP Service without a ready address does not exist. */
function isIgnored(view: KubernetesView, service: ServiceModel, multicluster: boolean): boolean {
  if (!view.plugin.ignoreEmptyService || service.type === "ExternalName" || service.headless) return false;
  return !view.slices(service.namespace, service.name, multicluster).some(hasReady);
}

function lookUpExternalName(service: ServiceModel, name: ServiceName, zone: string): Lookup {
  if (name.endpoint !== "") return error({ kind: "no-endpoint", service, endpoint: name.endpoint });
  if (name.port !== "" || name.protocol !== "") {
    return error({ kind: "no-port", service, port: name.port, protocol: name.protocol });
  }
  if (name.topology !== undefined || parseAddress(service.externalName) !== undefined) {
    return error({ kind: "external-name-is-address", service });
  }
  const origin = originOf({ service, synthetic: false });
  const items = [makeItem(service.externalName, 0, nameOf(service, zone), origin)];
  return { kind: "items", items, reason: { kind: "external-name", service, target: service.externalName } };
}

function lookUpClusterIp(
  view: KubernetesView,
  service: ServiceModel,
  name: ServiceName,
  zone: string,
  multicluster: boolean,
): Lookup {
  const ports = matchingPorts(name, service.ports);
  if (ports.length === 0) return error({ kind: "no-port", service, port: name.port, protocol: name.protocol });
  const target = nameOf(service, zone);
  const items = ports.flatMap((port) =>
    service.clusterIPs.map(({ ip, synthetic }) => makeItem(ip, port.port, target, originOf({ service, synthetic }))),
  );
  const reason = foundReason(service, name, items);
  const isEmpty = reason.kind === "service" && !multicluster && behindService(view.cluster, service) === "nothing";
  return { kind: "items", items, reason: isEmpty ? { ...reason, isEmpty } : reason };
}

function lookUpEndpoints(
  view: KubernetesView,
  service: ServiceModel,
  name: ServiceName,
  zone: string,
  multicluster: boolean,
): Lookup {
  // The specification defines names of endpoints for headless Services only.
  if (view.implementation === "spec" && !service.headless) {
    return error({ kind: "no-endpoint", service, endpoint: name.endpoint, unspecified: true });
  }
  const slices = view.slices(service.namespace, service.name, multicluster);
  const named = name.endpoint === "" ? readyEndpoints(slices) : view.endpointsNamed(service, multicluster, name);
  const placed = inTopology(named.filter(isReady), name);
  const items = placed.flatMap((at) => {
    const origin = originOf({ service, slice: at.slice, pod: at.endpoint.pod, synthetic: at.address.synthetic });
    const target = joinName(endpointLabels(view, at, multicluster), nameOf(service, zone));
    return matchingPorts(name, at.slice.ports).map((port) => makeItem(at.address.ip, port.port, target, origin));
  });
  if (items.length > 0) return { kind: "items", items, reason: foundReason(service, name, items) };
  if (name.topology?.mode === "pin") {
    return {
      kind: "nothing",
      reason: { kind: "no-ready-endpoint", service, notReady: endpointsOf(slices).filter((at) => !isReady(at)).length },
    };
  }
  if (name.endpoint !== "") {
    const left = named[0]?.endpoint.pod;
    // A Pod of that name explains best why there is no such name here.
    const pod = left ?? view.cluster.pods.get(`${service.namespace}/${lowerName(name.endpoint)}`);
    if (pod !== undefined) return error({ kind: "no-endpoint", service, endpoint: name.endpoint, pod });
    const next = comingBehind(view.cluster, service, lowerName(name.endpoint));
    const coming = next === undefined ? {} : { coming: next };
    return error({ kind: "no-endpoint", service, endpoint: name.endpoint, ...coming });
  }
  if (named.length > 0) return error({ kind: "no-port", service, port: name.port, protocol: name.protocol });
  const notReady = endpointsOf(slices).length;
  const next = notReady === 0 ? comingBehind(view.cluster, service) : undefined;
  return error({ kind: "no-ready-endpoint", service, notReady, ...(next === undefined ? {} : { coming: next }) });
}

/** The endpoints in the topology zone; all of them when the zone is only preferred and has no endpoint. */
function inTopology(endpoints: readonly EndpointAt[], { topology }: ServiceName): readonly EndpointAt[] {
  if (topology === undefined) return endpoints;
  const local = endpoints.filter(({ endpoint }) => lowerName(endpoint.zone) === topology.zone);
  return local.length === 0 && topology.mode === "prefer" ? endpoints : local;
}

type Port = ServiceModel["ports"][number] | EndpointPortModel;

/** An empty label asks for any port, and any protocol. Numbers are not names. */
function matchingPorts(name: ServiceName, ports: readonly Port[]): readonly Port[] {
  const all = portsOf(ports);
  const named = name.port === "" ? all : (portsByName(all).get(name.port) ?? []);
  return name.protocol === "" ? named : named.filter(({ protocol }) => lowerName(protocol) === name.protocol);
}

/** By name in lower case. Each of thousands of ports may have a question of its own. */
function portsByName(ports: readonly Port[]): ReadonlyMap<string, readonly Port[]> {
  const known = byName.get(ports);
  if (known !== undefined) return known;
  const made = new Map<string, Port[]>();
  for (const port of ports) {
    const name = lowerName(port.name);
    append(made, name, port);
  }
  byName.set(ports, made);
  return made;
}

const byName = new WeakMap<readonly Port[], ReadonlyMap<string, readonly Port[]>>();

function nameOf(service: ServiceModel, zone: string): string {
  return joinName(`${service.name}.${service.namespace}.svc`, zone);
}

function foundReason(service: ServiceModel, name: ServiceName, items: readonly Item[]): Reason {
  if (name.endpoint !== "") {
    const pod = items[0]?.origin.pod;
    return { kind: "endpoint", service, endpoint: name.endpoint, ...(pod === undefined ? {} : { pod }) };
  }
  if (name.port !== "" || name.protocol !== "") {
    return { kind: "port", service, port: name.port, protocol: name.protocol };
  }
  if (!service.headless) return { kind: "service", service };
  return { kind: "headless", service, ...readyOf(items) };
}

/** The number of Pods that answer, however many addresses each has; endpoints that are not Pods count by address. */
function readyOf(items: readonly Item[]): { readonly ready: number; readonly pods: boolean } {
  const behind = new Set(items.map(({ origin, host }) => origin.pod ?? host));
  return { ready: behind.size, pods: items.every(({ origin }) => origin.pod !== undefined) };
}

function error(reason: Reason): Lookup {
  return { kind: "error", reason };
}
