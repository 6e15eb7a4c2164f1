import fc from "fast-check";
import { expect, test } from "vitest";
import { canonical, familyOf, given, makePool } from "./addresses.ts";

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

const wishesOf = (names: readonly string[]): { identity: string }[] => names.map((identity) => ({ identity }));

test("addresses are unique, inside the range, neither its first nor its last, and none that is taken", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ maxLength: 8 }), { maxLength: 60 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }),
      (names, octets) => {
        const taken = new Set(octets.map((octet) => `10.7.0.${octet}`));
        const ips = [...makePool("10.7.0.0/24", taken).take(wishesOf(names)).values()];
        expect(ips).toHaveLength(names.length);
        expect(new Set(ips).size).toBe(ips.length);
        for (const ip of ips) {
          expect(taken.has(ip)).toBe(false);
          expect(ip).toMatch(/^10\.7\.0\.(?!0$|255$)\d+$/);
        }
      },
    ),
  );
});

test("the order of wishes decides nothing", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 40 }), (names) => {
      const pool = makePool("10.7.0.0/26", new Set());
      const [one, two] = [pool.take(wishesOf(names)), pool.take(wishesOf([...names].reverse()))];
      expect(new Map([...one].sort())).toEqual(new Map([...two].sort()));
    }),
  );
});

test("one wish more or less renumbers nobody but those whose slots collide", () => {
  const names = Array.from({ length: 2000 }, (_, index) => `Pod default/pod-${index}`);
  const pool = makePool("10.244.0.0/16", new Set());
  const [all, fewer] = [pool.take(wishesOf(names)), pool.take(wishesOf(names.slice(1)))];
  expect(names.slice(1).filter((name) => all.get(name) !== fewer.get(name)).length).toBeLessThan(3);
});

test("a range that is full gives the rest nothing, and a bad range is replaced", () => {
  const ips = makePool("10.0.0.0/30", new Set()).take(wishesOf(["a", "b", "c"]));
  expect([...ips.values()]).toEqual(["10.0.0.2"]);
  expect(makePool("nonsense", new Set()).at(1)).toBe("10.0.0.1");
});

test("offsets carry over octets, in both families", () => {
  expect(makePool("10.96.0.0/12", new Set()).at(300)).toBe("10.96.1.44");
  expect(makePool("fd00:10:96::/112", new Set()).at(0x1234)).toBe("fd00:10:96::1234");
});
