/** Names in presentation form: labels, comparison, limits. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  absolute,
  compareTexts,
  isAbsolute,
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isSubdomainOf,
  joinName,
  labels,
  longestZone,
  nameDefect,
  nameKey,
  normalName,
  relative,
} from "./name.ts";

test("labels: escapes stay inside, empty labels are kept, the root has none", () => {
  expect(labels("web.default.svc.")).toEqual(["web", "default", "svc"]);
  expect(labels("a\\.b.c.")).toEqual(["a\\.b", "c"]);
  expect(labels("a\\\\.b.")).toEqual(["a\\\\", "b"]);
  expect(labels("\\065.b")).toEqual(["\\065", "b"]);
  expect(labels("..web.")).toEqual(["", "", "web"]);
  expect(labels(".")).toEqual([]);
  expect(labels("")).toEqual([]);
});

test("an escaped dot at the end does not make a name absolute", () => {
  expect(isAbsolute("a.")).toBe(true);
  expect(isAbsolute("a\\.")).toBe(false);
  expect(isAbsolute("a\\\\.")).toBe(true);
  expect(absolute("a\\.")).toBe("a\\..");
  expect(relative("a.")).toBe("a");
  expect(relative(".")).toBe("");
});

test("zones hold themselves and what is below, in any letter case, at label boundaries", () => {
  expect(isSubdomainOf("Web.Cluster.LOCAL.", "cluster.local")).toBe(true);
  expect(isSubdomainOf("cluster.local.", "cluster.local.")).toBe(true);
  expect(isSubdomainOf("xcluster.local.", "cluster.local.")).toBe(false);
  expect(isSubdomainOf("x\\.cluster.local.", "cluster.local.")).toBe(false);
  expect(isSubdomainOf("anything.", ".")).toBe(true);
  expect(longestZone("a.b.c.", [".", "c.", "b.c.", "x.b.c."])).toBe("b.c.");
  expect(longestZone("a.b.c.", ["d."])).toBeUndefined();
  expect(longestZone("a", [".", "a"])).toBe("a");
});

test("names are joined with and without the root", () => {
  expect(joinName("web", "cluster.local")).toBe("web.cluster.local.");
  expect(joinName("web", ".")).toBe("web.");
  expect(joinName("", "cluster.local.")).toBe("cluster.local.");
  expect(normalName("Web.Default")).toBe("web.default.");
});

test("what does not fit into a message is said", () => {
  expect(nameDefect("web.default.")).toBeUndefined();
  expect(nameDefect(".")).toBeUndefined();
  expect(nameDefect(`${"a".repeat(63)}.b.`)).toBeUndefined();
  expect(nameDefect(`${"a".repeat(64)}.b.`)).toMatch(/64/);
  expect(nameDefect(`${"\\097".repeat(63)}.`)).toBeUndefined();
  expect(nameDefect("ü".repeat(32))).toMatch(/64/);
  expect(nameDefect("a..b.")).toMatch(/empty/);
  expect(nameDefect(`${"abcdefg.".repeat(31)}abcde.`)).toBeUndefined();
  expect(nameDefect(`${"abcdefg.".repeat(31)}abcdef.`)).toMatch(/256/);
});

test("the label rules of Kubernetes", () => {
  expect(isDns1123Label("0-web")).toBe(true);
  expect(isDns1123Label("web-")).toBe(false);
  expect(isDns1123Label("a".repeat(64))).toBe(false);
  expect(isDns1035Label("0web")).toBe(false);
  expect(isDns1035Label("web-0")).toBe(true);
  expect(isDns1123Subdomain("a.b-c.d")).toBe(true);
  expect(isDns1123Subdomain("a..d")).toBe(false);
  expect(isDns1123Subdomain("192.0.2.10")).toBe(true);
});

test("names are ordered from the root, numbers by value", () => {
  const names = ["web-10.b.", "web-2.b.", "b.", "a.b.", "z.a.", "a."];
  expect([...names].sort((a, b) => compareTexts(nameKey(a), nameKey(b)))).toEqual([
    "a.",
    "z.a.",
    "b.",
    "a.b.",
    "web-2.b.",
    "web-10.b.",
  ]);
});

test("no text breaks the functions", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "B", ".", "\\", "0", "9", "ü", "_") });
  fc.assert(
    fc.property(text, text, (a, b) => {
      labels(a);
      nameDefect(a);
      nameKey(a);
      // A lone backslash at the end would escape the dot that is added.
      if (!`${a} ${b} `.includes("\\ ")) expect(isSubdomainOf(joinName(a, b), b)).toBe(true);
    }),
  );
});

test("of very many zones the longest is the one that a look at each finds", () => {
  const label = fc.constantFrom("a", "b", "\\.", "a\\.b", "A");
  const name = fc.array(label, { maxLength: 4 }).map((parts) => (parts.length === 0 ? "." : parts.join(".")));
  const spelled = fc.tuple(name, fc.boolean()).map(([text, dot]) => (dot && text !== "." ? `${text}.` : text));
  const sizeOf = (zone: string): number => (zone === "." ? 0 : zone.length);
  fc.assert(
    fc.property(spelled, fc.array(spelled, { minLength: 17, maxLength: 40 }), (asked, zones) => {
      const each = zones.map((zone) => longestZone(asked, [zone])).filter((zone) => zone !== undefined);
      expect(longestZone(asked, zones)).toBe(each.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0]);
    }),
  );
});
