/**
 * Writes a cluster of the model as `kubectl get … -o yaml` shows it: statuses, addresses, slices. It decides nothing.
 */
import type { Cluster, PodModel, ServiceModel, SliceModel } from "../../server/src/cluster/state/cluster.ts";
import { managedByLabel } from "../../server/src/cluster/state/slice-labels.ts";
import type { Manifest } from "./random-cluster.ts";

/** The objects as an API server would give them back, from the manifests and what became of them. */
export function dumpOf(cluster: Cluster, manifests: readonly Manifest[]): readonly Manifest[] {
  const kept = manifests.filter(({ kind }) => kind === "Namespace" || kind === "Node" || kind === "Endpoints");
  return [
    ...kept,
    ...manifests.filter(({ kind }) => workloads.has(String(kind))).map(seen),
    ...[...cluster.services.values()].map(serviceOf),
    ...[...cluster.pods.values()].map(podOf),
    ...cluster.slices.map(sliceOf),
  ];
}

/** Made by one of the two slice controllers. */
export function isMade({ metadata }: Manifest): boolean {
  return JSON.stringify(metadata).includes(managedByLabel);
}

const workloads = new Set(["StatefulSet", "Deployment", "ReplicaSet", "DaemonSet", "Job", "ReplicationController"]);

/** A workload that its controller has acted on. */
function seen(workload: Manifest): Manifest {
  const { kind, metadata } = workload;
  const uid = `uid-${String(kind)}-${JSON.stringify(metadata)}`;
  return { ...workload, metadata: { ...Object(metadata), uid }, status: { observedGeneration: 1, replicas: 1 } };
}

function serviceOf(service: ServiceModel): Manifest {
  const { namespace, name, labels, type, headless, clusterIPs, families, selector, ports } = service;
  const ips = headless ? ["None"] : clusterIPs.map(({ ip }) => ip);
  const external = { type, externalName: service.externalName };
  const internal = { type, clusterIP: ips[0], clusterIPs: ips, ipFamilies: families };
  const ipFamilyPolicy = families.length > 1 ? "PreferDualStack" : "SingleStack";
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace, name, labels },
    spec: {
      ...(type === "ExternalName" ? external : { ...internal, ipFamilyPolicy }),
      ...(selector === undefined ? {} : { selector }),
      ports: ports.map((port) => ({ ...port, name: port.name === "" ? undefined : port.name })),
      publishNotReadyAddresses: service.publishNotReadyAddresses,
    },
  };
}

function podOf(pod: PodModel): Manifest {
  const { namespace, name, labels, spec, hostname, subdomain, addresses, phase, ready, controller } = pod;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      namespace,
      name,
      labels,
      ...(pod.terminating ? { deletionTimestamp: "2026-01-01T00:00:00Z" } : {}),
      ...(controller === undefined
        ? {}
        : {
            ownerReferences: [
              { apiVersion: "apps/v1", kind: controller.kind, name: controller.name, controller: true },
            ],
          }),
    },
    spec: {
      containers: spec.containers,
      initContainers: spec.initContainers,
      ...(hostname === "" ? {} : { hostname }),
      ...(subdomain === "" ? {} : { subdomain }),
    },
    status: {
      phase,
      podIP: addresses[0]?.ip,
      podIPs: addresses.map(({ ip }) => ({ ip })),
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
    },
  };
}

function sliceOf({ namespace, name, labels, endpoints, ports }: SliceModel): Manifest {
  const [first = ""] = endpoints.flatMap(({ addresses }) => addresses.map(({ ip }) => ip));
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { namespace, name, labels },
    addressType: first.includes(":") ? "IPv6" : "IPv4",
    endpoints: endpoints.map(({ addresses, hostname, ready, serving, terminating, targetRef }) => ({
      addresses: addresses.map(({ ip }) => ip),
      conditions: { ready, serving, terminating },
      ...(hostname === "" ? {} : { hostname }),
      ...(targetRef === undefined ? {} : { targetRef }),
    })),
    ports: ports.map((port) => ({ ...port, name: port.name === "" ? undefined : port.name })),
  };
}
