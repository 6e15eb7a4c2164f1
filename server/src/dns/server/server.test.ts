/** Server blocks and the plugin chain (dns-semantics sections 1, 12). */
import { expect, test } from "vitest";
import {
  ask,
  externalName,
  kubernetesCorefile,
  namespace,
  pod,
  reachesNothing,
  reasonOf,
  serverOf,
  service,
} from "../../../../test/conformance/coredns-ask.ts";
import { kubeadmCorefile } from "./default-config.ts";
import type { Outside, OutsideAnswer } from "./response.ts";
import { answer, clusterDomain } from "./server.ts";

const objects = [
  namespace("default"),
  service("web", ["10.96.0.20"], [":80"]),
  externalName("ext", "www.example.com"),
  externalName("to-hosts", "a.example"),
  pod("client", ["10.244.1.9"]),
];

/** A recursor's reply: every name has one IPv4 address. */
function reply(name: string, type: string, ttl: number): OutsideAnswer {
  return {
    rcode: "NOERROR",
    authoritative: false,
    recursionAvailable: true,
    truncated: false,
    answer: type === "A" ? [{ name, ttl, data: { type: "A", address: "192.0.2.1" } }] : [],
    authority: [],
    additional: [],
  };
}

const outside =
  (ttl: number): Outside =>
  ({ name, type }) =>
    reply(name, type, ttl);

const nothing: Outside = () => undefined;

test("kubeadm: the cluster's names here, everything else outside", () => {
  const server = serverOf(objects, kubeadmCorefile);
  expect(ask(server, "A web.default.svc.cluster.local.", nothing)).toBe(
    "found\nweb.default.svc.cluster.local. 30 IN A 10.96.0.20",
  );
  expect(ask(server, "A nope.default.svc.cluster.local.", nothing)).toMatch(/^nxdomain/);
  expect(ask(server, "A www.example.com.", nothing)).toBe("needs A www.example.com. from /etc/resolv.conf");
  expect(ask(server, "PTR 9.9.9.9.in-addr.arpa.", nothing)).toMatch(/^needs PTR/);
  expect(ask(server, "TXT 20.0.96.10.in-addr.arpa.", nothing)).toMatch(/^needs TXT/);
  expect(ask(server, "A www.example.com.", reachesNothing)).toBe("servfail");
  expect(reasonOf(server, "A www.example.com.", nothing)).toBe("outside");
  expect(answer(server, { name: "web.default.svc.cluster.local.", type: "A" }, nothing)).toMatchObject({
    authoritative: true,
    recursionAvailable: false,
  });
});

test("cache: one TTL for all records, kept between 5 and its maximum", () => {
  const server = serverOf(objects, kubeadmCorefile);
  expect(ask(server, "A www.example.com.", outside(300))).toMatch(/ 30 IN A/);
  expect(ask(server, "A www.example.com.", outside(2))).toMatch(/ 5 IN A/);
  expect(ask(server, "A www.example.com.", outside(12))).toMatch(/ 12 IN A/);
  expect(ask(server, "A ext.default.svc.cluster.local.", outside(12))).toBe(
    "found\next.default.svc.cluster.local. 12 IN CNAME www.example.com.\nwww.example.com. 12 IN A 192.0.2.1",
  );
  expect(ask(server, "TXT dns-version.cluster.local.")).toMatch(/ 30 IN TXT/);
  const slow = serverOf(objects, ". {\n kubernetes cluster.local {\n ttl 600\n }\n cache\n}");
  expect(ask(slow, "A nope.cluster.local.")).toMatch(/auth cluster\.local\. 300 IN SOA .* 600$/);
});

test("the server block with the longest zone, on the cluster's port", () => {
  const server = serverOf(
    objects,
    ".:5353 {\n forward . 10.0.0.9\n}\n. {\n kubernetes cluster.local\n forward . 10.0.0.1\n}\nexample.org {\n forward . 10.0.0.2\n}\n",
  );
  expect(ask(server, "A a.example.org.", nothing)).toBe("needs A a.example.org. from 10.0.0.2");
  expect(ask(server, "A a.example.com.", nothing)).toBe("needs A a.example.com. from 10.0.0.1");
  const closed = serverOf(objects, "cluster.local {\n kubernetes\n}");
  expect(ask(closed, "A example.org.")).toBe("refused");
  expect(clusterDomain(closed)).toBe("cluster.local");
});

test("forward: the longest zone, and what is excepted", () => {
  const server = serverOf(objects, ". {\n forward . 10.0.0.1 {\n except b.org\n }\n forward a.b.org 10.0.0.2\n}");
  expect(ask(server, "A x.a.b.org.", nothing)).toMatch(/10\.0\.0\.2$/);
  expect(ask(server, "A x.com.", nothing)).toMatch(/10\.0\.0\.1$/);
  expect(ask(server, "A x.b.org.", nothing)).toBe("servfail");
});

test("hosts: before kubernetes, lower case, SERVFAIL or the next plugin", () => {
  const hosts = (more: string): string =>
    `. {\n hosts {\n 10.1.1.1 a.example A.Example\n fd00::1 b.example\n ${more}\n }\n kubernetes cluster.local\n}`;
  const server = serverOf(objects, hosts("fallthrough"));
  expect(ask(server, "A A.example.")).toBe("found\na.example. 3600 IN A 10.1.1.1");
  expect(ask(server, "A b.example.")).toBe("nodata");
  expect(ask(server, "A c.example.")).toBe("servfail"); // No plugin is left.
  expect(ask(server, "PTR 1.1.1.10.in-addr.arpa.")).toMatch(/PTR a\.example\.$/m);
  expect(ask(server, "A web.default.svc.cluster.local.")).toMatch(/^found/);
  expect(ask(serverOf(objects, hosts("")), "A web.default.svc.cluster.local.")).toBe("servfail");
  expect(ask(server, "A to-hosts.default.svc.cluster.local.")).toMatch(/CNAME a\.example\.\na\.example\. 3600 IN A/);
});

test("rewrite: exact and automatic rules come back under the name asked", () => {
  const rewrite = (rule: string, name: string): string =>
    ask(serverOf(objects, `. {\n rewrite ${rule}\n kubernetes cluster.local\n}`), `A ${name}`).split("\nauth")[0] ?? "";
  const web = "web.default.svc.cluster.local";
  expect(rewrite(`name w.example ${web}`, "w.example.")).toBe("found\nw.example. 5 IN A 10.96.0.20");
  expect(rewrite("name suffix .svc.corp .svc.cluster.local", "web.default.svc.corp.")).toMatch(
    /^found\nweb\.default\.svc\.cluster/,
  );
  expect(rewrite("name suffix .svc.corp .svc.cluster.local answer auto", "web.default.svc.corp.")).toBe(
    "found\nweb.default.svc.corp. 5 IN A 10.96.0.20",
  );
  expect(rewrite("name prefix x- web", "x-.default.svc.cluster.local.")).toMatch(/^found/);
  expect(rewrite("name substring corp default", "web.corp.svc.cluster.local.")).toMatch(/^found/);
  expect(rewrite("name regex (.*)\\.corp {1}.default.svc.cluster.local answer auto", "web.corp.")).toBe(
    "found\nweb.corp. 5 IN A 10.96.0.20",
  );
  expect(
    rewrite("continue name a.example b.example\n rewrite name b.example web.default.svc.cluster.local", "a.example."),
  ).toMatch(/^found/);
  expect(rewrite("name a.example b.example\n rewrite name b.example web.default.svc.cluster.local", "a.example.")).toBe(
    "servfail",
  );
});

test("autopath: the search list of the asking Pod", () => {
  const corefile =
    ". {\n autopath @kubernetes\n kubernetes cluster.local {\n pods verified\n }\n forward . 10.0.0.1\n}";
  const server = serverOf(objects, corefile, { serverSearch: ["corp.example"] });
  const tried: string[] = [];
  const noted: Outside = (question) => {
    tried.push(question.name);
    const found = reply(question.name, question.type, 60);
    return question.name === "www.example.com." ? found : { ...found, rcode: "NXDOMAIN", answer: [] };
  };
  const first = "www.example.com.default.svc.cluster.local.";
  expect(ask(server, `A ${first}`, noted, "10.244.1.9")).toBe(
    `found\n${first} 60 IN CNAME www.example.com.\nwww.example.com. 60 IN A 192.0.2.1`,
  );
  expect(tried).toEqual(["www.example.com.corp.example.", "www.example.com."]);
  expect(ask(server, `A ${first}`, noted, "10.244.9.9")).toMatch(/^nxdomain/);
  expect(ask(server, `A ${first}`, nothing, "10.244.1.9")).toBe("needs A www.example.com.corp.example. from 10.0.0.1");
  expect(ask(server, "A web.default.svc.cluster.local.", nothing, "10.244.1.9")).toMatch(/^found\nweb\.default/);
  expect(ask(server, "A web.svc.cluster.local.", nothing, "10.244.1.9")).toMatch(/^nxdomain/);
});

test("not synced: SERVFAIL instead of NXDOMAIN", () => {
  const server = serverOf(objects, kubernetesCorefile());
  const blocks = server.blocks.map((block) => ({
    ...block,
    plugins: block.plugins.map((plugin) => (plugin.kind === "kubernetes" ? { ...plugin, synced: false } : plugin)),
  }));
  const unsynced = { ...server, blocks };
  expect(ask(unsynced, "A nope.default.svc.cluster.local.")).toMatch(/^servfail\nauth/);
  expect(ask(unsynced, "A default.svc.cluster.local.")).toMatch(/^nodata/);
  expect(reasonOf(unsynced, "A nope.default.svc.cluster.local.")).toBe("not-synced");
});

test("names that no message can hold", () => {
  const server = serverOf(objects, kubeadmCorefile);
  const long = answer(server, { name: `${"a".repeat(64)}.svc.cluster.local.`, type: "A" }, nothing);
  expect(long).toMatchObject({ rcode: "FORMERR", reason: { kind: "refused" } });
  expect(ask(server, "A a..svc.cluster.local.")).toBe("refused");
  expect(ask(server, "A a\\.b.default.svc.cluster.local.")).toMatch(/^nxdomain/);
  expect(ask(server, "NS .", nothing)).toMatch(/^needs/);
});
