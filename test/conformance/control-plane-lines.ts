/** Writes Pods and endpoints, recorded or built, as lines: equal sets of lines are equal clusters. */
import type { Cluster, PodModel } from "../../server/src/cluster/state/cluster.ts";
import { isMade, type RecordedObject } from "./control-plane-cluster.ts";

/** One line for each endpoint address of each Service, as the real controllers wrote it. Zones only when asked for. */
export function recordedEndpointLines(objects: readonly RecordedObject[], zones: boolean): readonly string[] {
  return objects
    .filter((object) => object.kind === "EndpointSlice" && isMade(object))
    .flatMap(({ metadata, endpoints, ports }) =>
      (endpoints ?? []).flatMap(({ addresses, hostname, conditions, zone }) =>
        addresses.map((ip) =>
          endpointLine({
            service: `${metadata?.namespace}/${metadata?.labels?.["kubernetes.io/service-name"]}`,
            ip,
            hostname: hostname ?? "",
            ready: conditions?.ready ?? true,
            serving: conditions?.serving ?? conditions?.ready ?? true,
            terminating: conditions?.terminating ?? false,
            zone: zones ? (zone ?? "") : "",
            ports: (ports ?? []).map(({ name, port, protocol }) => `${name ?? ""}/${protocol}/${port ?? -1}`),
          }),
        ),
      ),
    )
    .sort();
}

/** The same of the slices that the engine derived and mirrored. */
export function builtEndpointLines(cluster: Cluster, zones: boolean): readonly string[] {
  return cluster.slices
    .filter(({ origin }) => origin !== "given")
    .flatMap(({ namespace, serviceName, endpoints, ports }) =>
      endpoints.flatMap(({ addresses, hostname, ready, serving, terminating, zone }) =>
        addresses.map(({ ip }) =>
          endpointLine({
            service: `${namespace}/${serviceName}`,
            ip,
            hostname,
            ready,
            serving,
            terminating,
            zone: zones ? zone : "",
            ports: ports.map(({ name, port, protocol }) => `${name}/${protocol}/${port}`),
          }),
        ),
      ),
    )
    .sort();
}

interface EndpointFacts {
  readonly service: string;
  readonly ip: string;
  readonly hostname: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly zone: string;
  readonly ports: readonly string[];
}

function endpointLine({ service, ip, hostname, ready, serving, terminating, zone, ports }: EndpointFacts): string {
  const state = `${ready ? "ready" : "unready"} ${serving ? "serving" : "idle"}${terminating ? " terminating" : ""}`;
  return `${service} ${ip} hostname=${hostname} ${state} zone=${zone} ports=${[...ports].sort().join(",")}`;
}

/** One line for each Pod, recorded: owner, name, host name and labels, with `#` for what cannot be predicted. */
export function recordedPodLines(objects: readonly RecordedObject[]): readonly string[] {
  const ownerOf = (object: RecordedObject): string => {
    const [owner] = object.metadata?.ownerReferences ?? [];
    if (owner === undefined) return "";
    const above = objects.find(
      ({ kind, metadata }) =>
        kind === owner.kind && metadata?.name === owner.name && metadata.namespace === object.metadata?.namespace,
    );
    return (above && ownerOf(above)) || `${owner.kind} ${object.metadata?.namespace}/${owner.name}`;
  };
  return objects
    .filter(({ kind }) => kind === "Pod")
    .map((pod) =>
      podLine({
        owner: ownerOf(pod),
        id: `${pod.metadata?.namespace}/${pod.metadata?.name}`,
        hostname: pod.spec?.hostname ?? "",
        subdomain: pod.spec?.subdomain ?? "",
        labels: pod.metadata?.labels ?? {},
      }),
    )
    .sort();
}

/** The same of the engine's Pods. */
export function builtPodLines(cluster: Cluster): readonly string[] {
  return [...cluster.pods.values()].map((pod) => podLine(factsOf(pod))).sort();
}

interface PodFacts {
  readonly owner: string;
  readonly id: string;
  readonly hostname: string;
  readonly subdomain: string;
  readonly labels: Readonly<Record<string, string>>;
}

function factsOf({ controller, namespace, name, hostname, subdomain, labels }: PodModel): PodFacts {
  const owner = controller === undefined ? "" : `${controller.kind} ${controller.namespace}/${controller.name}`;
  return { owner, id: `${namespace}/${name}`, hostname, subdomain, labels };
}

function podLine({ owner, id, hostname, subdomain, labels }: PodFacts): string {
  const shown = Object.entries(labels)
    // The scheduler's choice of a node is not predicted, except for DaemonSets.
    .filter(([key]) => owner.startsWith("DaemonSet ") || !key.startsWith("topology.kubernetes.io/"))
    .map(([key, value]) => `${key}=${maskedLabel(key, value)}`);
  return `${owner} ${maskedName(owner, id)} ${hostname} ${subdomain} ${shown.sort().join(" ")}`;
}

function maskedLabel(key: string, value: string): string {
  if (key === "controller-revision-hash") return value.replace(/[^-]+$/, "#");
  return key === "pod-template-hash" || key.endsWith("controller-uid") ? "#" : value;
}

/** Random endings go; of a Deployment's Pods also the template's hash, whole or as far as it fits in. */
function maskedName(owner: string, id: string): string {
  if (owner === "" || owner.startsWith("StatefulSet ")) return id;
  const stem = id.slice(0, -5);
  const ownId = owner.slice(owner.indexOf(" ") + 1);
  return `${owner.startsWith("Deployment ") ? stem.slice(0, ownId.length + 1) : stem}#`;
}
