import { expect, test } from "vitest";
import { distanceBetween, findBranches, isExcluded } from "./branches.ts";

const app = (path: string, ...identities: string[]) => ({ path, identities });

test("files that define different things see each other", () => {
  const branches = findBranches([app("w/a.yaml", "Service /a"), app("w/b.yaml", "Service /b")], ["w"]);
  expect(branches.excludedBy("w/a.yaml")).toEqual([]);
});

test("two files of one folder that define the same Service are alternatives", () => {
  const branches = findBranches(
    [app("w/v1.yaml", "Service /a"), app("w/v2.yaml", "Service /a"), app("w/c.yaml", "Service /c")],
    ["w"],
  );
  expect(branches.excludedBy("w/v1.yaml")).toEqual(["w/v2.yaml"]);
  expect(branches.excludedBy("w/c.yaml")).toEqual([]);
});

test("whole branches below the common folder are alternatives, whatever else they hold", () => {
  const files = [
    app("w/dev/db/s.yaml", "Service /db"),
    app("w/prod/db/s.yaml", "Service /db"),
    app("w/prod/web.yaml", "Service /web"),
  ];
  const branches = findBranches(files, ["w"]);
  const excluded = new Set(branches.excludedBy("w/dev/db/s.yaml"));
  expect([...excluded]).toEqual(["w/prod"]);
  expect(isExcluded("w/prod/web.yaml", excluded)).toBe(true);
  expect(isExcluded("w/dev/db/s.yaml", excluded)).toBe(false);
});

test("nothing is compared above a workspace folder", () => {
  const branches = findBranches([app("a/s.yaml", "Service /db"), app("b/s.yaml", "Service /db")], ["a", "b"]);
  expect(branches.excludedBy("a/s.yaml")).toEqual([]);
});

test.each([
  ["w/k/a.yaml", "w/k/a.yaml", 0],
  ["w/k/a.yaml", "w/k/b.yaml", 1],
  ["w/k/a.yaml", "w/k/sub/b.yaml", 2],
  ["w/k/sets/a.yaml", "w/k/services/b.yaml", 2],
  ["w/k/sets/a.yaml", "w/k/b.yaml", 2],
  ["w/k/x/sets/a.yaml", "w/k/b.yaml", 3],
  ["w/a/b/c/d.yaml", "w/z/q.yaml", 4],
])("%s to %s is %d", (from, to, distance) => {
  expect(distanceBetween(from, to)).toBe(distance);
});
