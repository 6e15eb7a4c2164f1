/** Zones that are seldom written and valid all the same: the root, upper case, CIDRs, several in one line. */
import { expect, test } from "vitest";
import { ask, namespace, pod, serverOf, service } from "../../../../test/conformance/coredns-ask.ts";
import { defaultServerConfig } from "./default-config.ts";
import { clusterSearch } from "./pod-dns.ts";
import { readCorefile } from "./read-corefile.ts";
import { clusterDomain } from "./server.ts";

const objects = [namespace("default"), service("web", ["10.96.0.20"], [":80"]), pod("client", ["10.244.1.9"])];

test("the root zone: names end in svc and pod", () => {
  const server = serverOf(objects, ". {\n  kubernetes . 10.0.0.0/8\n}\n");
  expect(clusterDomain(server)).toBe("");
  expect(ask(server, "A web.default.svc.", () => undefined)).toBe("found\nweb.default.svc. 5 IN A 10.96.0.20");
  expect(ask(server, "PTR 20.0.96.10.in-addr.arpa.", () => undefined)).toBe(
    "found\n20.0.96.10.in-addr.arpa. 5 IN PTR web.default.svc.",
  );
  expect(ask(server, "SOA .", () => undefined)).toMatch(/^found\n\. 5 IN SOA ns\.dns\. hostmaster\. /);
  expect(ask(server, "A .", () => undefined)).toMatch(/^nodata/);
  expect(ask(server, "A nowhere.default.svc.", () => undefined)).toMatch(/^nxdomain/);
  expect(ask(server, "A web.default.svc.cluster.local.", () => undefined)).toMatch(/^nxdomain/);
  expect(clusterSearch("shop", "")).toEqual([]);
});

test("kubeadm's configuration for the root", () => {
  for (const root of ["", "."]) {
    const [kubernetes] = defaultServerConfig(root).blocks[0]?.plugins.filter(({ kind }) => kind === "kubernetes") ?? [];
    expect(kubernetes).toMatchObject({ zones: [".", "in-addr.arpa.", "ip6.arpa."] });
  }
});

test("letter case, final dots, CIDRs off the octets, several zones and several ports in one line", () => {
  const text = "K8S.Example:53 10.96.0.0/15 {\n  kubernetes K8s.EXAMPLE other_1.test. 10.96.0.0/15 fd00::/8\n}\n";
  const server = serverOf(objects, text);
  expect(clusterDomain(server)).toBe("k8s.example");
  expect(ask(server, "A Web.Default.svc.K8S.example.", () => undefined)).toBe(
    "found\nWeb.Default.svc.K8S.example. 5 IN A 10.96.0.20",
  );
  expect(ask(server, "PTR 20.0.96.10.in-addr.arpa.", () => undefined)).toMatch(
    / PTR web\.default\.svc\.k8s\.example\.$/,
  );
});

test("a kubernetes plugin with reverse zones alone keeps CoreDNS from starting", () => {
  expect(readCorefile(".:53 {\n  kubernetes 10.0.0.0/8\n}\n").notes).toEqual([
    { line: 2, severity: "error", message: "'kubernetes' needs a zone that is not a reverse zone" },
  ]);
});
