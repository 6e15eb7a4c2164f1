/** Knows the EndpointSlices of a cluster: given, derived from selectors, mirrored from Endpoints (k8s.io/endpointslice). */
import type { EndpointPort, EndpointSliceObject, EndpointsObject, IpFamily, Labels } from "../manifests/object.ts";
import { familyOf, given } from "./addresses.ts";
import type {
  EndpointModel,
  EndpointPortModel,
  PodModel,
  ServiceModel,
  ServicePortModel,
  SliceModel,
} from "./cluster.ts";
import type { Existing } from "./identity.ts";
import { matchesLabels } from "./selectors.ts";

const managedBy = "endpointslice.kubernetes.io/managed-by";
const serviceName = "kubernetes.io/service-name";
const derivedBy = "endpointslice-controller.k8s.io";
const mirroredBy = "endpointslicemirroring-controller.k8s.io";

export interface EndpointsInput {
  readonly services: ReadonlyMap<string, ServiceModel>;
  readonly pods: ReadonlyMap<string, PodModel>;
  readonly slices: readonly Existing<EndpointSliceObject>[];
  readonly endpoints: readonly Existing<EndpointsObject>[];
}

/** All effective slices. A Service whose slices a controller made keeps those; nothing is derived for it again. */
export function buildSlices(input: EndpointsInput): readonly SliceModel[] {
  const slices = input.slices.map((slice) => givenSlice(slice, input.pods));
  const made = (by: string): ReadonlySet<string> =>
    new Set(
      slices.filter(({ labels }) => labels[managedBy] === by).map((slice) => `${slice.namespace}/${slice.serviceName}`),
    );
  const derived = made(derivedBy);
  const mirrored = made(mirroredBy);
  const index = indexPods(input.pods);
  for (const [key, service] of input.services) {
    if (service.selector === undefined || service.type === "ExternalName" || derived.has(key)) continue;
    slices.push(...derive(service, service.selector, index));
  }
  for (const endpoints of input.endpoints) {
    const key = `${endpoints.namespace}/${endpoints.object.meta.name}`;
    if (!mirrored.has(key)) slices.push(...mirror(endpoints, input.services.get(key), input.pods));
  }
  return slices;
}

function givenSlice(
  { object, namespace, declaration }: Existing<EndpointSliceObject>,
  pods: ReadonlyMap<string, PodModel>,
): SliceModel {
  const { labels } = object.meta;
  return {
    namespace,
    name: object.meta.name,
    labels,
    serviceName: labels[serviceName] ?? "",
    importName: labels["multicluster.kubernetes.io/service-name"] ?? "",
    sourceCluster: labels["multicluster.kubernetes.io/source-cluster"] ?? "",
    origin: "given",
    endpoints: object.endpoints.map((endpoint): EndpointModel => {
      const ref = endpoint.targetRef;
      const pod = ref?.kind === "Pod" ? pods.get(`${ref.namespace ?? namespace}/${ref.name}`) : undefined;
      return {
        // An FQDN slice holds host names; they are kept as they are (CoreDNS does not look at addressType).
        addresses: endpoint.addresses.map((ip) => given(ip) ?? { family: "IPv4", ip, synthetic: false }),
        hostname: endpoint.hostname ?? "",
        ready: endpoint.ready ?? true,
        serving: endpoint.serving ?? endpoint.ready ?? true,
        terminating: endpoint.terminating ?? false,
        zone: endpoint.zone ?? "",
        ...(ref === undefined ? {} : { targetRef: ref }),
        ...(pod === undefined ? {} : { pod }),
      };
    }),
    ports: object.ports.map(portModel),
    declaration,
  };
}

function portModel(port: EndpointPort): EndpointPortModel {
  return { name: port.name ?? "", port: port.port ?? -1, protocol: port.protocol ?? "TCP" };
}

/** Pods by namespace and one label pair: a Service looks only at those that share its rarest pair. */
type PodIndex = ReadonlyMap<string, readonly PodModel[]>;

function indexPods(pods: ReadonlyMap<string, PodModel>): PodIndex {
  const index = new Map<string, PodModel[]>();
  for (const pod of pods.values()) {
    for (const [key, value] of Object.entries(pod.labels)) {
      const pair = `${pod.namespace}/${key}=${value}`;
      const known = index.get(pair);
      if (known === undefined) index.set(pair, [pod]);
      else known.push(pod);
    }
  }
  return index;
}

function selectedPods(namespace: string, selector: Labels, index: PodIndex): readonly PodModel[] {
  let fewest: readonly PodModel[] | undefined;
  for (const [key, value] of Object.entries(selector)) {
    const pods = index.get(`${namespace}/${key}=${value}`) ?? [];
    if (fewest === undefined || pods.length < fewest.length) fewest = pods;
  }
  return (fewest ?? []).filter((pod) => matchesLabels(selector, pod.labels));
}

/** One slice per family and set of resolved ports; a Service without Pods keeps an empty one per family. */
function derive(service: ServiceModel, selector: Labels, index: PodIndex): readonly SliceModel[] {
  const pods = selectedPods(service.namespace, selector, index).filter(
    (pod) => pod.phase !== "Succeeded" && pod.phase !== "Failed" && pod.addresses.length > 0,
  );
  return service.families.flatMap((family) => {
    const groups = new Map<
      string,
      { readonly ports: readonly EndpointPortModel[]; readonly endpoints: EndpointModel[] }
    >();
    for (const pod of pods) {
      const address = pod.addresses.find((candidate) => candidate.family === family);
      if (address === undefined) continue;
      const ports = service.ports.flatMap((port) => resolvePort(port, pod));
      const key = JSON.stringify(ports);
      const group = groups.get(key) ?? { ports, endpoints: [] };
      groups.set(key, group);
      group.endpoints.push({
        addresses: [address],
        hostname: pod.hostname !== "" && pod.subdomain === service.name ? pod.hostname : "",
        ready: service.publishNotReadyAddresses || (pod.ready && !pod.terminating),
        serving: pod.ready,
        terminating: pod.terminating,
        zone: pod.labels["topology.kubernetes.io/zone"] ?? "",
        targetRef: { kind: "Pod", namespace: pod.namespace, name: pod.name },
        pod,
      });
    }
    const all = groups.size === 0 ? [{ ports: [], endpoints: [] }] : [...groups.values()];
    return all.map(({ ports, endpoints }, number) =>
      slice(service, "derived", `${family}-${number}`, endpoints, ports),
    );
  });
}

/** FindPort (k8s.io/endpointslice utils): a name is looked up in containers, then in sidecars; a missing one drops the port. */
function resolvePort(port: ServicePortModel, pod: PodModel): readonly EndpointPortModel[] {
  const { targetPort, name, protocol } = port;
  if (typeof targetPort === "number") return [{ name, port: targetPort, protocol }];
  const containers = [
    ...pod.spec.containers,
    ...pod.spec.initContainers.filter((container) => container.restartPolicy === "Always"),
  ];
  for (const container of containers) {
    const found = container.ports.find(
      (candidate) => candidate.name === targetPort && (candidate.protocol ?? "TCP") === protocol,
    );
    if (found !== undefined) return [{ name, port: found.containerPort, protocol }];
  }
  return [];
}

/** pkg/controller/endpointslicemirroring: Endpoints of a Service without selector, unless they say otherwise. */
function mirror(
  { object, namespace, declaration }: Existing<EndpointsObject>,
  service: ServiceModel | undefined,
  pods: ReadonlyMap<string, PodModel>,
): readonly SliceModel[] {
  const { labels, annotations } = object.meta;
  if (service === undefined || service.selector !== undefined) return [];
  if (labels["endpointslice.kubernetes.io/skip-mirror"] === "true") return [];
  if (annotations["control-plane.alpha.kubernetes.io/leader"] !== undefined) return [];
  return object.subsets.flatMap((subset, index) =>
    (["IPv4", "IPv6"] as const).flatMap((family: IpFamily) => {
      const all = [
        ...subset.addresses.map((address) => ({ address, ready: true })),
        ...subset.notReadyAddresses.map((address) => ({ address, ready: false })),
      ].filter(({ address }) => familyOf(address.ip) === family);
      if (all.length === 0) return [];
      const endpoints = all.map(({ address, ready }): EndpointModel => {
        const ref = address.targetRef;
        const pod = ref?.kind === "Pod" ? pods.get(`${ref.namespace ?? namespace}/${ref.name}`) : undefined;
        return {
          addresses: [{ family, ip: address.ip, synthetic: false }],
          hostname: address.hostname ?? "",
          ready,
          serving: ready,
          terminating: false,
          zone: "",
          ...(ref === undefined ? {} : { targetRef: ref }),
          ...(pod === undefined ? {} : { pod }),
        };
      });
      const made = slice(service, "mirrored", `mirrored-${family}-${index}`, endpoints, subset.ports.map(portModel));
      return [{ ...made, labels: { ...labels, ...made.labels }, declaration }];
    }),
  );
}

function slice(
  service: ServiceModel,
  origin: "derived" | "mirrored",
  ending: string,
  endpoints: readonly EndpointModel[],
  ports: readonly EndpointPortModel[],
): SliceModel {
  return {
    namespace: service.namespace,
    name: `${service.name}-${ending.toLowerCase()}`,
    labels: {
      ...service.labels,
      [serviceName]: service.name,
      [managedBy]: origin === "derived" ? derivedBy : mirroredBy,
    },
    serviceName: service.name,
    importName: "",
    sourceCluster: "",
    origin,
    endpoints,
    ports,
    ...(service.declaration === undefined ? {} : { declaration: service.declaration }),
  };
}
