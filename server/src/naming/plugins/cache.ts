/** Knows how the cache plugin rewrites TTLs of whatever passes through it; refuses to store anything (that needs time). */
import { longestZone } from "../../dns/name.ts";
import { mapRecords } from "../reply.ts";
import type { Question, Reply, Response } from "../response.ts";
import type { CachePlugin } from "../server-config.ts";
import type { Call, Next } from "./call.ts";

/** The TTL of a message without any record, in seconds (CoreDNS plugin/pkg/dnsutil/ttl.go). */
const defaultTtl = 5;

/**
 * Gives every record of the message the smallest TTL in it, kept between the plugin's limits; also in zones that are
 * not stored (plugin/cache/cache.go WriteMsg). The SOA's minimum stays as it is.
 */
export function answerCache(plugin: CachePlugin, call: Call, question: Question, next: Next): Response {
  const response = next(question);
  const zones = plugin.zones.length > 0 ? plugin.zones : call.block.zones;
  if (response.kind !== "reply" || longestZone(question.name, zones) === undefined) return response;
  const ttl = ttlOf(plugin, response);
  return mapRecords(response, (served) => ({ ...served, record: { ...served.record, ttl } }));
}

function ttlOf(plugin: CachePlugin, reply: Reply): number {
  const all = [...reply.answer, ...reply.authority, ...reply.additional];
  const isError = reply.rcode !== "NOERROR" && reply.rcode !== "NXDOMAIN";
  const smallest = all.length === 0 || isError ? defaultTtl : Math.min(...all.map(({ record }) => record.ttl));
  if (reply.rcode === "SERVFAIL") return plugin.servfailTtl;
  return isNegative(reply)
    ? Math.min(Math.max(smallest, plugin.minDenialTtl), plugin.denialTtl)
    : Math.min(Math.max(smallest, plugin.minSuccessTtl), plugin.successTtl);
}

/** A name error, or NODATA that an SOA proves (plugin/pkg/response/typify.go). */
function isNegative(reply: Reply): boolean {
  if (reply.rcode === "NXDOMAIN") return true;
  return reply.answer.length === 0 && reply.authority.some(({ record }) => record.data.type === "SOA");
}
