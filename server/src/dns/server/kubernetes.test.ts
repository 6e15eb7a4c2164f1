/** Zones of the kubernetes plugin: fallthrough, multicluster, topology, odd data (dns-semantics sections 1, 9, 11). */
import { expect, test } from "vitest";
import {
  ask,
  kubernetesCorefile,
  namespace,
  serverOf,
  service,
  slice,
} from "../../../../test/conformance/coredns-ask.ts";
import type { RawObject } from "../../../../test/conformance/coredns-cluster.ts";

const outcome = (text: string): string => text.split("\n")[0] ?? "";
const withoutSoa = (text: string): string => text.split("\nauth")[0] ?? "";

test("only name errors fall through, and only where the option says so", () => {
  const objects = [namespace("default"), service("web", ["10.96.0.1"], [":80"])];
  const at = (option: string, question: string): string => {
    const corefile = `${kubernetesCorefile(option).slice(0, -3)}\n forward . 10.0.0.1\n}\n`;
    return outcome(ask(serverOf(objects, corefile), question, () => undefined)).split(" ")[0] ?? "";
  };
  const missing = "A nope.default.svc.cluster.local.";
  expect(at("", missing)).toBe("nxdomain");
  expect(at("fallthrough", missing)).toBe("needs");
  expect(at("fallthrough svc.cluster.local", missing)).toBe("needs");
  expect(at("fallthrough in-addr.arpa", missing)).toBe("nxdomain");
  expect(at("fallthrough", "AAAA web.default.svc.cluster.local.")).toBe("nodata");
  expect(at("fallthrough in-addr.arpa", "A 1.0.96.10.in-addr.arpa.")).toBe("needs");
  expect(at("fallthrough in-addr.arpa", "PTR 1.0.96.10.in-addr.arpa.")).toBe("found");
});

function importOf(name: string, type: "ClusterSetIP" | "Headless", ips: readonly string[]): RawObject {
  return {
    kind: "ServiceImport",
    metadata: { name, namespace: "default" },
    spec: { type, ips, ports: [{ name: "http", protocol: "TCP", port: 80 }] },
  };
}

function importedSlice(name: string, cluster: string, ip: string, hostname: string): RawObject {
  const raw = slice("", [`${ip} ${hostname}`], ["http:80"]);
  const labels = {
    "multicluster.kubernetes.io/service-name": name,
    "multicluster.kubernetes.io/source-cluster": cluster,
  };
  return { ...raw, metadata: { ...raw.metadata, name: `${name}-${cluster}`, labels } };
}

test("multicluster zones serve ServiceImports, endpoints below their cluster", () => {
  const server = serverOf(
    [
      namespace("default"),
      service("own", ["10.96.0.1"], [":80"]),
      importOf("web", "ClusterSetIP", ["10.97.0.1"]),
      importOf("db", "Headless", []),
      importedSlice("db", "east", "10.244.0.1", "db-0"),
      importedSlice("db", "west", "10.245.0.1", "db-0"),
    ],
    kubernetesCorefile("multicluster clusterset.local", "cluster.local clusterset.local"),
  );
  const at = (question: string): string => withoutSoa(ask(server, `${question}.clusterset.local.`));
  expect(at("A web.default.svc")).toBe("found\nweb.default.svc.clusterset.local. 5 IN A 10.97.0.1");
  expect(at("A own.default.svc")).toBe("nxdomain");
  expect(withoutSoa(ask(server, "A web.default.svc.cluster.local."))).toBe("nxdomain");
  expect(at("A db.default.svc").split("\n")).toHaveLength(3);
  expect(at("A db-0.west.db.default.svc")).toMatch(/10\.245\.0\.1$/);
  expect(at("A db-0.db.default.svc")).toBe("nxdomain");
  expect(at("SRV _http._tcp.db.default.svc")).toMatch(/SRV 0 50 80 db-0\.east\.db\.default\.svc\.clusterset\.local\./);
});

test("topology zones of headless Services", () => {
  const raw = slice("db", ["10.0.0.1", "10.0.0.2"], ["pg:5432"]);
  const zoned = { ...raw, endpoints: (raw.endpoints ?? []).map((one, index) => ({ ...one, zone: `z${index}` })) };
  const objects = [
    namespace("default"),
    service("db", ["None"], ["pg:5432"]),
    service("web", ["10.96.0.1"], [":80"]),
    service("down", ["None"]),
    zoned,
  ];
  const server = serverOf(objects, kubernetesCorefile("zonal"));
  const at = (question: string): string => withoutSoa(ask(server, `${question}.default.svc.cluster.local.`));
  expect(at("A z1.pin._zone.db")).toBe("found\nz1.pin._zone.db.default.svc.cluster.local. 5 IN A 10.0.0.2");
  expect(at("A z9.pin._zone.db")).toBe("nodata");
  expect(at("TXT z9.pin._zone.db")).toBe("nodata");
  expect(at("A z9.prefer._zone.db").split("\n")).toHaveLength(3);
  expect(at("A z1.pin._zone.web")).toBe("nxdomain");
  expect(at("A z1.prefer._zone.down")).toBe("nxdomain");
  const off = serverOf(objects, kubernetesCorefile());
  expect(outcome(ask(off, "A z1.pin._zone.db.default.svc.cluster.local."))).toBe("nxdomain");
});

test("addresses that are names become aliases; others are printed in their canonical form", () => {
  const objects = [
    namespace("default"),
    service("odd", ["FD00::0021"], [":80"]),
    service("fqdn", ["None"], [":80"]),
    slice("fqdn", ["db.example.com"], [":80"]),
  ];
  const server = serverOf(objects, kubernetesCorefile());
  expect(ask(server, "AAAA odd.default.svc.cluster.local.")).toMatch(/AAAA fd00::21$/);
  expect(ask(server, "A fqdn.default.svc.cluster.local.")).toMatch(/ CNAME db\.example\.com\.$/);
  expect(outcome(ask(server, "SRV fqdn.default.svc.cluster.local."))).toBe("nodata");
});

test("an address in two slices is answered once; weights count both", () => {
  const objects = [
    namespace("default"),
    service("db", ["None"], ["pg:5432"]),
    slice("db", ["10.0.0.1 db-0"], ["pg:5432"], { name: "a" }),
    slice("db", ["10.0.0.1 db-0"], ["pg:5432"], { name: "b" }),
  ];
  const server = serverOf(objects, kubernetesCorefile());
  expect(ask(server, "A db.default.svc.cluster.local.").split("\n")).toHaveLength(2);
  expect(ask(server, "SRV db.default.svc.cluster.local.")).toBe(
    "found\ndb.default.svc.cluster.local. 5 IN SRV 0 50 5432 db-0.db.default.svc.cluster.local.\n" +
      "add db-0.db.default.svc.cluster.local. 5 IN A 10.0.0.1",
  );
});
