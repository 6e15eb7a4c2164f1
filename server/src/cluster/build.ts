/** Knows how declarations become a cluster: what API server, controllers, scheduler and kubelet would make of them. */
import type { Declaration } from "../manifests/manifest.ts";
import type { IpFamily, KubeObject } from "../manifests/object.ts";
import type { Cluster, ClusterOptions, NamespaceModel, SliceModel } from "./cluster.ts";
import { buildSlices } from "./endpoints.ts";
import { type Existing, existingObjects, ofKind } from "./identity.ts";
import { impliedDns, impliedEndpoints } from "./implied.ts";
import { buildPods } from "./pods.ts";
import { buildServices, familiesShown } from "./services.ts";

const workloadKinds = [
  "StatefulSet",
  "Deployment",
  "ReplicaSet",
  "ReplicationController",
  "DaemonSet",
  "Job",
  "CronJob",
] as const;

/**
 * The cluster that these declarations make, at the moment of the options. The order of declarations decides only which of
 * two declarations of one object counts.
 */
export function buildCluster(declarations: readonly Declaration[], options: ClusterOptions): Cluster {
  const { objects, notes } = existingObjects(declarations, options);
  const families = options.families ?? shownFamilies(objects);
  const nodes = ofKind(objects, "Node").map(({ object }) => object);
  const services = buildServices(ofKind(objects, "Service"), families, options);
  const built = buildPods({
    pods: ofKind(objects, "Pod"),
    workloads: ofKind(objects, ...workloadKinds),
    nodes,
    families,
    options,
  });
  const pods = options.snapshot ? built.pods : impliedDns(built.pods, services, families, options);
  const given = ofKind(objects, "EndpointSlice");
  const slices = [
    ...buildSlices({ services, pods, slices: given, endpoints: ofKind(objects, "Endpoints") }),
    ...(options.snapshot ? [] : impliedEndpoints(services, given, families)),
  ];
  return {
    families,
    snapshot: options.snapshot,
    namespaces: namespacesOf(objects, options),
    services,
    pods,
    slices,
    slicesByService: byService(slices),
    imports: ofKind(objects, "ServiceImport").map(({ object, declaration, namespace }) => ({
      object: { ...object, meta: { ...object.meta, namespace } },
      declaration,
    })),
    nodes,
    configMaps: new Map(
      ofKind(objects, "ConfigMap").map(({ object, declaration, namespace }) => [
        `${namespace}/${object.meta.name}`,
        { object, declaration },
      ]),
    ),
    notes: [...notes, ...built.notes],
  };
}

/** Two families when the objects show both; one otherwise, IPv4 where nothing is shown. */
function shownFamilies(objects: readonly Existing[]): readonly IpFamily[] {
  const texts = new Set<string>();
  for (const { object } of objects) {
    if (object.kind === "Service") {
      for (const text of [...(object.clusterIPs ?? []), object.clusterIP ?? "", ...(object.ipFamilies ?? [])])
        texts.add(text);
      if (object.ipFamilyPolicy === "RequireDualStack") return ["IPv4", "IPv6"];
    } else if (object.kind === "Pod") for (const ip of object.status?.podIPs ?? []) texts.add(ip);
  }
  const shown = familiesShown(texts);
  return shown.length === 0 ? ["IPv4"] : shown;
}

const alwaysThere = ["default", "kube-system", "kube-public", "kube-node-lease"];

/**
 * A namespace exists when it is declared, when it exists in every cluster, or because an object is in it. In a snapshot
 * only declared ones do, unless none is declared at all: then namespaces were left out of it.
 */
function namespacesOf(
  objects: readonly Existing<KubeObject>[],
  options: ClusterOptions,
): ReadonlyMap<string, NamespaceModel> {
  const namespaces = new Map<string, NamespaceModel>();
  for (const { object, declaration } of ofKind(objects, "Namespace")) {
    const { name, labels } = object.meta;
    namespaces.set(name, { name, labels: { "kubernetes.io/metadata.name": name, ...labels }, declaration });
  }
  if (options.snapshot && namespaces.size > 0) return namespaces;
  const others = [
    ...(options.snapshot ? [] : [...alwaysThere, options.defaultNamespace]),
    ...objects.map(({ namespace }) => namespace),
  ];
  for (const name of others) {
    if (name !== "" && !namespaces.has(name))
      namespaces.set(name, { name, labels: { "kubernetes.io/metadata.name": name } });
  }
  return namespaces;
}

function byService(slices: readonly SliceModel[]): ReadonlyMap<string, readonly SliceModel[]> {
  const index = new Map<string, SliceModel[]>();
  for (const slice of slices) {
    if (slice.serviceName === "") continue;
    const key = `${slice.namespace}/${slice.serviceName}`;
    const known = index.get(key);
    if (known === undefined) index.set(key, [slice]);
    else known.push(slice);
  }
  return index;
}
