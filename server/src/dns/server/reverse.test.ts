/** PTR records (dns-semantics section 10). */
import { expect, test } from "vitest";
import {
  ask,
  kubernetesCorefile,
  namespace,
  serverOf,
  service,
  slice,
} from "../../../../test/conformance/coredns-ask.ts";

const objects = [
  namespace("default"),
  namespace("hidden"),
  service("web", ["10.96.0.20", "fd00::20"], [":80"]),
  slice("web", ["10.244.1.1", "!10.244.1.2", "10.96.0.20"]),
  service("db", ["None"]),
  slice("db", ["10.244.1.1 db-0"]),
  slice("ghost", ["10.244.1.9 g-0"]),
  slice("secret", ["10.244.1.1"], [], { namespace: "hidden" }),
  service("odd", ["FD00::0021"], [":80"]),
];

function ptr(name: string, options = ""): readonly string[] {
  const text = ask(serverOf(objects, kubernetesCorefile(options)), `PTR ${name}`);
  return text
    .split("\n")
    .filter((line) => !line.startsWith("auth"))
    .map((line) => line.split(" ").at(-1) ?? "");
}

test("a ClusterIP leads to its Service alone", () => {
  expect(ptr("20.0.96.10.in-addr.arpa.")).toEqual(["found", "web.default.svc.cluster.local."]);
  expect(ptr(`0.2.${"0.".repeat(26)}0.0.d.f.ip6.arpa.`)).toEqual(["found", "web.default.svc.cluster.local."]);
});

test("an endpoint leads to its name below every Service that has it", () => {
  const all = ["10-244-1-1.web.default.svc.cluster.local.", "db-0.db.default.svc.cluster.local."];
  expect(ptr("1.1.244.10.in-addr.arpa.")).toEqual(["found", ...all, "10-244-1-1.secret.hidden.svc.cluster.local."]);
  expect(ptr("1.1.244.10.in-addr.arpa.", "namespaces default")).toEqual(["found", ...all]);
  expect(ptr("2.1.244.10.in-addr.arpa.")).toEqual(["nxdomain"]);
  expect(ptr("9.1.244.10.in-addr.arpa.")).toEqual(["found", "g-0.ghost.default.svc.cluster.local."]);
  expect(ptr("1.1.244.10.in-addr.arpa.", "ptr_hostname_only")).toEqual(["found", "db-0.db.default.svc.cluster.local."]);
});

test("addresses are compared as text", () => {
  expect(ptr(`1.2.${"0.".repeat(26)}0.0.d.f.ip6.arpa.`)).toEqual(["nxdomain"]);
});

test("in a namespace that does not exist nothing has a name, but addresses have", () => {
  const gone = serverOf([service("web", ["10.96.0.20"]), slice("web", ["10.244.9.9"])], kubernetesCorefile());
  expect(ask(gone, "A web.default.svc.cluster.local.")).toMatch(/^nxdomain/);
  expect(ask(gone, "PTR 20.0.96.10.in-addr.arpa.")).toMatch(/PTR web\.default\.svc\.cluster\.local\./);
  expect(ask(gone, "PTR 9.9.244.10.in-addr.arpa.")).toMatch(/PTR 10-244-9-9\.web\.default\.svc\.cluster\.local\./);
});

test("partial names, apex, other types", () => {
  expect(ptr("96.10.in-addr.arpa.")).toEqual(["nxdomain"]);
  expect(ptr("in-addr.arpa.")).toEqual(["nodata"]);
  expect(ptr("web.default.svc.cluster.local.")).toEqual(["nodata"]);
  const server = serverOf(objects, kubernetesCorefile());
  expect(ask(server, "A web.default.svc.in-addr.arpa.")).toMatch(/^nxdomain/);
  expect(ask(server, "TXT 20.0.96.10.in-addr.arpa.")).toMatch(/^nxdomain/);
  expect(ask(server, "SOA 20.0.96.10.in-addr.arpa.")).toMatch(/^nodata\nauth in-addr\.arpa\./);
});

test("the specification names endpoints of headless Services only", () => {
  const spec = serverOf(objects, kubernetesCorefile(), { implementation: "spec" });
  expect(ask(spec, "PTR 1.1.244.10.in-addr.arpa.")).toMatch(/PTR db-0\.db\.default\.svc\.cluster\.local\.$/);
});
