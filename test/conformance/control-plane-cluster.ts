/**
 * Builds the cluster of a recorded step from the objects that belong to each of the three modes. It compares nothing.
 */

import { asUri } from "../../server/src/base/source.ts";
import { buildCluster } from "../../server/src/cluster/state/build.ts";
import { type Cluster, type ClusterOptions, defaultClusterOptions } from "../../server/src/cluster/state/cluster.ts";
import { parseManifest } from "../../server/src/kubernetes/manifests/parse.ts";
import { type ControlPlane, readControlPlane } from "./coredns-vectors.ts";

/** The manifests alone, the objects without controller-made endpoints, the whole dump. */
export type Mode = "plain" | "state" | "dump";
export type Step = ControlPlane["scenarios"][number]["steps"][number];

/** What the comparisons read of an object, besides what the engine reads. */
export interface RecordedObject {
  readonly kind?: string;
  readonly metadata?: {
    readonly namespace?: string;
    readonly name?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec?: { readonly hostname?: string; readonly subdomain?: string };
  readonly endpoints?: readonly {
    readonly addresses: readonly string[];
    readonly hostname?: string;
    readonly zone?: string;
    readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
  }[];
  readonly ports?: readonly { readonly name?: string; readonly port?: number; readonly protocol?: string }[] | null;
}

export const recorded: ControlPlane = readControlPlane();

const world: readonly RecordedObject[] = recorded.world;
const options: ClusterOptions = { ...defaultClusterOptions, snapshot: true, families: ["IPv4", "IPv6"] };

/** The engine's cluster of one step. */
export function clusterOf(mode: Mode, step: Step): Cluster {
  return clusterFrom(objectsOf(mode, step));
}

/** The objects that a mode starts from. */
export function objectsOf(mode: Mode, step: Step): readonly object[] {
  if (mode === "dump") return [...world, ...step.objects];
  if (mode === "state") return [...world, ...step.objects].filter((object) => !isMade(object));
  return [...world.filter((object) => !isMade(object)), ...(step.manifests ?? [])];
}

function clusterFrom(objects: readonly object[]): Cluster {
  const declarations = objects.flatMap(
    (object, index) => parseManifest(asUri(`file:///${index}.json`), JSON.stringify(object)).declarations,
  );
  return buildCluster(declarations, options);
}

/** The objects of the step as the API server gave them, those of every step included. */
export function recordedObjects(step: Step): readonly RecordedObject[] {
  return [...world, ...step.objects];
}

/** Made by a controller: endpoints that follow from the rest. */
export function isMade(object: RecordedObject): boolean {
  const labels = object.metadata?.labels ?? {};
  return "endpointslice.kubernetes.io/managed-by" in labels || "endpoints.kubernetes.io/managed-by" in labels;
}
