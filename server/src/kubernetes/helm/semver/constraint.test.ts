import { expect, test } from "vitest";
import { checks } from "./constraint.fixtures.ts";
import { isCompatible, meetsConstraint, parseConstraint } from "./constraint.ts";
import { compareVersions, parseVersion, versionText } from "./version.ts";

test.each(checks)("%j for %j", (constraint, version, meets) => {
  const said = () => meetsConstraint(parseConstraint(constraint), parseVersion(version));
  if (typeof meets === "string") expect(said).toThrow(meets);
  else expect(said()).toBe(meets);
});

test("versions are read loosely and printed strictly", () => {
  expect(versionText(parseVersion("v01.2"))).toBe("1.2.0");
  expect(versionText(parseVersion("1.2.3-a.1+b"))).toBe("1.2.3-a.1+b");
  expect(() => parseVersion("1.2.3-01")).toThrow("version segment starts with 0");
  expect(() => parseVersion("99999999999999999999")).toThrow("value out of range");
});

test("prereleases come before the release, numbers before words", () => {
  const ordered = ["1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-a", "1.0.0-a.1", "1.0.0", "1.0.1-0"].map(parseVersion);
  expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
});

test("what cannot be read is compatible with nothing", () => {
  expect(isCompatible("latest", "1.0.0")).toBe(false);
  expect(isCompatible("*", "one")).toBe(false);
  expect(isCompatible("^1.2", "1.9.0")).toBe(true);
});

test("a constraint with many blanks takes no longer than one without", () => {
  expect(() => parseConstraint(`${"1 , ".repeat(120)}!`)).toThrow("improper constraint");
  expect(() => parseConstraint(`${"1  ".repeat(160)}!`)).toThrow("improper constraint");
});
