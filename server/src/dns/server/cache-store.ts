/**
 * Stores replies for the cache plugins, each with the instant it was stored. It is the only mutable part of the DNS
 * server. It belongs to the caller, because only the caller has the time.
 */
import type { Instant } from "../../cluster/scenario/scenario.ts";
import type { CacheName, Reply } from "./response.ts";
import type { CachePlugin } from "./server-config.ts";

/** A stored reply (CoreDNS plugin/cache/item.go). */
export interface CacheItem {
  readonly reply: Reply;
  readonly negative: boolean;
  /** Seconds for which it was stored: the TTL that counts down. */
  readonly ttl: number;
  readonly stored: Instant;
  /** How often it was asked since `lastHit` was at most the prefetch duration ago. */
  readonly hits: number;
  readonly lastHit: Instant;
}

/** The two halves of one cache plugin. Names that do not exist are looked up first. */
export interface CacheStore {
  readonly success: Map<string, CacheItem>;
  readonly denial: Map<string, CacheItem>;
}

/** The caches of one DNS server at one instant: a store for each cache plugin. */
export interface Caches {
  readonly name: CacheName;
  /** Seconds on the caller's clock; never goes back. */
  readonly now: Instant;
  readonly stores: Map<string, CacheStore>;
}

/** Empty caches of one server. */
export function emptyStores(): Map<string, CacheStore> {
  return new Map();
}

/** The store of a cache plugin; equal configuration in equal zones is the same cache, so that a rebuilt server stays warm. */
export function storeOf(caches: Caches, plugin: CachePlugin, zones: readonly string[]): CacheStore {
  const key = keyOf(plugin, zones);
  const known = caches.stores.get(key);
  if (known !== undefined) return known;
  const store: CacheStore = { success: new Map(), denial: new Map() };
  caches.stores.set(key, store);
  return store;
}

const keys = new WeakMap<CachePlugin, { readonly zones: readonly string[]; readonly key: string }>();

function keyOf(plugin: CachePlugin, zones: readonly string[]): string {
  const known = keys.get(plugin);
  if (known?.zones === zones) return known.key;
  const key = JSON.stringify([zones, plugin]);
  keys.set(plugin, { zones, key });
  return key;
}

/** Seconds that are left; 0 or less: expired (item.go ttl: whole seconds of age are taken off). */
export function remaining(item: CacheItem, now: Instant): number {
  return item.ttl - Math.floor(now - item.stored);
}

/** Puts an item in. A full half loses what has expired, else what was stored first. */
export function put(half: Map<string, CacheItem>, key: string, item: CacheItem, capacity: number): void {
  half.delete(key);
  if (half.size >= capacity) {
    for (const [other, { ttl, stored }] of half) if (ttl <= item.stored - stored) half.delete(other);
    for (const other of half.keys()) {
      if (half.size < capacity) break;
      half.delete(other);
    }
  }
  half.set(key, item);
}
