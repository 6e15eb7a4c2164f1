/**
 * Computes how long an answer can stay in use after it became stale: what each cache on the way adds, for any question.
 */

import type { ClientCache, Duration } from "../../cluster/scenario/scenario.ts";
import { absolute, isSubdomainOf } from "../../dns/data/name.ts";
import { cachesOnTheWay, type DnsPath } from "../../dns/server/dns-path.ts";
import { clusterDomain, kubernetesPlugins } from "../../dns/server/server.ts";
import type { CachePlugin } from "../../dns/server/server-config.ts";

/** What one cache adds to the longest time that an answer is kept, in seconds. */
export interface BoundPart {
  /** For people: `CoreDNS's cache`. */
  readonly cache: string;
  readonly positive: Duration;
  readonly negative: Duration;
}

/**
 * The longest time for which names of the cluster zone are still answered as before, after the server's answer changed.
 */
export interface Bounds {
  /** An address that is gone; a name that does not exist. */
  readonly positive: Duration;
  readonly negative: Duration;
  readonly parts: readonly BoundPart[];
}

/** The highest TTL of an SOA record (CoreDNS plugin/backend_lookup.go). */
const highestSoaTtl = 300;

/**
 * Each cache keeps what is left of the TTL, but at least its minimum: the sum of the first cache's time and every further
 * cache's minimum. A client that ignores TTLs adds its own time.
 */
export function boundsOf(path: DnsPath, client: ClientCache | undefined): Bounds {
  const zone = absolute(clusterDomain(path.server));
  const ttl = kubernetesPlugins(path.server)[0]?.ttl ?? 5;
  const positive: Half = { ttl, bound: 0 };
  const negative: Half = { ttl: Math.min(ttl, highestSoaTtl), bound: 0 };
  const parts: BoundPart[] = [];
  for (const { name, plugin } of cachesOnTheWay(path)) {
    const part = {
      cache: name === "coredns" ? "CoreDNS's cache" : "NodeLocal DNSCache",
      positive: add(positive, [plugin.minSuccessTtl, plugin.successTtl], plugin, keeps(plugin.disableSuccess, zone)),
      negative: add(negative, [plugin.minDenialTtl, plugin.denialTtl], plugin, keeps(plugin.disableDenial, zone)),
    };
    if (part.positive > 0 || part.negative > 0) parts.push(part);
  }
  if (client !== undefined) {
    const own = client.positive === "ttl" ? (positive.bound > 0 ? 0 : positive.ttl) : client.positive;
    parts.push({ cache: `${client.name}'s own cache`, positive: own, negative: client.negative });
    positive.bound += own;
    negative.bound += client.negative;
  }
  return { positive: positive.bound, negative: negative.bound, parts };
}

interface Half {
  /** The TTL that the cache receives. */
  ttl: number;
  bound: number;
}

/** Lets an answer pass a cache; returns what that adds to the bound. */
function add(half: Half, [least, most]: readonly [number, number], plugin: CachePlugin, stores: boolean): number {
  const clamp = (ttl: number): number => Math.min(Math.max(ttl, least), most);
  // Behind another cache the last second of its item is enough to get the minimum here.
  const added = stores ? (half.bound > 0 ? clamp(1) : clamp(half.ttl)) + (plugin.staleFor ?? 0) : 0;
  half.ttl = clamp(half.ttl);
  half.bound += added;
  return added;
}

function keeps(disabled: readonly string[], zone: string): boolean {
  return !disabled.some((other) => isSubdomainOf(zone, other));
}
