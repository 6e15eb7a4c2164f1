/** Builds Services after the API server's defaulting and allocation (pkg/registry/core/service/storage/alloc.go). */

import type {
  Address,
  ClusterNote,
  ClusterOptions,
  ServiceModel,
  ServicePortModel,
} from "../../server/src/cluster/state/cluster.ts";
import {
  clusterIPsOf,
  familyDefect,
  hasSelector,
  isHeadless,
  serviceFamilies,
} from "../../server/src/cluster/state/service-families.ts";
import type { IpFamily, ServiceObject } from "../../server/src/kubernetes/manifests/object.ts";
import { given, makePool } from "./addresses.ts";
import type { Existing } from "./identity.ts";
import { impliedServices } from "./implied.ts";

export interface ServicesInput {
  readonly objects: readonly Existing<ServiceObject>[];
  readonly families: readonly IpFamily[];
  /** Canonical texts of addresses that no other object may get. */
  readonly taken: ReadonlySet<string>;
  readonly options: ClusterOptions;
}

/** All Services by `namespace/name` with their ClusterIPs, the implied ones included, and those that are refused. */
export function buildServices(input: ServicesInput): {
  readonly services: ReadonlyMap<string, ServiceModel>;
  readonly notes: readonly ClusterNote[];
} {
  const notes: ClusterNote[] = [];
  const accepted = input.objects.filter(({ object, declaration }) => {
    const defect = familyDefect(object, input.families);
    if (defect !== undefined)
      notes.push({ declaration, kind: "refused", message: `${defect.field}: ${defect.message}` });
    return defect === undefined;
  });
  const declared = accepted.map((existing) => draft(existing, input.families));
  const implied = input.options.snapshot
    ? []
    : impliedServices(input.objects, input.taken, input.families, input.options);
  const services = new Map(implied.map((service) => [`${service.namespace}/${service.name}`, service]));
  for (const [key, service] of withAddresses(declared, implied, input)) services.set(key, service);
  return { services, notes };
}

interface Draft {
  readonly key: string;
  readonly service: ServiceModel;
  /** Families in which the Service still needs a ClusterIP. */
  readonly missing: readonly IpFamily[];
}

function draft({ object, namespace, declaration }: Existing<ServiceObject>, cluster: readonly IpFamily[]): Draft {
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
  return { key: `${namespace}/${object.meta.name}`, service, missing };
}

function typeOf({ type }: ServiceObject): ServiceModel["type"] {
  return type === "NodePort" || type === "LoadBalancer" || type === "ExternalName" ? type : "ClusterIP";
}

/** Unset, 0 and "" as targetPort are the port itself (pkg/apis/core/v1/defaults.go). */
function portModel({ name, protocol, port, targetPort }: ServiceObject["ports"][number]): ServicePortModel {
  return { name: name ?? "", protocol: protocol ?? "TCP", port, targetPort: targetPort || port };
}

/** Gives each Service the ClusterIPs it lacks, primary family first. */
function withAddresses(
  drafts: readonly Draft[],
  implied: readonly ServiceModel[],
  { taken, options }: ServicesInput,
): readonly (readonly [string, ServiceModel])[] {
  const used = new Set([...taken, ...implied.flatMap(({ clusterIPs }) => clusterIPs.map(({ ip }) => ip))]);
  const identityOf = (key: string): string => {
    const times = options.moment?.remade.get(key) ?? 0;
    return times === 0 ? `Service ${key}` : `Service ${key}#${times}`;
  };
  const draw = (family: IpFamily): ReadonlyMap<string, string> =>
    makePool(options.serviceRanges[family], used).take(
      drafts.filter(({ missing }) => missing.includes(family)).map(({ key }) => ({ identity: identityOf(key) })),
    );
  const drawn = { IPv4: draw("IPv4"), IPv6: draw("IPv6") };
  return drafts.map(({ key, service, missing }) => {
    const made = missing.flatMap((family): Address[] => {
      const ip = drawn[family].get(identityOf(key));
      return ip === undefined ? [] : [{ family, ip, synthetic: true }];
    });
    const clusterIPs = [...service.clusterIPs, ...made].sort(
      (a, b) => service.families.indexOf(a.family) - service.families.indexOf(b.family),
    );
    return [key, { ...service, clusterIPs }];
  });
}
