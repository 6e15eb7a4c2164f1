/** Finds the Pods that get the contents of a ConfigMap or Secret. */

import { append } from "../../base/collections.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { ConfigRead, KubeObject } from "../../kubernetes/manifests/object.ts";
import type { PodModel } from "./cluster.ts";

/** How Pods of its namespace refer to the object; undefined for kinds whose contents no container gets. */
export function readAs(object: KubeObject): Pick<ConfigRead, "kind" | "name"> | undefined {
  if (object.kind === "ConfigMap") return { kind: "ConfigMap", name: object.meta.name };
  const isSecret = object.kind === "Other" && object.otherKind === "Secret" && object.apiVersion === "v1";
  return isSecret ? { kind: "Secret", name: object.meta.name } : undefined;
}

/** Of each workload (or Pod without one) the first Pod, by `<kind> <name>` of what it reads. */
export function podsByReads(pods: Iterable<PodModel>): ReadonlyMap<string, readonly PodModel[]> {
  const found = new Map<string, PodModel[]>();
  const seen = new Set<Declaration>();
  for (const pod of pods) {
    const { reads } = pod.spec;
    const maker = pod.controller?.declaration ?? pod.declaration;
    if (reads === undefined || maker === undefined || seen.has(maker)) continue;
    seen.add(maker);
    for (const { kind, name } of reads) {
      const key = `${kind} ${name}`;
      append(found, key, pod);
    }
  }
  return found;
}
