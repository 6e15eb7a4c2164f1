/**
 * Builds the chain of caches and servers that a question passes, for each instant of a scenario. Where the
 * environment comes from is not decided here.
 */

import type { Happening } from "../../../../cluster/history/history.ts";
import { formatDuration } from "../../../../cluster/scenario/duration.ts";
import type { Instant, Scenario } from "../../../../cluster/scenario/scenario.ts";
import { coldCaches, type DnsPath, nodeLocalBlocks, type PathCall } from "../../../../dns/server/dns-path.ts";
import type { DnsServer } from "../../../../dns/server/server.ts";
import { askableAt, playScenario } from "../../../../ide/timeline/played-scenario.ts";
import type { Declaration } from "../../../../kubernetes/manifests/manifest.ts";
import type { JsonValue } from "../../../../kubernetes/manifests/read-yaml.ts";
import { clusterOptions } from "../../../../workspace/settings/model-settings.ts";
import type { Settings } from "../../../../workspace/settings/settings.ts";
import type { CommandEnvironment } from "../../command-environments.ts";

/** Milliseconds that a timer of Node can wait for; what is later takes several. */
const longestTimer = 0x7fffffff;

/** The way to the answer at an instant of the scenario, and what happens. */
export interface Way {
  readonly at: (now: Instant) => DnsPath;
  readonly happenings: readonly Happening[];
  readonly replicas: number;
}

/** What a scenario is played in. */
export interface Played {
  readonly environment: CommandEnvironment;
  readonly scenario: Scenario;
  readonly settings: Settings;
  readonly snapshot: boolean;
  readonly wholeOf: (declaration: Declaration) => JsonValue | undefined;
}

/**
 * Makes a function that plays scenarios. Without events the way is always the same, and nothing has to be played.
 * @param err is told once what cannot happen
 */
export function makeWays(err: (line: string) => void): (played: Played) => Way {
  const said = new Set<string>();
  return ({ environment, scenario, settings, snapshot, wholeOf }) => {
    const isEventful = scenario.events.length > 0 || scenario.absent.length > 0 || scenario.start !== "settled";
    const replicas = scenario.coreDnsReplicas;
    if (!isEventful) {
      const nodeLocal = nodeLocalBlocks(environment.cluster, environment.server, scenario.nodeLocal);
      const path = { server: environment.server, ...(nodeLocal === undefined ? {} : { nodeLocal }) };
      return { at: () => path, happenings: [], replicas };
    }
    const { declarations, dnsOf } = environment;
    const played = playScenario({
      ...{ declarations, scenario, dnsOf, valueOf: wholeOf },
      options: clusterOptions(settings, snapshot),
    });
    for (const { line, message } of played.history.problems) {
      const text = `scenario:${line}: warning: ${message}\n`;
      if (!said.has(text)) err(text);
      said.add(text);
    }
    return { at: (now) => askableAt(played, now).path, happenings: played.history.happenings, replicas };
  };
}

/** Says what happens when it happens. Returns what ends that. */
export function announce({ happenings }: Way, clock: Clock, speed: number, err: (line: string) => void): () => void {
  const start = clock();
  const left = happenings.filter(({ at }) => at >= start);
  let next = 0;
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    for (let due = left[next]; due !== undefined && due.at <= clock(); due = left[next]) {
      err(`${formatDuration(due.at)}: ${due.text}\n`);
      next += 1;
    }
    const later = left[next];
    if (later !== undefined) timer = setTimeout(wait, Math.min(((later.at - clock()) * 1000) / speed, longestTimer));
  };
  wait();
  return () => clearTimeout(timer);
}

/** Seconds of the scenario since the server started. */
export type Clock = () => Instant;

export function startClock(speed: number): Clock {
  const started = performance.now();
  return () => ((performance.now() - started) / 1000) * speed;
}

/**
 * The way of a question at this moment. The clock and the caches go on while manifests change; a new configuration of the
 * server, or another number of servers, begins with empty caches (plugin reload).
 */
export function makeCaches(clock: Clock): (way: Way) => Pick<PathCall, "caches" | "now"> & { readonly path: DnsPath } {
  let caches = coldCaches();
  let config: string | undefined;
  let last: { readonly way: Way; readonly server: DnsServer } | undefined;
  return (way) => {
    const now = clock();
    const path = way.at(now);
    const { server } = path;
    if (way !== last?.way || server !== last.server) {
      const text = JSON.stringify([server.blocks, way.replicas]);
      if (text !== config) caches = coldCaches(way.replicas);
      config = text;
      last = { way, server };
    }
    return { caches, now, path };
  };
}
