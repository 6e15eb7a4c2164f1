import { expect, test } from "vitest";
import { exactNames, windowsNames } from "../../base/file-names.ts";
import { type Spellings, spellings } from "./spellings.ts";

function learn(spelled: Spellings, ...scan: Parameters<Spellings["learn"]>): void {
  for (const _ of spelled.learn(...scan));
}

test("a file that nobody has found keeps its URI, as far as its folders are not known otherwise", () => {
  const spelled = spellings();
  const unknown = [
    "file:///",
    "file:///x.yaml",
    "untitled:Untitled-1",
    "git:/x.yaml?%7B%7D",
    "vscode-vfs://github/org/x",
  ];
  expect(unknown.map(spelled.inward)).toEqual(unknown);
  learn(spelled, ["file:///c%3A/Repo/web.yaml", "file:///c%3A/Repo", "vscode-vfs://github/org/repo/"], windowsNames);
  expect(unknown.map(spelled.inward)).toEqual(unknown);
  expect(spelled.inward("file:///C:/repo/k8s/New.yaml")).toBe("file:///c%3A/Repo/k8s/New.yaml");
  expect(spelled.inward("file:///C:/repo/WEB.yaml")).toBe("file:///c%3A/Repo/web.yaml");
  expect(spelled.inward("file:///d:/repo/WEB.yaml")).toBe("file:///d:/repo/WEB.yaml");
});

test("where spellings are files of their own, only escapes are the same", () => {
  const spelled = spellings();
  learn(spelled, ["file:///repo/a%20b.yaml"], exactNames);
  expect(spelled.inward("file:///repo/a b.yaml")).toBe("file:///repo/a%20b.yaml");
  expect(spelled.inward("file:///Repo/a%20b.yaml")).toBe("file:///Repo/a%20b.yaml");
  expect(spelled.isLoose()).toBe(false);
});

test("answers have the editor's spelling of open documents, also as keys, and nothing else is touched", () => {
  const spelled = spellings();
  learn(spelled, ["file:///C:/repo/web.yaml"], windowsNames);
  const answer = {
    uri: "file:///C:/repo/web.yaml",
    changes: { "file:///C:/repo/web.yaml": [{ newText: "file:///C:/repo/web.yaml.bak" }] },
    none: null,
  };
  expect(spelled.outward(answer)).toBe(answer);
  spelled.opened("file:///c%3A/Repo/web.yaml");
  expect(spelled.outward(answer)).toEqual({
    uri: "file:///c%3A/Repo/web.yaml",
    changes: { "file:///c%3A/Repo/web.yaml": [{ newText: "file:///C:/repo/web.yaml.bak" }] },
    none: null,
  });
  spelled.closed("file:///c%3A/Repo/web.yaml");
  expect(spelled.outward(answer)).toBe(answer);
});

test("parameters have the workspace's, wherever the document stands in them", () => {
  const spelled = spellings();
  learn(spelled, ["file:///C:/repo/web.yaml"], windowsNames);
  const position = { line: 1, character: 2 };
  const uri = "file:///c%3A/repo/web.yaml";
  const known = "file:///C:/repo/web.yaml";
  expect(spelled.asked({ textDocument: { uri, version: 3 }, position })).toEqual({
    textDocument: { uri: known, version: 3 },
    position,
  });
  expect(spelled.asked({ uri, name: "web" })).toEqual({ uri: known, name: "web" });
  for (const other of [null, undefined, 7, "x", [], { query: uri }, { textDocument: null }, { uri: 7 }])
    expect(spelled.asked(other)).toBe(other);
});

test("a file that is gone may come back in other letters", () => {
  const spelled = spellings();
  learn(spelled, ["file:///c:/repo/Web.yaml"], windowsNames);
  spelled.note("file:///c:/repo/Web.yaml", false);
  expect(spelled.inward("file:///c:/REPO/web.yaml")).toBe("file:///c:/repo/web.yaml");
  spelled.note("file:///c:/repo/web.yaml", true);
  expect(spelled.inward("file:///c:/repo/WEB.yaml")).toBe("file:///c:/repo/web.yaml");
});

test("a scan counts when all of it is taken in, with what was noted meanwhile", () => {
  const spelled = spellings();
  const files = Array.from({ length: 1000 }, (_, index) => `file:///c%3A/Repo/${index}.yaml`);
  const steps = spelled.learn([...files, "file:///c%3A/Repo/Last.yaml"], windowsNames);
  expect(steps.next().done).toBe(false);
  expect(spelled.inward("file:///C:/repo/0.yaml")).toBe("file:///C:/repo/0.yaml");
  spelled.note("file:///c%3A/Repo/New.yaml", true);
  spelled.note("file:///c%3A/Repo/Last.yaml", false);
  let pauses = 1;
  for (const _ of steps) pauses += 1;
  expect(pauses).toBe(4);
  expect(spelled.inward("file:///C:/repo/999.YAML")).toBe("file:///c%3A/Repo/999.yaml");
  expect(spelled.inward("file:///C:/repo/NEW.yaml")).toBe("file:///c%3A/Repo/New.yaml");
  expect(spelled.inward("file:///C:/repo/last.yaml")).toBe("file:///c%3A/Repo/last.yaml");
});
