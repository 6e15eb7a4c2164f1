/** Builds a cluster from declarations, as API server, controllers, scheduler and kubelet would. */

import type {
  ClusterNote,
  ClusterObjects,
  ClusterOptions,
  NamespaceModel,
  PodModel,
  ServiceModel,
  SliceModel,
} from "../../server/src/cluster/state/cluster.ts";
import { familiesShown } from "../../server/src/cluster/state/families.ts";
import { givenAddresses } from "../../server/src/cluster/state/given-addresses.ts";
import type { Declaration } from "../../server/src/kubernetes/manifests/manifest.ts";
import { buildSlices } from "./endpoints.ts";
import { type Existing, existingObjects, ofKind } from "./identity.ts";
import { impliedEndpoints, withDnsPod } from "./implied.ts";
import { buildPods, inOrder, type PodsInput } from "./pods.ts";
import { buildServices } from "./services.ts";

export const workloadKinds = [
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
export function buildCluster(declarations: readonly Declaration[], options: ClusterOptions): ClusterObjects {
  const { objects, notes } = existingObjects(declarations, options);
  const families = options.families ?? familiesShown(objects);
  const nodes = ofKind(objects, "Node").map(({ object }) => object);
  const given = givenAddresses(objects);
  const { services, notes: serviceNotes } = buildServices({
    objects: ofKind(objects, "Service"),
    families,
    taken: given,
    options,
  });
  const { pods, notes: podNotes } = podsOf(objects, services, { families, taken: given, nodes, options });
  const givenSlices = ofKind(objects, "EndpointSlice");
  const endpoints = ofKind(objects, "Endpoints");
  const slices = [
    ...buildSlices({ services, pods, slices: givenSlices, endpoints, nodes, snapshot: options.snapshot }),
    ...(options.snapshot ? [] : impliedEndpoints(services, givenSlices, families)),
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
    notes: [...notes, ...serviceNotes, ...podNotes],
  };
}

/** Given, predicted and implied Pods. No Pod gets an address that anything else has. */
function podsOf(
  objects: readonly Existing[],
  services: ReadonlyMap<string, ServiceModel>,
  { families, taken: given, nodes, options }: Pick<PodsInput, "families" | "taken" | "nodes" | "options">,
): { readonly pods: ReadonlyMap<string, PodModel>; readonly notes: readonly ClusterNote[] } {
  const taken = new Set(given);
  for (const { clusterIPs } of services.values()) for (const { ip } of clusterIPs) taken.add(ip);
  const { moment } = options;
  const built =
    moment === undefined
      ? buildPods({
          pods: ofKind(objects, "Pod"),
          workloads: ofKind(objects, ...workloadKinds),
          nodes,
          families,
          taken,
          options,
        })
      : { pods: inOrder(moment.pods), notes: [] };
  if (options.snapshot) return built;
  for (const { addresses } of built.pods.values()) for (const { ip } of addresses) taken.add(ip);
  return { ...built, pods: withDnsPod(built.pods, services, { families, podRanges: options.podRanges, taken }) };
}

const alwaysThere = ["default", "kube-system", "kube-public", "kube-node-lease"];

/**
 * A namespace exists when it is declared, when it exists in every cluster, or because an object is in it. In a snapshot
 * only declared ones do, unless none is declared at all: then namespaces were left out of it.
 */
function namespacesOf(objects: readonly Existing[], options: ClusterOptions): ReadonlyMap<string, NamespaceModel> {
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
