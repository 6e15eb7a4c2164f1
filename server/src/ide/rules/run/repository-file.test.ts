import { expect, test } from "vitest";
import { open, uriOf } from "../../../../../test/fixture/workspace.ts";
import { settingRows } from "../../../workspace/settings/settings.ts";
import { repositoryFileProblems, repositoryKeys } from "./repository-file.ts";

/** `key at line: severity message` */
const problems = (text: string, file = ".podns.yaml"): readonly string[] => {
  const { analysis } = open(`# file: ${file}\n${text}`);
  const found = analysis.files.get(uriOf(file));
  if (found === undefined) throw new Error("the file is not there");
  return repositoryFileProblems(analysis, found).map(
    ({ span, severity, message }) => `${found.text.slice(span.start, span.end)}: ${severity} ${message}`,
  );
};

test("a file that is right", () => {
  expect(
    problems(`
# Shared settings.
clusterDomain: k8s.example
namespaces: [shop]
exclude: ["old/**"]
operators:
  disabled: [cnpg]
  packs:
    - id: ours
      groups: [ours.example]
      services: ["{name}-front"]
rules:
  ordering: off
  service-not-headless: error
`),
  ).toEqual([]);
  expect(problems("")).toEqual([]);
});

test("unknown keys and rules, with what was meant", () => {
  expect(problems("clusterDomian: a.b\nrules:\n  oredring: off\n")).toEqual([
    "clusterDomian: warning there is no key 'clusterDomian'; did you mean 'clusterDomain'?",
    "oredring: warning there is no rule 'oredring'; did you mean 'ordering'?",
  ]);
});

test("values of another kind", () => {
  expect(problems("exclude: old\nclusterDomain: [a]\nrules:\n  ordering: loud\n")).toEqual([
    "old: error 'exclude' must be a list of globs; the default is used",
    "[a]: error 'clusterDomain' must be a domain such as 'cluster.local'; the default is used",
    expect.stringContaining("error 'rules' must be severities by rule id"),
  ]);
  expect(problems("rules:\n  ordering: off\n  ndots: [hint]\n  refused: loud\n")).toEqual([
    expect.stringMatching(/^\[hint\]: error .*'ndots' has another value; its own severity is used$/),
    expect.stringMatching(/^loud: error .*'refused' has 'loud'; its own severity is used$/),
  ]);
  expect(problems("- a\n")).toEqual([expect.stringMatching(/^- a: error must be a map with the keys clusterDomain, /)]);
});

test("text that is not YAML, and a key that is there twice", () => {
  expect(problems("a: [1\n")).toEqual([expect.stringContaining(": error ")]);
  expect(problems("exclude: []\nexclude: []\n")).toEqual(['exclude: error key "exclude" already set in map']);
});

test("one person's settings do not belong there, nor the cluster's in a folder below", () => {
  expect(problems("codeLens: false\n")).toEqual([
    "codeLens: warning 'codeLens' is about one person's editor: set 'podns.codeLens' there",
  ]);
  expect(problems("clusterDomain: a.b\nrules: {}\n", "below/.podns.yaml")).toEqual([
    "clusterDomain: warning 'clusterDomain' is about the whole cluster: it counts only in the '.podns.yaml' of the workspace folder",
  ]);
});

test("every setting but the personal ones is a key", () => {
  expect(settingRows.map(({ key }) => key).filter((key) => !repositoryKeys.includes(key))).toEqual([
    "client",
    "helm",
    "codeLens",
    "inlayHints",
  ]);
});

test("of very many defects the first are told, and how many there are", () => {
  const ids = Array.from({ length: 150 }, (_, index) => `  no-${index}: error\n`).join("");
  const told = problems(`rules:\n${ids}`);
  expect(told).toHaveLength(101);
  expect(told.at(-1)).toContain("warning and 50 more problems from here on");
  expect(problems(`rules:\n${ids}exclude: 5\n`).at(-1)).toContain("error and 51 more problems from here on");
});
