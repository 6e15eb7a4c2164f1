/** The listing: what it holds, that it agrees with the answers, and that neither costs much. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  externalName,
  kubernetesCorefile,
  namespace,
  pod,
  serverOf,
  service,
  slice,
} from "../../../../test/conformance/coredns-ask.ts";
import { clusterOfObjects, type RawObject } from "../../../../test/conformance/coredns-cluster.ts";
import type { Cluster, EndpointModel, SliceModel } from "../../cluster/state/cluster.ts";
import { formatData, formatRecord } from "../data/record.ts";
import { defaultServerConfig } from "./default-config.ts";
import { listRecords, namesOfPod } from "./list-records.ts";
import { answer, createServer, type DnsServer } from "./server.ts";

const objects = [
  namespace("default"),
  service("web", ["10.96.0.20"], ["http:80", ":81"]),
  slice("web", ["10.244.1.1", "10.244.1.2"], ["http:8080"]),
  service("db", ["None"], ["pg:5432"]),
  slice("db", ["10.244.1.10 db-10", "10.244.1.2 db-2", "!10.244.1.3 db-3"], ["pg:5432"]),
  externalName("ext", "www.example.com"),
];

test("everything that can be enumerated, sorted", () => {
  const corefile = ". {\n hosts {\n 192.0.2.1 a.example\n fallthrough\n }\n kubernetes cluster.local in-addr.arpa\n}";
  expect(listRecords(serverOf(objects, corefile)).map(({ record }) => formatRecord(record))).toEqual([
    "a.example. 3600 IN A 192.0.2.1",
    "cluster.local. 5 IN SOA ns.dns.cluster.local. hostmaster.cluster.local. 0 7200 1800 86400 5",
    "cluster.local. 5 IN NS ns.dns.cluster.local.",
    "ns.dns.cluster.local. 5 IN A 10.244.0.2",
    'dns-version.cluster.local. 28800 IN TXT "1.1.0"',
    "db.default.svc.cluster.local. 5 IN A 10.244.1.2",
    "db.default.svc.cluster.local. 5 IN A 10.244.1.10",
    "_pg._tcp.db.default.svc.cluster.local. 5 IN SRV 0 50 5432 db-2.db.default.svc.cluster.local.",
    "_pg._tcp.db.default.svc.cluster.local. 5 IN SRV 0 50 5432 db-10.db.default.svc.cluster.local.",
    "db-2.db.default.svc.cluster.local. 5 IN A 10.244.1.2",
    "db-10.db.default.svc.cluster.local. 5 IN A 10.244.1.10",
    "ext.default.svc.cluster.local. 5 IN CNAME www.example.com.",
    "web.default.svc.cluster.local. 5 IN A 10.96.0.20",
    "10-244-1-1.web.default.svc.cluster.local. 5 IN A 10.244.1.1",
    "10-244-1-2.web.default.svc.cluster.local. 5 IN A 10.244.1.2",
    "_http._tcp.web.default.svc.cluster.local. 5 IN SRV 0 100 80 web.default.svc.cluster.local.",
    "in-addr.arpa. 5 IN SOA ns.dns.in-addr.arpa. hostmaster.in-addr.arpa. 0 7200 1800 86400 5",
    "in-addr.arpa. 5 IN NS ns.dns.in-addr.arpa.",
    "20.0.96.10.in-addr.arpa. 5 IN PTR web.default.svc.cluster.local.",
    "1.1.244.10.in-addr.arpa. 5 IN PTR 10-244-1-1.web.default.svc.cluster.local.",
    "2.1.244.10.in-addr.arpa. 5 IN PTR 10-244-1-2.web.default.svc.cluster.local.",
    "2.1.244.10.in-addr.arpa. 5 IN PTR db-2.db.default.svc.cluster.local.",
    "10.1.244.10.in-addr.arpa. 5 IN PTR db-10.db.default.svc.cluster.local.",
    "1.2.0.192.in-addr.arpa. 3600 IN PTR a.example.",
  ]);
});

test("records know the objects they rest on", () => {
  const records = listRecords(serverOf(objects, kubernetesCorefile()));
  const find = (text: string): unknown => records.find(({ record }) => record.name.startsWith(text))?.origin;
  expect(find("web.")).toMatchObject({ service: { name: "web" }, synthetic: false });
  expect(find("db-2.")).toMatchObject({ service: { name: "db" }, slice: { serviceName: "db" } });
  expect(find("20.0.96.10.")).toMatchObject({ service: { name: "web" } });
});

const names = fc.constantFrom("a", "b", "web-2", "web-10");
const ips = fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.1.1", "fd00::1", "fd00::", "FD00::0002", "db.example.com");
const ports = fc.uniqueArray(fc.constantFrom("http/TCP:80", "dns/UDP:53", ":81", "HTTP/TCP:82"), { maxLength: 3 });
const object: fc.Arbitrary<RawObject> = fc.oneof(
  fc
    .record({ name: names, ips: fc.array(ips, { maxLength: 2 }), ports })
    .map((one) => service(one.name, one.ips, one.ports)),
  fc.record({ name: names, ports }).map((one) => service(one.name, ["None"], one.ports)),
  fc
    .record({ name: names, host: fc.option(names), ip: ips, ready: fc.boolean(), ports })
    .map((one) =>
      slice(one.name, [`${one.ready ? "" : "!"}${one.ip}${one.host === null ? "" : ` ${one.host}`}`], one.ports),
    ),
  fc
    .record({ name: names, to: fc.constantFrom("a.default.svc.cluster.local", "x.example", "10.0.0.1") })
    .map((one) => externalName(one.name, one.to)),
);

test("every listed record is in the answer to its own question", () => {
  const options = fc.constantFrom("", "noendpoints", "endpoint_pod_names", "pods verified", "ignore empty_service");
  const zones = fc.constantFrom(
    "cluster.local in-addr.arpa ip6.arpa",
    "cluster.local 10.0.0.0/24",
    "b.cluster.local cluster.local",
  );
  fc.assert(
    fc.property(fc.array(object, { maxLength: 8 }), options, zones, (some, option, zone) => {
      const server = serverOf([namespace("default"), ...some], kubernetesCorefile(option, zone));
      const listed = listRecords(server);
      const texts = listed.map(({ record }) => formatRecord(record));
      expect(new Set(texts).size).toBe(texts.length);
      for (const { record } of listed) {
        const response = answer(server, { name: record.name, type: record.data.type }, () => "unreachable");
        const own = response.kind === "reply" ? response.answer.map((one) => formatRecord(one.record)) : [];
        expect(own).toContain(formatRecord(record));
      }
    }),
  );
});

test("no name breaks an answer", () => {
  const server = serverOf([...objects, namespace("x")], kubernetesCorefile("pods insecure"));
  const part = fc.constantFrom(
    "web",
    "db",
    "default",
    "svc",
    "pod",
    "_http",
    "_tcp",
    "1-2-3-4",
    "--",
    "\\",
    "*",
    "",
    "ARPA",
  );
  const types = fc.constantFrom("A", "AAAA", "SRV", "TXT", "PTR", "CNAME", "NS", "SOA", "MX", "ANY", "AXFR", "TYPE65");
  fc.assert(
    fc.property(fc.array(part), fc.string(), types, (parts, free, type) => {
      for (const name of [`${parts.join(".")}.cluster.local.`, free, `${free}.default.svc.cluster.local.`]) {
        const response = answer(server, { name, type }, () => undefined);
        if (response.kind === "reply" && response.rcode === "NOERROR") {
          expect(response.outcome).toBe(response.answer.length > 0 ? "found" : "nodata");
        }
      }
    }),
  );
});

/** The test cluster with its Pods tied to endpoints by address, as the cluster builder does. */
function withPods(some: readonly RawObject[]): Cluster {
  const cluster = clusterOfObjects(some);
  const pods = [...cluster.pods.values()];
  const tie = (endpoint: EndpointModel): EndpointModel => {
    const owner = pods.find(({ addresses }) => addresses.some(({ ip }) => ip === endpoint.addresses[0]?.ip));
    return owner === undefined ? endpoint : { ...endpoint, pod: owner };
  };
  const slices = cluster.slices.map((one) => ({ ...one, endpoints: one.endpoints.map(tie) }));
  const slicesByService = new Map(
    [...cluster.slicesByService.keys()].map((key) => [
      key,
      slices.filter(({ namespace: own, serviceName }) => `${own}/${serviceName}` === key),
    ]),
  );
  const slicesIn = (namespace: string): readonly SliceModel[] => slices.filter((one) => one.namespace === namespace);
  return { ...cluster, slices, slicesByService, slicesIn };
}

test("the names of a Pod: hostnames, addresses below Services, the pod name", () => {
  const cluster = withPods([
    ...objects,
    pod("db-2", ["10.244.1.2", "fd00::2"]),
    pod("db-3", ["10.244.1.3"]),
    pod("alone", []),
  ]);
  const named = (server: DnsServer, name: string): readonly string[] => {
    const model = cluster.pods.get(`default/${name}`);
    return model === undefined ? [] : namesOfPod(server, model);
  };
  const server = createServer(cluster, defaultServerConfig());
  expect(named(server, "db-2")).toEqual([
    "db-2.db.default.svc.cluster.local",
    "10-244-1-2.web.default.svc.cluster.local",
    "10-244-1-2.default.pod.cluster.local",
    "fd00--2.default.pod.cluster.local",
  ]);
  // Not ready: the name is its own all the same.
  expect(named(server, "db-3")).toEqual(["db-3.db.default.svc.cluster.local", "10-244-1-3.default.pod.cluster.local"]);
  expect(named(server, "alone")).toEqual([]);
});

/** A map that counts how often somebody goes through all of it. */
class Counted<V> extends Map<string, V> {
  scans = 0;

  override values(): MapIterator<V> {
    this.scans += 1;
    return super.values();
  }

  override [Symbol.iterator](): MapIterator<[string, V]> {
    this.scans += 1;
    return super[Symbol.iterator]();
  }
}

test("ten thousand Services: a server at once, answers without a scan", () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    service(`s-${index}`, [`10.${96 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`], ["http:80"]),
  );
  const objects = clusterOfObjects([namespace("default"), ...many]);
  const services = new Counted(objects.services);
  services.scans = 0;
  const server = createServer({ ...objects, services }, defaultServerConfig());
  expect(services.scans).toBe(0);
  const ask = (index: number): void => {
    answer(server, { name: `s-${index}.default.svc.cluster.local.`, type: "A" }, () => undefined);
    answer(server, { name: `${index & 255}.${index >> 8}.96.10.in-addr.arpa.`, type: "PTR" }, () => undefined);
  };
  for (let index = 0; index < 1000; index++) ask(index);
  // Reverse questions need the Services by address, which is made once.
  expect(services.scans).toBe(1);
  expect(listRecords(server).filter(({ record }) => formatData(record.data).startsWith("s-"))).toHaveLength(10_000);
  expect(services.scans).toBeLessThan(10);
});
