import { expect, test } from "vitest";
import { folderMatcher, matcher } from "../../base/glob.ts";
import { asUri, type Uri } from "../../base/source.ts";
import { directingFirst, loadFiles } from "./loader.ts";

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

test("every file reaches the sink once, in order: read in batches, applied in pieces with a pause behind each", async () => {
  const uris = Array.from({ length: 601 }, (_, index) => asUri(`file:///${index}.yaml`));
  const batches: number[] = [];
  const pieces: number[] = [];
  const seen: Uri[] = [];
  const sink = {
    apply: (changes: readonly { readonly uri: Uri; readonly text: string | null }[]): void => {
      pieces.push(changes.length);
      for (const { uri, text } of changes) {
        seen.push(uri);
        expect(text).toBe(uri === uris[3] ? null : uri);
      }
    },
  };
  const host = {
    findFiles: async () => uris,
    readFiles: async (asked: readonly Uri[]) => {
      if (asked.length > 0) batches.push(asked.length);
      return asked.map((uri) => (uri === uris[3] ? null : uri));
    },
  };
  let pauses = 0;
  await loadFiles(host, sink, await host.findFiles(), async () => {
    pauses += 1;
  });
  expect(seen).toEqual(uris);
  expect(Math.max(...pieces)).toBeLessThanOrEqual(50);
  expect(pauses).toBe(pieces.length);
  expect(batches).toEqual([250, 250, 101]);
});

test("a large file is a piece of its own, and small ones wait for no more than so many characters", async () => {
  const sizes = [10, 40_000, 20_000, 20_000, 10];
  const uris = sizes.map((_, index) => asUri(`file:///${index}.yaml`));
  const pieces: number[] = [];
  const sink = {
    apply: (changes: readonly unknown[]): void => {
      pieces.push(changes.length);
    },
  };
  const readFiles = async (asked: readonly Uri[]): Promise<readonly string[]> =>
    asked.map((uri) => "x".repeat(sizes[uris.indexOf(uri)] ?? 0));
  await loadFiles({ findFiles: async () => uris, readFiles }, sink, uris);
  expect(pieces).toEqual([2, 2, 1]);
});

test("files that say what others mean are read first", () => {
  const [a, b, c, d] = ["a.yaml", "b/kustomization.yaml", "c/Chart.yaml", "d/.podns.yaml"].map((name) =>
    asUri(`file:///${name}`),
  );
  expect(directingFirst([a, b, c, d].filter((uri) => uri !== undefined))).toEqual([b, c, d, a]);
});
