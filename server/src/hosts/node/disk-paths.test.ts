import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exactNames, windowsNames } from "../../base/file-names.ts";
import { asUri } from "../../base/source.ts";
import { pathOf } from "../../base/uri-path.ts";
import { commonFolder, inOwnLetters, isInside, namesOf, posixPaths, windowsPaths } from "./disk-paths.ts";

describe("paths and URIs", () => {
  test.each([
    ["C:\\repo\\a b.yaml", "file:///C:/repo/a%20b.yaml", "c:\\repo\\a b.yaml"],
    ["\\\\server\\share\\é.yaml", "file://server/share/%C3%A9.yaml", "\\\\server\\share\\é.yaml"],
    ["C:\\100%41\\#1.yaml", "file:///C:/100%2541/%231.yaml", "c:\\100%41\\#1.yaml"],
  ])("Windows: %s", (file, uri, back) => {
    expect(windowsPaths.toUri(file)).toBe(uri);
    expect(windowsPaths.fromUri(uri)?.toLowerCase()).toBe(file.toLowerCase());
    expect(windowsPaths.fromPath(pathOf(uri).replace(/\/$/, ""))).toBe(back);
  });

  test.each([
    ["/repo/a b.yaml", "file:///repo/a%20b.yaml"],
    ["/100%41/#1?\\x.yaml", "file:///100%2541/%231%3F%5Cx.yaml"],
  ])("POSIX: %s", (file, uri) => {
    expect(posixPaths.toUri(file)).toBe(uri);
    expect([posixPaths.fromUri(uri), posixPaths.fromPath(pathOf(uri))]).toEqual([file, file]);
  });

  test("spellings of editors", () => {
    expect(windowsPaths.fromUri("file:///c%3A/repo")).toBe("c:\\repo");
    expect(windowsPaths.fromUri("file:/C:/repo")).toBe("C:\\repo");
    expect(windowsPaths.fromUri("file:///c%3A")).toBe("c:\\");
    expect(posixPaths.fromUri("file:///repo/100%/a.yaml")).toBe("/repo/100%/a.yaml");
  });

  test("what is on no disk of this machine has no path", () => {
    for (const paths of [posixPaths, windowsPaths]) {
      for (const uri of ["untitled:Untitled-1", "vscode-vfs://github/org/repo", "git:/repo/a.yaml?x"])
        expect(paths.fromUri(uri)).toBeUndefined();
    }
    expect(posixPaths.fromUri("file://server/share")).toBeUndefined();
    expect(posixPaths.fromUri("file:///a%00b")).toBeUndefined();
    expect(windowsPaths.fromUri("file:///repo")).toBeUndefined();
  });
});

test("paths relative to a folder have slashes", () => {
  expect(windowsPaths.relative("C:\\repo", "c:\\Repo\\k8s\\a.yaml")).toBe("k8s/a.yaml");
  expect(windowsPaths.relative("C:\\repo", "D:\\a.yaml")).toBe("D:/a.yaml");
  expect(posixPaths.relative("/repo/x", "/repo/a\\b.yaml")).toBe("../a\\b.yaml");
});

test("the folder that holds all of them", () => {
  const common = (...folders: readonly string[]): string | undefined => commonFolder(folders, windowsPaths);
  expect(common("C:\\repo\\a", "c:\\Repo\\b", "C:/repo/a/x")).toBe("C:\\repo");
  expect(common("C:\\repo", "D:\\repo")).toBeUndefined();
  expect(common("\\\\server\\share\\a", "\\\\SERVER\\share\\b")).toBe("\\\\server\\share\\");
  expect(commonFolder(["/repo/a", "/repo/ab"], posixPaths)).toBe("/repo");
  expect(commonFolder(["/a", "/b"], posixPaths)).toBe("/");
  expect(commonFolder(["/Repo", "/repo"], posixPaths)).toBe("/");
  expect(commonFolder([], posixPaths)).toBeUndefined();
});

test("what lies in a folder", () => {
  expect(isInside("/repo/..a", "/repo", posixPaths)).toBe(true);
  expect(isInside("/repo-2", "/repo", posixPaths)).toBe(false);
  expect(isInside("/a", "/", posixPaths)).toBe(true);
  expect(isInside("c:\\REPO\\a", "C:\\repo", windowsPaths)).toBe(true);
  expect(isInside("D:\\repo", "C:\\repo", windowsPaths)).toBe(false);
});

test("a path gets the letters of the disk where the disk does not care", () => {
  const disk: Readonly<Record<string, readonly string[]>> = {
    "C:\\": ["Repo"],
    "C:\\Repo": ["k8s", "K8S.md"],
    "C:\\Repo\\k8s": ["Web.yaml"],
  };
  const list = (folder: string): readonly string[] => disk[folder] ?? [];
  expect(inOwnLetters("C:\\repo\\K8S\\web.YAML", windowsNames, windowsPaths, list)).toBe("C:\\Repo\\k8s\\Web.yaml");
  expect(inOwnLetters("C:\\repo\\New\\x.yaml", windowsNames, windowsPaths, list)).toBe("C:\\Repo\\New\\x.yaml");
  expect(inOwnLetters("/Repo/a", exactNames, posixPaths, list)).toBe("/Repo/a");
});

test("a disk is asked whether it tells letters apart", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "podns-names-")));
  const isLoose = realpathSync.native(folder) !== folder || process.platform === "win32";
  try {
    if (process.platform === "linux" && !isLoose) expect(namesOf([posixPaths.toUri(folder)])).toBe(exactNames);
    expect(namesOf([asUri("file:///C%3A/repo")])).toBe(windowsNames);
    expect(namesOf([asUri("vscode-vfs://github/org")])).toBe(exactNames);
    expect(namesOf([])).toBe(exactNames);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
