import { expect, test } from "vitest";
import { canonical, familyOf, given, rangeOf } from "./addresses.ts";

test("only texts that Go would parse are addresses", () => {
  expect(["10.0.0.1", "fd00::1", "::ffff:10.0.0.1"].map(familyOf)).toEqual(["IPv4", "IPv6", "IPv6"]);
  for (const text of ["", "None", "1", "10.1", "010.0.0.1", "0x7f.0.0.1", "10.0.0.256", "fe80::1%eth0", "a.b.c.d"])
    expect(familyOf(text), text).toBeUndefined();
});

test("a given address stays as it is written, and its canonical text is known", () => {
  expect(given("FD00:0::1")).toEqual({ family: "IPv6", ip: "FD00:0::1", synthetic: false });
  expect(canonical("FD00:0::1")).toBe("fd00::1");
  expect(canonical("None")).toBeUndefined();
});

test("a bad range is replaced", () => {
  expect(rangeOf("nonsense").at(1)).toBe("10.0.0.1");
});

test("offsets carry over octets, in both families, and lead back", () => {
  const v4 = rangeOf("10.96.0.0/12");
  expect(v4.at(300)).toBe("10.96.1.44");
  expect([
    v4.offsetOf("10.96.1.44"),
    v4.offsetOf("10.95.0.0"),
    v4.offsetOf("10.112.0.0"),
    v4.offsetOf("fd00::1"),
  ]).toEqual([300, undefined, undefined, undefined]);
  const v6 = rangeOf("fd00:10:96::/112");
  expect(v6.at(0x1234)).toBe("fd00:10:96::1234");
  expect([v6.offsetOf("fd00:10:96::1234"), v6.offsetOf("fd00:10:97::"), v6.offsetOf("::1")]).toEqual([
    0x1234,
    undefined,
    undefined,
  ]);
});
