/** The zone itself (dns-semantics section 7). */
import { expect, test } from "vitest";
import {
  ask,
  kubernetesCorefile,
  namespace,
  serverOf,
  service,
  slice,
} from "../../../../test/conformance/coredns-ask.ts";

const kubeDns = [
  namespace("kube-system"),
  service("kube-dns", ["10.96.0.10"], ["dns/UDP:53"], { namespace: "kube-system" }),
  slice("kube-dns", ["10.244.0.2", "10.244.0.3"], ["dns/UDP:53"], { namespace: "kube-system" }),
];
const corefile = kubernetesCorefile("ttl 30");

test("the Service before the server is its name server", () => {
  const server = serverOf(kubeDns, corefile);
  expect(ask(server, "NS cluster.local.")).toBe(
    [
      "found",
      "cluster.local. 30 IN NS kube-dns.kube-system.svc.cluster.local.",
      "add kube-dns.kube-system.svc.cluster.local. 30 IN A 10.96.0.10",
    ].join("\n"),
  );
  expect(ask(server, "A ns.dns.cluster.local.")).toBe("found\nns.dns.cluster.local. 30 IN A 10.96.0.10");
  expect(ask(server, "NS in-addr.arpa.")).toMatch(/NS kube-dns\.kube-system\.svc\.in-addr\.arpa\./);
});

test("a headless Service names the endpoints; without any Service it is ns.dns", () => {
  const headless = [
    ...kubeDns,
    service("metrics", ["None"], [], { namespace: "kube-system" }),
    slice("metrics", ["10.244.0.2 coredns-0"], [], { namespace: "kube-system" }),
  ];
  expect(ask(serverOf(headless, corefile), "NS cluster.local.")).toMatch(/NS coredns-0\.metrics\.kube-system\.svc/);
  expect(ask(serverOf([], corefile), "NS cluster.local.")).toBe(
    "found\ncluster.local. 30 IN NS ns.dns.cluster.local.\nadd ns.dns.cluster.local. 30 IN A 10.244.0.2",
  );
  expect(ask(serverOf([], corefile, { localIps: [] }), "NS cluster.local.")).toMatch(/^nodata/);
});

test("without configured addresses the Pods behind kube-dns count, or the Service when there are none", () => {
  const more = { localIps: undefined };
  expect(ask(serverOf(kubeDns, corefile, more), "NS cluster.local.")).toMatch(/NS kube-dns\.kube-system/);
  expect(ask(serverOf(kubeDns.slice(0, 2), corefile, more), "A ns.dns.cluster.local.")).toMatch(/A 10\.96\.0\.10$/);
  expect(ask(serverOf([], corefile, more), "NS cluster.local.")).toMatch(/^nodata/);
});

test("SOA, TXT and the rest", () => {
  const server = serverOf(kubeDns, kubernetesCorefile("ttl 600"));
  expect(ask(server, "SOA cluster.local.")).toMatch(/^found\ncluster\.local\. 300 IN SOA .* 600$/);
  expect(ask(server, "TXT dns-version.cluster.local.")).toBe('found\ndns-version.cluster.local. 28800 IN TXT "1.1.0"');
  const outcomes = (name: string, types: readonly string[]): readonly string[] =>
    types.map((type) => ask(server, `${type} ${name}`).split("\n")[0] ?? "");
  expect(outcomes("cluster.local.", ["A", "MX", "TXT", "AXFR"])).toEqual(["nodata", "nodata", "nxdomain", "refused"]);
  expect(outcomes("dns-version.cluster.local.", ["A", "PTR", "SOA"])).toEqual(["nxdomain", "nxdomain", "nodata"]);
  const types = ["AAAA", "SRV", "CNAME", "ANY", "NS", "SOA", "TXT", "PTR"];
  expect(outcomes("ns.dns.cluster.local.", types)).toEqual([...Array(6).fill("nodata"), "nxdomain", "nxdomain"]);
});

test("in mixed case the apex has no name servers, and ns.dns does not exist", () => {
  const server = serverOf(kubeDns, corefile);
  expect(ask(server, "NS Cluster.local.")).toMatch(/^nodata/);
  expect(ask(server, "A ns.dns.Cluster.local.")).toMatch(/^nxdomain/);
});
