/** Builds a cluster from the objects of the CoreDNS vectors, exactly as given, with nothing derived. */

import { asUri } from "../../server/src/base/source.ts";
import type {
  Address,
  Cluster,
  EndpointModel,
  NamespaceModel,
  PodModel,
  ServiceModel,
  SliceModel,
} from "../../server/src/cluster/state/cluster.ts";
import type { Declaration } from "../../server/src/kubernetes/manifests/manifest.ts";
import type { PodSpec, Protocol, ServiceImportObject } from "../../server/src/kubernetes/manifests/object.ts";

interface RawPort {
  readonly name?: string;
  readonly protocol?: Protocol;
  readonly port?: number;
  readonly targetPort?: number | string;
}

/** The fields that the vectors' kinds have between them. */
export interface RawObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[];
    readonly externalName?: string;
    readonly ports?: readonly RawPort[];
    readonly ips?: readonly string[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly podIPs?: readonly { readonly ip: string }[];
  };
  readonly endpoints?:
    | null
    | readonly {
        readonly addresses: readonly string[];
        readonly hostname?: string;
        readonly zone?: string;
        readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
        readonly targetRef?: { readonly kind: string; readonly namespace?: string; readonly name: string };
      }[];
  readonly ports?: readonly RawPort[] | null;
}

/** The cluster of exactly these objects. Only for tests: it checks nothing and fills nothing in. */
export function clusterOfObjects(raws: readonly object[]): Cluster {
  // The boundary: test data in the form above.
  const objects = raws as readonly RawObject[];
  const slices = objects.filter(({ kind }) => kind === "EndpointSlice").map(sliceOf);
  const slicesByService = new Map<string, SliceModel[]>();
  for (const slice of slices) {
    const key = `${slice.namespace}/${slice.serviceName}`;
    slicesByService.set(key, [...(slicesByService.get(key) ?? []), slice]);
  }
  return {
    families: ["IPv4", "IPv6"],
    snapshot: true,
    namespaces: mapOf(objects, "Namespace", ({ metadata }): [string, NamespaceModel] => [
      metadata.name,
      { name: metadata.name, labels: metadata.labels ?? {} },
    ]),
    services: mapOf(objects, "Service", (raw) => [keyOf(raw), serviceOf(raw)]),
    pods: mapOf(objects, "Pod", (raw) => [keyOf(raw), podOf(raw)]),
    slices,
    slicesByService,
    imports: objects.filter(({ kind }) => kind === "ServiceImport").map(importOf),
    nodes: [],
    configMaps: new Map(),
    notes: [],
    podsOf: () => [],
    servicesIn: () => [],
    podsIn: () => [],
    podsReading: () => [],
    slicesIn: (namespace) => slices.filter((slice) => slice.namespace === namespace),
    serviceOf: () => undefined,
    notesOf: () => [],
    notesIn: () => [],
    draftIn: () => ({}),
    namespaceNames: () => [],
    drawAddressesIn: () => undefined,
    endpointsLeftOut: () => [],
    common: { families: [], nodes: [], anyPods: true, podsEach: 0, implied: [] },
  };
}

function mapOf<T>(objects: readonly RawObject[], kind: string, make: (raw: RawObject) => [string, T]): Map<string, T> {
  return new Map(objects.filter((raw) => raw.kind === kind).map(make));
}

function keyOf({ metadata }: RawObject): string {
  return `${metadata.namespace ?? "default"}/${metadata.name}`;
}

function addressOf(ip: string): Address {
  return { family: ip.includes(":") ? "IPv6" : "IPv4", ip, synthetic: false };
}

function serviceOf(raw: RawObject): ServiceModel {
  const { metadata, spec = {} } = raw;
  const ips = spec.clusterIPs ?? (spec.clusterIP === undefined ? [] : [spec.clusterIP]);
  const headless = ips[0] === "None";
  const type = spec.type ?? "ClusterIP";
  return {
    namespace: metadata.namespace ?? "default",
    name: metadata.name,
    labels: metadata.labels ?? {},
    type: type === "ExternalName" || type === "NodePort" || type === "LoadBalancer" ? type : "ClusterIP",
    headless,
    clusterIPs: headless ? [] : ips.map(addressOf),
    families: [],
    selector: undefined,
    ports: (spec.ports ?? []).map((port) => ({
      name: port.name ?? "",
      protocol: port.protocol ?? "TCP",
      port: port.port ?? -1,
      targetPort: port.targetPort ?? 0,
    })),
    externalName: spec.externalName ?? "",
    publishNotReadyAddresses: false,
  };
}

const emptySpec: PodSpec = {
  setHostnameAsFQDN: false,
  hostNetwork: false,
  hostAliases: [],
  nodeSelector: {},
  tolerations: [],
  schedulingGates: 0,
  containers: [],
  initContainers: [],
};

function podOf({ metadata, status = {} }: RawObject): PodModel {
  const ips = status.podIPs?.map(({ ip }) => ip) ?? (status.podIP === undefined ? [] : [status.podIP]);
  return {
    namespace: metadata.namespace ?? "default",
    name: metadata.name,
    nameIsCertain: true,
    labels: metadata.labels ?? {},
    spec: emptySpec,
    hostname: "",
    subdomain: "",
    addresses: ips.map(addressOf),
    phase: status.phase ?? "Running",
    ready: true,
    terminating: metadata.deletionTimestamp !== undefined,
    predicted: false,
  };
}

function sliceOf(raw: RawObject): SliceModel {
  const { metadata } = raw;
  const labels = metadata.labels ?? {};
  return {
    namespace: metadata.namespace ?? "default",
    name: metadata.name,
    labels,
    serviceName: labels["kubernetes.io/service-name"] ?? "",
    importName: labels["multicluster.kubernetes.io/service-name"] ?? "",
    sourceCluster: labels["multicluster.kubernetes.io/source-cluster"] ?? "",
    origin: "given",
    endpoints: (raw.endpoints ?? []).map((endpoint): EndpointModel => {
      const { ready = true, serving = true, terminating = false } = endpoint.conditions ?? {};
      return {
        addresses: endpoint.addresses.map(addressOf),
        hostname: endpoint.hostname ?? "",
        ready,
        serving,
        terminating,
        zone: endpoint.zone ?? "",
        ...(endpoint.targetRef === undefined ? {} : { targetRef: endpoint.targetRef }),
      };
    }),
    ports: (raw.ports ?? []).map((port) => ({
      name: port.name ?? "",
      port: port.port ?? -1,
      protocol: port.protocol ?? "",
    })),
  };
}

function importOf({ metadata, spec = {} }: RawObject): {
  readonly object: ServiceImportObject;
  readonly declaration: Declaration;
} {
  const object: ServiceImportObject = {
    kind: "ServiceImport",
    meta: {
      name: metadata.name,
      namespace: metadata.namespace ?? "default",
      labels: metadata.labels ?? {},
      annotations: {},
    },
    ...(spec.type === undefined ? {} : { type: spec.type }),
    ips: spec.ips ?? [],
    ports: (spec.ports ?? []).map((port) => ({ ...port, port: port.port ?? -1 })),
  };
  return { object, declaration: { uri: asUri("test:import"), object, refusals: [], templated: false } };
}
