/** Derives EndpointSlices from selectors (k8s.io/endpointslice reconciler.go). */

import { matchesSelector } from "../../kubernetes/manifests/label-selector.ts";
import type { IpFamily, NodeObject, PodSpec } from "../../kubernetes/manifests/object.ts";
import type {
  EndpointModel,
  EndpointPortModel,
  PodModel,
  ServiceModel,
  ServicePortModel,
  SliceModel,
} from "./cluster.ts";
import type { LabelIndex } from "./label-index.ts";
import { zoneOf } from "./nodes.ts";
import { derivedBy, headlessLabel, managedByLabel, serviceNameLabel } from "./slice-labels.ts";

/** What the slices of a Service are derived from. */
export interface SliceContext {
  /** The Pods of the Service's namespace, in natural order. */
  readonly index: LabelIndex<PodModel>;
  readonly nodes: ReadonlyMap<string, NodeObject>;
  /** All nodes of the cluster are among `nodes`. */
  readonly nodesAreKnown: boolean;
  /** More endpoints of one Service are left out (`fairShare`). */
  readonly endpointsEach: number;
}

/** So many endpoints do all Services of a namespace get together, unless there are more Services. */
export const mostEndpointsTogether: number = 30_000;

/**
 * The slices of a Service with a selector: one per family and set of resolved ports; a family without Pods keeps an empty
 * placeholder.
 */
export function deriveSlices(service: ServiceModel, context: SliceContext): readonly SliceModel[] {
  const selector = { matchLabels: service.selector ?? {}, matchExpressions: [] };
  const pods: PodModel[] = [];
  for (const pod of context.index.candidates(service.namespace, selector)) {
    if (pods.length >= context.endpointsEach) break;
    if (matchesSelector(selector, pod.labels) && isEndpoint(pod, service, context)) pods.push(pod);
  }
  const portGroups = groupByPorts(pods, service);
  return service.families.flatMap((family) => {
    const slices = portGroups.flatMap(({ ports, members }, number) => {
      const endpoints = members.flatMap((pod) => endpointOf(pod, family, service, context) ?? []);
      return endpoints.length === 0 ? [] : [derivedSlice(service, `${family}-${number}`, endpoints, ports)];
    });
    return slices.length === 0 ? [derivedSlice(service, `${family}-0`, [], [])] : slices;
  });
}

interface PortGroup {
  readonly ports: readonly EndpointPortModel[];
  readonly members: PodModel[];
}

/** The Pods by the ports that the Service's become in them. Pods of one template share their containers: one look each. */
function groupByPorts(pods: readonly PodModel[], service: ServiceModel): readonly PortGroup[] {
  const byContainers = new Map<PodModel["spec"]["containers"], PortGroup>();
  const byPorts = new Map<string, PortGroup>();
  for (const pod of pods) {
    const { containers } = pod.spec;
    let group = byContainers.get(containers);
    if (group === undefined) {
      const ports = service.ports.flatMap((port) => resolvePort(port, pod.spec));
      const key = JSON.stringify(ports);
      group = byPorts.get(key) ?? { ports, members: [] };
      byPorts.set(key, group);
      byContainers.set(containers, group);
    }
    group.members.push(pod);
  }
  return [...byPorts.values()];
}

/** ShouldPodBeInEndpoints; a Pod on a node that does not exist counts only where readiness does not matter. */
function isEndpoint(pod: PodModel, service: ServiceModel, { nodes, nodesAreKnown }: SliceContext): boolean {
  if (pod.phase === "Succeeded" || pod.phase === "Failed" || pod.addresses.length === 0) return false;
  const { nodeName = "" } = pod.spec;
  return nodeName === "" || !nodesAreKnown || nodes.has(nodeName) || service.publishNotReadyAddresses;
}

/** podToEndpoint; the host name is the Pod's only where its subdomain is the Service (ShouldSetHostname). */
function endpointOf(
  pod: PodModel,
  family: IpFamily,
  service: ServiceModel,
  { nodes }: SliceContext,
): EndpointModel | undefined {
  const address = pod.addresses.find((candidate) => candidate.family === family);
  if (address === undefined) return undefined;
  return {
    addresses: [address],
    hostname: pod.subdomain === service.name ? pod.hostname : "",
    ready: service.publishNotReadyAddresses || (pod.ready && !pod.terminating),
    serving: pod.ready,
    terminating: pod.terminating,
    zone: zoneOf(nodes.get(pod.spec.nodeName ?? "")?.meta.labels ?? pod.labels),
    targetRef: { kind: "Pod", namespace: pod.namespace, name: pod.name },
    pod,
  };
}

/** FindPort: a name is looked up in containers, then in sidecars; where it is missing this Pod lacks the port. */
function resolvePort(port: ServicePortModel, spec: PodSpec): readonly EndpointPortModel[] {
  const { targetPort, name, protocol } = port;
  if (typeof targetPort === "number") return [{ name, port: targetPort, protocol }];
  const sidecars = spec.initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
  for (const { ports } of [...spec.containers, ...sidecars]) {
    const found = ports.find(
      (candidate) => candidate.name === targetPort && (candidate.protocol ?? "TCP") === protocol,
    );
    if (found !== undefined) return [{ name, port: found.containerPort, protocol }];
  }
  return [];
}

/** A slice as the controller writes it: with the Service's labels and its own. */
function derivedSlice(
  service: ServiceModel,
  ending: string,
  endpoints: readonly EndpointModel[],
  ports: readonly EndpointPortModel[],
): SliceModel {
  return {
    namespace: service.namespace,
    name: `${service.name}-${ending.toLowerCase()}`,
    labels: {
      ...service.labels,
      ...(service.headless ? { [headlessLabel]: "" } : {}),
      [serviceNameLabel]: service.name,
      [managedByLabel]: derivedBy,
    },
    serviceName: service.name,
    importName: "",
    sourceCluster: "",
    origin: "derived",
    endpoints,
    ports,
    ...(service.declaration === undefined ? {} : { declaration: service.declaration }),
  };
}
