/** Adds what every cluster has without a manifest: the API server behind `kubernetes`, and a DNS server's Pod. */

import type {
  ClusterOptions,
  EndpointModel,
  PodModel,
  ServiceModel,
  ServicePortModel,
  SliceModel,
} from "../../server/src/cluster/state/cluster.ts";
import { matchesLabels } from "../../server/src/kubernetes/manifests/label-selector.ts";
import type {
  EndpointSliceObject,
  IpFamily,
  PodSpec,
  ServiceObject,
} from "../../server/src/kubernetes/manifests/object.ts";
import { makePool } from "./addresses.ts";
import type { Existing } from "./identity.ts";

const dnsLabels = { "k8s-app": "kube-dns" };

const dnsPorts: readonly ServicePortModel[] = [
  { name: "dns", protocol: "UDP", port: 53, targetPort: 53 },
  { name: "dns-tcp", protocol: "TCP", port: 53, targetPort: 53 },
  { name: "metrics", protocol: "TCP", port: 9153, targetPort: 9153 },
];

const dnsSpec: PodSpec = {
  setHostnameAsFQDN: false,
  hostNetwork: false,
  dnsPolicy: "Default",
  hostAliases: [],
  nodeSelector: {},
  tolerations: [],
  schedulingGates: 0,
  containers: [
    {
      name: "coredns",
      ports: dnsPorts.map(({ name, protocol, port }) => ({ name, protocol, containerPort: port })),
    },
  ],
  initContainers: [],
};

/**
 * `kubernetes` has the first address of the range and kubeadm's `kube-dns` the tenth; both are single stack. One that is
 * declared, or whose address a declared Service has (a DNS Service of another name), is not implied.
 */
export function impliedServices(
  objects: readonly Existing<ServiceObject>[],
  taken: ReadonlySet<string>,
  families: readonly IpFamily[],
  options: ClusterOptions,
): readonly ServiceModel[] {
  const [family = "IPv4"] = families;
  const { at } = makePool(options.serviceRanges[family], new Set());
  const base = {
    labels: {},
    type: "ClusterIP",
    headless: false,
    families: [family],
    externalName: "",
    publishNotReadyAddresses: false,
  } as const;
  const implied: readonly ServiceModel[] = [
    {
      ...base,
      namespace: "default",
      name: "kubernetes",
      clusterIPs: [{ family, ip: at(1), synthetic: true }],
      selector: undefined,
      ports: [{ name: "https", protocol: "TCP", port: 443, targetPort: 6443 }],
    },
    {
      ...base,
      namespace: "kube-system",
      name: "kube-dns",
      clusterIPs: [{ family, ip: at(10), synthetic: true }],
      selector: dnsLabels,
      ports: dnsPorts,
    },
  ];
  const declared = new Set(objects.map(({ namespace, object }) => `${namespace}/${object.meta.name}`));
  return implied.filter(
    ({ namespace, name, clusterIPs }) =>
      !declared.has(`${namespace}/${name}`) && !clusterIPs.some(({ ip }) => taken.has(ip)),
  );
}

/** What the implied DNS Pod's addresses are chosen from. */
export interface DnsPodInput {
  readonly families: readonly IpFamily[];
  readonly podRanges: Readonly<Record<IpFamily, string>>;
  /** Canonical texts of addresses that other objects have. */
  readonly taken: ReadonlySet<string>;
}

/** The Pods with one of CoreDNS where no Pod stands behind the implied DNS Service. */
export function withDnsPod(
  pods: ReadonlyMap<string, PodModel>,
  services: ReadonlyMap<string, ServiceModel>,
  input: DnsPodInput,
): ReadonlyMap<string, PodModel> {
  const service = services.get("kube-system/kube-dns");
  if (service === undefined || service.declaration !== undefined) return pods;
  for (const pod of pods.values())
    if (pod.namespace === "kube-system" && matchesLabels(dnsLabels, pod.labels)) return pods;
  const name = pods.has("kube-system/coredns") ? "coredns-dns" : "coredns";
  const dns: PodModel = {
    namespace: "kube-system",
    name,
    nameIsCertain: false,
    labels: dnsLabels,
    spec: dnsSpec,
    hostname: "",
    subdomain: "",
    addresses: input.families.map((family) => ({ family, ip: dnsAddress(family, input), synthetic: true })),
    phase: "Running",
    ready: true,
    terminating: false,
    predicted: true,
  };
  return new Map([...pods, [`kube-system/${name}`, dns]]);
}

/** The second address of the Pod range, as in a new cluster, or the next one that is free. */
function dnsAddress(family: IpFamily, { podRanges, taken }: DnsPodInput): string {
  const { at } = makePool(podRanges[family], new Set());
  for (let offset = 2; offset <= taken.size + 2; offset++) if (!taken.has(at(offset))) return at(offset);
  return at(2); // Not reached: one of so many offsets is free.
}

/** The API server's endpoint, which it writes itself. Its address belongs to no Pod. */
export function impliedEndpoints(
  services: ReadonlyMap<string, ServiceModel>,
  given: readonly Existing<EndpointSliceObject>[],
  families: readonly IpFamily[],
): readonly SliceModel[] {
  const service = services.get("default/kubernetes");
  if (service === undefined || service.declaration !== undefined) return [];
  const labels = { "kubernetes.io/service-name": "kubernetes" };
  const isGiven = given.some(
    ({ object, namespace }) => namespace === "default" && matchesLabels(labels, object.meta.labels),
  );
  if (isGiven) return [];
  const [family = "IPv4"] = families;
  const endpoint: EndpointModel = {
    addresses: [{ family, ip: family === "IPv4" ? "10.0.0.1" : "fd00::1", synthetic: true }],
    hostname: "",
    ready: true,
    serving: true,
    terminating: false,
    zone: "",
  };
  return [
    {
      namespace: "default",
      name: "kubernetes",
      labels,
      serviceName: "kubernetes",
      importName: "",
      sourceCluster: "",
      origin: "given",
      endpoints: [endpoint],
      ports: [{ name: "https", port: 6443, protocol: "TCP" }],
    },
  ];
}
