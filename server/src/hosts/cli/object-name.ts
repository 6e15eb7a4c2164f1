/** Names objects in output: `Pod default/web-0`. */
import type { ControllerRef } from "../../cluster/state/cluster.ts";
import type { KubeObject } from "../../kubernetes/manifests/object.ts";

/**
 * `StatefulSet default/web`; objects that state no namespace are in the default one; Namespaces and Nodes have no
 * namespace.
 */
export function objectName(object: KubeObject, defaultNamespace: string): string {
  const kind = object.kind === "Other" ? object.otherKind : object.kind;
  const name = object.meta.name || object.meta.generateName || "(without a name)";
  if (object.kind === "Namespace" || object.kind === "Node") return `${kind} ${name}`;
  return `${kind} ${object.meta.namespace ?? defaultNamespace}/${name}`;
}

export function controllerName(controller: ControllerRef | undefined): string | null {
  return controller === undefined ? null : `${controller.kind} ${controller.namespace}/${controller.name}`;
}
