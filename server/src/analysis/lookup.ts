/** Looks up where things are declared in the whole workspace: by name, by folder, by the labels of Pods. */
import type { Declaration } from "../manifests/manifest.ts";
import type { KubeObject, Labels, PodSpec } from "../manifests/object.ts";
import type { Path } from "../manifests/path.ts";
import type { DeclarationIndex } from "./declaration-index.ts";
import type { RenderedLookup } from "./rendered-lookup.ts";

export interface Lookup {
  readonly named: (kind: string, name: string) => readonly Declaration[];
  readonly inFolder: (folder: string) => readonly Declaration[];
  readonly podMakersWith: (key: string, value: string) => readonly Declaration[];
  readonly customResources: readonly Declaration[];
}

/**
 * What files declare and what was rendered from them, together.
 * @param rendered found by name and labels; they are in no folder
 */
export function makeLookup(declared: DeclarationIndex, rendered: () => RenderedLookup): Lookup {
  const both = (own: readonly Declaration[], others: readonly Declaration[]): readonly Declaration[] =>
    own.length === 0 ? others : [...own, ...others];
  return {
    named: (kind, name) => both(rendered().find(`name ${kind} ${name}`), declared.named(kind, name)),
    inFolder: declared.inFolder,
    podMakersWith: (key, value) => both(rendered().find(`label ${key}=${value}`), declared.podMakersWith(key, value)),
    get customResources() {
      return declared.customResources();
    },
  };
}

/** The labels of the Pods that an object makes, those that its controller adds left out; undefined: makes none. */
export function labelsOfPods(object: KubeObject): Labels | undefined {
  switch (object.kind) {
    case "Pod":
      return object.meta.labels;
    case "StatefulSet":
    case "Deployment":
    case "ReplicaSet":
    case "ReplicationController":
    case "DaemonSet":
    case "Job":
    case "CronJob":
      return object.template?.labels;
    default:
      return undefined;
  }
}

/** The spec of the Pods that an object is or makes, and where it stands in the object; undefined: makes none. */
export function podSpecOf(object: KubeObject): { readonly spec: PodSpec; readonly path: Path } | undefined {
  switch (object.kind) {
    case "Pod":
      return { spec: object.spec, path: ["spec"] };
    case "StatefulSet":
    case "Deployment":
    case "ReplicaSet":
    case "ReplicationController":
    case "DaemonSet":
    case "Job":
      return object.template && { spec: object.template.spec, path: ["spec", "template", "spec"] };
    case "CronJob":
      return (
        object.template && { spec: object.template.spec, path: ["spec", "jobTemplate", "spec", "template", "spec"] }
      );
    default:
      return undefined;
  }
}

/** Groups without a dot and those of k8s.io are Kubernetes' own; the rest belong to operators. */
export function isCustomResource(apiVersion: string): boolean {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  if (!group.includes(".")) return false;
  return !/(^|\.)k8s\.io$/.test(group) || group.endsWith(".x-k8s.io");
}
