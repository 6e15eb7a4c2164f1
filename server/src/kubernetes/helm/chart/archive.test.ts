import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { packed, tarOf } from "../../../../../test/fixture/tar.ts";
import { archivedFiles } from "./archive.ts";
import { type SourceFile, textOf } from "./source-file.ts";

function archive(content: Uint8Array): SourceFile {
  return { path: "charts/x.tgz", content };
}

function namesIn(content: Uint8Array): readonly string[] {
  return archivedFiles(archive(content)).map(({ name }) => name);
}

test("files lie below the archive's one folder, and know the archive", () => {
  const files = archivedFiles(archive(packed({ "x/Chart.yaml": "name: x\n", "x/templates/a.yaml": "\ufeffé" })));
  expect(files.map(({ name, source }) => [name, source.path, textOf(source)])).toEqual([
    ["Chart.yaml", "charts/x.tgz/x/Chart.yaml", "name: x\n"],
    ["templates/a.yaml", "charts/x.tgz/x/templates/a.yaml", "é"],
  ]);
});

test("long names and folders of ustar, pax and GNU tar are read", () => {
  const long = `x/templates/${"deep/".repeat(30)}a.yaml`;
  expect(namesIn(packed({ [long]: "a" }, "gnu"))).toEqual([long.slice(2)]);
  expect(namesIn(packed({ [long]: "a" }, "pax"))).toEqual([long.slice(2)]);
  expect(namesIn(packed({ "x/": "", "x/a": "1" }))).toEqual(["a"]);
});

// helm's own tests (pkg/chart/loader/load_test.go).
test.each([
  ["../../malformed-helm-test", "chart illegally references parent directory"],
  ["/foo/../../malformed-helm-test", "chart illegally references parent directory"],
  ["./.", "chart illegally contains content outside the base directory"],
  ["missing-leading-slash", "chart illegally contains content outside the base directory"],
  ["//foo", "chart illegally contains absolute paths"],
  ["\\\\foo", "chart illegally contains absolute paths"],
  ["\\..\\..\\foo", "chart illegally references parent directory"],
  ["/./c://foo", "chart contains illegally named files"],
  ["Chart.yaml/x", "chart yaml not in base directory"],
])("the name %j is refused", (name, problem) => {
  expect(() => namesIn(packed({ [name]: "hello: world" }))).toThrow(problem);
});

test.each([
  ["no gzip", new TextEncoder().encode("hello"), "gzip: invalid header"],
  ["nothing", new Uint8Array(0), "gzip: invalid header"],
  ["cut off", packed({ "x/Chart.yaml": "name: x\n" }).slice(0, 40), "gzip: invalid checksum"],
  ["no files", packed({}), "no files in chart archive"],
  ["no tar", new Uint8Array(gzipSync("x".repeat(2000))), "archive/tar: invalid tar header"],
  ["cut off inside", new Uint8Array(gzipSync(tarOf({ "x/a": "a".repeat(3000) }).slice(0, 1024))), "unexpected EOF"],
])("%s", (_, content, problem) => {
  expect(() => namesIn(content)).toThrow(problem);
});

test("a changed octet is found by its checksum", () => {
  const content = packed({ "x/Chart.yaml": "name: x\n" });
  const at = content.length - 6;
  content[at] = (content[at] ?? 0) ^ 1;
  expect(() => namesIn(content)).toThrow("gzip: invalid checksum");
});

test("an archive that grows without end is given up, a large file too", () => {
  const bomb = new Uint8Array(gzipSync(new Uint8Array(105 * 1024 * 1024)));
  expect(() => namesIn(bomb)).toThrow("decompressed chart is larger than the maximum file size 104857600");
  const large = packed({ "x/a": "a".repeat(5 * 1024 * 1024 + 1) });
  expect(() => namesIn(large)).toThrow('decompressed chart file "x/a" is larger than the maximum file size 5242880');
});
