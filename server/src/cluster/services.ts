/** Knows Services after the API server's defaulting and allocation (pkg/registry/core/service/storage/alloc.go). */
import type { IpFamily, ServiceObject } from "../manifests/object.ts";
import { familyOf, given, makePool, type Pool } from "./addresses.ts";
import type { Address, ClusterOptions, ServiceModel, ServicePortModel } from "./cluster.ts";
import type { Existing } from "./identity.ts";

/** All Services with their ClusterIPs, the implied ones included. */
export function buildServices(
  objects: readonly Existing<ServiceObject>[],
  families: readonly IpFamily[],
  options: ClusterOptions,
): ReadonlyMap<string, ServiceModel> {
  const implied = options.snapshot ? [] : impliedServices(objects, families, options);
  const taken = new Set(implied.flatMap((service) => service.clusterIPs.map(({ ip }) => ip)));
  for (const { object } of objects) for (const ip of clusterIPsOf(object)) taken.add(ip);
  const drafts = objects.map((existing) => draft(existing, families));
  const pools: Readonly<Record<IpFamily, Pool>> = {
    IPv4: makePool(options.serviceRanges.IPv4, taken),
    IPv6: makePool(options.serviceRanges.IPv6, taken),
  };
  const allocate = (family: IpFamily): ReadonlyMap<string, string> =>
    pools[family].take(
      drafts.filter(({ missing }) => missing.includes(family)).map(({ key }) => ({ identity: `Service ${key}` })),
    );
  const allocated: Readonly<Record<IpFamily, ReadonlyMap<string, string>>> = {
    IPv4: allocate("IPv4"),
    IPv6: allocate("IPv6"),
  };
  const services = new Map<string, ServiceModel>(
    implied.map((service) => [`${service.namespace}/${service.name}`, service]),
  );
  for (const { key, service, missing } of drafts) {
    const made = missing.flatMap((family): Address[] => {
      const ip = allocated[family].get(`Service ${key}`);
      return ip === undefined ? [] : [{ family, ip, synthetic: true }];
    });
    const clusterIPs = [...service.clusterIPs, ...made].sort(
      (a, b) => service.families.indexOf(a.family) - service.families.indexOf(b.family),
    );
    services.set(key, { ...service, clusterIPs });
  }
  return services;
}

interface Draft {
  readonly key: string;
  readonly service: ServiceModel;
  readonly missing: readonly IpFamily[];
}

function draft({ object, namespace, declaration }: Existing<ServiceObject>, families: readonly IpFamily[]): Draft {
  const type = typeOf(object);
  const ips = clusterIPsOf(object);
  const headless = type !== "ExternalName" && ips[0] === "None";
  const addresses = headless || type === "ExternalName" ? [] : ips.flatMap((ip) => given(ip) ?? []);
  const own = type === "ExternalName" ? [] : familiesOf(object, headless, addresses, families);
  const service: ServiceModel = {
    namespace,
    name: object.meta.name,
    labels: object.meta.labels,
    type,
    headless,
    clusterIPs: addresses,
    families: own,
    selector: object.selector !== undefined && Object.keys(object.selector).length > 0 ? object.selector : undefined,
    ports: object.ports.map(
      (port): ServicePortModel => ({
        name: port.name ?? "",
        protocol: port.protocol ?? "TCP",
        port: port.port,
        targetPort:
          port.targetPort === undefined || port.targetPort === 0 || port.targetPort === ""
            ? port.port
            : port.targetPort,
      }),
    ),
    externalName: object.externalName ?? "",
    publishNotReadyAddresses: object.publishNotReadyAddresses,
    declaration,
  };
  const missing =
    headless || type === "ExternalName"
      ? []
      : own.filter((family) => !addresses.some((address) => address.family === family));
  return { key: `${namespace}/${object.meta.name}`, service, missing };
}

function typeOf(object: ServiceObject): ServiceModel["type"] {
  const { type } = object;
  return type === "NodePort" || type === "LoadBalancer" || type === "ExternalName" ? type : "ClusterIP";
}

function clusterIPsOf(object: ServiceObject): readonly string[] {
  if (object.clusterIPs !== undefined && object.clusterIPs.length > 0) return object.clusterIPs;
  return object.clusterIP === undefined || object.clusterIP === "" ? [] : [object.clusterIP];
}

/** initIPFamilyFields: what is stated, else the given addresses', else the cluster's first; policies may add the second. */
function familiesOf(
  object: ServiceObject,
  headless: boolean,
  addresses: readonly Address[],
  cluster: readonly IpFamily[],
): readonly IpFamily[] {
  const stated = (object.ipFamilies ?? []).filter(
    (family): family is IpFamily => family === "IPv4" || family === "IPv6",
  );
  const start =
    stated.length > 0 ? stated : addresses.length > 0 ? addresses.map(({ family }) => family) : cluster.slice(0, 1);
  const families = [...new Set(start)];
  const selectorless = object.selector === undefined || Object.keys(object.selector).length === 0;
  const bothAlways = headless && selectorless && object.ipFamilyPolicy === undefined;
  const policy = object.ipFamilyPolicy ?? "SingleStack";
  if (families.length === 1 && (bothAlways || (policy !== "SingleStack" && cluster.length > 1))) {
    families.push(families[0] === "IPv4" ? "IPv6" : "IPv4");
  }
  return families;
}

/** `kubernetes` has the first address of the range and kubeadm's `kube-dns` the tenth; both are single stack. */
function impliedServices(
  objects: readonly Existing<ServiceObject>[],
  families: readonly IpFamily[],
  options: ClusterOptions,
): readonly ServiceModel[] {
  const family = families[0] ?? "IPv4";
  const pool = makePool(options.serviceRanges[family], new Set());
  const declared = new Set(objects.map(({ namespace, object }) => `${namespace}/${object.meta.name}`));
  const make = (
    namespace: string,
    name: string,
    offset: number,
    ports: readonly ServicePortModel[],
    selector?: Readonly<Record<string, string>>,
  ): ServiceModel => ({
    namespace,
    name,
    labels: {},
    type: "ClusterIP",
    headless: false,
    clusterIPs: [{ family, ip: pool.at(offset), synthetic: true }],
    families: [family],
    selector,
    ports,
    externalName: "",
    publishNotReadyAddresses: false,
  });
  return [
    make("default", "kubernetes", 1, [{ name: "https", protocol: "TCP", port: 443, targetPort: 6443 }]),
    make(
      "kube-system",
      "kube-dns",
      10,
      [
        { name: "dns", protocol: "UDP", port: 53, targetPort: 53 },
        { name: "dns-tcp", protocol: "TCP", port: 53, targetPort: 53 },
        { name: "metrics", protocol: "TCP", port: 9153, targetPort: 9153 },
      ],
      { "k8s-app": "kube-dns" },
    ),
  ].filter(({ namespace, name }) => !declared.has(`${namespace}/${name}`));
}

/** The families that the objects' own addresses and families show, IPv4 first. */
export function familiesShown(texts: Iterable<string>): readonly IpFamily[] {
  const shown = new Set<IpFamily>();
  for (const text of texts) {
    const family = text === "IPv4" || text === "IPv6" ? text : familyOf(text);
    if (family !== undefined) shown.add(family);
  }
  return (["IPv4", "IPv6"] as const).filter((family) => shown.has(family));
}
