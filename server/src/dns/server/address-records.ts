/**
 * Makes A and AAAA answers: addresses of items, and CNAMEs of ExternalName Services followed to their end (CoreDNS
 * plugin/backend_lookup.go A and AAAA).
 */

import { addAll } from "../../base/long-lists.ts";
import { absolute, isSubdomainOf, lowerName } from "../data/name.ts";
import type { RecordData } from "../data/record.ts";
import type { Item, KubeCall, Lookup } from "./lookup.ts";
import type { NeedsOutside, Reason, ServedRecord } from "./response.ts";

export type AddressAnswer =
  | {
      readonly kind: "records";
      readonly records: readonly ServedRecord[];
      readonly truncated: boolean;
      readonly reason: Reason;
    }
  | { readonly kind: "error"; readonly reason: Reason }
  | NeedsOutside;

type LookUp = (call: KubeCall, name: string, type: string) => Lookup;

/** Aliases in a chain at most; a longer chain ends without an answer. */
const longestChain = 11;

/**
 * The addresses of the question's name. An ExternalName inside the zone is followed here, and left out entirely when it
 * leads to no address; the whole server is asked for one outside, and its CNAME stays in any case.
 */
export function answerAddresses(call: KubeCall, type: "A" | "AAAA", lookUp: LookUp): AddressAnswer {
  return follow(call, call.question.name, type, lookUp, []);
}

function follow(
  call: KubeCall,
  owner: string,
  type: "A" | "AAAA",
  lookUp: LookUp,
  chain: readonly string[],
): AddressAnswer {
  const found = lookUp(call, owner, type);
  if (found.kind === "error") return { kind: "error", reason: found.reason };
  if (found.kind === "nothing") return { kind: "records", records: [], truncated: false, reason: found.reason };
  const records: ServedRecord[] = [];
  const seen = new Set<string>();
  let truncated = false;
  for (const item of found.items) {
    if (item.address === undefined) {
      const followed = followHost(call, owner, type, lookUp, chain, item);
      if (followed.kind === "needs-outside") return { ...followed, reason: found.reason };
      if (followed.kind === "error") continue;
      truncated ||= followed.truncated;
      addAll(records, followed.records);
    } else if (item.address.type === type && !seen.has(item.host)) {
      seen.add(item.host);
      records.push(served(call, owner, { type, address: item.address.text }, item));
    }
  }
  return { kind: "records", records, truncated, reason: records.length > 0 ? found.reason : emptyReason(found, type) };
}

function followHost(
  call: KubeCall,
  owner: string,
  type: "A" | "AAAA",
  lookUp: LookUp,
  chain: readonly string[],
  item: Item,
): AddressAnswer {
  const target = absolute(item.host);
  const none: AddressAnswer = { kind: "error", reason: { kind: "outside", zone: target } };
  const isLoop = isSubdomainOf(target, owner) || chain.includes(lowerName(target));
  const cname = served(call, owner, { type: "CNAME", target }, item);
  const reason: Reason = { kind: "outside", zone: target };
  // The specification has the CNAME for any target; only CoreDNS leaves out one that leads nowhere.
  const alone: AddressAnswer =
    call.view.implementation === "spec" ? { kind: "records", records: [cname], truncated: false, reason } : none;
  if (isLoop || chain.length >= longestChain) return alone;
  if (isSubdomainOf(target, call.zone)) {
    const rest = follow(call, target, type, lookUp, [...chain, lowerName(target)]);
    if (rest.kind === "needs-outside") return rest;
    if (rest.kind === "error" || rest.records.length === 0) return alone;
    return { ...rest, records: [cname, ...rest.records] };
  }
  const reply = call.ask({ name: target, type });
  if (reply.kind === "needs-outside") return { ...reply, via: "external-name" };
  return { kind: "records", records: [cname, ...reply.answer], truncated: reply.truncated, reason };
}

function served({ view }: KubeCall, name: string, data: RecordData, item: Item): ServedRecord {
  return { record: { name, ttl: view.plugin.ttl, data }, origin: item.origin };
}

/** Why the items give no address of the family. */
function emptyReason(found: Extract<Lookup, { kind: "items" }>, type: "A" | "AAAA"): Reason {
  const [first] = found.items;
  const service = first?.origin.service;
  if (service === undefined) return { kind: "other-type", type };
  if (first?.address !== undefined) return { kind: "other-family", service, type };
  return { kind: "dangling-external-name", service, target: absolute(first?.host ?? "") };
}
