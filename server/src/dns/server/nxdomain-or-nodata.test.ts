/** NXDOMAIN or NODATA, row by row (dns-semantics section 3). */
import { expect, test } from "vitest";
import {
  ask,
  externalName,
  kubernetesCorefile,
  namespace,
  serverOf,
  service,
  slice,
} from "../../../../test/conformance/coredns-ask.ts";

const objects = [
  namespace("default"),
  namespace("empty"),
  namespace("closed"),
  service("web", ["10.96.0.20"], ["http/TCP:80"]),
  slice("web", ["10.244.1.1 web-0", "!10.244.1.2 web-1"], ["http/TCP:8080"]),
  service("idle", ["10.96.0.21"], ["http/TCP:80"]),
  service("hidden", ["10.96.0.22"], [], { namespace: "closed" }),
  service("db", ["None"], ["pg/TCP:5432"]),
  slice("db", ["10.244.2.1 db-0"], ["pg/TCP:5432"]),
  service("down", ["None"], ["pg/TCP:5432"]),
  slice("down", ["!10.244.3.1 down-0"], ["pg/TCP:5432"]),
  service("bare", ["None"]),
  slice("bare", ["10.244.4.1"]),
  service("never", ["None"], ["pg/TCP:5432"]),
  externalName("alias", "db.example.com"),
  externalName("address", "192.0.2.10"),
];
const server = serverOf(objects, kubernetesCorefile("namespaces default empty"));

/** What the types of a name get, as letters: `+` records, `0` NODATA, `x` NXDOMAIN. */
function outcomes(name: string): string {
  const types = ["A", "AAAA", "SRV", "TXT", "CNAME", "PTR", "MX", "HTTPS", "ANY"];
  const letters: Readonly<Record<string, string>> = { found: "+", nodata: "0", nxdomain: "x" };
  return types.map((type) => letters[ask(server, `${type} ${name}`).split("\n")[0] ?? ""] ?? "?").join("");
}

test.each([
  // A AAAA SRV TXT CNAME PTR MX HTTPS ANY
  ["the zone", "cluster.local.", "000x00000"],
  ["svc", "svc.cluster.local.", "000x00000"],
  ["pod", "pod.cluster.local.", "000x00000"],
  ["a namespace", "default.svc.cluster.local.", "000x00000"],
  ["a namespace that is empty", "empty.svc.cluster.local.", "000x00000"],
  ["a namespace that is missing", "gone.svc.cluster.local.", "xxxxxxxxx"],
  ["a namespace that is not exposed", "closed.svc.cluster.local.", "xxxxxxxxx"],
  ["a Service in it", "hidden.closed.svc.cluster.local.", "xxxxxxxxx"],
  ["a Service that is missing", "gone.default.svc.cluster.local.", "xxxxxxxxx"],
  ["a ClusterIP, the other family", "web.default.svc.cluster.local.", "+0+000000"],
  ["a ClusterIP without endpoints", "idle.default.svc.cluster.local.", "+0+000000"],
  ["an unknown port", "_x._tcp.web.default.svc.cluster.local.", "xxxxxxxxx"],
  ["the wrong protocol", "_http._udp.web.default.svc.cluster.local.", "xxxxxxxxx"],
  ["a port's number", "_80._tcp.web.default.svc.cluster.local.", "xxxxxxxxx"],
  ["a known port", "_http._tcp.web.default.svc.cluster.local.", "+0+000000"],
  ["headless, the other family", "db.default.svc.cluster.local.", "+0+000000"],
  ["headless, nobody ready", "down.default.svc.cluster.local.", "xxxxxxxxx"],
  ["headless, no slice", "never.default.svc.cluster.local.", "xxxxxxxxx"],
  ["headless without ports", "bare.default.svc.cluster.local.", "+00000000"],
  ["an endpoint", "db-0.db.default.svc.cluster.local.", "+0+000000"],
  ["an endpoint that is missing", "db-9.db.default.svc.cluster.local.", "xxxxxxxxx"],
  ["an endpoint that is not ready", "web-1.web.default.svc.cluster.local.", "xxxxxxxxx"],
  ["the address of an endpoint with a host name", "10-244-2-1.db.default.svc.cluster.local.", "xxxxxxxxx"],
  ["ExternalName", "alias.default.svc.cluster.local.", "++00+0000"],
  ["ExternalName with a label", "a.alias.default.svc.cluster.local.", "xxxxxxxxx"],
  ["ExternalName with a port", "_http._tcp.alias.default.svc.cluster.local.", "xxxxxxxxx"],
  ["ExternalName that is an address", "address.default.svc.cluster.local.", "xxxxxxxxx"],
  ["dns-version", "dns-version.cluster.local.", "xxx+xxxxx"],
  ["below a reverse zone", "1.96.10.in-addr.arpa.", "xxxxxxxxx"],
  ["no form", "foo.cluster.local.", "xxxxxxxxx"],
  ["a wildcard", "*.default.svc.cluster.local.", "xxxxxxxxx"],
  ["too many labels", "a.b.c.web.default.svc.cluster.local.", "xxxxxxxxx"],
] as const)("%s", (_, name, expected) => {
  expect(outcomes(name)).toBe(expected);
});

test("SOA below the apex is NODATA, whether the name exists or not", () => {
  for (const name of ["web.default.svc.cluster.local.", "gone.default.svc.cluster.local.", "1.96.10.in-addr.arpa."]) {
    expect(ask(server, `SOA ${name}`)).toMatch(/^nodata\nauth /);
  }
});
