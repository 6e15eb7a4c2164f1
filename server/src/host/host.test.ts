import { expect, test } from "vitest";
import { folderMatcher, matcher } from "../text/glob.ts";
import { asUri, type Uri } from "../text/source.ts";
import { loadAll } from "./loader.ts";

test("globs match as in VS Code", () => {
  const matches = (glob: string, path: string): boolean => matcher([glob])(path);
  expect(matches("**/vendor/**", "vendor/a.yaml")).toBe(true);
  expect(matches("**/vendor/**", "a/b/vendor/c/d.yaml")).toBe(true);
  expect(matches("**/vendor/**", "a/vendors/c.yaml")).toBe(false);
  expect(matches("*.yaml", "a.yaml")).toBe(true);
  expect(matches("*.yaml", "a/a.yaml")).toBe(false);
  expect(matches("**/*.{yaml,yml}", "a/b.yml")).toBe(true);
  expect(matches("a?c/[x-z].json", "abc/y.json")).toBe(true);
  expect(matches("[!a]*", "b.yaml")).toBe(true);
  expect(matches("[z-a]", "z")).toBe(true);
  expect(matches("a{b", "a{b")).toBe(true);
  expect(matches("a.b+(c)", "a.b+(c)")).toBe(true);
  expect(matcher([])("anything")).toBe(false);
});

test("folders that are excluded whole are not walked", () => {
  const skips = folderMatcher(["**/node_modules/**", "build/**", "**/*.json"]);
  expect([skips("node_modules"), skips("a/node_modules"), skips("build"), skips("a/build"), skips("a")]).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("every file reaches the sink once, in order, in batches", async () => {
  const uris = Array.from({ length: 601 }, (_, index) => asUri(`file:///${index}.yaml`));
  const batches: number[] = [];
  const seen: Uri[] = [];
  const sink = {
    apply: (changes: readonly { readonly uri: Uri; readonly text: string | null }[]): void => {
      batches.push(changes.length);
      for (const { uri, text } of changes) {
        seen.push(uri);
        expect(text).toBe(uri === uris[3] ? null : uri);
      }
    },
  };
  const host = {
    findFiles: async () => uris,
    readFiles: async (asked: readonly Uri[]) => asked.map((uri) => (uri === uris[3] ? null : uri)),
  };
  await loadAll(host, sink, []);
  expect(seen).toEqual(uris);
  expect(batches).toEqual([250, 250, 101]);
});
