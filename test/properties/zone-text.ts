/** Writes everything that a DNS server answers as text: equal texts are equal zones. It does not judge the answers. */
import type { Cluster } from "../../server/src/cluster/state/cluster.ts";
import { formatRecord } from "../../server/src/dns/data/record.ts";
import { reverseName } from "../../server/src/dns/server/address.ts";
import { listRecords, namesOfPod } from "../../server/src/dns/server/list-records.ts";
import { readCorefile } from "../../server/src/dns/server/read-corefile.ts";
import type { Outside, Question, Response } from "../../server/src/dns/server/response.ts";
import { answer, createServer, type DnsServer } from "../../server/src/dns/server/server.ts";

const types = ["A", "AAAA", "SRV", "TXT", "CNAME", "PTR", "MX", "SOA"] as const;

/** A recursor that answers for one name only. */
export const outside: Outside = ({ name, type }) => ({
  rcode: name === "db.example.com." ? "NOERROR" : "NXDOMAIN",
  authoritative: false,
  recursionAvailable: true,
  truncated: false,
  answer: name === "db.example.com." && type === "A" ? [{ name, ttl: 300, data: { type, address: "192.0.2.99" } }] : [],
  authority: [],
  additional: [],
});

export function serverFor(cluster: Cluster, options: string): DnsServer {
  const corefile = `.:53 {\n kubernetes cluster.local in-addr.arpa ip6.arpa {\n${options}\n }\n forward . 192.0.2.53\n}\n`;
  return createServer(cluster, {
    implementation: "coredns",
    localIps: ["10.244.0.2"],
    serverSearch: [],
    ...readCorefile(corefile),
  });
}

/** Questions about all that the clusters hold, ready or not, and about what none of them does. */
export function questionsAbout(servers: readonly DnsServer[]): readonly Question[] {
  const names = new Set(["cluster.local.", "default.svc.cluster.local.", "gone.default.svc.cluster.local."]);
  for (const server of servers) {
    for (const { record } of listRecords(server)) names.add(record.name);
    for (const pod of server.cluster.pods.values()) {
      for (const name of namesOfPod(server, pod)) names.add(`${name}.`);
      for (const { ip } of pod.addresses) names.add(reverseName(ip) ?? ip);
    }
    for (const { namespace, name } of server.cluster.services.values())
      names.add(`${name}.${namespace}.svc.cluster.local.`);
  }
  return [...names].flatMap((name) => types.map((type) => ({ name, type })));
}

/** The answers, one text for each question, sections as sets. */
export function answersOf(server: DnsServer, questions: readonly Question[]): readonly string[] {
  return questions.map(
    (question) => `${question.name} ${question.type} ${responseText(answer(server, question, outside))}`,
  );
}

export function responseText(response: Response): string {
  if (response.kind !== "reply") return "open";
  const { rcode, authoritative } = response;
  const sections = [response.answer, response.authority, response.additional].map((section) =>
    section.map(({ record }) => formatRecord(record)).sort(),
  );
  return JSON.stringify([rcode, authoritative, ...sections]);
}
