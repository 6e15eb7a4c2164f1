/** Knows what every cluster has though no manifest says so: a DNS server's Pod, and the API server behind `kubernetes`. */
import type { IpFamily, PodSpec } from "../manifests/object.ts";
import { makePool } from "./addresses.ts";
import type { ClusterOptions, EndpointModel, PodModel, ServiceModel, SliceModel } from "./cluster.ts";
import type { Existing } from "./identity.ts";
import { matchesLabels } from "./selectors.ts";

const dnsLabels = { "k8s-app": "kube-dns" };

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
      ports: [
        { name: "dns", containerPort: 53, protocol: "UDP" },
        { name: "dns-tcp", containerPort: 53, protocol: "TCP" },
        { name: "metrics", containerPort: 9153, protocol: "TCP" },
      ],
    },
  ],
  initContainers: [],
};

/** The Pods with one of CoreDNS where no Pod stands behind the DNS Service. */
export function impliedDns(
  pods: ReadonlyMap<string, PodModel>,
  services: ReadonlyMap<string, ServiceModel>,
  families: readonly IpFamily[],
  options: ClusterOptions,
): ReadonlyMap<string, PodModel> {
  const service = services.get("kube-system/kube-dns");
  if (service === undefined || service.declaration !== undefined) return pods;
  for (const pod of pods.values())
    if (pod.namespace === "kube-system" && matchesLabels(dnsLabels, pod.labels)) return pods;
  const dns: PodModel = {
    namespace: "kube-system",
    name: "coredns",
    nameIsCertain: false,
    labels: dnsLabels,
    spec: dnsSpec,
    hostname: "",
    subdomain: "",
    addresses: families.map((family) => ({
      family,
      ip: makePool(options.podRanges[family], new Set()).at(2),
      synthetic: true,
    })),
    phase: "Running",
    ready: true,
    terminating: false,
    predicted: true,
  };
  return new Map([...pods, ["kube-system/coredns", dns]]);
}

/** The API server's endpoint, which it writes itself; its address is nobody's Pod. */
export function impliedEndpoints(
  services: ReadonlyMap<string, ServiceModel>,
  given: readonly Existing[],
  families: readonly IpFamily[],
): readonly SliceModel[] {
  const service = services.get("default/kubernetes");
  if (service === undefined || service.declaration !== undefined) return [];
  if (
    given.some(
      ({ object, namespace }) =>
        namespace === "default" && object.meta.labels["kubernetes.io/service-name"] === "kubernetes",
    )
  )
    return [];
  const family = families[0] ?? "IPv4";
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
      labels: { "kubernetes.io/service-name": "kubernetes" },
      serviceName: "kubernetes",
      importName: "",
      sourceCluster: "",
      origin: "given",
      endpoints: [endpoint],
      ports: [{ name: "https", port: 6443, protocol: "TCP" }],
    },
  ];
}
