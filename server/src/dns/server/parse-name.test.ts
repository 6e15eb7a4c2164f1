/** The grammar of cluster names (dns-semantics section 2). */
import { expect, test } from "vitest";
import { parseName, zoneAsAsked } from "./parse-name.ts";

const plain = { multicluster: false, zonal: false };

function parse(prefix: string, options: Partial<typeof plain> = {}): unknown {
  const name = prefix === "" ? "cluster.local." : `${prefix}.cluster.local.`;
  const { kind, ...rest } = parseName(name, "cluster.local.", { ...plain, ...options });
  return [
    kind,
    ...Object.entries(rest).flatMap(([key, value]) => (value && key !== "message" ? [`${key}=${value}`] : [])),
  ].join(" ");
}

test("empty non-terminals and namespaces", () => {
  expect(parse("")).toBe("empty");
  expect(parse("svc")).toBe("empty");
  expect(parse("POD")).toBe("empty");
  expect(parse("default.svc")).toBe("namespace branch=svc namespace=default");
  expect(parse("default.pod")).toBe("namespace branch=pod namespace=default");
});

test("Services, endpoints, ports", () => {
  expect(parse("Web.Default.svc")).toBe("service namespace=default service=web");
  expect(parse("web-0.web.default.svc")).toBe("service namespace=default service=web endpoint=web-0");
  expect(parse("_http._tcp.web.default.svc")).toBe("service namespace=default service=web port=http protocol=tcp");
  expect(parse("http.tcp.web.default.svc")).toBe("service namespace=default service=web port=http protocol=tcp");
  expect(parse("_._.web.default.svc")).toBe("service namespace=default service=web");
  expect(parse("__http._tcp.web.default.svc")).toBe("service namespace=default service=web port=_http protocol=tcp");
  expect(parse("_tcp.web.default.svc")).toBe("service namespace=default service=web endpoint=_tcp");
  expect(parse("a\\.b.web.default.svc")).toBe("service namespace=default service=web endpoint=a\\.b");
});

test("what is not a form", () => {
  for (const name of ["foo", "default", "web.default", "ns.dns", "web.default.pood", "a.b.c.web.default.svc"]) {
    expect(parse(name), name).toMatch(/^invalid/);
  }
});

test("labels left of a Pod's address are read and ignored", () => {
  expect(parse("10-1-2-3.default.pod")).toBe("pod namespace=default label=10-1-2-3");
  expect(parse("a.b.10-1-2-3.default.pod")).toBe("pod namespace=default label=10-1-2-3");
  expect(parse("a.b.c.10-1-2-3.default.pod")).toMatch(/^invalid/);
});

test("multicluster zones have endpoints of clusters", () => {
  const options = { multicluster: true };
  expect(parse("e.c1.web.default.svc", options)).toBe("service namespace=default service=web endpoint=e cluster=c1");
  expect(parse("_http.tcp.web.default.svc", options)).toMatch(/port=http protocol=tcp$/);
});

test("topology zones take every label left of the directive", () => {
  const topology = (name: string, options: Partial<typeof plain>): unknown => {
    const parsed = parseName(`${name}.cluster.local.`, "cluster.local.", { ...plain, ...options });
    return parsed.kind === "service" ? parsed.topology : parsed.kind;
  };
  expect(topology("a.pin._zone.web.default.svc", { zonal: true })).toEqual({ zone: "a", mode: "pin" });
  expect(topology("a.b.c.prefer._zone.web.default.svc", { zonal: true })).toEqual({ zone: "a.b.c", mode: "prefer" });
  expect(topology("a.florp._zone.web.default.svc", { zonal: true })).toBe("invalid");
  expect(topology("a.pin._zone.web.default.svc", {})).toBe("invalid");
  expect(topology("a.pin._zone.web.default.svc", { zonal: true, multicluster: true })).toBe("invalid");
  expect(topology("a.pin._zone.10-0-0-1.default.pod", { zonal: true })).toBe("invalid");
});

test("the zone keeps the letter case asked; the root is a zone, too", () => {
  expect(zoneAsAsked("web.default.svc.Cluster.Local.", ["local.", "cluster.local."])).toBe("Cluster.Local.");
  expect(zoneAsAsked("web.", ["cluster.local."])).toBeUndefined();
  expect(parseName("web.default.svc.", ".", plain)).toMatchObject({ kind: "service", service: "web" });
});
