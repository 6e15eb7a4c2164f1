/**
 * Answers questions as the DNS server: chooses the server block and runs its plugins. It reads no clock, and stores
 * replies only in the caller's caches.
 */
import type { Cluster } from "../../cluster/state/cluster.ts";
import { absolute, isSubdomainOf, nameDefect, normalName, relative } from "../data/name.ts";
import type { Caches } from "./cache-store.ts";
import { inExecutionOrder, runChain } from "./chain.ts";
import { type KubernetesView, primaryZoneOf, viewOf } from "./kube-view.ts";
import type { Call } from "./plugins/call.ts";
import { emptyReply } from "./reply.ts";
import type { Asker, Outside, Question, Response } from "./response.ts";
import type { DnsServerConfig, KubernetesPlugin, ServerBlock } from "./server-config.ts";

/** A DNS server over one state of a cluster. Equal questions get equal answers. */
export interface DnsServer {
  readonly cluster: Cluster;
  readonly config: DnsServerConfig;
  /** The server blocks of the port that serves the cluster. */
  readonly blocks: readonly ServerBlock[];
  /** The cluster as a kubernetes plugin of the configuration sees it; indexes are built on first use. */
  readonly viewOf: (plugin: KubernetesPlugin) => KubernetesView;
}

/** How often a question may come back to the server through ExternalNames (CoreDNS core/dnsserver/server.go). */
const deepest = 10;

/** Makes a server. This costs nothing; what it needs of the cluster is indexed when a question needs it. */
export function createServer(cluster: Cluster, config: DnsServerConfig): DnsServer {
  const views = new Map<KubernetesPlugin, KubernetesView>();
  return {
    cluster,
    config,
    blocks: blocksOfCluster(config.blocks),
    viewOf: (plugin) => {
      const known = views.get(plugin);
      if (known !== undefined) return known;
      const view = viewOf(cluster, plugin, config);
      views.set(plugin, view);
      return view;
    },
  };
}

/**
 * Answers a question of class IN. Every reply names the rule that decided it, and every record the objects that it
 * comes from.
 * @param outside the upstreams' answers; where it has no answer, the response is "needs-outside"
 * @param asker the client, as far as plugins look at it
 * @param caches what the server's cache plugins hold at this instant; absent: nothing is stored, every answer is
 *   fresh
 */
export function answer(
  server: DnsServer,
  question: Question,
  outside: Outside,
  asker?: Asker,
  caches?: Caches,
): Response {
  const defect = nameDefect(question.name);
  if (defect !== undefined) {
    return emptyReply("FORMERR", { kind: "refused", message: `the name cannot be asked: ${defect}` });
  }
  const asked = { name: absolute(question.name), type: question.type.toUpperCase() };
  const response = answerAt(server, asked, { outside, asker, caches }, 0);
  if (response.kind !== "reply" || response.unwritten === undefined) return response;
  // The server still sends it as a message, and a cache outside of the server stores it.
  const { unwritten: _, ...written } = response;
  return written;
}

/** Whether a name of the cluster exists, with any records. Names outside do not count. */
export function exists(server: DnsServer, name: string): boolean {
  const response = answer(server, { name, type: "A" }, () => "unreachable");
  return response.kind === "reply" && (response.outcome === "found" || response.outcome === "nodata");
}

/** The cluster's domain without a final dot: the first forward zone of the first kubernetes plugin. */
export function clusterDomain(server: DnsServer): string {
  for (const plugin of kubernetesPlugins(server)) {
    const zone = primaryZoneOf(plugin);
    if (zone !== undefined) return relative(zone);
  }
  return "cluster.local";
}

/** The kubernetes plugins of the server, in the configuration's order. */
export function kubernetesPlugins(server: DnsServer): readonly KubernetesPlugin[] {
  return server.blocks.flatMap(({ plugins }) =>
    plugins.filter((plugin): plugin is KubernetesPlugin => plugin.kind === "kubernetes"),
  );
}

/** What stays the same while a question comes back to the server. */
type Asking = Pick<Call, "outside" | "asker" | "caches">;

function answerAt(server: DnsServer, question: Question, asking: Asking, depth: number): Response {
  const block = blockFor(server, question.name);
  if (block === undefined) {
    return emptyReply("REFUSED", { kind: "refused", message: "no server block has a zone that holds this name" });
  }
  if (depth > deepest) {
    return emptyReply("SERVFAIL", { kind: "refused", message: "the question came back to the server too often" });
  }
  const { outside, asker, caches } = asking;
  const call = {
    outside,
    asker,
    caches,
    block,
    serverSearch: server.config.serverSearch,
    viewOf: server.viewOf,
    ask: (inner: Question) => answerAt(server, inner, asking, depth + 1),
  };
  return runChain(call, question);
}

/** The block with the longest zone that holds the name; of several with the zone the first. */
function blockFor({ blocks }: DnsServer, name: string): ServerBlock | undefined {
  let byZone = blocksByZone.get(blocks);
  if (byZone === undefined) {
    byZone = new Map();
    for (const block of blocks)
      for (const zone of block.zones) if (!byZone.has(normalName(zone))) byZone.set(normalName(zone), block);
    blocksByZone.set(blocks, byZone);
  }
  const whole = normalName(name);
  for (let at = 0; at < whole.length; at = whole.indexOf(".", at) + 1) {
    const found = byZone.get(whole.slice(at));
    if (found !== undefined && isSubdomainOf(whole, whole.slice(at))) return found;
  }
  return byZone.get(".");
}

/** A Corefile may have thousands of zones, and each question asks for one. */
const blocksByZone = new WeakMap<readonly ServerBlock[], Map<string, ServerBlock>>();

/** Blocks on another port are other servers: those of the first block with a kubernetes plugin count. */
function blocksOfCluster(blocks: readonly ServerBlock[]): readonly ServerBlock[] {
  const main = blocks.find(({ plugins }) => plugins.some(({ kind }) => kind === "kubernetes")) ?? blocks[0];
  const own = blocks.filter(({ port }) => port === main?.port);
  return own.map((block) => ({ ...block, plugins: inExecutionOrder(block.plugins) }));
}
