import { describe, expect, test } from "vitest";
import { folderPathOf, isWindowsPath, pathOf, resolveFrom, shownPathOf } from "./uri-path.ts";

describe("one path for every spelling of a URI", () => {
  test.each([
    ["file:///c%3A/Users/web.yaml", "file:///c:/Users/web.yaml"],
    ["file:///C:/Users/web.yaml", "file:///c:/Users/web.yaml"],
    ["file:///C%3a", "file:///c:"],
    ["file:/C:/Users", "file:///c:/Users"],
    ["file://SERVER/Share/a%20b.yaml", "file://server/Share/a b.yaml"],
    ["file://localhost/repo/web.yaml", "file:///repo/web.yaml"],
    ["file:/repo/web.yaml", "file:///repo/web.yaml"],
    ["file:///repo/a%23b%3Fc+d.yaml", "file:///repo/a#b?c+d.yaml"],
    ["file:///repo/caf%C3%A9/%F0%9F%90%B3.yaml", "file:///repo/café/🐳.yaml"],
    ["file:///repo/100%/a%20b/%E9.yaml", "file:///repo/100%/a b/%E9.yaml"],
    ["file:///repo/C:/x", "file:///repo/C:/x"],
    ["untitled:Untitled-1", "untitled:Untitled-1"],
    ["untitled:C%3A/new.yaml", "untitled:C:/new.yaml"],
    ["vscode-vfs://github%2B7b/org/repo/a%20b.yaml", "vscode-vfs://github+7b/org/repo/a b.yaml"],
    ["vscode-notebook-cell:/repo/x.ipynb#W0sZ", "vscode-notebook-cell:/repo/x.ipynb#W0sZ"],
  ])("%s", (uri, path) => {
    expect(pathOf(uri)).toBe(path);
    if (!path.includes("%")) expect(pathOf(path)).toBe(path);
  });
});

test("folders have no slash at their end", () => {
  expect(
    ["file:///repo//", "file:///", "file:///C%3A/", "vscode-vfs://github/", "untitled:"].map(folderPathOf),
  ).toEqual(["file:///repo", "file://", "file:///c:", "vscode-vfs://github", "untitled:"]);
});

test("paths of Windows are those with a drive or a server", () => {
  const paths = [
    "file:///c:/repo",
    "file:///c:",
    "file://server/share",
    "file:///repo/c:/x",
    "file:///repo",
    "vscode-vfs://github/a",
  ];
  expect(paths.map(isWindowsPath)).toEqual([true, true, true, false, false, false]);
});

test("paths are shown as people write them", () => {
  expect(
    ["file:///repo/a", "file:///c:/repo", "file://server/share", "vscode-vfs://github/org", "app"].map(shownPathOf),
  ).toEqual(["/repo/a", "c:/repo", "//server/share", "vscode-vfs://github/org", "app"]);
});

describe("references", () => {
  test.each([
    ["file:///repo/app", "../base/./web.yaml", "file:///repo/base/web.yaml"],
    ["file:///repo/app", "../../../../etc/passwd", "file:///etc/passwd"],
    ["file:///repo/app", "/etc/passwd", "file:///etc/passwd"],
    ["file:///repo/app", "..\\base", "file:///repo/app/..\\base"],
    ["file:///repo/app", "a//b/", "file:///repo/app/a/b"],
    ["file:///c:/repo/app", "..\\base/web.yaml", "file:///c:/repo/base/web.yaml"],
    ["file:///c:/repo", "../../../x", "file:///c:/x"],
    ["file:///c:", "x", "file:///c:/x"],
    ["file:///c:/repo", "\\other", "file:///c:/other"],
    ["file:///c:/repo", "D:\\base", "file:///d:/base"],
    ["file://server/share/app", "..\\base", "file://server/share/base"],
    ["vscode-vfs://github/org/repo", "../../../x", "vscode-vfs://github/x"],
    ["vscode-vfs://github/org/repo", "/x", "vscode-vfs://github/x"],
    ["app", "../base", "base"],
    ["app", "web.yaml", "app/web.yaml"],
    ["", "web.yaml", "/web.yaml"],
    ["/srv/app", "../../../x", "/x"],
  ])("%s + %s", (folder, reference, path) => {
    expect(resolveFrom(folder, reference)).toBe(path);
  });
});
