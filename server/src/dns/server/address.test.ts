/** Addresses as text, reverse names, CIDRs as zones. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addressOfReverse,
  isReverse,
  isReverseZone,
  parseAddress,
  reverseName,
  zoneCountOfCidr,
  zonesOfCidr,
} from "./address.ts";

test("addresses are parsed as Go does", () => {
  expect(parseAddress("10.0.0.1")).toEqual({ type: "A", text: "10.0.0.1" });
  expect(parseAddress("FD00:0:0::1")).toEqual({ type: "AAAA", text: "fd00::1" });
  expect(parseAddress("::ffff:10.0.0.1")).toEqual({ type: "A", text: "10.0.0.1" });
  expect(parseAddress("1:0:0:2:0:0:0:3")).toEqual({ type: "AAAA", text: "1:0:0:2::3" });
  for (const bad of ["010.0.0.1", "10.0.0.256", "10.0.0", "web", "", ":", "::1%eth0", "1:2:3", "12345::", "10-0-0-1"]) {
    expect(parseAddress(bad), bad).toBeUndefined();
  }
});

test("reverse names stand for complete addresses only", () => {
  expect(addressOfReverse("20.0.96.10.IN-ADDR.ARPA.")).toBe("10.96.0.20");
  expect(addressOfReverse("0.96.10.in-addr.arpa.")).toBeUndefined();
  expect(addressOfReverse("1.20.0.96.10.in-addr.arpa.")).toBeUndefined();
  expect(addressOfReverse("020.0.96.10.in-addr.arpa.")).toBeUndefined();
  expect(addressOfReverse("20.0.96.10.cluster.local.")).toBeUndefined();
  expect(addressOfReverse(`${"0.".repeat(31)}g.ip6.arpa.`)).toBeUndefined();
});

test("an address and its reverse name lead to each other", () => {
  expect(reverseName("10.96.0.20")).toBe("20.0.96.10.in-addr.arpa.");
  expect(reverseName("db.example.com")).toBeUndefined();
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (ip) => {
      const canonical = parseAddress(ip)?.text ?? "";
      expect(addressOfReverse(reverseName(ip) ?? "")).toBe(canonical);
    }),
  );
});

test("the tops are reverse zones, but no reverse names", () => {
  expect(isReverse("in-addr.arpa.")).toBe(false);
  expect(isReverseZone("in-addr.arpa.")).toBe(true);
  expect(isReverseZone("ip6.arpa.")).toBe(true);
  expect(isReverseZone("cluster.local.")).toBe(false);
});

test("CIDRs are cut at label boundaries", () => {
  expect(zonesOfCidr("10.0.0.0/8")).toEqual(["10.in-addr.arpa."]);
  expect(zonesOfCidr("10.96.0.0/24")).toEqual(["0.96.10.in-addr.arpa."]);
  expect(zonesOfCidr("10.96.0.0/12")).toHaveLength(16);
  expect(zonesOfCidr("10.99.1.1/14")).toEqual([96, 97, 98, 99].map((octet) => `${octet}.10.in-addr.arpa.`));
  expect(zonesOfCidr("1234:abcd::0/64")).toEqual([`${"0.".repeat(8)}d.c.b.a.4.3.2.1.ip6.arpa.`]);
  expect(zonesOfCidr("fd00::/7")).toEqual(["c.f.ip6.arpa.", "d.f.ip6.arpa."]);
  expect(zonesOfCidr("0.0.0.0/0")).toEqual(["in-addr.arpa."]);
  expect(zonesOfCidr("10.0.0.0/33")).toBeUndefined();
  expect(zonesOfCidr("cluster.local")).toBeUndefined();
});

test.each([
  "10.0.0.0/8",
  "10.0.0.0/9",
  "0.0.0.0/0",
  "fd00::/7",
  "::ffff:10.0.0.0/9",
  "10.0.0.0/33",
  "cluster.local",
  "a/9",
])("the zones of a CIDR are counted without being made: %s", (text) => {
  expect(zoneCountOfCidr(text)).toBe(zonesOfCidr(text)?.length);
});
