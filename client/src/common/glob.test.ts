/** Checks the globs of settings against the paths that a walk meets. */
import { expect, test } from "vitest";
import { joinGlobs, matchesGlob } from "./glob.ts";

test.each([
  ["**/*.{yaml,yml,json}", "web.yaml", true],
  ["**/*.{yaml,yml,json}", "k8s/shop/web.yml", true],
  ["**/*.{yaml,yml,json}", "k8s/web.yaml.bak", false],
  ["**/node_modules/**", "node_modules/", true],
  ["**/node_modules/**", "a/node_modules/b/c.yaml", true],
  ["**/node_modules/**", "a/my_node_modules/c.yaml", false],
  ["**/.git/**", ".git/", true],
  ["**/.git/**", "xgit/", false],
  ["k8s/*.yaml", "k8s/web.yaml", true],
  ["k8s/*.yaml", "k8s/deep/web.yaml", false],
  ["web-?.yaml", "web-1.yaml", true],
  ["a,b.yaml", "a,b.yaml", true],
  ["{a/**,{b,c}/*}", "c/x", true],
  ["{unbalanced", "unbalanced", false],
])("%s on %s: %s", (glob, path, expected) => {
  expect(matchesGlob(glob, path)).toBe(expected);
});

test("several excludes become one pattern, none stays none", () => {
  expect(joinGlobs([])).toBeUndefined();
  expect(joinGlobs([""])).toBeUndefined();
  expect(joinGlobs(["**/a/**"])).toBe("**/a/**");
  expect(joinGlobs(["**/a/**", "**/b/**"])).toBe("{**/a/**,**/b/**}");
});
