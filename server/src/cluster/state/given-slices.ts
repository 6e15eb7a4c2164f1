/** Reads the EndpointSlices that manifests hold, made by hand or by a controller. It derives nothing. */
import type {
  EndpointPort,
  EndpointSliceObject,
  ObjectReference,
  SliceEndpoint,
} from "../../kubernetes/manifests/object.ts";
import { given } from "./addresses.ts";
import type { EndpointModel, EndpointPortModel, PodModel, SliceModel } from "./cluster.ts";
import type { Existing } from "./identity.ts";
import { serviceNameLabel } from "./slice-labels.ts";

/** A slice as it is given; its Service need not exist. */
export function givenSlice(
  { object, namespace, declaration }: Existing<EndpointSliceObject>,
  podAt: (key: string) => PodModel | undefined,
): SliceModel {
  const { labels, name } = object.meta;
  return {
    namespace,
    name,
    labels,
    serviceName: labels[serviceNameLabel] ?? "",
    importName: labels["multicluster.kubernetes.io/service-name"] ?? "",
    sourceCluster: labels["multicluster.kubernetes.io/source-cluster"] ?? "",
    origin: "given",
    endpoints: object.endpoints.map((endpoint) => endpointModel(endpoint, namespace, podAt)),
    ports: object.ports.map(endpointPort),
    declaration,
  };
}

function endpointModel(
  { addresses, hostname, ready, serving, terminating, zone, targetRef }: SliceEndpoint,
  namespace: string,
  podAt: (key: string) => PodModel | undefined,
): EndpointModel {
  return {
    // An FQDN slice holds host names; they are kept as they are (CoreDNS does not look at addressType).
    addresses: addresses.map((ip) => given(ip) ?? { family: "IPv4", ip, synthetic: false }),
    hostname: hostname ?? "",
    ready: ready ?? true,
    serving: serving ?? ready ?? true,
    terminating: terminating ?? false,
    zone: zone ?? "",
    ...targetOf(targetRef, namespace, podAt),
  };
}

/** What an endpoint names as its target, and the Pod itself where it is in the model. */
export function targetOf(
  targetRef: ObjectReference | undefined,
  namespace: string,
  podAt: (key: string) => PodModel | undefined,
): Pick<EndpointModel, "targetRef" | "pod"> {
  if (targetRef === undefined) return {};
  const pod = targetRef.kind === "Pod" ? podAt(`${targetRef.namespace ?? namespace}/${targetRef.name}`) : undefined;
  return { targetRef, ...(pod === undefined ? {} : { pod }) };
}

/** A port without a number is kept, with CoreDNS's sentinel -1. */
export function endpointPort({ name, port, protocol }: EndpointPort): EndpointPortModel {
  return { name: name ?? "", port: port ?? -1, protocol: protocol ?? "TCP" };
}
