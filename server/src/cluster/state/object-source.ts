/** Defines where a cluster takes its objects from: a list of declarations, or an index that changes with every edit. */

import { append } from "../../base/collections.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { namespaceOf } from "./identity.ts";
import { usualReplicas } from "./predict.ts";

/** Declarations by namespace. A list stays the same array for as long as its declarations do. */
export interface ObjectSource {
  /** The namespaces that hold a declaration; "" for objects outside of namespaces. In any order. */
  readonly namespaces: () => Iterable<string>;
  /** The declarations that land in a namespace, in the order in which they are applied. */
  readonly declarationsIn: (namespace: string) => readonly Declaration[];
  /** All declarations that hold an address or ask for an IP family: what the cluster's families follow from. */
  readonly showingAddresses: () => readonly Declaration[];
  /** Stands for the state of a source that changes, see `changedSince`. Absent: the source cannot tell what changed. */
  readonly version?: object;
  /**
   * The namespaces ("" for none) whose declarations may differ from those at an earlier version; undefined where the source
   * cannot tell.
   */
  readonly changedSince?: (version: object) => Iterable<string> | undefined;
  /** At least as many Pods as the declarations can make on one node, and at least as many Services as there are. */
  readonly mostAddresses: () => number;
  /** How many declarations make more than `usualReplicas` Pods on one node. */
  readonly giants: () => number;
}

/** The source of a list, in its order. */
export function sourceOf(declarations: readonly Declaration[], defaultNamespace: string): ObjectSource {
  const byNamespace = new Map<string, Declaration[]>();
  const showing: Declaration[] = [];
  let most = 0;
  let giants = 0;
  for (const declaration of declarations) {
    const namespace = namespaceOf(declaration.object, { defaultNamespace });
    append(byNamespace, namespace, declaration);
    if (showsAddresses(declaration)) showing.push(declaration);
    most += addressesOf(declaration);
    if (isGiant(declaration)) giants += 1;
  }
  return {
    namespaces: () => byNamespace.keys(),
    declarationsIn: (namespace) => byNamespace.get(namespace) ?? [],
    showingAddresses: () => showing,
    mostAddresses: () => most,
    giants: () => giants,
  };
}

/** True for an object that holds an address, or that asks for an IP family. */
export function showsAddresses({ object }: Declaration): boolean {
  switch (object.kind) {
    case "Service":
      return (
        object.ipFamilies !== undefined ||
        object.ipFamilyPolicy !== undefined ||
        [object.clusterIP, ...(object.clusterIPs ?? [])].some((ip) => ip !== undefined && ip !== "" && ip !== "None")
      );
    case "Pod":
      return object.status !== undefined;
    case "Node":
    case "EndpointSlice":
    case "Endpoints":
      return true;
    default:
      return false;
  }
}

/** True for a workload that makes more than `usualReplicas` Pods on one node. */
export function isGiant(declaration: Declaration): boolean {
  return addressesOf(declaration) > usualReplicas;
}

/** How many addresses an object needs at most, a DaemonSet on one node. */
export function addressesOf({ object }: Declaration): number {
  switch (object.kind) {
    case "Service":
    case "Pod":
    case "DaemonSet":
      return 1;
    case "StatefulSet":
    case "Deployment":
    case "ReplicaSet":
    case "ReplicationController":
      return Math.max(1, object.replicas ?? 1);
    case "Job":
    case "CronJob":
      return Math.max(1, object.parallelism ?? 1);
    default:
      return 0;
  }
}
