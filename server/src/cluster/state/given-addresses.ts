/** Collects every address that the manifests give to anything, so that none of them is made up a second time. */
import { canonical } from "./addresses.ts";
import type { Existing } from "./identity.ts";
import { clusterIPsOf } from "./service-families.ts";

/** Canonical texts of all addresses in the objects. */
export function givenAddresses(objects: readonly Existing[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { object } of objects) {
    for (const text of textsOf(object)) {
      const ip = canonical(text);
      if (ip !== undefined) found.add(ip);
    }
  }
  return found;
}

function textsOf(object: Existing["object"]): readonly string[] {
  switch (object.kind) {
    case "Service":
      return clusterIPsOf(object);
    case "Pod":
      return object.status === undefined
        ? []
        : [object.status.podIP ?? "", object.status.hostIP ?? "", ...object.status.podIPs, ...object.status.hostIPs];
    case "Node":
      return object.addresses.map(({ address }) => address);
    case "EndpointSlice":
      return object.endpoints.flatMap(({ addresses }) => addresses);
    case "Endpoints":
      return object.subsets.flatMap(({ addresses, notReadyAddresses }) =>
        [...addresses, ...notReadyAddresses].map(({ ip }) => ip),
      );
    default:
      return [];
  }
}
