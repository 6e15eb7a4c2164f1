/** ExternalName Services (dns-semantics section 5). */
import { expect, test } from "vitest";
import {
  ask,
  externalName,
  kubernetesCorefile,
  namespace,
  reasonOf,
  serverOf,
  service,
} from "../../../../test/conformance/coredns-ask.ts";
import type { Outside, OutsideAnswer } from "./response.ts";

const names = Array.from({ length: 13 }, (_, index) => `c${index}`);
const objects = [
  namespace("default"),
  service("web", ["10.96.0.20"], [":80"]),
  externalName("ext", "WWW.example.com"),
  externalName("dotted", "www.example.com."),
  externalName("ip", "192.0.2.10"),
  externalName("to-web", "web.default.svc.cluster.local"),
  externalName("to-gone", "gone.default.svc.cluster.local"),
  externalName("loop-a", "loop-b.default.svc.cluster.local"),
  externalName("loop-b", "loop-a.default.svc.cluster.local"),
  externalName("self", "x.self.default.svc.cluster.local"),
  ...names.map((name, index) => externalName(name, `${names[index + 1] ?? "web"}.default.svc.cluster.local`)),
];
const corefile = `${kubernetesCorefile().slice(0, -3)}\n forward . 192.0.2.1\n}\n`;
const server = serverOf(objects, corefile);

const known: OutsideAnswer = {
  rcode: "NOERROR",
  authoritative: false,
  recursionAvailable: true,
  truncated: false,
  answer: [{ name: "WWW.example.com.", ttl: 300, data: { type: "A", address: "192.0.2.80" } }],
  authority: [],
  additional: [],
};
const outside: Outside = (question) =>
  question.type === "A" ? known : { ...known, rcode: "NXDOMAIN", answer: [], truncated: true };
const at = (question: string, from: Outside = outside): string => {
  const [type = "", name = ""] = question.split(" ");
  return ask(server, `${type} ${name}.default.svc.cluster.local.`, from).split("\nauth")[0] ?? "";
};
const alias = "ext.default.svc.cluster.local. 5 IN CNAME WWW.example.com.";

test("a target outside is asked of the whole server; the CNAME stays whatever comes back", () => {
  expect(at("A ext")).toBe(`found\n${alias}\nWWW.example.com. 300 IN A 192.0.2.80`);
  expect(at("AAAA ext")).toBe(`found\n${alias}`);
  expect(at("A ext", () => "unreachable")).toBe(`found\n${alias}`);
  expect(at("A ext", () => undefined)).toBe("needs A WWW.example.com. from 192.0.2.1");
  expect(at("CNAME ext", () => undefined)).toBe(`found\n${alias}`);
  expect(at("A dotted")).toMatch(/CNAME www\.example\.com\.\n/);
});

test("only addresses follow", () => {
  for (const type of ["SRV", "TXT", "HTTPS", "PTR", "MX"]) expect(at(`${type} ext`)).toBe("nodata");
  expect(at("SRV _http._tcp.ext")).toBe("nxdomain");
  expect(at("A x.ext")).toBe("nxdomain");
  expect(at("A ip")).toBe("nxdomain");
  expect(reasonOf(server, "A ip.default.svc.cluster.local.")).toBe("external-name-is-address");
});

test("a target inside is followed, and left out when nothing comes of it", () => {
  expect(at("A to-web")).toBe(
    "found\nto-web.default.svc.cluster.local. 5 IN CNAME web.default.svc.cluster.local.\n" +
      "web.default.svc.cluster.local. 5 IN A 10.96.0.20",
  );
  expect(at("AAAA to-web")).toBe("nodata");
  expect(at("A to-gone")).toBe("nodata");
  expect(reasonOf(server, "A to-gone.default.svc.cluster.local.")).toBe("dangling-external-name");
  expect(at("CNAME to-gone")).toMatch(/^found/);
});

test("loops end, and so do chains of more than eleven aliases", () => {
  expect(at("A loop-a")).toBe("nodata");
  expect(at("A self")).toBe("nodata");
  expect(at("A c2").split("\n")).toHaveLength(13);
  expect(at("A c1")).toBe("nodata");
});
