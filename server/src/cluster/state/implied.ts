/** Makes what every cluster has though no manifest says so: the API server behind `kubernetes`, and a DNS server's Pod. */

import { matchesLabels } from "../../kubernetes/manifests/label-selector.ts";
import type { IpFamily, PodSpec } from "../../kubernetes/manifests/object.ts";
import { rangeOf } from "./addresses.ts";
import type {
  Address,
  ClusterOptions,
  EndpointModel,
  PodModel,
  ServiceModel,
  ServicePortModel,
  SliceModel,
} from "./cluster.ts";

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
  isDeclared: (namespace: string, name: string) => boolean,
  taken: ReadonlySet<string>,
  families: readonly IpFamily[],
  options: ClusterOptions,
): readonly ServiceModel[] {
  const [family = "IPv4"] = families;
  const { at } = rangeOf(options.serviceRanges[family]);
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
  return implied.filter(
    ({ namespace, name, clusterIPs }) => !isDeclared(namespace, name) && !clusterIPs.some(({ ip }) => taken.has(ip)),
  );
}

/**
 * The Pod of CoreDNS that stands behind the implied DNS Service where no other one does.
 * @param addresses one per family of the cluster
 */
export function impliedDnsPod(name: string, addresses: readonly Address[]): PodModel {
  return {
    namespace: "kube-system",
    name,
    nameIsCertain: false,
    labels: dnsLabels,
    spec: dnsSpec,
    hostname: "",
    subdomain: "",
    addresses,
    phase: "Running",
    ready: true,
    terminating: false,
    predicted: true,
  };
}

/** True for a Pod that the implied DNS Service selects. */
export function isDnsPod({ labels }: Pick<PodModel, "labels">): boolean {
  return matchesLabels(dnsLabels, labels);
}

/**
 * The second address of the Pod range, as in a new cluster, or the next one that nobody has.
 * @param isTaken false for all but finitely many
 */
export function dnsPodAddress(range: string, isTaken: (ip: string) => boolean): string {
  const { at } = rangeOf(range);
  let offset = 2;
  while (isTaken(at(offset))) offset += 1;
  return at(offset);
}

/** The API server's endpoint, which it writes itself; its address is nobody's Pod. */
export function impliedEndpoints(families: readonly IpFamily[]): readonly SliceModel[] {
  const labels = { "kubernetes.io/service-name": "kubernetes" };
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
