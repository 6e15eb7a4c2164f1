/** What a client sees that asks again and again, what the server says meanwhile, and what it means (k8s-semantics T1 to T7). */
import { expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { declared } from "../../cluster/history/history.fixture.ts";
import { readScenario } from "../../cluster/scenario/read-scenario.ts";
import { defaultClusterOptions } from "../../cluster/state/cluster.ts";
import { defaultServerConfig } from "../../dns/server/default-config.ts";
import { readCorefile } from "../../dns/server/read-corefile.ts";
import { answer, createServer } from "../../dns/server/server.ts";
import type { ServerBlock } from "../../dns/server/server-config.ts";
import { connectionsOf } from "./connections.ts";
import { type PlayedScenario, type PlayedScenarioInput, playScenario, whatIf } from "./played-scenario.ts";
import { askedBefore, type Row, type Timeline, timelineOf } from "./timeline.ts";
import { timelineWords } from "./words.ts";

const web = `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { clusterIP: None, selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: api }
spec: { clusterIP: 10.96.7.7, selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web }
spec:
  serviceName: web
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: nginx, image: nginx }] }
`;

const disabled = "cache 30 {\ndisable success cluster.local\ndisable denial cluster.local\n}";

/** A scenario played behind a Corefile with this cache. */
function play(scenario: string, cache: string): PlayedScenario {
  const read = readScenario(scenario, asUri("test:scenario"), () => undefined);
  expect(read.problems).toEqual([]);
  const { blocks } = readCorefile(
    `.:53 {\n${cache}\nkubernetes cluster.local in-addr.arpa {\nttl 30\n}\nforward . 192.0.2.1\n}`,
  );
  return playScenario({
    ...declared(web),
    scenario: read.scenario,
    options: defaultClusterOptions,
    dnsOf: dnsWith(blocks),
  });
}

function dnsWith(blocks: readonly ServerBlock[]): PlayedScenarioInput["dnsOf"] {
  return (cluster) => ({
    server: createServer(cluster, { ...defaultServerConfig(), blocks }),
    podDns: {
      clusterDomain: "cluster.local",
      clusterDns: ["10.96.0.10"],
      nodeResolvConf: { nameservers: [], search: [], options: [] },
    },
  });
}

function ask(
  played: PlayedScenario,
  name: string,
  more: { readonly every?: number; readonly until?: number } = {},
): Timeline {
  return timelineOf({
    played: played,
    from: { name: "web-0" },
    defaultNamespace: "default",
    typed: { name },
    every: 1,
    outside: () => undefined,
    ...more,
  });
}

/** `0-10 resolved`, with who gave it and whether it was stale. */
function lines(rows: readonly Row[]): readonly string[] {
  return rows.map(
    ({ from, to, outcome, sources, stale }) =>
      `${from}-${to ?? ""} ${outcome} ${sources.join("+")}${stale ? " stale" : ""}`,
  );
}

const replaced = "events: [{ at: 10s, delete: pod/web-1 }]";

test("without a cache of the zone the client sees what is true", () => {
  const { seen, truth, bounds } = ask(play(replaced, disabled), "web-1.web");
  expect(lines(seen)).toEqual(["0-10 resolved server", "10-17 nxdomain server", "17- resolved server"]);
  expect(lines(truth)).toEqual(lines(seen));
  expect(bounds).toEqual({ positive: 0, negative: 0, parts: [] });
});

test("behind CoreDNS's cache the old address stays for the rest of its TTL", () => {
  const { seen, truth, bounds } = ask(play(replaced, "cache 30"), "web-1.web");
  expect(lines(seen)).toEqual([
    "0-10 resolved server+coredns",
    "10-30 resolved coredns stale",
    "30- resolved server+coredns",
  ]);
  expect(seen[1]?.ttls).toEqual([20, 1]);
  expect(truth.map(({ from }) => from)).toEqual([0, 10, 17]);
  expect(bounds).toMatchObject({ positive: 30, negative: 30 });
});

test("a name that was asked while it did not exist stays away", () => {
  const scenario = "events: [{ at: 10s, delete: pod/web-1 }, { at: 35s, not-ready: web-1, for: 10s }]";
  const { seen } = ask(play(scenario, "cache 30"), "web-1.web", { every: 40, until: 120 });
  expect(lines(seen)).toEqual(["0-40 resolved server", "40-80 nxdomain server", "80- resolved server"]);
  const often = ask(play(scenario, "cache 30"), "web-1.web", { every: 20, until: 120 });
  expect(lines(often.seen)).toEqual([
    "0-20 resolved server",
    "20-40 resolved coredns stale",
    "40-60 nxdomain server",
    "60-80 nxdomain coredns stale",
    "80- resolved server+coredns",
  ]);
});

test("questions of the scenario warm the caches; earlier ones of the same client, too", () => {
  const at = (scenario: string, moment: number, askedAt: readonly number[]): string | undefined =>
    askedBefore(play(scenario, "cache 30"), {
      from: { name: "web-0" },
      at: moment,
      askedAt,
      defaultNamespace: "default",
      typed: { name: "web-1.web.default.svc.cluster.local." },
      outside: () => undefined,
    })?.simulation.outcome;
  expect(at(replaced, 20, [])).toBe("resolved");
  expect(at(replaced, 20, [12])).toBe("nxdomain");
  expect(at(replaced, 42, [12])).toBe("resolved");
  const asked =
    "events: [{ at: 10s, delete: pod/web-1 }, { at: 12s, ask: web-1.web.default.svc.cluster.local., from: web-0 }]";
  expect(at(asked, 20, [])).toBe("nxdomain");
});

test("NodeLocal DNSCache is a second cache: it keeps what is left, at least 5 seconds", () => {
  const nodeLocal = `caches: { nodeLocal: true }\n${replaced}`;
  expect(ask(play(nodeLocal, disabled), "web").bounds).toMatchObject({ positive: 30, negative: 5 });
  expect(ask(play(nodeLocal, "cache 30"), "web").bounds).toMatchObject({ positive: 35, negative: 35 });
  // Addresses stay for 30 seconds, but that there is no AAAA record only for 5: nslookup then prints one and fails for the other.
  expect(lines(ask(play(nodeLocal, disabled), "web-1.web").seen)).toEqual([
    "0-10 resolved server+node-local",
    "10-20 nxdomain server+node-local stale",
    "20-30 resolved node-local stale",
    "30- resolved server+node-local",
  ]);
});

test("clients that keep what they resolved: the JVM's 30 and 10 seconds, or for ever", () => {
  const java = `clients: { statefulset/web: java }\n${replaced}`;
  const { seen, bounds } = ask(play(java, "cache 30"), "web-1.web");
  expect(lines(seen)[1]).toBe("10-30 resolved client stale");
  expect(bounds).toMatchObject({ positive: 60, negative: 40 });
  const played = play(java, "cache 30");
  const timeline = ask(played, "web-1.web");
  expect(timelineWords("web-1.web", timeline, connectionsOf(played, timeline)).join("\n")).toMatch(
    /DNS cache\? Yes, its own: Java's own cache kept an answer.*from 10s to 30s/,
  );
  const forever = ask(play(`clients: { pod/web-0: java-forever }\n${replaced}`, disabled), "web-1.web");
  expect(lines(forever.seen).at(-1)).toBe("10- resolved client stale");
  expect(forever.bounds.positive).toBe(Number.POSITIVE_INFINITY);
});

test("replicas of CoreDNS have caches of their own: answers flap", () => {
  const played = play(
    `caches: { corednsReplicas: 2 }\nevents: [{ at: 0s, ask: web-1.web.default.svc.cluster.local., type: A }, { at: 1s, not-ready: web-1 }]`,
    "cache 30",
  );
  const outcomes = [2, 3, 4, 5].map(
    (moment) =>
      askedBefore(played, {
        from: undefined,
        at: moment,
        askedAt: Array.from({ length: moment - 2 }, (_, index) => 2 + index),
        defaultNamespace: "default",
        typed: { name: "web-1.web.default.svc.cluster.local.", type: "A" },
        outside: () => undefined,
      })?.simulation.outcome,
  );
  expect(outcomes).toEqual(["nxdomain", "resolved", "nxdomain", "resolved"]);
});

test("nobody asks while the asking Pod does not run", () => {
  const played = play("start: empty", disabled);
  expect(lines(ask(played, "web").seen)).toEqual([
    "0-3 not-asked nobody",
    "3-5 nxdomain server",
    "5-10 resolved server",
    "10- resolved server",
  ]);
});

test("open connections: they end with the Pod, and who asks again is told where to", () => {
  const played = play(replaced, "cache 30");
  const timeline = ask(played, "web-1.web");
  const [old, fresh] = connectionsOf(played, timeline);
  expect(old).toMatchObject({ pod: "default/web-1", ends: { at: 10, how: "deleted", gone: 12 }, next: { at: 30 } });
  expect(fresh).toMatchObject({ ends: null, next: null });
  expect(fresh?.address).toBe(old?.next?.addresses[0]);
});

test("a container restart breaks connections at an address that stays; a silent node leaves them hanging", () => {
  const restarted = play("events: [{ at: 10s, restart: web-1, for: 5s }]", disabled);
  const [one] = connectionsOf(restarted, ask(restarted, "web-1.web"));
  expect(one).toMatchObject({ ends: { at: 10, how: "restarted" }, next: { at: 15, addresses: [one?.address] } });
  const silent = play("events: [{ at: 10s, node-down: web-1 }]", disabled);
  const [two] = connectionsOf(silent, ask(silent, "web-1.web"));
  expect(two).toMatchObject({ ends: { at: 10, how: "node-down" }, next: null });
});

test("the quiz: must the other Pod reconnect, must it update its DNS cache?", () => {
  const played = play(replaced, "cache 30");
  const timeline = ask(played, "web-1.web");
  const words = timelineWords("web-1.web", timeline, connectionsOf(played, timeline)).join("\n");
  expect(words).toMatch(/reconnect\? Yes/);
  expect(words).toMatch(/DNS cache\? Nobody can flush it.*from 10s to 30s/);
  expect(words).toMatch(/may be answered until 40s at the latest/);
  expect(words).toMatch(/NXDOMAIN, true until 17s, may be answered until 47s at the latest/);
  const fresh = play(replaced, disabled);
  const now = ask(fresh, "web-1.web");
  expect(timelineWords("web-1.web", now, connectionsOf(fresh, now)).join("\n")).toMatch(/DNS cache\? No:/);
});

test("a ClusterIP stays: DNS says nothing of the Pods behind it", () => {
  const played = play(replaced, disabled);
  const timeline = ask(played, "api");
  expect(lines(timeline.seen)).toEqual(["0- resolved server"]);
  expect(timelineWords("api", timeline, connectionsOf(played, timeline)).join("\n")).toMatch(
    /The address is the Service's own/,
  );
});

test("a Pod deleted by force ends at one moment", () => {
  const played = play("events: [{ at: 10s, delete: pod/web-1, force: true }]", disabled);
  const timeline = ask(played, "web-1.web");
  expect(timelineWords("web-1.web", timeline, connectionsOf(played, timeline)).join("\n")).toMatch(
    /ends at 10s: the Pod is deleted by force; a client that asks again can reconnect from 15s on/,
  );
});

test("what if a Pod were not ready or deleted, a Service missing: the settled cluster with a switch thrown", () => {
  const { blocks } = readCorefile(".:53 {\nkubernetes cluster.local\n}");
  const input = { ...declared(web), options: defaultClusterOptions, dnsOf: dnsWith(blocks) };
  const answered = (name: string, switches: Parameters<typeof whatIf>[1]): string => {
    const reply = answer(
      whatIf(input, switches).server,
      { name: `${name}.default.svc.cluster.local.`, type: "A" },
      () => undefined,
    );
    return reply.kind === "reply" ? `${reply.rcode} ${reply.answer.length}` : reply.kind;
  };
  const pod = { name: "web-1" };
  expect(answered("web", [])).toBe("NOERROR 2");
  expect(answered("web", [{ kind: "pod", pod, state: "not-ready" }])).toBe("NOERROR 1");
  expect(answered("web-1.web", [{ kind: "pod", pod, state: "deleted" }])).toBe("NXDOMAIN 0");
  expect(
    answered("web-1.web", [
      { kind: "pod", pod, state: "not-ready" },
      { kind: "pod", pod, state: "ready" },
    ]),
  ).toBe("NOERROR 1");
  expect(answered("web-0.web", [{ kind: "service", service: { name: "web" }, state: "missing" }])).toBe("NXDOMAIN 0");
});
