/** Knows which fields that bear on names an update may not change (the ValidateUpdate functions of pkg/apis). */
import { isHeadless } from "../cluster/service-families.ts";
import type { KubeObject } from "../manifests/object.ts";

/** The first field that differs and may not; undefined when the update is accepted as far as PodNS reads the object. */
export function immutableField(before: KubeObject, after: KubeObject): string | undefined {
  if (before.kind === "Service" && after.kind === "Service") {
    if (before.type === "ExternalName" || after.type === "ExternalName") return undefined;
    if (after.clusterIP === undefined) return undefined;
    const wasSet = before.clusterIP !== undefined && before.clusterIP !== "";
    const changed = isHeadless(before) !== isHeadless(after) || (wasSet && before.clusterIP !== after.clusterIP);
    return changed ? "spec.clusterIP" : undefined;
  }
  if (!("template" in before) || !("template" in after)) return undefined;
  const differ = (field: "selector" | "serviceName" | "podManagementPolicy", otherwise: unknown): boolean =>
    JSON.stringify(before[field] ?? otherwise) !== JSON.stringify(after[field] ?? otherwise);
  if (differ("selector", null)) return "spec.selector";
  if (before.kind !== "StatefulSet") return undefined;
  if (differ("serviceName", "")) return "spec.serviceName";
  return differ("podManagementPolicy", "OrderedReady") ? "spec.podManagementPolicy" : undefined;
}
