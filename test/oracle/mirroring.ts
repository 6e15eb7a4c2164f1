/** Mirrors Endpoints objects to EndpointSlices (pkg/controller/endpointslicemirroring). */

import type { EndpointModel, PodModel, ServiceModel, SliceModel } from "../../server/src/cluster/state/cluster.ts";
import { managedByLabel, mirroredBy, serviceNameLabel } from "../../server/src/cluster/state/slice-labels.ts";
import type { EndpointAddress, EndpointsObject, IpFamily } from "../../server/src/kubernetes/manifests/object.ts";
import { familyOf } from "./addresses.ts";
import { endpointPort, targetOf } from "./given-slices.ts";
import type { Existing } from "./identity.ts";

/** The controller's --mirroring-max-endpoints-per-subset: of more addresses the first ones count. */
const mostAddresses = 1000;

/**
 * The slices of an Endpoints object, one per subset and family: only for a Service of the same name without selector (an
 * ExternalName is one), and not for objects that say otherwise or are a leader's lock.
 */
export function mirroredSlices(
  { object, namespace, declaration }: Existing<EndpointsObject>,
  service: ServiceModel | undefined,
  pods: ReadonlyMap<string, PodModel>,
): readonly SliceModel[] {
  const { name, labels, annotations } = object.meta;
  if (service === undefined || service.selector !== undefined) return [];
  if (labels["endpointslice.kubernetes.io/skip-mirror"] === "true") return [];
  if (annotations["control-plane.alpha.kubernetes.io/leader"] !== undefined) return [];
  const model = (address: EndpointAddress, ready: boolean, family: IpFamily): EndpointModel => ({
    addresses: [{ family, ip: address.ip, synthetic: false }],
    hostname: address.hostname ?? "",
    ready,
    serving: ready,
    terminating: false,
    zone: "",
    ...targetOf(address.targetRef, namespace, pods),
  });
  return object.subsets.flatMap((subset, index) => {
    const all = [
      ...subset.addresses.map((address) => ({ address, ready: true })),
      ...subset.notReadyAddresses.map((address) => ({ address, ready: false })),
    ]
      .map((entry) => ({ ...entry, family: familyOf(entry.address.ip) }))
      .filter(({ family }) => family !== undefined)
      .slice(0, mostAddresses);
    return (["IPv4", "IPv6"] as const).flatMap((family): SliceModel[] => {
      const own = all.filter((entry) => entry.family === family);
      if (own.length === 0) return [];
      return [
        {
          namespace,
          name: `${name}-mirrored-${family.toLowerCase()}-${index}`,
          labels: { ...labels, [serviceNameLabel]: name, [managedByLabel]: mirroredBy },
          serviceName: name,
          importName: "",
          sourceCluster: "",
          origin: "mirrored",
          endpoints: own.map(({ address, ready }) => model(address, ready, family)),
          ports: subset.ports.map(endpointPort),
          declaration,
        },
      ];
    });
  });
}
