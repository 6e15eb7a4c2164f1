/** Answers like the hosts plugin, from the entries in the Corefile (CoreDNS plugin/hosts). Hosts files are not read. */
import { longestZone, lowerName, normalName } from "../../dns/name.ts";
import type { RecordData } from "../../dns/record.ts";
import { addressOfReverse, parseAddress } from "../address.ts";
import { fallsThrough } from "../kubernetes.ts";
import { emptyReply, outcomeOf } from "../reply.ts";
import type { Question, Response, ServedRecord } from "../response.ts";
import type { HostsPlugin } from "../server-config.ts";
import type { Call, Next } from "./call.ts";

/**
 * Answers A, AAAA and PTR; a name without entry falls through, or is SERVFAIL, because there is no SOA for a denial.
 */
export function answerHosts(plugin: HostsPlugin, call: Call, question: Question, next: Next): Response {
  const zones = plugin.zones.length > 0 ? plugin.zones : call.block.zones;
  // The plugin compares and answers in lower case.
  const name = lowerName(question.name);
  if (longestZone(name, zones) === undefined && question.type !== "PTR") return next(question);
  const reason = { kind: "hosts", name } as const;
  if (question.type === "PTR") {
    const names = plugin.noReverse === true ? [] : namesOf(plugin, zones, addressOfReverse(name));
    if (names.length === 0) return next(question);
    return reply(names.map((target) => served(plugin, name, { type: "PTR", target })));
  }
  const addresses = addressesOf(plugin, zones, name);
  if (addresses.length === 0) {
    if (fallsThrough(plugin.fallthrough, name)) return next(question);
    return emptyReply("SERVFAIL", reason);
  }
  return reply(addresses.filter(({ type }) => type === question.type).map((data) => served(plugin, name, data)));

  function reply(answer: readonly ServedRecord[]): Response {
    const outcome = outcomeOf("NOERROR", answer.length);
    return { ...emptyReply("NOERROR", reason), outcome, authoritative: true, answer };
  }
}

/** The entries' names in the plugin's zones, absolute, each once, in order. */
export function hostNames(plugin: HostsPlugin, zones: readonly string[]): readonly string[] {
  const names = plugin.entries.flatMap((entry) => entry.names.map(normalName));
  return [...new Set(names)].filter((name) => longestZone(name, zones) !== undefined);
}

type AddressData = Extract<RecordData, { type: "A" | "AAAA" }>;

function addressesOf(plugin: HostsPlugin, zones: readonly string[], name: string): readonly AddressData[] {
  if (longestZone(name, zones) === undefined) return [];
  return plugin.entries.flatMap(({ ip, names }) => {
    const address = parseAddress(ip);
    if (address === undefined || !names.some((own) => normalName(own) === name)) return [];
    return [{ type: address.type, address: address.text }];
  });
}

function namesOf(plugin: HostsPlugin, zones: readonly string[], ip: string | undefined): readonly string[] {
  const entries = plugin.entries.filter((entry) => ip !== undefined && parseAddress(entry.ip)?.text === ip);
  const names = entries.flatMap((entry) => entry.names.map(normalName));
  return names.filter((name) => longestZone(name, zones) !== undefined);
}

function served(plugin: HostsPlugin, name: string, data: RecordData): ServedRecord {
  return { record: { name, ttl: plugin.ttl, data } };
}
