/** Helps tests to write objects briefly and to read clusters as lines. It does not judge them. */

import { asUri } from "../../base/source.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { parseManifest } from "../../kubernetes/manifests/parse.ts";
import { buildCluster } from "./build.ts";
import { type Cluster, type ClusterObjects, type ClusterOptions, defaultClusterOptions } from "./cluster.ts";

/** An object as JSON; what a kind needs besides is filled in by the functions below. */
export interface Raw {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name?: string };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const versions: Readonly<Record<string, string>> = {
  StatefulSet: "apps/v1",
  Deployment: "apps/v1",
  ReplicaSet: "apps/v1",
  DaemonSet: "apps/v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
  EndpointSlice: "discovery.k8s.io/v1",
};

export function declarationsOf(objects: readonly Raw[]): readonly Declaration[] {
  return objects.flatMap((object, index) => {
    const whole = { apiVersion: versions[object.kind] ?? "v1", ...object };
    return parseManifest(asUri(`file:///${index}.json`), JSON.stringify(whole)).declarations;
  });
}

/** The cluster of the objects: closed unless the options say otherwise, so that nothing is implied. */
export function clusterOf(objects: readonly Raw[], options: Partial<ClusterOptions> = {}): Cluster {
  return buildCluster(declarationsOf(objects), { ...defaultClusterOptions, snapshot: true, ...options });
}

/** Port `http`: 80 to the container's port `http`, and a selector `app: <name>`, where the spec says nothing else. */
export function service(name: string, spec: Fields = {}, metadata: Fields = {}): Raw {
  const ports = [{ name: "http", port: 80, targetPort: "http" }];
  return { kind: "Service", metadata: { name, ...metadata }, spec: { selector: { app: name }, ports, ...spec } };
}

const containers = [{ name: "c", image: "c", ports: [{ name: "http", containerPort: 8080 }] }];

/** Labelled `app: <name>`, with one container of port `http`. */
export function pod(name: string, spec: Fields = {}, metadata: Fields = {}, status?: Fields): Raw {
  return {
    kind: "Pod",
    metadata: { name, labels: { app: name }, ...metadata },
    spec: { containers, ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

/** A workload whose template is `pod(name)`'s, with the further fields of the spec and of the template's spec. */
export function workload(kind: string, name: string, spec: Fields = {}, template: Fields = {}): Raw {
  const labels = { app: name };
  const job = kind === "Job" || kind === "CronJob";
  const inner = {
    ...(job ? {} : { selector: kind === "ReplicationController" ? labels : { matchLabels: labels } }),
    template: { metadata: { labels }, spec: { containers, ...(job ? { restartPolicy: "Never" } : {}), ...template } },
    ...spec,
  };
  return {
    kind,
    metadata: { name },
    spec: kind === "CronJob" ? { schedule: "@daily", jobTemplate: { spec: inner } } : inner,
  };
}

export function node(name: string, labels: Fields = {}, spec: Fields = {}, addresses: readonly string[] = []): Raw {
  const status = { addresses: addresses.map((address) => ({ type: "InternalIP", address })) };
  return { kind: "Node", metadata: { name, labels }, spec, status };
}

/** An object with further metadata: an owner, labels, a namespace. */
export function withMetadata(object: Raw, metadata: Fields): Raw {
  return { ...object, metadata: { ...object.metadata, ...metadata } };
}

export function ownedBy(kind: string, name: string, more: Fields = {}): Fields {
  return { ownerReferences: [{ apiVersion: versions[kind] ?? "v1", kind, name, controller: true, ...more }] };
}

/** A Pod's status in a live cluster. */
export function running(ips: readonly string[], ready = true, phase = "Running"): Fields {
  return {
    phase,
    ...(ips[0] === undefined ? {} : { podIP: ips[0] }),
    podIPs: ips.map((ip) => ({ ip })),
    conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
  };
}

/** `namespace/name` of every Pod. */
export function podNames(cluster: Cluster): readonly string[] {
  return [...cluster.pods.keys()];
}

/** `ip[=hostname] [unready] [terminating] ports` of every endpoint of a Service, sorted. */
export function endpointLines(cluster: Cluster, key: string): readonly string[] {
  return (cluster.slicesByService.get(key) ?? [])
    .flatMap(({ endpoints, ports }) =>
      endpoints.map(({ addresses, hostname, ready, terminating }) =>
        [
          `${addresses.map(({ ip }) => ip).join("+")}${hostname === "" ? "" : `=${hostname}`}`,
          ...(ready ? [] : ["unready"]),
          ...(terminating ? ["terminating"] : []),
          ...ports.map(({ name, port, protocol }) => `${name}:${port}/${protocol}`),
        ].join(" "),
      ),
    )
    .sort();
}

/** Everything in a cluster, made and in its order: what two clusters are compared by. */
export function wholeOf(cluster: ClusterObjects): ClusterObjects {
  const { families, snapshot, slices, imports, nodes, notes } = cluster;
  return {
    families,
    snapshot,
    namespaces: new Map(cluster.namespaces),
    services: new Map(cluster.services),
    pods: new Map(cluster.pods),
    slices,
    slicesByService: new Map(cluster.slicesByService),
    imports,
    nodes,
    configMaps: new Map(cluster.configMaps),
    notes,
  };
}
