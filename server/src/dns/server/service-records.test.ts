/** Services, endpoints and ports (dns-semantics sections 3, 4, 6, 9, 11). */
import { expect, test } from "vitest";
import {
  ask,
  externalName,
  kubernetesCorefile,
  namespace,
  reasonOf,
  serverOf,
  service,
  slice,
} from "../../../../test/conformance/coredns-ask.ts";

const soa = "auth cluster.local. 5 IN SOA ns.dns.cluster.local. hostmaster.cluster.local. 0 7200 1800 86400 5";
const nxdomain = `nxdomain\n${soa}`;
const nodata = `nodata\n${soa}`;

const objects = [
  namespace("default"),
  namespace("empty"),
  service("web", ["10.96.0.20"], ["http/TCP:80", "dns/UDP:53"]),
  slice("web", ["10.244.1.1", "!10.244.1.2"], ["http/TCP:8080"]),
  service("dual", ["10.96.0.21", "fd00:10:96::21"], [":80"]),
  service("db", ["None"], ["pg:5432"]),
  slice("db", ["10.244.2.1 db-0", "10.244.2.2 db-1", "!10.244.2.3 db-2"], ["pg/TCP:5432"]),
  slice("db", ["fd00::1 db-0"], ["pg/TCP:5432"]),
  service("quiet", ["None"]),
  slice("quiet", ["10.244.3.1"]),
  service("down", ["None"], [":1"]),
  slice("down", ["!10.244.4.1 d-0"], [":1"]),
];
const server = serverOf(objects, kubernetesCorefile());
const at = (question: string): string => ask(server, `${question}.svc.cluster.local.`);

test("a ClusterIP Service answers with its address, ready endpoints or not", () => {
  expect(at("A web.default")).toBe("found\nweb.default.svc.cluster.local. 5 IN A 10.96.0.20");
  expect(at("AAAA web.default")).toBe(nodata);
  expect(at("AAAA dual.default")).toBe("found\ndual.default.svc.cluster.local. 5 IN AAAA fd00:10:96::21");
});

test("SRV: every port, weights over all items, glue of both families", () => {
  expect(at("SRV web.default")).toBe(
    [
      "found",
      "web.default.svc.cluster.local. 5 IN SRV 0 50 80 web.default.svc.cluster.local.",
      "web.default.svc.cluster.local. 5 IN SRV 0 50 53 web.default.svc.cluster.local.",
      "add web.default.svc.cluster.local. 5 IN A 10.96.0.20",
    ].join("\n"),
  );
  expect(at("SRV dual.default")).toBe(
    [
      "found",
      "dual.default.svc.cluster.local. 5 IN SRV 0 50 80 dual.default.svc.cluster.local.",
      "add dual.default.svc.cluster.local. 5 IN A 10.96.0.21",
      "add dual.default.svc.cluster.local. 5 IN AAAA fd00:10:96::21",
    ].join("\n"),
  );
  const [, first] = at("SRV _pg._tcp.db.default").split("\n");
  expect(first).toBe("_pg._tcp.db.default.svc.cluster.local. 5 IN SRV 0 33 5432 db-0.db.default.svc.cluster.local.");
});

test("port names: addresses too, underscores may lack, unknown ones do not exist", () => {
  expect(at("A http.tcp.web.default")).toBe("found\nhttp.tcp.web.default.svc.cluster.local. 5 IN A 10.96.0.20");
  expect(at("SRV _http._udp.web.default")).toBe(nxdomain);
  expect(at("A _80._tcp.web.default")).toBe(nxdomain);
  expect(at("SRV _nope._tcp.db.default")).toBe(nxdomain);
});

test("headless Services: ready endpoints only, NXDOMAIN without one", () => {
  expect(at("A db.default")).toBe(
    "found\ndb.default.svc.cluster.local. 5 IN A 10.244.2.1\ndb.default.svc.cluster.local. 5 IN A 10.244.2.2",
  );
  expect(at("AAAA db-1.db.default")).toBe(nodata);
  expect(at("A db-2.db.default")).toBe(nxdomain);
  expect(at("A down.default")).toBe(nxdomain);
  expect(at("SRV quiet.default")).toBe(nodata);
  expect(at("A quiet.default")).toMatch(/^found/);
});

test("endpoint names exist below every Service", () => {
  expect(at("A 10-244-1-1.web.default")).toMatch(/10\.244\.1\.1$/);
  expect(at("A 10-244-1-2.web.default")).toBe(nxdomain);
  expect(at("A 10-244-2-1.db.default")).toBe(nxdomain);
});

test("empty non-terminals, namespaces, TXT, other types", () => {
  expect(at("A default")).toBe(nodata);
  expect(at("A empty")).toBe(nodata);
  expect(at("A gone")).toBe(nxdomain);
  expect(at("TXT default")).toBe(nxdomain);
  expect(at("TXT web.default")).toBe(nodata);
  expect(at("HTTPS web.default")).toBe(nodata);
  expect(at("NS gone.default")).toBe(nxdomain);
  expect(at("SOA gone.default")).toBe(nodata);
  expect(at("CNAME web.default")).toBe(nodata);
});

test("every answer says the rule behind it", () => {
  const reasons: Readonly<Record<string, string>> = {
    "A web.default": "service",
    "AAAA web.default": "other-family",
    "MX web.default": "other-type",
    "A _http._tcp.web.default": "port",
    "A _x._tcp.web.default": "no-port",
    "A db.default": "headless",
    "A db-0.db.default": "endpoint",
    "A db-2.db.default": "no-endpoint",
    "A down.default": "no-ready-endpoint",
    "A nope.default": "no-service",
    "A web.gone": "no-namespace",
    "A default": "namespace",
    "A a.b.c.web.default": "not-a-form",
  };
  for (const [question, reason] of Object.entries(reasons)) {
    expect(`${question}: ${reasonOf(server, `${question}.svc.cluster.local.`)}`).toBe(`${question}: ${reason}`);
  }
});

test("letter case: the owner as asked, targets with the zone as asked", () => {
  expect(ask(server, "SRV _HTTP._tcp.WEB.default.svc.Cluster.local.")).toBe(
    [
      "found",
      "_HTTP._tcp.WEB.default.svc.Cluster.local. 5 IN SRV 0 100 80 web.default.svc.Cluster.local.",
      "add web.default.svc.Cluster.local. 5 IN A 10.96.0.20",
    ].join("\n"),
  );
});

test("options: namespaces, namespace_labels, labels, noendpoints, ignore empty_service", () => {
  const labelled = [
    namespace("default", { open: "yes" }),
    namespace("other"),
    service("a", ["10.96.0.1"], [":80"], { labels: { app: "a" } }),
    service("b", ["10.96.0.2"], [":80"]),
    service("a", ["10.96.0.3"], [":80"], { namespace: "other", labels: { app: "a" } }),
    service("h", ["None"], [], { labels: { app: "a" } }),
    slice("h", ["10.244.0.1"]),
  ];
  const outcome = (options: string, name: string): string => {
    const [first = ""] = ask(serverOf(labelled, kubernetesCorefile(options)), `A ${name}.svc.cluster.local.`).split(
      "\n",
    );
    return first;
  };
  expect(outcome("namespaces default", "a.other")).toBe("nxdomain");
  expect(outcome("namespaces default", "a.default")).toBe("found");
  expect(outcome("namespace_labels open=yes", "a.other")).toBe("nxdomain");
  expect(outcome("namespace_labels open=yes", "a.default")).toBe("found");
  expect(outcome("labels app=a", "b.default")).toBe("nxdomain");
  expect(outcome("labels app=a", "a.default")).toBe("found");
  expect(outcome("labels app=a", "h.default")).toBe("nxdomain"); // The slice lacks the label.
  expect(outcome("noendpoints", "h.default")).toBe("nxdomain");
  expect(outcome("ignore empty_service", "a.default")).toBe("nxdomain");
  expect(outcome("ignore empty_service", "h.default")).toBe("found");
});

test("the specification alone has fewer names", () => {
  const spec = serverOf(objects, kubernetesCorefile(), { implementation: "spec" });
  const outcome = (question: string): string => ask(spec, `${question}.svc.cluster.local.`).split("\n")[0] ?? "";
  expect(outcome("A web.default")).toBe("found");
  expect(outcome("A db-0.db.default")).toBe("found");
  expect(outcome("A 10-244-1-1.web.default")).toBe("nxdomain");
  expect(outcome("A _http._tcp.web.default")).toBe("nodata");
  expect(outcome("SRV _http._tcp.web.default")).toBe("found");
  expect(outcome("SRV web.default")).toBe("nodata");
  expect(outcome("TXT default")).toBe("nodata");
  expect(outcome("SOA gone.default")).toBe("nxdomain");
  const alias = serverOf(
    [...objects, externalName("gone-too", "gone.default.svc.cluster.local")],
    kubernetesCorefile(),
    {
      implementation: "spec",
    },
  );
  expect(ask(alias, "A gone-too.default.svc.cluster.local.")).toBe(
    "found\ngone-too.default.svc.cluster.local. 5 IN CNAME gone.default.svc.cluster.local.",
  );
});
