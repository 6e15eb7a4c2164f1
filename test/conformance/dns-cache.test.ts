/**
 * Replays how long a stale or negative answer lives behind CoreDNS's cache (dns-cache.json): the same change is played in a
 * scenario, the same name asked once a second behind the same three Corefiles.
 */
import { describe, expect, test } from "vitest";
import { asUri } from "../../server/src/base/source.ts";
import { declared } from "../../server/src/cluster/history/history.fixture.ts";
import { readScenario } from "../../server/src/cluster/scenario/read-scenario.ts";
import { defaultClusterOptions } from "../../server/src/cluster/state/cluster.ts";
import { defaultServerConfig } from "../../server/src/dns/server/default-config.ts";
import { answerThrough, coldCaches } from "../../server/src/dns/server/dns-path.ts";
import { readCorefile } from "../../server/src/dns/server/read-corefile.ts";
import type { Reply } from "../../server/src/dns/server/response.ts";
import { createServer } from "../../server/src/dns/server/server.ts";
import { askableAt, type PlayedScenario, playScenario } from "../../server/src/ide/timeline/played-scenario.ts";
import { recordedJson } from "./recorded.ts";
import { tallyEach } from "./tally.ts";

type Mode = "kubeadm" | "cached" | "cached-disable";

interface Recorded {
  readonly cases: readonly {
    readonly case: string;
    readonly name: string;
    readonly first: Readonly<Record<Mode, readonly [string, number]>>;
    readonly seconds_until_new_answer: Readonly<Record<Mode, number>>;
    readonly ttl_while_stale: Readonly<Record<Mode, readonly number[]>>;
  }[];
}

const recorded = recordedJson<Recorded>("dns-cache.json");

/** The configurations, as the file's own description tells them. */
const caches: Readonly<Record<Mode, string>> = {
  kubeadm: "",
  cached: "cache 30",
  "cached-disable": "cache 30 {\ndisable success cluster.local\ndisable denial cluster.local\n}",
};

const manifests = `
apiVersion: v1
kind: Service
metadata: { name: web-headless }
spec: { clusterIP: None, selector: { app: web }, ports: [{ name: http, port: 80 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web }
spec:
  serviceName: web-headless
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx }] }
`;

/** What each case did between the first question and those that followed once a second, as a scenario. */
const scenarios: Readonly<Record<string, string>> = {
  "asked before the Service exists (NXDOMAIN), then the Service is created":
    "absent: [service/web-headless]\nevents: [{ at: 0.5s, apply: service/web-headless }]",
  "the Pod is deleted and replaced with a new address": "events: [{ at: 0.5s, delete: pod/web-1 }]",
  "the Pod is no longer ready": "events: [{ at: 0.5s, not-ready: pod/web-1 }]",
  "the Pod is ready again (asked while NXDOMAIN)":
    "events: [{ at: 0s, not-ready: pod/web-1 }, { at: 0.5s, ready: pod/web-1 }]",
  "scaled from 3 to 4: the set's answer":
    "timings: { scheduling: 0s, startup: 0s, readiness: 0s }\nevents: [{ at: 0.5s, scale: sts/web, replicas: 4 }]",
  "the Service is deleted": "events: [{ at: 0.5s, delete: service/web-headless }]",
};

describe("dns-cache.json", () => {
  tallyEach({ file: "dns-cache.json", mode: "over time", unit: "cases" });
  const modes = Object.keys(caches) as readonly Mode[]; // The keys of a constant.
  for (const recordedCase of recorded.cases) {
    test.each(modes)(`${recordedCase.case}: %s`, (mode) => {
      const scenario = scenarios[recordedCase.case];
      if (scenario === undefined) throw new Error(`no scenario for '${recordedCase.case}'`);
      const seen = replay(stageOf(scenario, mode), recordedCase.name);
      expect(seen.first).toEqual(recordedCase.first[mode]);
      expect(Math.abs(seen.seconds - recordedCase.seconds_until_new_answer[mode])).toBeLessThanOrEqual(1);
      expect(shortened(seen.ttls)).toEqual(recordedCase.ttl_while_stale[mode]);
    });
  }
});

function stageOf(events: string, mode: Mode): PlayedScenario {
  const { scenario, problems } = readScenario(events, asUri("test:scenario"), () => undefined);
  expect(problems).toEqual([]);
  const { blocks } = readCorefile(
    `.:53 {\n${caches[mode]}\nkubernetes cluster.local in-addr.arpa ip6.arpa {\npods insecure\nttl 30\n}\n}`,
  );
  return playScenario({
    ...declared(manifests),
    scenario,
    options: defaultClusterOptions,
    dnsOf: (cluster) => ({
      server: createServer(cluster, { ...defaultServerConfig(), blocks }),
      podDns: {
        clusterDomain: "cluster.local",
        clusterDns: [],
        nodeResolvConf: { nameservers: [], search: [], options: [] },
      },
    }),
  });
}

/** Asks at 0, and then once a second until another answer comes. */
function replay(
  played: PlayedScenario,
  name: string,
): { readonly first: readonly [string, number]; readonly seconds: number; readonly ttls: readonly number[] } {
  const memory = coldCaches();
  const ask = (now: number): Reply => {
    const reply = answerThrough(
      askableAt(played, now).path,
      { name, type: "A" },
      { outside: () => undefined, caches: memory, now },
    );
    if (reply.kind !== "reply") throw new Error("the name is in the cluster");
    return reply;
  };
  const first = ask(0);
  const ttls: number[] = [];
  for (let second = 1; second < 300; second++) {
    const reply = ask(second);
    if (dataOf(reply) !== dataOf(first)) return { first: [first.rcode, ttlOf(first)], seconds: second, ttls };
    ttls.push(ttlOf(reply));
  }
  throw new Error("no other answer came");
}

function ttlOf({ answer: records, authority }: Reply): number {
  return Math.min(...[...records, ...authority].map(({ record }) => record.ttl));
}

function dataOf({ rcode, answer: records }: Reply): string {
  return `${rcode} ${records
    .map(({ record }) => JSON.stringify(record.data))
    .sort()
    .join(" ")}`;
}

/** As the file keeps them: the first three and the last two. */
function shortened(ttls: readonly number[]): readonly number[] {
  return ttls.length <= 5 ? ttls : [...ttls.slice(0, 3), ...ttls.slice(-2)];
}
