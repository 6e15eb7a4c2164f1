/**
 * Replays recorded answers through packets: manifests' text → cluster → server → reply in bytes → records. Every
 * question goes through the codec; a sample of each suite goes over real sockets, UDP and TCP in turn.
 */
import { describe, expect, test } from "vitest";
import { asUri } from "../../server/src/base/source.ts";
import { normalName, sameName } from "../../server/src/dns/data/name.ts";
import { formatRecord, type ResourceRecord } from "../../server/src/dns/data/record.ts";
import type { Question } from "../../server/src/dns/server/response.ts";
import { createServer, type DnsServer } from "../../server/src/dns/server/server.ts";
import { ask } from "../../server/src/hosts/cli/asking.ts";
import { type CommandEnvironment, wholeEnvironment } from "../../server/src/hosts/cli/command-environments.ts";
import { listenFor } from "../../server/src/hosts/cli/serve/answering/listen-for.ts";
import type { Upstream } from "../../server/src/hosts/cli/upstream.ts";
import type { Message } from "../../server/src/hosts/cli/wire/message.ts";
import { readMessage } from "../../server/src/hosts/cli/wire/read.ts";
import { respond } from "../../server/src/hosts/cli/wire/respond.ts";
import { rcodeName } from "../../server/src/hosts/cli/wire/types.ts";
import { defaultSettings, type Settings } from "../../server/src/workspace/settings/settings.ts";
import { Workspace } from "../../server/src/workspace/workspace.ts";
import {
  configOf,
  messageText,
  parseRecord,
  readControlPlane,
  readVectors,
  type VectorQuery,
  type VectorUpstream,
} from "../conformance/coredns-vectors.ts";
import { tally } from "../conformance/tally.ts";
import { type RecordedAddresses, type Translation, translation } from "./plain-steps.ts";
import { overSocket, packetFor } from "./served.ts";

/** Questions of each suite that go over sockets. */
const sampled = 4;

/** The cluster of exactly these objects, read from text as `podns serve --snapshot` does. */
function environmentOf(
  objects: readonly object[],
  settings: Partial<Settings>,
  serverIp?: readonly string[],
): CommandEnvironment {
  const workspace = new Workspace({ ...defaultSettings, ...settings }, true);
  const text = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  workspace.apply([{ uri: asUri("file:///vectors/objects.json"), text }]);
  return wholeEnvironment(workspace.setLoaded(), true, serverIp === undefined ? {} : { serverIp });
}

async function throughCodec(
  server: DnsServer,
  question: Question,
  upstream: Upstream,
  address?: string,
): Promise<Message> {
  const asker = address === undefined ? {} : { address };
  const bytes = await respond(packetFor(question), "tcp", (asked) => ask(server, asked, asker, upstream));
  if (bytes === undefined) throw new Error(`no reply to ${question.name} ${question.type}`);
  return readMessage(bytes);
}

/** The serial is the time of the recording. */
function recordText(record: ResourceRecord): string {
  return formatRecord(record).replace(/( IN SOA \S+ \S+) \d+/, "$1 0");
}

function textOf(message: Message): string {
  return messageText({
    status: `${rcodeName(message.rcode)}${message.truncated ? " TC" : ""}`,
    answer: message.answer.map(recordText),
    authority: message.authority.map(recordText),
    additional: message.additional.map(recordText),
  });
}

function difference(question: Question, expected: string, got: string): readonly string[] {
  return expected === got ? [] : [`${question.name} ${question.type}\nexpected:\n${expected}\ngot:\n${got}\n`];
}

describe("recorded answers of CoreDNS, over the wire", () => {
  for (const file of ["coredns.json", "coredns-edge.json"]) {
    for (const suite of readVectors(file).suites) {
      test(`${file}, ${suite.suite}: ${suite.queries.length} questions`, async (context) => {
        const server = createServer(environmentOf(suite.manifests, {}).cluster, configOf(suite.config));
        const found: string[] = [];
        const total = suite.queries.length;
        for (const query of suite.queries) {
          const message = await throughCodec(
            server,
            questionOf(query),
            upstreamOf(suite.upstream, query),
            query.client_ip ?? query.client,
          );
          found.push(...difference(questionOf(query), expectedText(query), textOf(message)));
        }
        tally(context, { file, mode: "in packets", unit: "queries", total, right: total - found.length });
        expect(found).toEqual([]);
      });
    }
    test(`${file}, ${sampled} questions of each suite over sockets`, async () => {
      const found: string[] = [];
      for (const suite of readVectors(file).suites) {
        // What depends on the asking Pod's address cannot come from loopback; a cut reply is cut again.
        const queries = suite.queries.filter(
          ({ client, client_ip: ip, truncated }) => !client && !ip && truncated !== true,
        );
        const server = createServer(environmentOf(suite.manifests, {}).cluster, configOf(suite.config));
        for (const [index, query] of queries.slice(0, sampled).entries()) {
          const listening = await listenFor(() => server, "127.0.0.1", 0, upstreamOf(suite.upstream, query));
          const message = await overSocket(listening.port, questionOf(query), index % 2 === 0 ? "udp" : "tcp");
          await listening.close();
          found.push(...difference(questionOf(query), expectedText(query), textOf(message)));
        }
      }
      expect(found).toEqual([]);
    });
  }
});

function questionOf(query: VectorQuery): Question {
  return { name: query.qname, type: query.qtype };
}

/** What the outside answers: what is listed; anything else gets no reply. */
function upstreamOf(listed: readonly VectorUpstream[] = [], query: VectorQuery): Upstream {
  return async (question) => {
    const all = [...(query.upstream ?? []), ...listed];
    const known = all.find(({ qname, qtype }) => sameName(qname, question.name) && qtype === question.type);
    if (known === undefined || query.delegated === true) return "unreachable";
    return {
      rcode: known.rcode,
      authoritative: false,
      recursionAvailable: true,
      truncated: known.truncated === true,
      answer: (known.answer ?? []).map(parseRecord),
      authority: (known.ns ?? []).map(parseRecord),
      additional: (known.extra ?? []).map(parseRecord),
    };
  };
}

/** A question that is handed on reaches nobody here: SERVFAIL. */
function expectedText(query: VectorQuery): string {
  if (query.delegated === true) return messageText({ status: "SERVFAIL", answer: [], authority: [], additional: [] });
  const { answer = [], ns: authority = [], extra: additional = [] } = query;
  const withoutSerial = (text: string): string => text.replace(/( IN SOA \S+ \S+) \d+/, "$1 0");
  const status = `${query.rcode}${query.truncated === true ? " TC" : ""}`;
  return messageText({ status, answer, authority: authority.map(withoutSerial), additional });
}

/** The parts of a recorded step that a replay from the manifests alone needs. */
interface PlainStep {
  readonly plain?: boolean;
  readonly manifests: readonly object[];
  readonly addresses: RecordedAddresses;
  readonly queries: readonly PlainQuery[];
}

interface PlainQuery extends Question {
  readonly rcode: string;
  readonly aa?: boolean;
  readonly soa?: boolean;
  readonly answer?: readonly string[];
  readonly extra?: readonly string[];
}

const recorded = readControlPlane();
const corefile = recorded.corefile.replace("UPSTREAM", "192.0.2.53");
const upstreamRecords = recorded.upstream.records.map(parseRecord);
const soa = "cluster.local. 30 IN SOA ns.dns.cluster.local. hostmaster.cluster.local. 0 7200 1800 86400 30";

describe("recorded clusters from their manifests alone, over the wire", () => {
  for (const scenario of recorded.scenarios) {
    // The boundary: the file's form is what the README beside it says.
    const steps = (scenario.steps as unknown as readonly PlainStep[]).filter(({ plain }) => plain === true);
    if (steps.length === 0) continue;
    test(`${scenario.id}: ${steps.length} steps`, async (context) => {
      const found: string[] = [];
      let total = 0;
      for (const step of steps) {
        const replayed = await replay(step);
        found.push(...replayed.found);
        total += replayed.asked;
      }
      const count = steps.reduce((sum, step) => sum + step.queries.length, 0) - total;
      const leftOut = { count, reason: "names with the random part of a Pod's name are asked by the other replays" };
      const counted = { file: "control-plane.json", mode: "plain, in packets", unit: "queries" };
      const right = total - found.length;
      tally(context, { ...counted, total, right, ...(count > 0 ? { leftOut } : {}) });
      expect(found).toEqual([]);
    });
  }
});

/** One text for each question that is answered otherwise; every fiftieth is asked over sockets, too. */
async function replay(step: PlainStep): Promise<{ readonly found: readonly string[]; readonly asked: number }> {
  const environment = environmentOf([...givenWorld(), ...step.manifests], { corefile, families: ["IPv4", "IPv6"] }, [
    "10.244.0.2",
  ]);
  const { translate, isUnpredictable } = translation(step.addresses, environment.cluster);
  const listening = await listenFor(() => environment.server, "127.0.0.1", 0, recursor);
  let asked = 0;
  const found: string[] = [];
  for (const [index, query] of step.queries.entries()) {
    if (isUnpredictable(query.name)) continue;
    asked += 1;
    const question = { name: translate(query.name), type: query.type };
    const message = await throughCodec(environment.server, question, recursor);
    const expected = expectedOf(query, translate);
    found.push(...difference(question, expected, gotOf(message, query.aa === false)));
    if (index % 50 !== 0) continue;
    const sampledReply = await overSocket(listening.port, question, index % 100 === 0 ? "udp" : "tcp");
    found.push(...difference(question, expected, gotOf(sampledReply, query.aa === false)));
  }
  await listening.close();
  return { found, asked };
}

/** The world without what controllers made of it. */
function givenWorld(): readonly object[] {
  return recorded.world.filter(
    (object) => !/"endpoint(slice|s)\.kubernetes\.io\/managed-by"/.test(JSON.stringify(object)),
  );
}

/** Outside the zones neither authority nor TTLs are compared. */
function expectedOf(query: PlainQuery, translate: Translation["translate"]): string {
  const isOutside = query.aa === false;
  const trim = (text: string): string => (isOutside ? withoutTtl(text) : text);
  const records = (list: readonly string[] | undefined): string[] => (list ?? []).map((text) => trim(translate(text)));
  return messageText({
    status: `${query.rcode} aa=${!isOutside}`,
    answer: records(query.answer),
    authority: query.soa === true && !isOutside ? [soa] : [],
    additional: records(query.extra),
  });
}

function gotOf(message: Message, isOutside: boolean): string {
  const trim = (record: ResourceRecord): string => (isOutside ? withoutTtl(recordText(record)) : recordText(record));
  return messageText({
    status: `${rcodeName(message.rcode)} aa=${message.authoritative}`,
    answer: message.answer.map(trim),
    authority: isOutside ? [] : message.authority.map(trim),
    additional: message.additional.map(trim),
  });
}

function withoutTtl(text: string): string {
  return text.replace(/^(\S+) \d+ /, "$1 ");
}

/** A recursor over the recorded root zone: it follows aliases, and what it does not hold is NXDOMAIN. */
const recursor: Upstream = async (question) => {
  const answer: ResourceRecord[] = [];
  let name = normalName(question.name);
  for (let hops = 0; hops < 8; hops++) {
    const own = upstreamRecords.filter((record) => record.name === name);
    answer.push(...own.filter((record) => record.data.type === question.type));
    const alias = own.find((record) => record.data.type === "CNAME");
    if (alias?.data.type !== "CNAME" || question.type === "CNAME") break;
    answer.push(alias);
    name = alias.data.target;
  }
  const exists = upstreamRecords.some((record) => record.name === name);
  return {
    rcode: exists ? "NOERROR" : "NXDOMAIN",
    authoritative: false,
    recursionAvailable: true,
    truncated: false,
    answer,
    authority: [],
    additional: [],
  };
};
