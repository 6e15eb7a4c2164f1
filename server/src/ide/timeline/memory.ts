/** Remembers answers while questions are asked over time, as the caches of servers, nodes and clients do. */

import { smallest } from "../../base/long-lists.ts";
import { means } from "../../cluster/history/scenario-run.ts";
import type { ClientCache, Instant } from "../../cluster/scenario/scenario.ts";
import type { PodModel } from "../../cluster/state/cluster.ts";
import { clientForImage } from "../../dns/clients/programs.ts";
import type { ClientId, Simulation, Typed } from "../../dns/clients/simulation.ts";
import type { ResolvConf } from "../../dns/data/resolv-conf.ts";
import { answerWithTruth, coldCaches, type PathCaches } from "../../dns/server/dns-path.ts";
import type { Outside } from "../../dns/server/response.ts";
import type { DnsServer } from "../../dns/server/server.ts";
import { simulateIn } from "../../workspace/asking/ask-from-pod.ts";
import { type AskableState, lifeOf, type PlayedScenario } from "./played-scenario.ts";

/** What a client's own cache holds of one name. */
interface Remembered {
  readonly simulation: Simulation;
  readonly stored: Instant;
  readonly until: Instant;
}

/** Everything that is remembered. It changes with every question and belongs to one run over a played scenario. */
export interface Memory {
  caches: PathCaches;
  /** The DNS configuration that the caches belong to: a new one begins with empty caches (plugin reload). */
  blocks: string | undefined;
  /** By process of a client: Pod, incarnation, restarts. */
  readonly clients: Map<string, Map<string, Remembered>>;
}

export function emptyMemory({ history }: PlayedScenario): Memory {
  return { caches: coldCaches(history.scenario.coreDnsReplicas), blocks: undefined, clients: new Map() };
}

export interface AskOptions {
  readonly typed: Typed;
  /** Absent: the one that the Pod's image holds. */
  readonly client?: ClientId;
  /** What the client's process keeps; absent: as the scenario says of the Pod. */
  readonly cache?: ClientCache | undefined;
  readonly outside: Outside;
  readonly resolvConf?: ResolvConf;
}

/** A lookup at an instant. */
export interface Asked {
  readonly at: Instant;
  readonly pod: PodModel | undefined;
  readonly simulation: Simulation;
  /** The client's own cache that gave the result; absent: it asked. */
  readonly kept?: { readonly cache: ClientCache; readonly stored: Instant; readonly until: Instant };
}

/** Asks through all caches, which remember what comes back. Instants must not go back. */
export function askAt(
  played: PlayedScenario,
  memory: Memory,
  { askable, at, pod }: { readonly askable: AskableState; readonly at: Instant; readonly pod: PodModel | undefined },
  options: AskOptions,
): Asked {
  const { typed, outside, resolvConf } = options;
  const cache = options.cache ?? cacheOf(played, pod);
  const own = ownMemory(played, memory, pod, at);
  const key = `${typed.type ?? ""} ${typed.name}`;
  const known = cache === undefined ? undefined : own.get(key);
  if (known !== undefined && cache !== undefined && at < known.until)
    return { at, pod, simulation: known.simulation, kept: { cache, stored: known.stored, until: known.until } };
  reload(played, memory, askable);
  const { caches } = memory;
  const client = options.client ?? clientForImage(pod?.spec.containers[0]?.image);
  const simulation = simulateIn(askable, pod, typed, client, {
    outside,
    answer: (question, asker) => answerWithTruth(askable.path, question, { outside, asker, caches, now: at }),
    ...(resolvConf === undefined ? {} : { resolvConf }),
  });
  if (cache !== undefined) own.set(key, { simulation, stored: at, until: at + keptFor(cache, simulation) });
  return { at, pod, simulation };
}

/** Asks the server itself, past all caches. */
export function askServer(
  askable: AskableState,
  pod: PodModel | undefined,
  { typed, client, outside, resolvConf }: AskOptions,
): Simulation {
  return simulateIn(askable, pod, typed, client ?? clientForImage(pod?.spec.containers[0]?.image), {
    outside,
    ...(resolvConf === undefined ? {} : { resolvConf }),
  });
}

/** What the scenario says that the Pod's program keeps. */
export function cacheOf({ history }: PlayedScenario, pod: PodModel | undefined): ClientCache | undefined {
  if (pod === undefined) return undefined;
  const { controller } = pod;
  return history.scenario.clients.find(
    ({ target }) =>
      means(target, "Pod", `${pod.namespace}/${pod.name}`) ||
      (controller !== undefined && means(target, controller.kind, `${controller.namespace}/${controller.name}`)),
  )?.cache;
}

function reload({ history }: PlayedScenario, memory: Memory, { server }: AskableState): void {
  const blocks = textOfBlocks(server);
  if (memory.blocks !== undefined && memory.blocks !== blocks)
    memory.caches = coldCaches(history.scenario.coreDnsReplicas);
  memory.blocks = blocks;
}

/** Equal for equal configurations. Each question asks for it, and a Corefile may be long. */
function textOfBlocks({ config, blocks }: DnsServer): string {
  const known = blockTexts.get(config.blocks);
  if (known !== undefined) return known;
  const text = JSON.stringify(blocks);
  blockTexts.set(config.blocks, text);
  return text;
}

const blockTexts = new WeakMap<DnsServer["config"]["blocks"], string>();

/** A process that is started again has forgotten everything. */
function ownMemory(
  played: PlayedScenario,
  { clients }: Memory,
  pod: PodModel | undefined,
  at: Instant,
): Map<string, Remembered> {
  const life = pod === undefined ? undefined : lifeOf(played, pod, at);
  const restarts = life?.breaks.filter((end) => end.how === "restarted" && end.at <= at).length ?? 0;
  const key = `${pod?.namespace}/${pod?.name} ${life?.created} ${restarts}`;
  const known = clients.get(key) ?? new Map<string, Remembered>();
  clients.set(key, known);
  return known;
}

/** The most that nscd keeps of a long TTL (nscd.conf positive-time-to-live hosts). */
const longestTtl = 3600;

function keptFor({ positive, negative }: ClientCache, simulation: Simulation): number {
  if (simulation.outcome !== "resolved") return negative;
  if (positive !== "ttl") return positive;
  return Math.min(longestTtl, smallest(simulation.records.map(({ record }) => record.ttl)));
}
