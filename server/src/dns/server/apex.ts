/**
 * Makes the records of a zone itself: SOA, NS, `ns.dns`, `dns-version` (CoreDNS plugin/kubernetes/ns.go,
 * plugin/backend_lookup.go SOA and NS). It does not answer for the names below.
 */
import type { ServiceModel, SliceModel } from "../../cluster/state/cluster.ts";
import { joinName } from "../data/name.ts";
import { parseAddress } from "./address.ts";
import { endpointName } from "./endpoint-name.ts";
import { readyEndpoints } from "./kube-index.ts";
import type { KubernetesView } from "./kube-view.ts";
import { type Item, makeItem, originOf } from "./lookup.ts";
import type { RecordOrigin, ServedRecord } from "./response.ts";

/** Seconds; it does not follow the `ttl` option. */
export const versionTtl = 28_800;

/** The version of the DNS specification (kubernetes/dns docs/specification.md). */
export const schemaVersion = "1.1.0";

/** The zone's SOA. Its serial is CoreDNS's time of the last change; this file reads no clock. */
export function soaOf(zone: string, ttl: number, serial: number): ServedRecord {
  return {
    record: {
      name: zone,
      ttl: Math.min(ttl, 300),
      data: {
        type: "SOA",
        mname: joinName("ns.dns", zone),
        rname: joinName("hostmaster", zone),
        serial,
        refresh: 7200,
        retry: 1800,
        expire: 86_400,
        minimum: ttl,
      },
    },
  };
}

/**
 * The zone's name servers: every Service with a slice that holds one of the server's addresses as ready; when no slice
 * does, `ns.dns` with the server's addresses. A server without known addresses has no name servers.
 */
export function nameServersOf(view: KubernetesView, zone: string): readonly Item[] {
  const self = view.self();
  if (self.kind === "behind") return clusterIpServers(self.service, zone);
  const own = self.addresses.map((ip) => parseAddress(ip)?.text ?? ip);
  const slices = own.flatMap((ip) => [...new Set(view.endpointsAt(ip).map(({ slice }) => slice))]);
  if (slices.length > 0) return slices.flatMap((slice) => serversBehind(view, slice, zone));
  const name = joinName("ns.dns", zone);
  return own.map((ip) => makeServer(ip, name, originOf({ pod: view.ownerOf(ip), synthetic: false })));
}

function serversBehind(view: KubernetesView, slice: SliceModel, zone: string): readonly Item[] {
  const service = view.service(slice.namespace, slice.serviceName, false);
  if (service === undefined) return [];
  if (!service.headless) return clusterIpServers(service, zone);
  return readyEndpoints([slice]).map(({ endpoint, address }) => {
    const own = endpointName(endpoint, address.ip, view.plugin.endpointPodNames);
    const origin = originOf({ service, slice, pod: endpoint.pod, synthetic: address.synthetic });
    return makeServer(address.ip, joinName(`${own}.${service.name}.${service.namespace}.svc`, zone), origin);
  });
}

function clusterIpServers(service: ServiceModel, zone: string): readonly Item[] {
  const name = joinName(`${service.name}.${service.namespace}.svc`, zone);
  return service.clusterIPs.map(({ ip, synthetic }) => makeServer(ip, name, originOf({ service, synthetic })));
}

function makeServer(ip: string, name: string, origin: RecordOrigin): Item {
  return makeItem(ip, 0, name, origin);
}
