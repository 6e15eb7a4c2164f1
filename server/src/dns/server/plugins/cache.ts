/**
 * Behaves like the cache plugin: how it rewrites the TTLs of what passes through it, what it stores, and how a stored
 * reply is served (CoreDNS plugin/cache). Without the caller's caches it stores nothing. The caller gives the time.
 */

import { smallest } from "../../../base/long-lists.ts";
import { isSubdomainOf, longestZone, lowerName } from "../../data/name.ts";
import { type CacheItem, type CacheStore, type Caches, put, remaining, storeOf } from "../cache-store.ts";
import { mapRecords } from "../reply.ts";
import type { Question, Reply, Response, ServedRecord } from "../response.ts";
import type { CachePlugin } from "../server-config.ts";
import type { Call, Next } from "./call.ts";

/** The TTL of a message without any record, in seconds (CoreDNS plugin/pkg/dnsutil/ttl.go). */
const defaultTtl = 5;

/** The default capacity of each half, in items. */
const defaultCapacity = 10_000;

/** The part of the call that the cache uses. */
export type CacheCall = Pick<Call, "asker" | "caches"> & { readonly block: Pick<Call["block"], "zones"> };

/**
 * Serves a stored reply while its time lasts, else asks on and stores what comes back. Every record of the message gets
 * the smallest TTL in it, kept between the plugin's limits, also in zones that are not stored (plugin/cache/cache.go
 * WriteMsg). The SOA's minimum stays as it is.
 */
export function answerCache(plugin: CachePlugin, call: CacheCall, question: Question, next: Next): Response {
  const zones = plugin.zones.length > 0 ? plugin.zones : call.block.zones;
  if (longestZone(question.name, zones) === undefined) return next(question);
  const { caches } = call;
  if (caches === undefined) return passed(plugin, next(question));
  const use: Use = {
    plugin,
    caches,
    question,
    next,
    store: storeOf(caches, plugin, zones),
    key: keyOf(call, question),
  };
  const item = itemFor(use);
  if (item === undefined) return refresh(use);
  const left = remaining(item, caches.now);
  if (left < 0 && plugin.verifyStale === true) {
    const response = refresh(use);
    if (response.kind === "reply" && (response.rcode === "NOERROR" || response.rcode === "NXDOMAIN")) return response;
    return served(use, item);
  }
  if (left < 0 || shouldPrefetch(use, item)) prefetch(use, item);
  return served(use, item);
}

/** One question at one cache. */
interface Use {
  readonly plugin: CachePlugin;
  readonly caches: Caches;
  readonly question: Question;
  readonly next: Next;
  readonly store: CacheStore;
  readonly key: string;
}

/** Lower-case name, type and the DO and CD bits; the class is always IN (cache.go hash). */
function keyOf({ asker }: CacheCall, question: Question): string {
  const bits = `${asker?.dnssecOk === true ? "1" : "0"}${asker?.checkingDisabled === true ? "1" : "0"}`;
  return `${bits} ${question.type} ${lowerName(question.name)}`;
}

/** Denials come first; what has expired counts only as far as serve_stale reaches (handler.go getIgnoreTTL). */
function itemFor({ plugin, caches, store, key }: Use): CacheItem | undefined {
  for (const half of [store.denial, store.success]) {
    const item = half.get(key);
    if (item === undefined) continue;
    const left = remaining(item, caches.now);
    if (left > 0 || (plugin.staleFor !== undefined && -left < plugin.staleFor)) return item;
  }
  return undefined;
}

/** The stored reply as it is sent: AA set, every TTL what is left, owner names in the case of who asked first (item.go toMsg). */
function served({ plugin, caches }: Use, item: CacheItem): Reply {
  const left = remaining(item, caches.now);
  const ttl = plugin.keepTtl === true ? item.ttl : Math.max(0, left);
  return {
    ...mapRecords(item.reply, (record) => ({ ...record, record: { ...record.record, ttl } })),
    authoritative: true,
    cached: {
      cache: caches.name,
      age: caches.now - item.stored,
      held: item.ttl,
      remaining: left,
      negative: item.negative,
      ...(item.reply.cached === undefined ? {} : { inner: item.reply.cached }),
    },
  };
}

/** Asks on, stores the reply where it may be stored, and hands it on with its TTLs rewritten. */
function refresh(use: Use): Response {
  const response = use.next(use.question);
  store(use, response);
  return passed(use.plugin, response);
}

function store({ plugin, caches, question, store: halves, key }: Use, response: Response): CacheItem | undefined {
  if (response.kind !== "reply" || response.truncated || question.type === "AXFR" || question.type === "IXFR")
    return undefined;
  if (response.unwritten === true) return undefined;
  const kind = kindOf(response);
  if (kind === "other") return undefined;
  const negative = kind !== "success";
  const disabled = negative ? plugin.disableDenial : plugin.disableSuccess;
  if (disabled.some((zone) => isSubdomainOf(question.name, zone))) return undefined;
  const ttl = ttlOf(plugin, response);
  if (ttl <= 0) return undefined;
  const { now } = caches;
  const item: CacheItem = { reply: response, negative, ttl, stored: now, hits: 0, lastHit: now };
  const capacity = (negative ? plugin.denialCapacity : plugin.successCapacity) ?? defaultCapacity;
  put(negative ? halves.denial : halves.success, key, item, capacity);
  return item;
}

/** Counts the hit; true when the item is asked often enough and its time is nearly over (handler.go shouldPrefetch). */
function shouldPrefetch({ plugin, caches, store: halves, key }: Use, item: CacheItem): boolean {
  const { prefetch: settings } = plugin;
  if (settings === undefined || settings.amount <= 0) return false;
  const { now } = caches;
  const hits = item.lastHit < now - settings.duration ? 1 : item.hits + 1;
  (item.negative ? halves.denial : halves.success).set(key, { ...item, hits, lastHit: now });
  return hits >= settings.amount && remaining(item, now) <= Math.ceil((settings.percentage / 100) * item.ttl);
}

/**
 * The refresh behind a reply that is already on its way: the next question finds the new item, which keeps the count of
 * hits.
 */
function prefetch(use: Use, item: CacheItem): void {
  const half = item.negative ? use.store.denial : use.store.success;
  const { hits, lastHit } = half.get(use.key) ?? item;
  const fresh = store(use, use.next(use.question));
  if (fresh === undefined) return;
  if (!fresh.negative) use.store.denial.delete(use.key);
  (fresh.negative ? use.store.denial : use.store.success).set(use.key, { ...fresh, hits, lastHit });
}

function passed(plugin: CachePlugin, response: Response): Response {
  if (response.kind !== "reply") return response;
  const ttl = ttlOf(plugin, response);
  const isAsIs = ({ record }: ServedRecord): boolean => record.ttl === ttl;
  if ([response.answer, response.authority, response.additional].every((records) => records.every(isAsIs)))
    return response;
  return mapRecords(response, (record) => ({ ...record, record: { ...record.record, ttl } }));
}

/** The seconds that a reply is stored for and is sent with (cache.go computeTTL). */
function ttlOf(plugin: CachePlugin, reply: Reply): number {
  const kind = kindOf(reply);
  if (kind === "error") return plugin.servfailTtl;
  const all = [...reply.answer, ...reply.authority, ...reply.additional];
  const shortest = all.length === 0 || kind === "other" ? defaultTtl : smallest(all.map(({ record }) => record.ttl));
  return kind === "denial"
    ? Math.min(Math.max(shortest, plugin.minDenialTtl), plugin.denialTtl)
    : Math.min(Math.max(shortest, plugin.minSuccessTtl), plugin.successTtl);
}

/** What a message is to the cache (plugin/pkg/response/typify.go): a denial needs an SOA that proves it. */
function kindOf(reply: Reply): "success" | "denial" | "error" | "other" {
  switch (reply.rcode) {
    case "NOERROR":
      return reply.answer.length === 0 && hasSoa(reply) ? "denial" : "success";
    case "NXDOMAIN":
      return hasSoa(reply) ? "denial" : "other";
    case "SERVFAIL":
    case "NOTIMP":
      return "error";
    default:
      return "other";
  }
}

function hasSoa(reply: Reply): boolean {
  return reply.authority.some(({ record }) => record.data.type === "SOA");
}
