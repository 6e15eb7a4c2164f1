import fc from "fast-check";
import { expect, test } from "vitest";
import { makePool } from "../../../../test/oracle/addresses.ts";
import { addressPool } from "./address-pool.ts";
import { rangeOf } from "./addresses.ts";
import { hash } from "./hash.ts";

const names = fc.uniqueArray(fc.string({ maxLength: 4 }), { maxLength: 60 });

test("whatever is added and removed before, the addresses are those of drawing once for all that is left", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("10.7.0.0/24", "10.7.0.0/26", "10.7.0.0/27", "fd00::/122"),
      fc.array(fc.record({ name: fc.string({ maxLength: 2 }), isAdded: fc.boolean() }), { maxLength: 200 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }),
      (cidr, steps, octets) => {
        const taken = new Set(octets.map((octet) => `10.7.0.${octet}`));
        const pool = addressPool(cidr, (ip) => taken.has(ip));
        const left = new Set<string>();
        for (const { name, isAdded } of steps) {
          if (isAdded) left.add(name);
          else left.delete(name);
          if (isAdded) pool.add(name);
          else pool.remove(name);
        }
        const expected = makePool(cidr, taken).take([...left].map((identity) => ({ identity })));
        for (const name of left) expect(pool.addressOf(name), name).toBe(expected.get(name));
        const held = new Set(expected.values());
        for (const ip of [...held, "10.7.0.0", "10.7.0.255", "192.0.2.1"]) expect(pool.holds(ip)).toBe(held.has(ip));
      },
    ),
    { numRuns: 500 },
  );
});

test("the order of arrival decides nothing", () => {
  fc.assert(
    fc.property(names, (all) => {
      const [one, two] = [all, [...all].reverse()].map((order) => {
        const pool = addressPool("10.7.0.0/26", () => false);
        for (const name of order) pool.add(name);
        return all.map((name) => pool.addressOf(name));
      });
      expect(one).toEqual(two);
    }),
  );
});

test("many at once get what they would get one by one, also in the overflow", () => {
  fc.assert(
    fc.property(fc.oneof(fc.constant([]), names), names, fc.integer({ min: 1, max: 12 }), (first, more, reach) => {
      const [one, two] = [false, true].map((isAtOnce) => {
        const pool = addressPool("10.7.0.0/26", (ip) => /[479]$/.test(ip), {
          reach,
          pool: addressPool("10.8.0.0/16", () => false),
        });
        for (const name of first) pool.add(name);
        if (isAtOnce) pool.addAll(more);
        else for (const name of more) pool.add(name);
        return [...first, ...more].map((name) => pool.addressOf(name));
      });
      expect(one).toEqual(two);
    }),
    { numRuns: 500 },
  );
});

test("a range of one address ends the search of many", () => {
  const pool = addressPool("10.0.0.0/31", () => false);
  pool.addAll(["c", "a", "b"]);
  expect(["a", "b", "c"].map((name) => pool.addressOf(name))).toEqual([expect.any(String), undefined, undefined]);
});

test("addresses are unique, inside the range, neither its first nor its last, and none that is taken", () => {
  fc.assert(
    fc.property(names, fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }), (all, octets) => {
      const taken = new Set(octets.map((octet) => `10.7.0.${octet}`));
      const pool = addressPool("10.7.0.0/24", (ip) => taken.has(ip));
      for (const name of all) pool.add(name);
      const ips = all.map((name) => pool.addressOf(name) ?? "none");
      expect(new Set(ips).size).toBe(ips.length);
      for (const ip of ips) {
        expect(taken.has(ip)).toBe(false);
        expect(ip).toMatch(/^10\.7\.0\.(?!0$|255$)\d+$/);
      }
    }),
  );
});

test("an identity more moves only those on its own collision chain", () => {
  const all = Array.from({ length: 2000 }, (_, index) => `Pod default/pod-${index}`);
  const pool = addressPool("10.244.0.0/16", () => false);
  for (const name of all.slice(1)) pool.add(name);
  const before = all.map((name) => pool.addressOf(name));
  pool.add(all[0] ?? "");
  expect(all.slice(1).filter((name, index) => pool.addressOf(name) !== before[index + 1]).length).toBeLessThan(3);
});

test("a range that is full gives the rest nothing, and whoever leaves makes room", () => {
  const pool = addressPool("10.0.0.0/30", () => false);
  for (const name of ["b", "a", "c"]) pool.add(name);
  const held = (): (string | undefined)[] => ["a", "b", "c"].map((name) => pool.addressOf(name));
  expect(held()).toEqual(["10.0.0.2", undefined, undefined]);
  pool.remove("a");
  expect(held()).toEqual([undefined, "10.0.0.2", undefined]);
});

/** What the pool must give: homes first, then the smallest first, each the next free address within its reach. */
function drawn(cidr: string, taken: ReadonlySet<string>, identities: readonly string[], reach: number) {
  const { first, span, at } = rangeOf(cidr);
  const held = new Map<number, string>();
  const isFree = (slot: number): boolean => !held.has(slot) && !taken.has(at(first + slot));
  const result = new Map<string, string>();
  const take = (identity: string, steps: readonly number[]): boolean =>
    steps.some((step) => {
      const slot = ((hash(identity) % span) + step) % span;
      if (!isFree(slot)) return false;
      held.set(slot, identity);
      result.set(identity, at(first + slot));
      return true;
    });
  const sorted = [...identities].sort((a, b) => (a < b ? -1 : 1));
  const later = sorted.filter((identity) => !take(identity, [0]));
  const steps = Array.from({ length: Math.min(reach, span) }, (_, step) => step);
  return { result, rest: later.filter((identity) => !take(identity, steps)) };
}

test("who waits gets an address that is free again, also where there is a free one behind it", () => {
  const taken = new Set(["10.7.0.51"]);
  const second = addressPool("10.8.0.0/16", () => false);
  const pool = addressPool("10.7.0.0/26", (ip) => taken.has(ip), { reach: 2, pool: second });
  // The home of the first is taken; that of the other is the next one.
  pool.add("?L");
  expect(pool.addressOf("?L")).toBe("10.7.0.52");
  pool.add("");
  expect([pool.addressOf(""), pool.addressOf("?L")?.startsWith("10.8.")]).toEqual(["10.7.0.52", true]);
  pool.remove("");
  expect(pool.addressOf("?L")).toBe("10.7.0.52");
});

test("an identity looks within its reach, and who finds nothing there is in the overflow, whatever came before", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("10.7.0.0/24", "10.7.0.0/26", "10.7.0.0/27"),
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.record({ name: fc.string({ maxLength: 2 }), isAdded: fc.boolean() }), { maxLength: 300 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }),
      (cidr, reach, steps, octets) => {
        const taken = new Set(octets.map((octet) => `10.7.0.${octet}`));
        const second = addressPool("10.8.0.0/16", () => false);
        const pool = addressPool(cidr, (ip) => taken.has(ip), { reach, pool: second });
        const left = new Set<string>();
        for (const { name, isAdded } of steps) {
          if (isAdded) left.add(name);
          else left.delete(name);
          if (isAdded) pool.add(name);
          else pool.remove(name);
        }
        const { result, rest } = drawn(cidr, taken, [...left], reach);
        const over = makePool("10.8.0.0/16", new Set()).take(rest.map((identity) => ({ identity })));
        for (const name of left) {
          const ip = result.get(name) ?? over.get(name) ?? "none";
          expect(pool.addressOf(name), name).toBe(ip);
          expect(pool.holds(ip)).toBe(true);
        }
        for (const { name } of steps) if (!left.has(name)) expect(pool.addressOf(name)).toBeUndefined();
      },
    ),
    { numRuns: 500 },
  );
});
