/** Provides the zone that the recordings of data/client-output saw, and the answers of its server. */

import type { Ask } from "../../server/src/dns/clients/client-run.ts";
import { normalName } from "../../server/src/dns/data/name.ts";
import type { RecordData, ResourceRecord } from "../../server/src/dns/data/record.ts";
import type { Reply, ServedRecord } from "../../server/src/dns/server/response.ts";

const domain = "default.svc.cluster.local.";

function record(name: string, data: RecordData): ResourceRecord {
  return { name, ttl: 30, data };
}

function a(name: string, address: string): ResourceRecord {
  return record(name, { type: address.includes(":") ? "AAAA" : "A", address });
}

function ptr(name: string, target: string): ResourceRecord {
  return record(name, { type: "PTR", target });
}

const zone: readonly ResourceRecord[] = [
  a(`kubernetes.${domain}`, "10.96.0.1"),
  a("kube-dns.kube-system.svc.cluster.local.", "10.96.0.10"),
  a(`nginx.${domain}`, "10.244.1.5"),
  a(`nginx.${domain}`, "10.244.2.7"),
  a(`web-0.nginx.${domain}`, "10.244.1.5"),
  a(`web-1.nginx.${domain}`, "10.244.2.7"),
  ...["web-0", "web-1"].map((pod) =>
    record(`_web._tcp.nginx.${domain}`, {
      type: "SRV",
      priority: 0,
      weight: 50,
      port: 80,
      target: `${pod}.nginx.${domain}`,
    }),
  ),
  a(`dual.${domain}`, "10.96.44.1"),
  a(`dual.${domain}`, "fd00:10:96::1234"),
  ...Array.from({ length: 59 }, (_, index) => a(`big.${domain}`, `10.244.9.${index + 1}`)),
  record(`ext.${domain}`, { type: "CNAME", target: "db.example.com." }),
  a("db.example.com.", "192.0.2.10"),
  a("example.com.", "192.0.2.80"),
  ptr("1.0.96.10.in-addr.arpa.", `kubernetes.${domain}`),
  ptr("10.0.96.10.in-addr.arpa.", "kube-dns.kube-system.svc.cluster.local."),
  ptr("5.1.244.10.in-addr.arpa.", `web-0.nginx.${domain}`),
  ptr("5.1.244.10.in-addr.arpa.", `10-244-1-5.other.${domain}`),
  ptr("7.2.244.10.in-addr.arpa.", `web-1.nginx.${domain}`),
];

const soa: ServedRecord = {
  record: record("cluster.local.", {
    type: "SOA",
    mname: "ns.dns.cluster.local.",
    rname: "hostmaster.cluster.local.",
    serial: 1724000000,
    refresh: 7200,
    retry: 1800,
    expire: 86400,
    minimum: 30,
  }),
};

const withoutRecords = ["cluster.local.", "svc.cluster.local.", domain, `nodata-hs.${domain}`];

/** The recordings' server: AA=1 and RA=0 in the cluster's zones, RA=1 outside; both addresses answer alike. */
export const answerFromZone: Ask = ({ name, type }) => {
  const asked = normalName(name);
  if (/^timeout\./.test(asked)) return { kind: "timeout" };
  const inside = /(^|\.)(cluster\.local|in-addr\.arpa|ip6\.arpa)\.$/.test(asked);
  const reply = (rcode: Reply["rcode"], answer: readonly ResourceRecord[]): Reply => ({
    kind: "reply",
    outcome:
      rcode === "NXDOMAIN" ? "nxdomain" : rcode !== "NOERROR" ? "servfail" : answer.length > 0 ? "found" : "nodata",
    rcode,
    authoritative: inside && rcode !== "SERVFAIL",
    recursionAvailable: !inside || rcode === "SERVFAIL",
    truncated: false,
    answer: answer.map((found) => ({ record: found })),
    authority: inside && answer.length === 0 && rcode !== "SERVFAIL" ? [soa] : [],
    additional: type === "SRV" ? glue(answer) : [],
    reason: { kind: "refused", message: "a recorded zone" },
  });
  if (/^servfail\./.test(asked)) return reply("SERVFAIL", []);
  const here = zone.filter((found) => normalName(found.name) === asked);
  if (here.length === 0) return reply(withoutRecords.includes(asked) ? "NOERROR" : "NXDOMAIN", []);
  const alias = here.find(({ data }) => data.type === "CNAME");
  const target = alias?.data.type === "CNAME" ? alias.data.target : asked;
  const found = zone.filter((other) => normalName(other.name) === normalName(target) && other.data.type === type);
  return reply("NOERROR", alias === undefined ? found : [alias, ...found]);
};

function glue(answer: readonly ResourceRecord[]): readonly ServedRecord[] {
  const targets = answer.flatMap(({ data }) => (data.type === "SRV" ? [data.target] : []));
  return zone
    .filter(({ name, data }) => targets.includes(name) && (data.type === "A" || data.type === "AAAA"))
    .map((found) => ({ record: found }));
}
