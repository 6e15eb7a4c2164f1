import { expect, test } from "vitest";
import type { ResolvConf } from "../data/resolv-conf.ts";
import { shortNamer } from "./short-name.ts";

const conf: ResolvConf = {
  nameservers: ["10.96.0.10"],
  search: ["default.svc.cluster.local", "svc.cluster.local", "cluster.local"],
  options: [{ name: "ndots", value: "5" }],
};

function among(...names: readonly string[]): (name: string) => boolean {
  return (name) => names.includes(name);
}

function short(fqdn: string, others: readonly string[] = [], given = conf): string {
  return shortNamer("bind-nslookup", given, among(fqdn, ...others))(fqdn);
}

test("the longest search domain gives the shortest name", () => {
  expect(short("web-0.web.default.svc.cluster.local.")).toBe("web-0.web");
});

test("another namespace needs its own label", () => {
  expect(short("api.shop.svc.cluster.local.")).toBe("api.shop");
});

test("a form that an earlier search domain answers is not taken", () => {
  expect(short("api.shop.svc.cluster.local.", ["api.shop.default.svc.cluster.local."])).toBe("api.shop.svc");
});

test("with ndots reached the search list does not help", () => {
  const low = { ...conf, options: [{ name: "ndots", value: "1" }] };
  expect(short("web.default.svc.cluster.local.", [], low)).toBe("web");
  expect(short("web-0.web.default.svc.cluster.local.", [], low)).toBe("web-0.web.default.svc.cluster.local");
});

test("without the cluster's search list the whole name is typed, with a final dot where it is led astray", () => {
  const name = "web.default.svc.cluster.local.";
  expect(short(name, [], { ...conf, search: [] })).toBe("web.default.svc.cluster.local");
  const astray = { ...conf, search: ["corp.example"] };
  expect(short(name, ["web.default.svc.cluster.local.corp.example."], astray)).toBe(name);
});

test.each([
  ["dig", "web.default.svc.cluster.local", "web-0.web.default.svc.cluster.local"],
  ["busybox-nslookup@1.36", "web", "web-0.web.default.svc.cluster.local"],
  ["musl-getent", "web", "web-0.web"],
  ["go", "web", "web-0.web"],
] as const)("%s types what it completes itself", (client, service, pod) => {
  const names = ["web.default.svc.cluster.local.", "web-0.web.default.svc.cluster.local."] as const;
  const namer = shortNamer(client, conf, among(...names));
  expect(names.map(namer)).toEqual([service, pod]);
});
