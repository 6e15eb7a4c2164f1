/** What the cache plugin stores, for how long, and what it serves (CoreDNS plugin/cache). */
import { expect, test } from "vitest";
import { emptyStores } from "../cache-store.ts";
import { runChain } from "../chain.ts";
import { readCorefile } from "../read-corefile.ts";
import { emptyReply, unwrittenFailure } from "../reply.ts";
import type { Asker, Outside, Reply } from "../response.ts";
import type { CachePlugin } from "../server-config.ts";
import { answerCache } from "./cache.ts";
import type { Call } from "./call.ts";

interface Asked {
  readonly at: number;
  readonly name?: string;
  readonly type?: string;
  readonly asker?: Asker;
}

/** Asks through the plugin at the given seconds; the server behind it is at version `at` of itself. One line for each reply. */
function ask(directive: string, server: (at: number) => Reply, asked: readonly Asked[]): readonly string[] {
  const [block] = readCorefile(`cluster.local {\n${directive}\n}`).blocks;
  const plugin = block?.plugins.find((candidate): candidate is CachePlugin => candidate.kind === "cache");
  if (block === undefined || plugin === undefined) throw new Error("no cache in the Corefile");
  const stores = emptyStores();
  return asked.map(({ at, name = "web.cluster.local.", type = "A", asker }) => {
    const call = { block, asker, caches: { name: "coredns", now: at, stores } } as const;
    const reply = answerCache(plugin, call, { name, type }, () => server(at));
    if (reply.kind !== "reply") return reply.kind;
    const records = [...reply.answer, ...reply.authority];
    const data = reply.answer.map(({ record }) => (record.data.type === "A" ? record.data.address : record.name));
    return `${at}: ${[reply.rcode, ...data, ...new Set(records.map(({ record }) => record.ttl))].join(" ")}${
      reply.cached === undefined ? "" : " cached"
    }`;
  });
}

const every = (...seconds: readonly number[]): readonly Asked[] => seconds.map((at) => ({ at }));

function found(address: string, ttl = 30, name = "web.cluster.local."): Reply {
  const answer = [{ record: { name, ttl, data: { type: "A", address } } }] as const;
  return { ...emptyReply("NOERROR", { kind: "apex" }), outcome: "found", answer };
}

function missing(ttl = 30, rcode: "NXDOMAIN" | "NOERROR" = "NXDOMAIN"): Reply {
  const data = {
    type: "SOA",
    mname: "ns.dns.cluster.local.",
    rname: "hostmaster.cluster.local.",
    serial: 1,
    refresh: 7200,
    retry: 1800,
    expire: 86400,
    minimum: ttl,
  } as const;
  const authority = [{ record: { name: "cluster.local.", ttl, data } }];
  return { ...emptyReply(rcode, { kind: "apex" }), authority };
}

test("an answer is served while its TTL lasts, which counts down", () => {
  expect(ask("cache 30", (at) => found(`10.0.0.${at}`), every(0, 1, 29.9, 30, 31))).toEqual([
    "0: NOERROR 10.0.0.0 30",
    "1: NOERROR 10.0.0.0 29 cached",
    "29.9: NOERROR 10.0.0.0 1 cached",
    "30: NOERROR 10.0.0.30 30",
    "31: NOERROR 10.0.0.30 29 cached",
  ]);
});

test("a name that does not exist stays away as long as its SOA's TTL says, and hides a later answer", () => {
  const server = (at: number): Reply => (at < 2 ? missing(10) : found("10.0.0.1"));
  expect(ask("cache 30", server, every(0, 9, 10))).toEqual([
    "0: NXDOMAIN 10",
    "9: NXDOMAIN 1 cached",
    "10: NOERROR 10.0.0.1 30",
  ]);
});

test("TTLs are kept between the limits of the halves", () => {
  expect(ask("cache {\nsuccess 9984 20 8\n}", () => found("10.0.0.1", 3), every(0, 7, 8))).toEqual([
    "0: NOERROR 10.0.0.1 8",
    "7: NOERROR 10.0.0.1 1 cached",
    "8: NOERROR 10.0.0.1 8",
  ]);
  expect(ask("cache {\ndenial 9984 5\n}", () => missing(30, "NOERROR"), every(0, 4, 5))).toEqual([
    "0: NOERROR 5",
    "4: NOERROR 1 cached",
    "5: NOERROR 5",
  ]);
});

test("zones of `disable` are not stored, their TTLs are rewritten all the same", () => {
  const directive = "cache 20 {\ndisable success cluster.local\ndisable denial cluster.local\n}";
  expect(ask(directive, (at) => found(`10.0.0.${at}`), every(0, 1))).toEqual([
    "0: NOERROR 10.0.0.0 20",
    "1: NOERROR 10.0.0.1 20",
  ]);
  expect(ask("cache 20 {\ndisable denial\n}", () => missing(), every(0, 1))).toEqual([
    "0: NXDOMAIN 20",
    "1: NXDOMAIN 20",
  ]);
});

test("types and the DO and CD bits are cached apart, the letter case is not: it stays that of who asked first", () => {
  const lines = ask("cache 30", (at) => found(`10.0.0.${at}`, 30, "WEB.cluster.local."), [
    { at: 0, name: "WEB.cluster.local." },
    { at: 1, name: "web.cluster.local." },
    { at: 2, type: "AAAA" },
    { at: 3, asker: { dnssecOk: true } },
    { at: 4, asker: { checkingDisabled: true } },
  ]);
  expect(lines.map((line) => line.endsWith("cached"))).toEqual([false, true, false, false, false]);
});

test("SERVFAIL is stored for 5 seconds, or as long as the Corefile says; replies without proof are not", () => {
  const failure = emptyReply("SERVFAIL", { kind: "not-synced" });
  expect(ask("cache 30", () => failure, every(0, 4, 5))).toEqual(["0: SERVFAIL", "4: SERVFAIL cached", "5: SERVFAIL"]);
  expect(ask("cache 30 {\nservfail 0\n}", () => failure, every(0, 1))).toEqual(["0: SERVFAIL", "1: SERVFAIL"]);
  expect(ask("cache 30", () => unwrittenFailure({ kind: "not-synced" }), every(0, 1))).toEqual([
    "0: SERVFAIL",
    "1: SERVFAIL",
  ]);
  const unproved = emptyReply("NXDOMAIN", { kind: "not-synced" });
  expect(ask("cache 30", () => unproved, every(0, 1))).toEqual(["0: NXDOMAIN", "1: NXDOMAIN"]);
  expect(ask("cache 30", () => ({ ...found("10.0.0.1"), truncated: true }), every(0, 1))).toEqual([
    "0: NOERROR 10.0.0.1 30",
    "1: NOERROR 10.0.0.1 30",
  ]);
});

test("an error that no plugin wrote as a message is not stored; a SERVFAIL of the upstream is", () => {
  const { blocks } = readCorefile(".:53 {\ncache\nforward example.com 192.0.2.53\n}");
  const [block] = blocks;
  if (block === undefined) throw new Error("no server block");
  const stores = emptyStores();
  const written = (name: string, now: number, outside: Outside): string => {
    const caches = { name: "coredns", now, stores } as const;
    const call: Call = { block, outside, asker: undefined, caches, serverSearch: [], viewOf: never, ask: never };
    const reply = runChain(call, { name, type: "A" });
    return reply.kind === "reply" ? `${reply.rcode}${reply.cached === undefined ? "" : " cached"}` : reply.kind;
  };
  const failing: Outside = () => ({
    ...emptyReply("SERVFAIL", { kind: "apex" }),
    answer: [],
    authority: [],
    additional: [],
  });
  const unreachable: Outside = () => "unreachable";
  expect([0, 1].map((now) => written("nobody.example.org.", now, unreachable))).toEqual(["SERVFAIL", "SERVFAIL"]);
  expect([0, 1].map((now) => written("a.example.com.", now, unreachable))).toEqual(["SERVFAIL", "SERVFAIL"]);
  expect([0, 1].map((now) => written("b.example.com.", now, failing))).toEqual(["SERVFAIL", "SERVFAIL cached"]);
});

function never(): never {
  throw new Error("no plugin of this chain needs it");
}

test("prefetch looks a name up again in the last part of its time, when it is asked often", () => {
  expect(ask("cache 30 {\nprefetch 2 1m 10%\n}", (at) => found(`10.0.0.${at}`), every(0, 1, 28, 29, 57))).toEqual([
    "0: NOERROR 10.0.0.0 30",
    "1: NOERROR 10.0.0.0 29 cached",
    "28: NOERROR 10.0.0.0 2 cached",
    "29: NOERROR 10.0.0.28 29 cached",
    "57: NOERROR 10.0.0.28 1 cached",
  ]);
});

test("serve_stale serves what has expired with TTL 0 and looks it up behind that", () => {
  expect(ask("cache 30 {\nserve_stale 1h\n}", (at) => found(`10.0.0.${at}`), every(0, 40, 41))).toEqual([
    "0: NOERROR 10.0.0.0 30",
    "40: NOERROR 10.0.0.0 0 cached",
    "41: NOERROR 10.0.0.40 29 cached",
  ]);
});

test("serve_stale verify looks it up first, and serves what has expired only when that fails", () => {
  const failure = emptyReply("SERVFAIL", { kind: "not-synced" });
  const server = (at: number): Reply => (at === 40 ? failure : found(`10.0.0.${at}`));
  expect(ask("cache 30 {\nserve_stale 1h verify\n}", server, every(0, 39, 69))).toEqual([
    "0: NOERROR 10.0.0.0 30",
    "39: NOERROR 10.0.0.39 30",
    "69: NOERROR 10.0.0.39 0 cached",
  ]);
  expect(ask("cache 30 {\nserve_stale 1h verify\n}", server, every(0, 40))).toEqual([
    "0: NOERROR 10.0.0.0 30",
    "40: NOERROR 10.0.0.0 0 cached",
  ]);
});

test("keepttl serves the TTL that was stored", () => {
  expect(ask("cache 30 {\nkeepttl\n}", (at) => found(`10.0.0.${at}`), every(0, 12))).toEqual([
    "0: NOERROR 10.0.0.0 30",
    "12: NOERROR 10.0.0.0 30 cached",
  ]);
});

test("a full half loses what was stored first", () => {
  const names = ["a.cluster.local.", "b.cluster.local.", "a.cluster.local."];
  const asked = names.map((name, at) => ({ at, name }));
  expect(ask("cache {\nsuccess 1 30\n}", (at) => found(`10.0.0.${at}`), asked)[2]).toBe("2: NOERROR 10.0.0.2 30");
});

test("a reply of more records than a call may have arguments has the TTL of the shortest", () => {
  const { answer, ...reply } = found("192.0.2.1", 7);
  const many = Array.from({ length: 200_000 }, () => found("192.0.2.2", 30).answer).flat();
  expect(ask("cache 30", () => ({ ...reply, answer: [...many, ...answer] }), every(0))[0]).toMatch(/ 7$/);
});
