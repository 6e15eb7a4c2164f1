/**
 * Lists every name that can be enumerated and asks the server for its records: a listed record is always in the answer
 * to its own question. Names that resolve although no object has them (`pods insecure`) are left out.
 */

import { addAll } from "../../base/long-lists.ts";
import type { Cluster, PodModel, ServiceModel } from "../../cluster/state/cluster.ts";
import { compareTexts, isSubdomainOf, joinName, lowerName, nameKey, naturalKey, relative } from "../data/name.ts";
import { formatData } from "../data/record.ts";
import { isReverseZone, reverseName } from "./address.ts";
import { endpointName } from "./endpoint-name.ts";
import { endpointsOf, readyEndpoints } from "./kube-index.ts";
import type { KubernetesView } from "./kube-view.ts";
import { hostNames } from "./plugins/hosts.ts";
import type { Question, ServedRecord } from "./response.ts";
import { answer, type DnsServer, kubernetesPlugins } from "./server.ts";
import { endpointLabels } from "./service-records.ts";

export interface RecordList {
  readonly records: readonly ServedRecord[];
  /** False where there are more records than were asked for. */
  readonly isWhole: boolean;
}

/**
 * All records of the server's zones: apex, Services, endpoints, named ports, aliases, addresses' names, hosts entries.
 * Forward zones first; in a zone as RFC 4034 orders names, then by type and data. Each record once.
 */
export function listRecords(server: DnsServer): readonly ServedRecord[] {
  return listRecordsUpTo(server, Number.POSITIVE_INFINITY).records;
}

/**
 * The same for a part of the names, where there are too many.
 * @param most the number of records after which no further name is asked for
 * @param namespaces only what Services in these give: nothing is made for the others
 */
export function listRecordsUpTo(server: DnsServer, most: number, namespaces?: ReadonlySet<string>): RecordList {
  const found = new Map<string, ServedRecord>();
  let isWhole = true;
  const questions = namespaces === undefined ? questionsOf(server) : questionsIn(server, namespaces);
  for (const question of questions) {
    if (found.size > most) {
      isWhole = false;
      break;
    }
    const response = answer(server, question, () => "unreachable");
    if (response.kind !== "reply") continue;
    for (const served of response.answer) {
      const { name, data } = served.record;
      if (data.type !== question.type || lowerName(name) !== lowerName(question.name)) continue;
      found.set(`${lowerName(name)} ${data.type} ${formatData(data)}`, served);
    }
  }
  const keyed = [...found.values()].map(withSortKey);
  return { records: keyed.sort((a, b) => compareTexts(a.key, b.key)).map(({ served }) => served), isWhole };
}

/**
 * The names that lead to a Pod, without final dot: hostname names, then address names below its Services, then the
 * `pod` name. A name that a Service gives to the Pod is listed whether the Pod is ready or not; only its readiness
 * decides whether it is answered now.
 */
export function namesOfPod(server: DnsServer, pod: PodModel): readonly string[] {
  const named: string[] = [];
  const dashed: string[] = [];
  const own: string[] = [];
  for (const plugin of kubernetesPlugins(server)) {
    const view = server.viewOf(plugin);
    const zone = view.primaryZone;
    if (zone === undefined || !view.isExposed(pod.namespace)) continue;
    const endpoints = view.endpointsOfPod(pod);
    for (const service of view.servicesOf(pod)) {
      if (view.implementation === "spec" && !service.headless) continue;
      for (const { endpoint, address } of endpoints.get(service.name) ?? []) {
        const first = endpointName(endpoint, address.ip, plugin.endpointPodNames);
        const isDashed = first === endpointName({ hostname: "" }, address.ip, false);
        const name = joinName(`${first}.${service.name}.${service.namespace}.svc`, zone);
        (isDashed ? dashed : named).push(relative(name));
      }
    }
    addAll(
      own,
      podNames(view, pod).map((label) => relative(joinName(`${label}.${pod.namespace}.pod`, zone))),
    );
  }
  return [...new Set([...named, ...dashed, ...own])];
}

/** The first labels of the Pod's names in the `pod` branch. */
function podNames(view: KubernetesView, pod: PodModel): readonly string[] {
  const dash = (ip: string): string => ip.replace(/[.:]/g, "-");
  switch (view.plugin.pods) {
    case "disabled":
      return [];
    case "insecure":
      return pod.addresses.map(({ ip }) => dash(ip));
    case "verified":
      return pod.addresses.slice(0, 1).flatMap(({ ip }) => (view.podsAt(ip).includes(pod) ? [dash(ip)] : []));
  }
}

/**
 * The most records that are shown of a cluster: 31,000 and a multiple of what its manifests give, because a large
 * number of replicas is quickly written. At most 200,000, which take some hundred megabytes.
 * @param namespaces the part of it that is shown; absent: all
 */
export function mostRecords(cluster: Cluster, namespaces?: ReadonlySet<string>): number {
  const { pods, services, slices } = namespaces === undefined ? cluster : partOf(cluster, namespaces);
  let given = services.size;
  for (const { predicted } of pods.values()) if (!predicted) given += 1;
  for (const { origin, endpoints } of slices) if (origin !== "derived") given += endpoints.length;
  return Math.min(31_000 + 2 * given, 200_000);
}

function partOf(cluster: Cluster, namespaces: ReadonlySet<string>): Pick<Cluster, "pods" | "services" | "slices"> {
  const all = [...namespaces];
  const [services, pods] = [all.flatMap(cluster.servicesIn), all.flatMap(cluster.podsIn)];
  return {
    services: new Map(services.map((service) => [`${service.namespace}/${service.name}`, service])),
    pods: new Map(pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod])),
    slices: all.flatMap(cluster.slicesIn),
  };
}

/** A question for every name that Services in these namespaces give. */
function* questionsIn(server: DnsServer, namespaces: ReadonlySet<string>): Generator<Question> {
  for (const plugin of kubernetesPlugins(server)) {
    const view = server.viewOf(plugin);
    for (const zone of plugin.zones) {
      if (isReverseZone(zone)) continue;
      const multicluster = plugin.multicluster.includes(zone);
      const services = multicluster ? view.imports() : [...namespaces].flatMap(view.cluster.servicesIn);
      for (const service of services) {
        if (!namespaces.has(service.namespace) || !view.isExposed(service.namespace)) continue;
        yield* questionsOfService(view, service, zone, multicluster);
      }
    }
  }
}

/** A question for every name that can be enumerated, in no order; not each has an answer, and some are asked twice. */
export function* questionsOf(server: DnsServer): Generator<Question> {
  for (const plugin of kubernetesPlugins(server)) {
    const view = server.viewOf(plugin);
    const reverse = plugin.zones.filter(isReverseZone);
    for (const zone of plugin.zones) {
      yield { name: zone, type: "SOA" };
      yield { name: zone, type: "NS" };
      if (isReverseZone(zone)) continue;
      yield { name: joinName("dns-version", zone), type: "TXT" };
      yield* withTypes(joinName("ns.dns", zone), addressTypes);
      const multicluster = plugin.multicluster.includes(zone);
      for (const service of multicluster ? view.imports() : view.services()) {
        if (view.isExposed(service.namespace)) yield* questionsOfService(view, service, zone, multicluster);
      }
    }
    if (reverse.length > 0) yield* reverseQuestions(view, reverse);
  }
  for (const block of server.blocks) {
    for (const plugin of block.plugins) {
      if (plugin.kind !== "hosts") continue;
      for (const name of hostNames(plugin, plugin.zones)) yield* withTypes(name, addressTypes);
      for (const { ip } of plugin.entries) yield* withTypes(reverseName(ip), ["PTR"]);
    }
  }
}

const addressTypes = ["A", "AAAA"] as const;

function* questionsOfService(
  view: KubernetesView,
  service: ServiceModel,
  zone: string,
  multicluster: boolean,
): Generator<Question> {
  const name = joinName(`${service.name}.${service.namespace}.svc`, zone);
  if (service.type === "ExternalName") {
    yield { name, type: "CNAME" };
    return;
  }
  yield* withTypes(name, addressTypes);
  const slices = view.slices(service.namespace, service.name, multicluster);
  const ports = service.headless ? slices.flatMap((slice) => slice.ports) : service.ports;
  const portNames = ports.filter((port) => port.name !== "" && port.protocol !== "");
  for (const label of new Set(portNames.map((port) => lowerName(`_${port.name}._${port.protocol}`)))) {
    yield { name: joinName(label, name), type: "SRV" };
  }
  for (const label of new Set(readyEndpoints(slices).map((at) => endpointLabels(view, at, multicluster)))) {
    if (label !== "") yield* withTypes(joinName(label, name), addressTypes);
  }
}

function* reverseQuestions(view: KubernetesView, zones: readonly string[]): Generator<Question> {
  const addresses = new Set<string>();
  for (const service of view.services()) for (const { ip } of service.clusterIPs) addresses.add(ip);
  for (const { address } of endpointsOf(view.cluster.slices)) addresses.add(address.ip);
  for (const ip of addresses) {
    const name = reverseName(ip);
    if (name !== undefined && zones.some((zone) => isSubdomainOf(name, zone))) yield { name, type: "PTR" };
  }
}

function* withTypes(name: string | undefined, types: readonly string[]): Generator<Question> {
  if (name !== undefined) for (const type of types) yield { name, type };
}

const typeOrder = ["SOA", "NS", "A", "AAAA", "CNAME", "SRV", "PTR", "TXT", "MX"];

interface Keyed {
  readonly served: ServedRecord;
  readonly key: string;
}

/** Reverse names last, then by name, type and data. */
function withSortKey(served: ServedRecord): Keyed {
  const { name, data } = served.record;
  const place = isReverseZone(lowerName(name)) ? 1 : 0;
  const type = String.fromCharCode(typeOrder.indexOf(data.type) + 1);
  return { served, key: `${place}${nameKey(name)}\0${type}${naturalKey(formatData(data))}` };
}
