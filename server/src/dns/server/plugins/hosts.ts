/** Answers like the hosts plugin, from the entries in the Corefile (CoreDNS plugin/hosts). Hosts files are not read. */
import { longestZone, lowerName, normalName } from "../../data/name.ts";
import type { RecordData } from "../../data/record.ts";
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
  return longestZone(name, zones) === undefined ? [] : (indexOf(plugin).byName.get(name) ?? []);
}

function namesOf(plugin: HostsPlugin, zones: readonly string[], ip: string | undefined): readonly string[] {
  const names = ip === undefined ? [] : (indexOf(plugin).byAddress.get(ip) ?? []);
  return names.filter((name) => longestZone(name, zones) !== undefined);
}

/** What the entries say, in their order. Names are absolute and in lower case. */
interface HostsIndex {
  readonly byName: ReadonlyMap<string, readonly AddressData[]>;
  readonly byAddress: ReadonlyMap<string, readonly string[]>;
}

/** There may be thousands of entries, and each question asks for one name. */
function indexOf(plugin: HostsPlugin): HostsIndex {
  const known = indexes.get(plugin);
  if (known !== undefined) return known;
  const byName = new Map<string, AddressData[]>();
  const byAddress = new Map<string, string[]>();
  for (const { ip, names } of plugin.entries) {
    const address = parseAddress(ip);
    if (address === undefined) continue;
    const own = names.map(normalName);
    const reverse = listAt(byAddress, address.text);
    for (const name of own) reverse.push(name);
    // An entry that has a name twice has one address.
    for (const name of new Set(own)) listAt(byName, name).push({ type: address.type, address: address.text });
  }
  const index = { byName, byAddress };
  indexes.set(plugin, index);
  return index;
}

const indexes = new WeakMap<HostsPlugin, HostsIndex>();

function listAt<T>(lists: Map<string, T[]>, key: string): T[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const made: T[] = [];
  lists.set(key, made);
  return made;
}

function served(plugin: HostsPlugin, name: string, data: RecordData): ServedRecord {
  return { record: { name, ttl: plugin.ttl, data } };
}
