/** Compares recorded control-plane answers with ours, however the cluster was built. */
import type { Cluster } from "../../server/src/cluster/state/cluster.ts";
import { normalName } from "../../server/src/dns/data/name.ts";
import type { ResourceRecord } from "../../server/src/dns/data/record.ts";
import { readCorefile } from "../../server/src/dns/server/read-corefile.ts";
import type { OutsideAnswer, Question } from "../../server/src/dns/server/response.ts";
import { answer, createServer, type DnsServer } from "../../server/src/dns/server/server.ts";
import type { DnsServerConfig } from "../../server/src/dns/server/server-config.ts";
import { type ControlPlaneQuery, messageText, parseRecord, readControlPlane, recordText } from "./coredns-vectors.ts";

const recorded = readControlPlane();
export const outside: (question: Question) => OutsideAnswer = outsideOf(recorded.upstream.records.map(parseRecord));
/** The first server configuration, and the one that `queries_verified` were asked of. */
export const corefile: string = recorded.corefile;
export const verified: string = corefile.replace("pods insecure", "pods verified\n        endpoint_pod_names");

/** The server is the Pod kube-system/coredns-0. */
export function serverOf(cluster: Cluster, text: string): DnsServer {
  return createServer(cluster, configOf(text));
}

function configOf(text: string): DnsServerConfig {
  const { blocks, notes } = readCorefile(text);
  return { implementation: "coredns", blocks, notes, localIps: ["10.244.0.2"], serverSearch: [] };
}

/** What differs between the recorded and our answer, in zone-file text; empty when nothing does. */
export function difference(server: DnsServer, query: ControlPlaneQuery): readonly string[] {
  const response = answer(server, query, outside);
  if (response.kind !== "reply") return [`${query.name} ${query.type} is left open`];
  const { rcode, authoritative } = response;
  const [own, authority, additional] = [response.answer, response.authority, response.additional].map((section) =>
    section.map(({ record }) => record),
  );
  return differenceOf(query, {
    rcode,
    authoritative,
    answer: own ?? [],
    authority: authority ?? [],
    additional: additional ?? [],
  });
}

/** A reply as far as it is compared. */
export interface Received {
  readonly rcode: string;
  readonly authoritative: boolean;
  readonly answer: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
}

/** The same of a reply that came from anywhere. */
export function differenceOf(query: ControlPlaneQuery, reply: Received): readonly string[] {
  const [expected, got] = [expectedText(query), replyText(reply, query.aa === false)];
  return expected === got ? [] : [`${query.name} ${query.type}\nexpected:\n${expected}\ngot:\n${got}\n`];
}

const soa = "cluster.local. 30 IN SOA ns.dns.cluster.local. hostmaster.cluster.local. 0 7200 1800 86400 30";

/** Outside the zones neither authority nor TTLs are compared. */
function expectedText(query: ControlPlaneQuery): string {
  const isOutside = query.aa === false;
  const { answer: records = [], extra = [], soa: hasSoa = false } = query;
  const status = `${query.rcode} aa=${!isOutside}`;
  if (isOutside) return messageText({ status, answer: records.map(withoutTtl), authority: [], additional: extra });
  return messageText({ status, answer: records, authority: hasSoa ? [soa] : [], additional: extra });
}

function replyText(reply: Received, isOutside: boolean): string {
  const status = `${reply.rcode} aa=${reply.authoritative}`;
  const records = reply.answer.map(textOfRecord);
  const additional = reply.additional.map(textOfRecord);
  if (isOutside) return messageText({ status, answer: records.map(withoutTtl), authority: [], additional });
  return messageText({ status, answer: records, authority: reply.authority.map(textOfRecord), additional });
}

const textOfRecord = (record: ResourceRecord): string => recordText({ record });

function withoutTtl(text: string): string {
  return text.replace(/^(\S+) \d+ /, "$1 ");
}

/** A recursor over the recorded root zone: it follows aliases, and what it does not hold is NXDOMAIN. */
function outsideOf(records: readonly ResourceRecord[]): (question: Question) => OutsideAnswer {
  return (question) => {
    const found: ResourceRecord[] = [];
    let name = normalName(question.name);
    for (let hop = records.find((record) => record.name === name); hop !== undefined; ) {
      const own = records.filter((record) => record.name === name && record.data.type === question.type);
      found.push(...own);
      const alias = records.find((record) => record.name === name && record.data.type === "CNAME");
      if (own.length > 0 || alias?.data.type !== "CNAME") break;
      found.push(alias);
      name = alias.data.target;
      hop = records.find((record) => record.name === name);
    }
    const exists = records.some((record) => record.name === name);
    return {
      rcode: exists ? "NOERROR" : "NXDOMAIN",
      authoritative: false,
      recursionAvailable: true,
      truncated: false,
      answer: found,
      authority: [],
      additional: [],
    };
  };
}
