/**
 * Drafts what the objects of one namespace make: Services, Pods and slices, before addresses are made up. A part depends on
 * nothing but its own declarations and the few facts of the whole cluster (`Basis`), so that it is kept while they stay.
 */

import { lazy } from "../../base/lazy.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { IpFamily, NodeObject } from "../../kubernetes/manifests/object.ts";
import { workloadKinds } from "../../kubernetes/manifests/pod-template.ts";
import type { ClusterNote, PodModel } from "./cluster.ts";
import type { Draft } from "./given-pods.ts";
import { type Existing, existingObjects, ofKind } from "./identity.ts";
import { draftPods, inOrder, podNotes } from "./pods.ts";
import { draftServices, type ServiceDraft } from "./services.ts";

/** What of the whole cluster bears on the drafts of a namespace. */
export interface Basis {
  readonly snapshot: boolean;
  readonly families: readonly IpFamily[];
  readonly nodes: readonly NodeObject[];
  /** True when manifests give any Pod; false in an open world, where it does not matter. */
  readonly anyPods: boolean;
  /** How many Pods of one workload are predicted at most (`podsEachOf`). */
  readonly podsEach: number;
  /** The Pods of a moment, by namespace: nothing is predicted beside them. */
  readonly podsOfMoment?: ReadonlyMap<string, readonly PodModel[]>;
}

/** The objects of a namespace that exist: one per identity, none that is refused. */
export interface NamespaceObjects {
  readonly namespace: string;
  readonly objects: readonly Existing[];
  readonly notes: readonly ClusterNote[];
}

export interface NamespacePart extends NamespaceObjects {
  readonly services: readonly ServiceDraft[];
  /** In natural order, each name once. */
  readonly pods: readonly Draft[];
  /** What the controllers could not do, and what is refused. */
  readonly notes: readonly ClusterNote[];
}

/** @param known the namespaces that exist, where no other one can; undefined: any */
export function objectsOf(
  namespace: string,
  declarations: readonly Declaration[],
  options: { readonly snapshot: boolean; readonly defaultNamespace: string },
  known: ReadonlySet<string> | undefined,
): NamespaceObjects {
  return { namespace, ...existingObjects(declarations, options, known) };
}

/** Drafts are made when they are first asked for. */
export function partOf({ namespace, objects, notes }: NamespaceObjects, basis: Basis): NamespacePart {
  const services = lazy(() => draftServices(ofKind(objects, "Service"), basis.families));
  const input = lazy(() => {
    const { families, nodes, anyPods, podsEach } = basis;
    const workloads = ofKind(objects, ...workloadKinds);
    return { pods: ofKind(objects, "Pod"), workloads, nodes, families, options: basis, anyPods, podsEach };
  });
  const pods = lazy(() => {
    if (basis.podsOfMoment === undefined) return draftPods(input());
    return inOrder((basis.podsOfMoment.get(namespace) ?? []).map((pod) => ({ pod, needsAddress: false })));
  });
  const allNotes = lazy(() => [
    ...notes,
    ...services().notes,
    ...(basis.podsOfMoment === undefined ? podNotes(input()) : []),
  ]);
  return {
    namespace,
    objects,
    get services() {
      return services().drafts;
    },
    get pods() {
      return pods();
    },
    get notes() {
      return allNotes();
    },
  };
}
