/**
 * Lists the records of a zone transfer of the kubernetes plugin, in its order (CoreDNS plugin/kubernetes/xfr.go). Who
 * may have them is decided elsewhere (plugins/transfer.ts). A transfer is not the sum of all answers: weights are
 * counted for each slice, the addresses of name servers have TTL 0, and endpoint names of multicluster zones lack the
 * cluster.
 */
import type { ServiceModel, SliceModel } from "../../cluster/state/cluster.ts";
import { absolute, compareTexts, joinName, lowerName } from "../data/name.ts";
import type { RecordData } from "../data/record.ts";
import { parseAddress } from "./address.ts";
import { nameServersOf, soaOf } from "./apex.ts";
import { endpointName } from "./endpoint-name.ts";
import { readyEndpoints } from "./kube-index.ts";
import type { KubernetesView } from "./kube-view.ts";
import { originOf } from "./lookup.ts";
import type { RecordOrigin, ServedRecord } from "./response.ts";

/**
 * The records from SOA to SOA, or one SOA alone when the client has this state already.
 * @param zone one of the plugin's zones
 * @param known the serial of an incremental transfer's question; 0: everything is wanted
 */
export function transferRecords(view: KubernetesView, zone: string, known: number): readonly ServedRecord[] {
  const soa = soaOf(zone, view.plugin.ttl, view.serial);
  if (known !== 0 && known === view.serial) return [soa];
  const multicluster = view.plugin.multicluster.includes(lowerName(zone));
  const services = [...(multicluster ? view.imports() : view.services())]
    .filter(({ namespace }) => view.isExposed(namespace))
    .sort((a, b) => compareTexts(`${a.name}.${a.namespace}`, `${b.name}.${b.namespace}`));
  const make: Maker = (name, data, origin) => ({ record: { name, ttl: view.plugin.ttl, data }, origin });
  return [
    soa,
    ...nameServers(view, zone, make),
    ...services.flatMap((service) => serviceRecords(view, service, zone, multicluster, make)),
    soa,
  ];
}

type Maker = (name: string, data: RecordData, origin: RecordOrigin) => ServedRecord;

function nameServers(view: KubernetesView, zone: string, make: Maker): readonly ServedRecord[] {
  const named = new Set<string>();
  return nameServersOf(view, zone).flatMap(({ address, target, origin }) => {
    if (address === undefined) return [];
    const own: ServedRecord = {
      record: { name: target, ttl: 0, data: { type: address.type, address: address.text } },
      origin,
    };
    if (named.has(target)) return [own];
    named.add(target);
    return [make(zone, { type: "NS", target }, origin), own];
  });
}

function serviceRecords(
  view: KubernetesView,
  service: ServiceModel,
  zone: string,
  multicluster: boolean,
  make: Maker,
): readonly ServedRecord[] {
  const name = joinName(`${service.name}.${service.namespace}.svc`, zone);
  if (service.type === "ExternalName") {
    if (parseAddress(service.externalName) !== undefined) return [];
    const origin = originOf({ service, synthetic: false });
    return [make(name, { type: "CNAME", target: absolute(service.externalName) }, origin)];
  }
  if (!service.headless) return clusterIpRecords(service, name, make);
  return view
    .slices(service.namespace, service.name, multicluster)
    .flatMap((slice) => sliceRecords(view, service, slice, name, make));
}

/** SRV records under the Service's own name (for peer-finder) and, where a port has a name, under the port's. */
function clusterIpRecords(service: ServiceModel, name: string, make: Maker): readonly ServedRecord[] {
  const origin = originOf({ service, synthetic: service.clusterIPs.some(({ synthetic }) => synthetic) });
  const addresses = service.clusterIPs.flatMap(({ ip }) => addressRecord(make, name, ip, origin));
  const ports = service.ports.flatMap(({ name: label, protocol, port }) => {
    const data: RecordData = { type: "SRV", priority: 0, weight: 100, port, target: name };
    const own = make(name, data, origin);
    return label === "" ? [own] : [own, make(portName(label, protocol, name), data, origin)];
  });
  return [...addresses, ...ports];
}

function sliceRecords(
  view: KubernetesView,
  service: ServiceModel,
  slice: SliceModel,
  name: string,
  make: Maker,
): readonly ServedRecord[] {
  const ready = readyEndpoints([slice]);
  const weight = Math.max(1, Math.floor(100 / ready.length));
  return ready.flatMap(({ endpoint, address }) => {
    const origin = originOf({ service, slice, pod: endpoint.pod, synthetic: address.synthetic });
    const target = joinName(endpointName(endpoint, address.ip, view.plugin.endpointPodNames), name);
    const ports = slice.ports
      .filter((port) => port.name !== "")
      .map(({ name: label, protocol, port }) =>
        make(portName(label, protocol, name), { type: "SRV", priority: 0, weight, port, target }, origin),
      );
    return [
      ...addressRecord(make, name, address.ip, origin),
      ...addressRecord(make, target, address.ip, origin),
      ...ports,
    ];
  });
}

function addressRecord(make: Maker, name: string, ip: string, origin: RecordOrigin): readonly ServedRecord[] {
  const address = parseAddress(ip);
  return address === undefined ? [] : [make(name, { type: address.type, address: address.text }, origin)];
}

function portName(port: string, protocol: string, name: string): string {
  return joinName(lowerName(`_${port}._${protocol}`), name);
}
