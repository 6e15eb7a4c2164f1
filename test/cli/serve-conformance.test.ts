/**
 * Replays recorded clusters through the program itself, as a judge would who has nothing else: objects in a file, `podns
 * serve` with the recorded Corefile, questions over UDP and TCP; addresses that PodNS made up as `pods` and `records` tell.
 */
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sameName } from "../../server/src/dns/data/name.ts";
import type { ResourceRecord } from "../../server/src/dns/data/record.ts";
import type { Question, Response } from "../../server/src/dns/server/response.ts";
import { type Listening, listen } from "../../server/src/hosts/cli/serve/sockets.ts";
import type { Message } from "../../server/src/hosts/cli/wire/message.ts";
import { respondAll } from "../../server/src/hosts/cli/wire/respond.ts";
import { rcodeName } from "../../server/src/hosts/cli/wire/types.ts";
import { corefile, differenceOf, outside, verified } from "../conformance/control-plane-answers.ts";
import { type Mode, objectsOf, recorded, type Step } from "../conformance/control-plane-cluster.ts";
import { type Addressed, translatedQuery, translation } from "../conformance/control-plane-translate.ts";
import { corefileOf } from "../conformance/coredns-corefile.ts";
import {
  type ControlPlaneQuery,
  messageText,
  parseRecord,
  readVectors,
  recordText,
  type VectorQuery,
  type VectorSuite,
} from "../conformance/coredns-vectors.ts";
import { tally } from "../conformance/tally.ts";
import { buildCli } from "./build.ts";
import { directoryWith } from "./in-process.ts";
import { overOneConnection, overSocket, startServing } from "./served.ts";

/** Every one takes a process: of all steps this share is replayed here, and all with PODNS_CONFORMANCE=all. */
const everyNth = process.env["PODNS_CONFORMANCE"] === "all" ? 1 : 32;
/** Of the questions of a step this share is also asked in datagrams. */
const everyNthByUdp = 20;

let cli = { file: "", remove: (): void => {} };
let upstream: Listening = { host: "", port: 0, close: async () => {} };

beforeAll(async () => {
  cli = await buildCli();
  upstream = await listen("127.0.0.1", 0, (packet, transport) =>
    respondAll(packet, transport, (question) => {
      const known = outside(question);
      const records = known.answer.map((record) => ({ record }));
      return {
        ...{ kind: "reply", outcome: "found", reason: { kind: "outside", zone: "." }, ...known },
        ...{ answer: records, authority: [], additional: [] },
      };
    }),
  );
});
afterAll(async () => {
  cli.remove();
  await upstream.close();
});

const modes: readonly Mode[] = ["plain", "state", "dump"];
const all = recorded.scenarios.flatMap(({ id, steps }) =>
  steps.flatMap((step, at) =>
    modes.flatMap((mode) =>
      [false, true].flatMap((isVerified) => {
        const queries = (isVerified ? step.queries_verified : step.queries) ?? [];
        const isLeftOut = queries.length === 0 || (mode === "plain" && step.plain !== true);
        return isLeftOut ? [] : [{ title: `${id} ${at}, ${mode}`, step, mode, isVerified, queries }];
      }),
    ),
  ),
);
const chosen = all.filter((_, index) => index % everyNth === 0);

describe("control-plane.json, served by the program", () => {
  test.for(chosen)("$title (verified: $isVerified)", async ({ step, mode, isVerified, queries }, context) => {
    const text = (isVerified ? verified : corefile).replace("UPSTREAM", `127.0.0.1:${upstream.port}`);
    const list = { apiVersion: "v1", kind: "List", items: objectsOf(mode, step) };
    const directory = directoryWith({ "cluster.json": JSON.stringify(list), Corefile: text });
    const flags = ["cluster.json", "--snapshot", "--corefile", "Corefile", "--server-ip", "10.244.0.2"];
    if (mode === "plain") flags.push("--families", "IPv4,IPv6");
    const asked = translatedQueries(mode, step, queries, flags, directory.path);
    const served = await startServing(cli.file, flags, directory.path);
    const replies = await overOneConnection(served.port, asked);
    const found = asked.flatMap((query, index) => different(query, replies[index]));
    for (const query of asked.filter((_, index) => index % everyNthByUdp === 0)) {
      found.push(...different(query, await overSocket(served.port, query, "udp")));
    }
    await served.stop();
    directory.remove();
    const counted = { file: "control-plane.json", mode: `${mode}, served`, unit: "queries" };
    tally(context, { ...counted, total: asked.length, right: asked.length - found.length });
    expect(found).toEqual([]);
  });
});

const suites = ["coredns.json", "coredns-edge.json", "coredns-ci.json"].flatMap((file) =>
  readVectors(file).suites.map((suite) => ({ file, suite, title: suite.suite })),
);
/** Neither the state before the first synchronisation nor an asking Pod's address can be had from outside. */
const reachable = suites.filter(({ suite }) => suite.config.synced);
const chosenSuites = reachable.filter((_, index) => index % Math.ceil(everyNth / 4) === 0);

describe("suites of CoreDNS, served by the program", () => {
  test.for(chosenSuites)("$file, $title", async ({ file, suite }, context) => {
    const queries = suite.queries.filter(({ client, client_ip: ip, truncated }) => !client && !ip && !truncated);
    const outsideOfSuite = await listen("127.0.0.1", 0, (packet, transport) =>
      respondAll(packet, transport, (question) => suiteOutside(suite, question)),
    );
    const list = { apiVersion: "v1", kind: "List", items: suite.manifests };
    const corefileText = corefileOf(suite.config, `127.0.0.1:${outsideOfSuite.port}`);
    const directory = directoryWith({
      "cluster.json": JSON.stringify(list),
      Corefile: corefileText,
      "scenario.json": scenarioOf(suite),
    });
    const own = suite.config.local_ips.flatMap((ip) => ["--server-ip", ip]);
    const flags = ["cluster.json", "--snapshot", "--corefile", "Corefile", "--families", "IPv4,IPv6", ...own];
    if (scenarioOf(suite).includes("not-ready")) flags.push("--scenario", "scenario.json");
    const served = await startServing(cli.file, flags, directory.path);
    const questions = queries.map(({ qname, qtype }) => ({ name: qname, type: qtype }));
    const replies = await overOneConnection(served.port, questions);
    await served.stop();
    await outsideOfSuite.close();
    directory.remove();
    const found = queries.flatMap((query, index) => {
      const [expected, got] = [expectedOf(query), gotOf(replies[index])];
      return expected === got ? [] : [`${query.qname} ${query.qtype}\nexpected:\n${expected}\ngot:\n${got}\n`];
    });
    const [total, right] = [queries.length, queries.length - found.length];
    tally(context, { file, mode: "served", unit: "queries", total, right });
    expect(found).toEqual([]);
  });
});

/** Manifests do not say that no node has an image: a scenario says that the workload's Pods are not ready. */
function scenarioOf({ manifests }: VectorSuite): string {
  const stuck = manifests.filter((object) => JSON.stringify(object).includes('"invalid-image:'));
  const events = stuck.map((object) => {
    const { kind, metadata } = object as { readonly kind: string; readonly metadata: Record<string, string> };
    return { at: "0s", "not-ready": `${metadata["namespace"]}/${kind.toLowerCase()}/${metadata["name"]}` };
  });
  return JSON.stringify({ events });
}

/** What is not listed is refused, so that a question that went outside can be told from every other. */
function suiteOutside(suite: VectorSuite, question: Question): Response {
  const listed = [...suite.queries.flatMap(({ upstream: own = [] }) => own), ...(suite.upstream ?? [])];
  const known = listed.find(({ qname, qtype }) => sameName(qname, question.name) && qtype === question.type);
  const records = (texts: readonly string[] = []) => texts.map((text) => ({ record: parseRecord(text) }));
  return {
    ...{ kind: "reply", outcome: "found", reason: { kind: "outside", zone: "." }, truncated: false },
    ...{ rcode: known?.rcode ?? "REFUSED", authoritative: false, recursionAvailable: true },
    ...{ answer: records(known?.answer), authority: records(known?.ns), additional: records(known?.extra) },
  };
}

function expectedOf(query: VectorQuery): string {
  const { answer = [], ns: authority = [], extra: additional = [], delegated } = query;
  if (delegated === true) return messageText({ status: "REFUSED", answer: [], authority: [], additional: [] });
  return messageText({ status: String(query.rcode), answer, authority: authority.map(withoutSerial), additional });
}

function gotOf(message: Message | undefined): string {
  if (message === undefined) return "no reply";
  const text = (record: ResourceRecord): string => withoutSerial(recordText({ record }));
  return messageText({
    status: rcodeName(message.rcode),
    answer: message.answer.map(text),
    authority: message.authority.map(text),
    additional: message.additional.map(text),
  });
}

function withoutSerial(text: string): string {
  return text.replace(/( IN SOA \S+ \S+) \d+/, "$1 0");
}

function different(query: ControlPlaneQuery, message: Message | undefined): readonly string[] {
  if (message === undefined) return [`${query.name} ${query.type}: no reply`];
  return differenceOf(query, { ...message, rcode: rcodeName(message.rcode) });
}

function translatedQueries(
  mode: Mode,
  step: Step,
  queries: readonly ControlPlaneQuery[],
  flags: readonly string[],
  cwd: string,
): readonly ControlPlaneQuery[] {
  if (mode !== "plain") return queries;
  const { translate } = translation(addressed(flags, cwd), step.addresses);
  return queries.map((query) => translatedQuery(query, translate));
}

/** Who has which address, as the command line says it. */
function addressed(flags: readonly string[], cwd: string): Addressed {
  const list = (command: string): readonly Row[] => {
    const { stdout } = spawnSync(process.execPath, [cli.file, command, "--format", "json", ...flags], {
      cwd,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    return JSON.parse(stdout);
  };
  const addressOf = (ip: string) => ({ ip, family: ip.includes(":") ? "IPv6" : "IPv4" });
  const pods = list("pods").map(({ name, addresses = [], controller }) => {
    const [kind = "", owner = ""] = (controller ?? "").split(" ");
    const [namespace = "", ownName = ""] = owner.split("/");
    return [
      name,
      {
        name: name.slice(name.indexOf("/") + 1),
        addresses: addresses.map(addressOf),
        ...(kind === "" ? {} : { controller: { kind, namespace, name: ownName } }),
      },
    ] as const;
  });
  const services = new Map<string, { clusterIPs: ReturnType<typeof addressOf>[] }>();
  for (const { object, type, data } of list("records")) {
    const name = /^Service (.+)$/.exec(object ?? "")?.[1];
    if (name === undefined || (type !== "A" && type !== "AAAA") || data === undefined) continue;
    const known = services.get(name) ?? { clusterIPs: [] };
    services.set(name, { clusterIPs: [...known.clusterIPs, addressOf(data)] });
  }
  return { services, pods: new Map(pods) };
}

/** A row of `pods` or `records`. */
interface Row {
  readonly name: string;
  readonly addresses?: readonly string[];
  readonly controller?: string | null;
  readonly object?: string | null;
  readonly type?: string;
  readonly data?: string;
}
