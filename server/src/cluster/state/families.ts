/**
 * Determines the IP families of a cluster from what its objects show. The families of one Service are in
 * service-families.ts.
 */
import type { IpFamily } from "../../kubernetes/manifests/object.ts";
import { familyOf } from "./addresses.ts";
import { type Existing, ofKind } from "./identity.ts";
import { hasSelector, isHeadless } from "./service-families.ts";

const both = (primary: IpFamily): readonly IpFamily[] => [primary, primary === "IPv4" ? "IPv6" : "IPv4"];

/**
 * The families that the objects show, primary first. Addresses of Pods and Services are proofs; a Service that asks for a
 * family, or for both, could not exist in a cluster without it. Nothing shown: IPv4.
 */
export function familiesShown(objects: readonly Existing[]): readonly IpFamily[] {
  const proven = new Set<IpFamily>();
  const asked = new Set<IpFamily>();
  const add = (set: Set<IpFamily>, texts: readonly (string | undefined)[]): void => {
    for (const text of texts) {
      const family = text === "IPv4" || text === "IPv6" ? text : familyOf(text ?? "");
      if (family !== undefined) set.add(family);
    }
  };
  for (const { object } of ofKind(objects, "Service")) {
    add(proven, [object.clusterIP, ...(object.clusterIPs ?? [])]);
    // Headless Services without selector are not bound to the cluster's families (alloc.go initIPFamilyFields).
    if (isHeadless(object) && !hasSelector(object)) continue;
    add(asked, object.ipFamilies ?? []);
    if (object.ipFamilyPolicy === "RequireDualStack") add(asked, ["IPv4", "IPv6"]);
  }
  for (const { object } of ofKind(objects, "Pod"))
    add(proven, [object.status?.podIP, ...(object.status?.podIPs ?? [])]);
  if (proven.size === 0) return asked.has("IPv6") ? both("IPv4") : ["IPv4"];
  const shown = new Set([...proven, ...asked]);
  const [only = "IPv4"] = shown;
  return shown.size === 2 ? both(primaryOf(objects)) : [only];
}

/** The API server's own Service has the primary family, and so has each Pod's first address. */
function primaryOf(objects: readonly Existing[]): IpFamily {
  const server = ofKind(objects, "Service").find(
    ({ object, namespace }) => namespace === "default" && object.meta.name === "kubernetes",
  );
  const fromServer = familyOf(server?.object.clusterIPs?.[0] ?? server?.object.clusterIP ?? "");
  if (fromServer !== undefined) return fromServer;
  const pod = ofKind(objects, "Pod").find(({ object }) => (object.status?.podIPs.length ?? 0) > 1);
  return familyOf(pod?.object.status?.podIPs[0] ?? "") ?? "IPv4";
}
