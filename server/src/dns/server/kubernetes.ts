/**
 * Answers a question in the zones of the kubernetes plugin, by type (CoreDNS plugin/kubernetes/handler.go,
 * plugin/backend_lookup.go). It reaches the other plugins through `next` and `ask` only.
 */
import { absolute, isSubdomainOf, joinName, lowerName } from "../data/name.ts";
import type { RecordData } from "../data/record.ts";
import { addressOfReverse, isReverse } from "./address.ts";
import { type AddressAnswer, answerAddresses } from "./address-records.ts";
import { nameServersOf, schemaVersion, soaOf, versionTtl } from "./apex.ts";
import type { KubernetesView } from "./kube-view.ts";
import type { Item, KubeCall, Lookup } from "./lookup.ts";
import { parseName, zoneAsAsked } from "./parse-name.ts";
import { lookUpPod } from "./pod-records.ts";
import { emptyReply, outcomeOf } from "./reply.ts";
import type { Question, Reason, RecordOrigin, Response, ServedRecord } from "./response.ts";
import { targetsOf } from "./reverse.ts";
import { lookUpService } from "./service-records.ts";

/** The result of a type's lookup. "error" is a name error. */
type Outcome =
  | {
      readonly kind: "records";
      readonly answer: readonly ServedRecord[];
      readonly additional?: readonly ServedRecord[];
      readonly truncated?: boolean;
      readonly reason: Reason;
    }
  | { readonly kind: "error"; readonly reason: Reason }
  | Extract<AddressAnswer, { kind: "needs-outside" }>;

/** Answers in the plugin's zones; hands everything else, and name errors that fall through, to `next`. */
export function answerKubernetes(
  view: KubernetesView,
  question: Question,
  ask: (question: Question) => Response,
  next: (question: Question) => Response,
): Response {
  const zone = zoneAsAsked(question.name, view.plugin.zones);
  if (zone === undefined) return next(question);
  if (question.type === "AXFR" || question.type === "IXFR") {
    return emptyReply("REFUSED", { kind: "refused", message: "zone transfers are not enabled" });
  }
  const outcome = answerByType({ view, question, zone, ask });
  if (outcome.kind === "needs-outside") return outcome;
  const authority = [soaOf(zone, view.plugin.ttl, view.serial)];
  if (outcome.kind === "records") {
    const { answer, additional = [], truncated = false, reason } = outcome;
    const common = { ...emptyReply("NOERROR", reason), authoritative: true };
    if (answer.length === 0) return { ...common, authority };
    return { ...common, outcome: outcomeOf("NOERROR", answer.length), truncated, answer, additional };
  }
  if (fallsThrough(view.plugin.fallthrough, question.name)) return next(question);
  if (!view.plugin.synced) {
    return { ...emptyReply("SERVFAIL", { kind: "not-synced" }), authoritative: true, authority };
  }
  return { ...emptyReply("NXDOMAIN", outcome.reason), authoritative: true, authority };
}

/** True when the option covers the name; an empty list covers all (CoreDNS plugin/pkg/fall). */
export function fallsThrough(zones: readonly string[] | undefined, name: string): boolean {
  return zones !== undefined && (zones.length === 0 || zones.some((zone) => isSubdomainOf(name, zone)));
}

function answerByType(call: KubeCall): Outcome {
  const { question, zone, view } = call;
  const isApex = question.name.length === zone.length;
  switch (question.type) {
    case "A":
    case "AAAA":
      return ofAddresses(answerAddresses(call, question.type, lookUpAny));
    case "TXT":
      return answerTxt(call);
    case "CNAME":
      return answerCname(call);
    case "PTR":
      return answerPtr(call);
    case "SRV":
      return answerSrv(call);
    case "SOA":
      // Below the apex CoreDNS makes no lookup at all.
      if (isApex) return records([soaOf(zone, view.plugin.ttl, view.serial)], { kind: "apex" });
      return view.implementation === "spec" ? answerNothing(call) : records([], { kind: "other-type", type: "SOA" });
    case "NS":
      // The name is compared in lower case, the zone as asked: in mixed case there are no name servers.
      return isApex && zone === lowerName(zone) ? answerNs(call) : answerNothing(call);
    default:
      return answerNothing(call);
  }
}

function ofAddresses(found: AddressAnswer): Outcome {
  if (found.kind !== "records") return found;
  const { records: answer, truncated, reason } = found;
  return { kind: "records", answer, truncated, reason };
}

/** TXT exists at `dns-version` alone. CoreDNS says NXDOMAIN where the lookup gives nothing, empty non-terminals included. */
function answerTxt(call: KubeCall): Outcome {
  const { question, zone, view } = call;
  if (lowerName(question.name) === lowerName(joinName("dns-version", zone))) {
    const data: RecordData = { type: "TXT", strings: [schemaVersion] };
    return records([{ record: { name: question.name, ttl: versionTtl, data } }], { kind: "dns-version" });
  }
  const found = lookUpName(call, question.name);
  if (found.kind === "error") return { kind: "error", reason: found.reason };
  const isTopology = found.reason.kind === "no-ready-endpoint";
  if (found.kind === "nothing" && view.implementation === "coredns" && !isTopology) {
    return { kind: "error", reason: found.reason };
  }
  return records([], otherType(found, question.type));
}

function answerCname(call: KubeCall): Outcome {
  const found = lookUpAny(call, call.question.name, "CNAME");
  if (found.kind === "error") return { kind: "error", reason: found.reason };
  const first = found.kind === "items" ? found.items[0] : undefined;
  if (first === undefined || first.address !== undefined) return records([], otherType(found, "CNAME"));
  const data: RecordData = { type: "CNAME", target: absolute(first.host) };
  return records([served(call, call.question.name, data, first.origin)], found.reason);
}

/** PTR for complete reverse names; on every other name the lookup decides between NODATA and NXDOMAIN. */
function answerPtr(call: KubeCall): Outcome {
  const { question, view } = call;
  const ip = addressOfReverse(question.name);
  if (ip === undefined) {
    const found = lookUpName(call, question.name);
    return found.kind === "error" ? { kind: "error", reason: found.reason } : records([], otherType(found, "PTR"));
  }
  const targets = targetsOf(view, ip);
  if (targets.length === 0) return { kind: "error", reason: { kind: "no-reverse", ip } };
  const services = targets.map(({ origin }) => origin.service).filter((service) => service !== undefined);
  const answer = targets.map(({ target, origin }) => served(call, question.name, { type: "PTR", target }, origin));
  return records(answer, { kind: "reverse", ip, services });
}

/** Weights share 100 among all items, those that later prove to be duplicates or portless included. */
function answerSrv(call: KubeCall): Outcome {
  const { question } = call;
  const found = lookUpAny(call, question.name, "SRV");
  if (found.kind === "error") return { kind: "error", reason: found.reason };
  // An ExternalName's host is not a target for SRV.
  const items = found.kind === "items" ? found.items.filter(({ address }) => address !== undefined) : [];
  const weight = Math.max(1, Math.floor(100 / items.length));
  const answer = new Map<string, ServedRecord>();
  const additional = new Map<string, ServedRecord>();
  for (const { host, address, port, target, origin } of items) {
    if (port === -1 || address === undefined) continue;
    const data: RecordData = { type: "SRV", priority: 0, weight, port, target };
    const [portKey, addressKey] = [`${target} ${port}`, `${target} ${host}`];
    if (!answer.has(portKey)) answer.set(portKey, served(call, question.name, data, origin));
    if (!additional.has(addressKey)) {
      additional.set(addressKey, served(call, target, { type: address.type, address: address.text }, origin));
    }
  }
  if (answer.size === 0) return records([], otherType(found, "SRV"));
  return { kind: "records", answer: [...answer.values()], additional: [...additional.values()], reason: found.reason };
}

function answerNs(call: KubeCall): Outcome {
  const { view, zone, question } = call;
  const answer = new Map<string, ServedRecord>();
  const additional: ServedRecord[] = [];
  for (const { address, target, origin } of nameServersOf(view, zone)) {
    if (address === undefined) continue;
    additional.push(served(call, target, { type: address.type, address: address.text }, origin));
    if (!answer.has(target)) answer.set(target, served(call, question.name, { type: "NS", target }, origin));
  }
  return { kind: "records", answer: [...answer.values()], additional, reason: { kind: "apex" } };
}

/** Every other type: no record; the lookup decides whether the name exists. */
function answerNothing(call: KubeCall): Outcome {
  const found = lookUpAny(call, call.question.name, "A");
  if (found.kind === "error") return { kind: "error", reason: found.reason };
  return records([], otherType(found, call.question.type));
}

/** The lookup for a type, with the server's own name `ns.dns`, and with what the specification leaves out. */
function lookUpAny(call: KubeCall, name: string, type: string): Lookup {
  const { view, zone } = call;
  // Compared with the zone as asked: in mixed case this name does not exist.
  if (lowerName(name) === joinName("ns.dns", zone)) {
    const items = nameServersOf(view, zone).filter(({ address }) => address?.type === type);
    const reason: Reason = { kind: "name-server" };
    return items.length === 0 ? { kind: "nothing", reason } : { kind: "items", items, reason };
  }
  const found = lookUpName(call, name);
  if (view.implementation === "coredns" || found.kind !== "items" || found.reason.kind === "external-name")
    return found;
  const isPort = found.reason.kind === "port";
  return isPort === (type === "SRV") ? found : { kind: "nothing", reason: otherType(found, type) };
}

/** CoreDNS's Records: the name is parsed, its namespace checked, and the Service or Pod looked up. */
function lookUpName({ view, zone }: KubeCall, name: string): Lookup {
  const { multicluster: zones, zonal } = view.plugin;
  const multicluster = zones.includes(lowerName(zone));
  const parsed = parseName(name, zone, { multicluster, zonal });
  if (parsed.kind === "invalid") {
    return { kind: "error", reason: { kind: "not-a-form", labels: parsed.labels, message: parsed.message } };
  }
  if (parsed.kind === "empty") {
    const isApex = name.length === zone.length;
    return { kind: "nothing", reason: { kind: isApex ? "apex" : "empty-non-terminal" } };
  }
  if (isReverse(name)) {
    const message = "only addresses have names below a reverse zone";
    return { kind: "error", reason: { kind: "not-a-form", labels: [], message } };
  }
  const { namespace } = parsed;
  if (!view.isExposed(namespace)) {
    const exposed = !view.cluster.namespaces.has(namespace);
    return { kind: "error", reason: { kind: "no-namespace", namespace, exposed } };
  }
  if (parsed.kind === "service") return lookUpService(view, parsed, zone, multicluster);
  if (parsed.kind === "pod") return lookUpPod(view, namespace, parsed.label, zone);
  if (parsed.branch === "pod" && view.plugin.pods === "disabled") {
    return { kind: "error", reason: { kind: "no-pod-address", label: "", namespace, mode: "disabled" } };
  }
  return { kind: "nothing", reason: { kind: "namespace", namespace } };
}

/** Why a name that exists has no record of the type. */
function otherType(found: Lookup, type: string): Reason {
  if (found.kind === "nothing") return found.reason;
  const item: Item | undefined = found.kind === "items" ? found.items[0] : undefined;
  const service = item?.origin.service;
  return { kind: "other-type", type, ...(service === undefined ? {} : { service }) };
}

function records(answer: readonly ServedRecord[], reason: Reason): Outcome {
  return { kind: "records", answer, reason };
}

function served({ view }: KubeCall, name: string, data: RecordData, origin: RecordOrigin): ServedRecord {
  return { record: { name, ttl: view.plugin.ttl, data }, origin };
}
