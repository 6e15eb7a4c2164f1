/** Drafts Services after the API server's defaulting and allocation (pkg/registry/core/service/storage/alloc.go). */
import type { IpFamily, ServiceObject } from "../../kubernetes/manifests/object.ts";
import { given } from "./addresses.ts";
import type { Address, ClusterNote, ServiceModel, ServicePortModel } from "./cluster.ts";
import type { Existing } from "./identity.ts";
import { clusterIPsOf, familyDefect, hasSelector, isHeadless, serviceFamilies } from "./service-families.ts";

/** A Service whose ClusterIPs may still have to be made up. */
export interface ServiceDraft {
  /** With the ClusterIPs that its manifest gives. */
  readonly service: ServiceModel;
  /** Families in which the Service still needs a ClusterIP. */
  readonly missing: readonly IpFamily[];
}

/** Drafts the Services, and says which of them the API server refuses in a cluster with these families. */
export function draftServices(
  objects: readonly Existing<ServiceObject>[],
  families: readonly IpFamily[],
): { readonly drafts: readonly ServiceDraft[]; readonly notes: readonly ClusterNote[] } {
  const notes: ClusterNote[] = [];
  const drafts = objects.flatMap((existing) => {
    const defect = familyDefect(existing.object, families);
    if (defect === undefined) return [draft(existing, families)];
    const message = `${defect.field}: ${defect.message}`;
    notes.push({ declaration: existing.declaration, kind: "refused", message });
    return [];
  });
  return { drafts, notes };
}

/**
 * Gives a Service the ClusterIPs that it lacks, primary family first.
 * @param draw the address for a family; nothing where its range is full
 */
export function withClusterIPs(
  { service, missing }: ServiceDraft,
  draw: (family: IpFamily) => readonly Address[],
): ServiceModel {
  if (missing.length === 0) return service;
  const clusterIPs = [...service.clusterIPs, ...missing.flatMap(draw)].sort(
    (a, b) => service.families.indexOf(a.family) - service.families.indexOf(b.family),
  );
  return { ...service, clusterIPs };
}

function draft(
  { object, namespace, declaration }: Existing<ServiceObject>,
  cluster: readonly IpFamily[],
): ServiceDraft {
  const type = typeOf(object);
  const headless = isHeadless(object);
  const hasAddresses = !headless && type !== "ExternalName";
  const addresses = hasAddresses ? clusterIPsOf(object).flatMap((ip) => given(ip) ?? []) : [];
  const families = serviceFamilies(object, cluster);
  const service: ServiceModel = {
    namespace,
    name: object.meta.name,
    labels: object.meta.labels,
    type,
    headless,
    clusterIPs: addresses,
    families,
    selector: hasSelector(object) ? object.selector : undefined,
    ports: object.ports.map(portModel),
    externalName: object.externalName ?? "",
    publishNotReadyAddresses: object.publishNotReadyAddresses,
    declaration,
  };
  const missing = hasAddresses
    ? families.filter((family) => !addresses.some((address) => address.family === family))
    : [];
  return { service, missing };
}

function typeOf({ type }: ServiceObject): ServiceModel["type"] {
  return type === "NodePort" || type === "LoadBalancer" || type === "ExternalName" ? type : "ClusterIP";
}

/** Unset, 0 and "" as targetPort are the port itself (pkg/apis/core/v1/defaults.go). */
function portModel({ name, protocol, port, targetPort }: ServiceObject["ports"][number]): ServicePortModel {
  return { name: name ?? "", protocol: protocol ?? "TCP", port, targetPort: targetPort || port };
}
