/**
 * Takes a question from a Pod to the server's answer: through NodeLocal DNSCache where nodes have one, then to one of
 * the replicas of CoreDNS, each with its own caches. The caller gives the time and the client.
 */

import type { Instant } from "../../cluster/scenario/scenario.ts";
import type { Cluster } from "../../cluster/state/cluster.ts";
import { absolute, longestZone, nameDefect, relative } from "../data/name.ts";
import { type CacheStore, emptyStores } from "./cache-store.ts";
import { answerCache } from "./plugins/cache.ts";
import { readCorefile } from "./read-corefile.ts";
import { emptyReply } from "./reply.ts";
import type { Asker, Outside, Question, Reply, Response } from "./response.ts";
import { answer, clusterDomain, type DnsServer } from "./server.ts";
import type { CachePlugin, ServerBlock } from "./server-config.ts";

export interface DnsPath {
  readonly server: DnsServer;
  /** The server blocks of NodeLocal DNSCache; absent: Pods ask CoreDNS. Of their plugins only `cache` counts. */
  readonly nodeLocal?: readonly ServerBlock[];
}

/** What the caches on the way hold. It changes with every question, and belongs to the caller, who has the time. */
export interface PathCaches {
  /** One for each replica of CoreDNS; questions go to them in turn. */
  readonly replicas: readonly Map<string, CacheStore>[];
  readonly nodeLocal: Map<string, CacheStore>;
  asked: number;
}

/** Cold caches. @param replicas of CoreDNS, at least one */
export function coldCaches(replicas = 1): PathCaches {
  return {
    replicas: Array.from({ length: Math.max(1, replicas) }, () => emptyStores()),
    nodeLocal: emptyStores(),
    asked: 0,
  };
}

/** One question on its way. */
export interface PathCall {
  readonly outside: Outside;
  readonly asker?: Asker;
  readonly caches: PathCaches;
  /** Seconds on the caller's clock; never goes back. */
  readonly now: Instant;
}

/** Answers a question through the caches on the way. */
export function answerThrough({ server, nodeLocal }: DnsPath, question: Question, call: PathCall): Response {
  const { outside, asker, caches, now } = call;
  const ask = (asked: Question): Response => {
    const stores = caches.replicas[caches.asked % caches.replicas.length] ?? emptyStores();
    caches.asked += 1;
    return answer(server, asked, outside, asker, { name: "coredns", now, stores });
  };
  const block = nodeLocal === undefined ? undefined : blockFor(nodeLocal, question.name);
  const plugin = block?.plugins.find((candidate): candidate is CachePlugin => candidate.kind === "cache");
  if (block === undefined || plugin === undefined) return ask(question);
  if (nameDefect(question.name) !== undefined)
    return emptyReply("FORMERR", { kind: "refused", message: "the name cannot be asked" });
  const asked = { name: absolute(question.name), type: question.type.toUpperCase() };
  return answerCache(
    plugin,
    { block, asker, caches: { name: "node-local", now, stores: caches.nodeLocal } },
    asked,
    ask,
  );
}

/**
 * The answer through the caches. Where a cache gave it and the server itself would give another answer now, the reply
 * is stale, and `cached.truth` holds the server's answer.
 */
export function answerWithTruth(path: DnsPath, question: Question, call: PathCall): Response {
  const response = answerThrough(path, question, call);
  if (response.kind !== "reply" || response.cached === undefined) return response;
  const truth = answer(path.server, question, call.outside, call.asker);
  if (truth.kind !== "reply" || sameAnswer(truth, response)) return response;
  return { ...response, cached: { ...response.cached, truth } };
}

/** True when two replies look equal to a client, except for TTLs, order and letter case of owner names. */
export function sameAnswer(a: Reply, b: Reply): boolean {
  return a.rcode === b.rcode && answerKey(a) === answerKey(b);
}

function answerKey({ answer: records }: Reply): string {
  return records
    .map(({ record }) => `${record.name.toLowerCase()} ${JSON.stringify(record.data)}`)
    .sort()
    .join("\n");
}

function blockFor(blocks: readonly ServerBlock[], name: string): ServerBlock | undefined {
  const zone = longestZone(
    name,
    blocks.flatMap(({ zones }) => zones),
  );
  return blocks.find(({ zones }) => zone !== undefined && zones.includes(zone));
}

/**
 * The server blocks of NodeLocal DNSCache: those of the ConfigMap kube-system/node-local-dns, else, where a scenario says
 * that there is one, the add-on's own (kubernetes cluster/addons/dns/nodelocaldns/nodelocaldns.yaml).
 * @param wanted undefined: only where the manifests have it
 */
export function nodeLocalBlocks(
  cluster: Cluster,
  server: DnsServer,
  wanted: boolean | undefined,
): readonly ServerBlock[] | undefined {
  if (wanted === false) return undefined;
  const domain = clusterDomain(server) || ".";
  const text = cluster.configMaps.get("kube-system/node-local-dns")?.object.data["Corefile"];
  if (text === undefined && wanted !== true) return undefined;
  return readCorefile(text?.replaceAll("__PILLAR__DNS__DOMAIN__", domain) ?? nodeLocalCorefile(domain)).blocks;
}

function nodeLocalCorefile(domain: string): string {
  return `${relative(domain) || "."}:53 {
    cache {
        success 9984 30
        denial 9984 5
    }
}
in-addr.arpa:53 {
    cache 30
}
ip6.arpa:53 {
    cache 30
}
.:53 {
    cache 30
}
`;
}

/** The cache plugins between a Pod and the cluster zone's records, the one next to the records first. */
export function cachesOnTheWay({ server, nodeLocal }: DnsPath): readonly {
  readonly name: "coredns" | "node-local";
  readonly plugin: CachePlugin;
  readonly zones: readonly string[];
}[] {
  const zone = absolute(clusterDomain(server));
  const found = [];
  for (const [name, blocks] of [
    ["coredns", server.blocks],
    ["node-local", nodeLocal ?? []],
  ] as const) {
    const block = blockFor(blocks, zone);
    const plugin = block?.plugins.find((candidate): candidate is CachePlugin => candidate.kind === "cache");
    if (block === undefined || plugin === undefined) continue;
    found.push({ name, plugin, zones: plugin.zones.length > 0 ? plugin.zones : block.zones });
  }
  return found;
}
