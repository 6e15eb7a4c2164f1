/**
 * Builds the EndpointSlices of a cluster: given, mirrored, or derived from selectors (k8s.io/endpointslice
 * reconciler.go).
 */

import type {
  EndpointModel,
  EndpointPortModel,
  PodModel,
  ServiceModel,
  ServicePortModel,
  SliceModel,
} from "../../server/src/cluster/state/cluster.ts";
import { indexByLabels, type LabelIndex } from "../../server/src/cluster/state/label-index.ts";
import { zoneOf } from "../../server/src/cluster/state/nodes.ts";
import {
  derivedBy,
  headlessLabel,
  managedByLabel,
  mirroredBy,
  serviceNameLabel,
} from "../../server/src/cluster/state/slice-labels.ts";
import type {
  EndpointSliceObject,
  EndpointsObject,
  IpFamily,
  Labels,
  NodeObject,
  PodSpec,
} from "../../server/src/kubernetes/manifests/object.ts";
import { givenSlice } from "./given-slices.ts";
import type { Existing } from "./identity.ts";
import { mirroredSlices } from "./mirroring.ts";

export interface EndpointsInput {
  readonly services: ReadonlyMap<string, ServiceModel>;
  readonly pods: ReadonlyMap<string, PodModel>;
  readonly slices: readonly Existing<EndpointSliceObject>[];
  readonly endpoints: readonly Existing<EndpointsObject>[];
  readonly nodes: readonly NodeObject[];
  /** All nodes of the cluster are among `nodes`, if there are any. */
  readonly snapshot: boolean;
}

/** All effective slices. A Service whose slices a controller made keeps those; nothing is derived for it again. */
export function buildSlices(input: EndpointsInput): readonly SliceModel[] {
  const slices = input.slices.map((slice) => givenSlice(slice, input.pods));
  const madeBy = (controller: string): ReadonlySet<string> =>
    new Set(
      slices
        .filter(({ labels }) => labels[managedByLabel] === controller)
        .map(({ namespace, serviceName }) => `${namespace}/${serviceName}`),
    );
  const [derived, mirrored] = [madeBy(derivedBy), madeBy(mirroredBy)];
  const context: Context = {
    index: indexByLabels(input.pods.values()),
    nodes: new Map(input.nodes.map((node) => [node.meta.name, node])),
    nodesAreKnown: input.snapshot && input.nodes.length > 0,
  };
  for (const [key, service] of input.services) {
    if (service.selector === undefined || service.type === "ExternalName" || derived.has(key)) continue;
    slices.push(...derivedSlices(service, service.selector, context));
  }
  for (const endpoints of input.endpoints) {
    const key = `${endpoints.namespace}/${endpoints.object.meta.name}`;
    if (!mirrored.has(key)) slices.push(...mirroredSlices(endpoints, input.services.get(key), input.pods));
  }
  return slices;
}

interface Context {
  readonly index: LabelIndex<PodModel>;
  readonly nodes: ReadonlyMap<string, NodeObject>;
  readonly nodesAreKnown: boolean;
}

/** One slice per family and set of resolved ports; a family without Pods keeps an empty placeholder. */
function derivedSlices(service: ServiceModel, selector: Labels, context: Context): readonly SliceModel[] {
  const pods = context.index
    .select(service.namespace, { matchLabels: selector, matchExpressions: [] })
    .filter((pod) => isEndpoint(pod, service, context));
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
function isEndpoint(pod: PodModel, service: ServiceModel, { nodes, nodesAreKnown }: Context): boolean {
  if (pod.phase === "Succeeded" || pod.phase === "Failed" || pod.addresses.length === 0) return false;
  const { nodeName = "" } = pod.spec;
  return nodeName === "" || !nodesAreKnown || nodes.has(nodeName) || service.publishNotReadyAddresses;
}

/** podToEndpoint; the host name is the Pod's only where its subdomain is the Service (ShouldSetHostname). */
function endpointOf(
  pod: PodModel,
  family: IpFamily,
  service: ServiceModel,
  { nodes }: Context,
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
