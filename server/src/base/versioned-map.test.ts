import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { VersionedMap } from "./versioned-map.ts";

const change = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.option(fc.integer(), { nil: undefined })), {
  maxLength: 5,
});

test("every version reads as a map of its own, whatever came after it, and from whichever version it came", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), change), { maxLength: 12 }), (steps) => {
      const versions = [{ map: VersionedMap.of<number, number>([[1, 1]]), expected: new Map([[1, 1]]) }];
      for (const [from, changes] of steps) {
        // Mostly the newest version changes; now and then an older one.
        const before = versions[from % 3 === 0 ? from % versions.length : versions.length - 1];
        if (before === undefined) continue;
        const expected = new Map(before.expected);
        for (const [key, value] of new Map(changes)) {
          if (value === undefined) expected.delete(key);
          else expected.set(key, value);
        }
        versions.push({ map: before.map.with(new Map(changes)), expected });
      }
      for (const { map, expected } of [...versions, ...[...versions].reverse()]) {
        for (let key = 0; key < 7; key++) expect(map.get(key)).toBe(expected.get(key));
        expect([...map.keys()].sort()).toEqual([...expected.keys()].sort());
        expect([...map.values()].sort()).toEqual([...expected.values()].sort());
        expect(map.size).toBe(expected.size);
      }
    }),
  );
});

test("a change costs what changes: the newest version is never copied", () => {
  const size = 20_000;
  let map = VersionedMap.of(Array.from({ length: size }, (_, index) => [index, index] as const));
  // To copy a map is to go through it.
  const iterate = Map.prototype[Symbol.iterator];
  let copies = 0;
  const spy = vi.spyOn(Map.prototype, Symbol.iterator).mockImplementation(function (this: Map<unknown, unknown>) {
    if (this.size > 1) copies += 1;
    return iterate.call(this);
  });
  try {
    for (let index = 0; index < size; index++) map = map.with(new Map([[index, -1]]));
    expect(copies).toBe(0);
    new Map(map);
    expect(copies).toBeGreaterThan(0);
  } finally {
    spy.mockRestore();
  }
  expect(map.get(size - 1)).toBe(-1);
});
