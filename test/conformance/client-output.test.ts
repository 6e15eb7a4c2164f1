/**
 * Replays what real programs printed and asked (data/client-output) against a server that answers from a fixed zone: text,
 * exit status and the questions in their order.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { startRun } from "../../server/src/dns/clients/client-run.ts";
import { lookUp } from "../../server/src/dns/clients/programs/libc.ts";
import { simulate } from "../../server/src/dns/clients/simulate.ts";
import type { ClientId, Typed } from "../../server/src/dns/clients/simulation.ts";
import { readResolvConf } from "../../server/src/dns/data/read-resolv-conf.ts";
import type { ResolvConf } from "../../server/src/dns/data/resolv-conf.ts";
import { answerFromZone } from "./client-output-zone.ts";
import { tally, tallyEach } from "./tally.ts";

interface Case {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly questions: readonly string[];
}

const usual =
  "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n";
const twoServers = usual.replace("nameserver 10.96.0.10\n", "nameserver 10.96.0.10\nnameserver 10.96.0.11\n");
const ndots2 = usual.replace("ndots:5", "ndots:2");

/** Recordings that say something of the recording, not of the client, each with its reason. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ["busybox nslookup big", "the recordings' server did not compress names, so fewer records fitted into 512 octets"],
  ["nslookup -query=any nginx", "the second server of the recordings did not listen on TCP"],
]);

function readCases(text: string): readonly Case[] {
  return text
    .split(/^=== \$ /m)
    .slice(1)
    .map((block) => {
      const [first = "", ...lines] = block.split("\n");
      const end = lines.findIndex((line) => line.startsWith("[rc="));
      const rest = lines.slice(end + 1);
      const after = (mark: string): readonly string[] =>
        rest.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
      return {
        command: first.trim(),
        stdout: lines
          .slice(0, end)
          .map((line) => `${line}\n`)
          .join(""),
        stderr: after("[stderr] ").join("\n"),
        exitCode: Number(/^\[rc=(\d+)\]/.exec(lines[end] ?? "")?.[1]),
        questions: after("[q] "),
      };
    });
}

function textOf(file: string): string {
  return readFileSync(fileURLToPath(new URL(`data/client-output/${file}`, import.meta.url)), "utf8");
}

interface Given {
  readonly client: ClientId;
  readonly typed: Typed;
}

/** The client and what was typed; undefined for options that no client of ours has. */
function read(command: string, release: ClientId): Given | undefined {
  const [program, ...words] = command.replace(/^busybox nslookup/, "busybox").split(" ");
  const flags = words.filter((word) => /^[-+]/.test(word));
  const [name = "", server] = words.filter((word) => !/^[-+]/.test(word));
  const type = flags.map((flag) => /^-(?:type|query)=(\w+)$/.exec(flag)?.[1]?.toUpperCase()).find((found) => found);
  const typed: Typed = { name, ...(type === undefined ? {} : { type }), ...(server === undefined ? {} : { server }) };
  switch (program) {
    case "nslookup":
      return { client: "bind-nslookup", typed };
    case "busybox":
      return { client: release, typed };
    case "host":
      return { client: "host", typed };
    case "getent":
      return { client: name === "hosts" ? "getent-hosts" : "getent-ahosts", typed: { name: server ?? "" } };
    case "dig":
      return readDig(flags, words);
    default:
      return undefined;
  }
}

function readDig(flags: readonly string[], words: readonly string[]): Given | undefined {
  const wanted = flags.filter((flag) => !/^\+(tries|time)=/.test(flag));
  if (!wanted.every((flag) => flag === "+search" || flag === "+short")) return undefined;
  const [first = "", second] = words.filter((word) => !/^[-+]/.test(word));
  const typed = second === undefined ? { name: first } : { name: second, type: first };
  return { client: ["dig", ...wanted].join("") as ClientId, typed };
}

/** dig's ids, cookies, times and its own version are not the question. */
function withoutChance(text: string): string {
  return text
    .replace(/<<>> DiG [^<]*<<>> .*/, "<<>>")
    .replace(/, id: \d+/, "")
    .replace(/^; COOKIE:.*\n/m, "")
    .replace(/^;; (Query time|WHEN):.*$/gm, "")
    .replace(/^(;; communications error.*\n)+/, "$1");
}

function replay(title: string, cases: readonly Case[], release: ClientId, confOf: (command: string) => string): void {
  describe(title, () => {
    tallyEach({ file: "client-output", mode: title, unit: "runs" });
    for (const [index, recorded] of cases.entries()) {
      const given = read(recorded.command, release);
      if (given === undefined || exceptions.has(recorded.command)) continue;
      test(`${index + 1} ${recorded.command}`, () => {
        const resolvConf: ResolvConf = readResolvConf(confOf(recorded.command));
        const result = simulate({
          ask: answerFromZone,
          pod: undefined,
          resolvConf,
          hosts,
          families: ["IPv4"],
          client: given.client,
          typed: given.typed,
        });
        const asked = result.steps.map(({ question }) => `${question.name} ${question.type}`);
        expect({
          stdout: withoutChance(result.stdout),
          stderr: result.stderr.trimEnd(),
          exitCode: result.exitCode,
        }).toEqual({
          stdout: withoutChance(recorded.stdout),
          stderr: recorded.stderr,
          exitCode: recorded.exitCode,
        });
        expect(asked).toEqual(questionsOf(recorded.questions, resolvConf.nameservers.length));
      });
    }
  });
}

const hosts = [
  { ip: "127.0.0.1", names: ["localhost"] },
  { ip: "10.244.3.9", names: ["client"] },
];

/**
 * Without the transport, which is told beside a type. A question that is repeated (after no answer, after SERVFAIL, over
 * TCP) is one step of a simulation.
 */
function questionsOf(recorded: readonly string[], servers: number): readonly string[] {
  const plain = recorded.map((question) => question.replace(/ (tcp|edns\d+)$/, "").replace(/ 15$/, " MX"));
  return servers > 1 ? plain : [...new Set(plain)];
}

replay("BIND nslookup", readCases(textOf("out-bind-nslookup.txt")), "busybox-nslookup@1.36", () => usual);
replay("BusyBox 1.35", readCases(textOf("out-busybox135.txt")), "busybox-nslookup@1.35", () => usual);
replay("glibc", readCases(textOf("out-libc.txt")), "busybox-nslookup@1.36", () => usual);
replay("dig and host", readCases(textOf("out-dig.txt")), "busybox-nslookup@1.36", () => usual);
replay("two servers, ndots", readCases(textOf("out-e6.txt")), "busybox-nslookup@1.36", (command) =>
  command.includes("nginx.default") ? ndots2 : twoServers,
);
replay("addresses, silence", readCases(textOf("out-e7.txt")), "busybox-nslookup@1.36", () => usual);
const [, ...releases] = textOf("out-bbold.txt").split(/^#+ busybox /m);
for (const release of releases) {
  const minor = /^1_(\d+)/.exec(release)?.[1] ?? "";
  replay(`BusyBox 1.${minor}`, readCases(release), `busybox-nslookup@1.${minor}` as ClientId, () => usual);
}

test("every exception is a recorded run", (context) => {
  const files = [
    "out-bind-nslookup.txt",
    "out-busybox135.txt",
    "out-libc.txt",
    "out-dig.txt",
    "out-bbold.txt",
    "out-e6.txt",
  ];
  const commands = new Set(files.flatMap((file) => readCases(textOf(file))).map(({ command }) => command));
  for (const [command, reason] of exceptions) {
    expect(commands).toContain(command);
    const leftOut = { count: 1, reason: `${command}: ${reason}` };
    tally(context, { file: "client-output", mode: "exceptions", unit: "runs", total: 0, right: 0, leftOut });
  }
});

describe("getaddrinfo", () => {
  tallyEach({ file: "client-output", mode: "getaddrinfo", unit: "runs" });
  const cases = [...readCases(textOf("out-libc.txt")), ...readCases(textOf("out-e6.txt"))];
  for (const [index, recorded] of cases.entries()) {
    const libc = /^gai-(glibc|musl) (\S+)$/.exec(recorded.command);
    if (libc === null) continue;
    test(`${index + 1} ${recorded.command}`, () => {
      const [, name, typed = ""] = libc;
      const conf = readResolvConf(typed === "web-0.nginx.default" ? ndots2 : usual);
      const session = startRun(answerFromZone, conf);
      const looked = lookUp(session, typed, ["A", "AAAA"], name === "musl" ? "musl" : "glibc", hosts);
      const found =
        looked.kind === "found"
          ? looked.records.map(({ record }) => ("address" in record.data ? record.data.address : ""))
          : looked.kind === "hosts"
            ? looked.entries.map(({ ip }) => ip)
            : [];
      const recordedAddresses = [...recorded.stdout.matchAll(/-> ([\da-f.:]+)$/gm)].map(([, ip]) => ip);
      expect([...found].sort()).toEqual(recordedAddresses.sort());
      expect(session.steps.map(({ question }) => `${question.name} ${question.type}`)).toEqual(
        questionsOf(recorded.questions, 1),
      );
      const code = / -> (-\d)/.exec(recorded.stdout)?.[1];
      const outcome = looked.kind === "failed" ? looked.outcome : undefined;
      const codes = { nxdomain: "-2", nodata: name === "musl" ? "-2" : "-5", servfail: "-3", timeout: "-3" };
      expect(outcome === undefined ? undefined : codes[outcome]).toBe(code);
    });
  }
});
