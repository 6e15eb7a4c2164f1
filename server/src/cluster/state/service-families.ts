/**
 * Determines the IP families and ClusterIPs of one Service (pkg/registry/core/service/storage/alloc.go
 * initIPFamilyFields).
 */
import type { IpFamily, ServiceObject } from "../../kubernetes/manifests/object.ts";
import { familyOf } from "./addresses.ts";

/** `clusterIPs`, else `clusterIP`, as stated; `None` included. */
export function clusterIPsOf(object: ServiceObject): readonly string[] {
  if (object.clusterIPs !== undefined && object.clusterIPs.length > 0) return object.clusterIPs;
  return object.clusterIP === undefined || object.clusterIP === "" ? [] : [object.clusterIP];
}

/**
 * Exactly `None` (CoreDNS plugin/kubernetes/object/service.go). An ExternalName is excluded: it has no ClusterIP at
 * all.
 */
export function isHeadless(object: ServiceObject): boolean {
  return object.type !== "ExternalName" && clusterIPsOf(object)[0] === "None";
}

/** Absent and `{}` both select nothing. */
export function hasSelector(object: ServiceObject): boolean {
  return object.selector !== undefined && Object.keys(object.selector).length > 0;
}

/**
 * The families of a Service, primary first: those stated, else those of its addresses, else the cluster's first. A policy
 * other than SingleStack adds the second where the cluster has it. Headless Services without selector are not bound to
 * the cluster's families, and RequireDualStack is their default.
 */
export function serviceFamilies(object: ServiceObject, cluster: readonly IpFamily[]): readonly IpFamily[] {
  if (object.type === "ExternalName") return [];
  const stated = statedFamilies(object);
  const shown = clusterIPsOf(object).flatMap((ip) => familyOf(ip) ?? []);
  const families = [...new Set(stated.length > 0 ? stated : shown.length > 0 ? shown : cluster.slice(0, 1))];
  const free = isHeadless(object) && !hasSelector(object);
  const policy = object.ipFamilyPolicy ?? (free ? "RequireDualStack" : "SingleStack");
  const wantsSecond = policy !== "SingleStack" && (free || cluster.length > 1);
  if (families.length === 1 && wantsSecond) families.push(families[0] === "IPv4" ? "IPv6" : "IPv4");
  return families;
}

function statedFamilies(object: ServiceObject): readonly IpFamily[] {
  return (object.ipFamilies ?? []).filter((family): family is IpFamily => family === "IPv4" || family === "IPv6");
}

/** A field that the API server refuses, in its own words. */
export interface FamilyDefect {
  readonly path: readonly (string | number)[];
  readonly field: string;
  readonly message: string;
}

/**
 * Why the API server refuses the Service's families in a cluster with these (alloc.go initIPFamilyFields), or undefined. A
 * Service that has its address already was accepted, whatever its manifest leaves out.
 */
export function familyDefect(object: ServiceObject, cluster: readonly IpFamily[]): FamilyDefect | undefined {
  if (object.type === "ExternalName" || clusterIPsOf(object).some((ip) => familyOf(ip) !== undefined)) return undefined;
  if (isHeadless(object) && !hasSelector(object)) return undefined;
  if (object.ipFamilyPolicy === "RequireDualStack" && cluster.length < 2) {
    const message = `Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services`;
    return { path: ["spec", "ipFamilyPolicy"], field: "spec.ipFamilyPolicy", message };
  }
  const stated = statedFamilies(object);
  const index = stated.findIndex((family) => !cluster.includes(family));
  if (index < 0) return undefined;
  return {
    path: ["spec", "ipFamilies", index],
    field: `spec.ipFamilies[${index}]`,
    message: `Invalid value: "${stated[index]}": not configured on this cluster`,
  };
}
