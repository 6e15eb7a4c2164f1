/**
 * Finds the names that an address points back to (CoreDNS plugin/kubernetes/reverse.go), in the first forward zone
 * only.
 */
import type { ServiceModel } from "../../cluster/state/cluster.ts";
import { joinName } from "../data/name.ts";
import { endpointName } from "./endpoint-name.ts";
import type { EndpointAt } from "./kube-index.ts";
import type { KubernetesView } from "./kube-view.ts";
import { originOf } from "./lookup.ts";
import type { RecordOrigin } from "./response.ts";

/** A name that the address points back to. */
export interface ReverseTarget {
  readonly target: string;
  readonly origin: RecordOrigin;
}

/**
 * The PTR targets of an address (canonical text, compared as text): the first Service with that ClusterIP alone, else
 * one name for each endpoint that has it, behind whatever kind of Service. The `namespaces` option filters, the
 * `namespace_labels` option does not.
 */
export function targetsOf(view: KubernetesView, ip: string): readonly ReverseTarget[] {
  const zone = view.primaryZone;
  if (zone === undefined) return [];
  const service = view.servicesAt(ip).find((found) => isServed(view, found.namespace));
  if (service !== undefined) {
    const synthetic = service.clusterIPs.some((address) => address.ip === ip && address.synthetic);
    return [{ target: joinName(nameOf(service), zone), origin: originOf({ service, synthetic }) }];
  }
  const targets = new Map<string, ReverseTarget>();
  for (const at of view.endpointsAt(ip)) {
    if (!isServed(view, at.slice.namespace)) continue;
    if (view.plugin.ptrHostnameOnly === true && at.endpoint.hostname === "") continue;
    const owner = view.service(at.slice.namespace, at.slice.serviceName, false);
    // The specification gives PTR records to endpoints of headless Services only.
    if (view.implementation === "spec" && owner?.headless !== true) continue;
    const target = joinName(labelsOf(view, at), zone);
    if (!targets.has(target)) targets.set(target, { target, origin: endpointOrigin(at, owner) });
  }
  return [...targets.values()];
}

function isServed(view: KubernetesView, namespace: string): boolean {
  return view.plugin.namespaces.length === 0 || view.isExposed(namespace);
}

/** The Service's name is the slice's label: the Service itself may be missing. */
function labelsOf(view: KubernetesView, { slice, endpoint, address }: EndpointAt): string {
  const own = endpointName(endpoint, address.ip, view.plugin.endpointPodNames);
  return `${own}.${slice.serviceName}.${slice.namespace}.svc`;
}

function endpointOrigin({ slice, endpoint, address }: EndpointAt, service: ServiceModel | undefined): RecordOrigin {
  return originOf({ service, slice, pod: endpoint.pod, synthetic: address.synthetic });
}

function nameOf(service: ServiceModel): string {
  return `${service.name}.${service.namespace}.svc`;
}
