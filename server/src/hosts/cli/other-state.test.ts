/** Two states that share a workspace: the same answers as two of their own, and what is equal is made once. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { directoryWith, lesson } from "../../../../test/cli/in-process.ts";
import { namesDiff } from "./diff/command.ts";
import { prepareLint } from "./lint-command.ts";
import { settingsFor } from "./options.ts";
import { otherFolder } from "./other-state.ts";
import { openSession } from "./session.ts";
import type { Terminal } from "./terminal.ts";

const service = (name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { clusterIP: None, selector: { app: web }, ports: [{ port: 80 }] }\n`;
const client = `apiVersion: v1\nkind: Pod\nmetadata: { name: client }\nspec: { containers: [{ name: c, image: c, env: [{ name: HOST, value: web-2.web-headless }] }] }\n`;

const base: Readonly<Record<string, string>> = {
  "plain/web.yaml": lesson,
  "plain/client.yaml": client,
  "shop/kustomization.yaml": "resources: [../base]\nnamespace: shop\n",
  "base/kustomization.yaml": "resources: [web.yaml]\n",
  "base/web.yaml": lesson,
  "chart/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
  "chart/values.yaml": "name: one\n",
  "chart/templates/_names.tpl": '{{ define "name" }}{{ .Values.name }}{{ end }}',
  // With an address of its own: without Pods a headless Service has no names.
  "chart/templates/s.yaml": service('{{ include "name" . }}').replace("clusterIP: None, ", ""),
};

const changes: readonly (readonly [string, Readonly<Record<string, string | null>>])[] = [
  ["nothing", {}],
  ["a Pod less", { "plain/web.yaml": lesson.replace("replicas: 3", "replicas: 2") }],
  ["a file more", { "plain/more.yaml": service("more") }],
  ["a file less", { "plain/web.yaml": null }],
  ["a base that changes", { "base/web.yaml": lesson.replace("replicas: 3", "replicas: 1") }],
  ["an overlay less", { "shop/kustomization.yaml": null }],
  ["a base that nobody names", { "shop/kustomization.yaml": "resources: []\nnamespace: shop\n" }],
  ["a kustomization more", { "plain/kustomization.yaml": "resources: [web.yaml]\n" }],
  ["another value", { "chart/values.yaml": "name: two\n" }],
  ["another helper", { "chart/templates/_names.tpl": '{{ define "name" }}x-{{ .Values.name }}{{ end }}' }],
  ["values of another name", { "chart/values-prod.yaml": "name: prod\n" }],
  ["a chart that helm refuses", { "chart/templates/_names.tpl": null }],
  ["a chart less", { "chart/Chart.yaml": null }],
  [
    "a chart more",
    { "second/Chart.yaml": "apiVersion: v2\nname: d\nversion: 1.0.0\n", "second/templates/s.yaml": service("d") },
  ],
  ["files that are left out", { ".podns.yaml": "exclude: ['plain/**']\n" }],
  ["another domain", { ".podns.yaml": "clusterDomain: k8s.test\n" }],
  ["no YAML any more", { "plain/web.yaml": "a: [\n" }],
  ["no text any more", { "plain/web.yaml": "a: \0" }],
];

const made: { readonly remove: () => void }[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.remove();
});

function folders(before: Readonly<Record<string, string>>, changed: Readonly<Record<string, string | null>>): string {
  const after = Object.entries({ ...before, ...changed }).flatMap(
    ([name, text]): readonly (readonly [string, string])[] => (text === null ? [] : [[name, text]]),
  );
  const directory = directoryWith({
    ...Object.fromEntries(Object.entries(before).map(([name, text]) => [`a/${name}`, text])),
    ...Object.fromEntries(after.map(([name, text]) => [`b/${name}`, text])),
  });
  made.push(directory);
  return directory.path;
}

const terminal = (cwd: string): Terminal => ({
  cwd,
  out: () => {},
  err: () => {},
  stdin: async () => new Uint8Array(),
});
const options = { format: "json" as const };

describe("says the same as two that were opened apart", () => {
  test.each(changes)("%s", async (_, changed) => {
    const cwd = folders(base, changed);
    for (const paths of [
      ["a", "b"],
      ["b", "a"],
    ]) {
      const request = { paths, options, terminal: terminal(cwd) };
      const apart = await namesDiff({ ...request, boundary: { roots: [join(cwd, "a"), join(cwd, "b")] } });
      expect(await namesDiff(request)).toEqual(apart);
    }
  });

  test("where a link leads to what is written, and to what is not", async () => {
    const cwd = folders({ ...base, "real/web.yaml": lesson.replaceAll("web", "linked") }, {});
    for (const side of ["a", "b"]) symlinkSync("../real", join(cwd, side, "plain", "link"));
    symlinkSync("/etc", join(cwd, "b", "plain", "out"));
    const request = { paths: ["a", "b"], options, terminal: terminal(cwd) };
    const apart = await namesDiff({ ...request, boundary: { roots: [join(cwd, "a"), join(cwd, "b")] } });
    expect(await namesDiff(request)).toEqual(apart);
  });
});

test("what cannot be read is said of both, with its own path", async () => {
  const cwd = folders(base, {});
  for (const side of ["a", "b"]) {
    symlinkSync("/etc/passwd", join(cwd, side, "plain", "out.yaml"));
    symlinkSync("/etc/passwd", join(cwd, side, "chart", "templates", "out.yaml"));
  }
  const said = async (within: readonly string[] | undefined): Promise<readonly string[]> => {
    const lines: string[] = [];
    const request = {
      paths: ["a", "b"],
      options,
      terminal: { ...terminal(cwd), err: (line: string) => lines.push(line) },
    };
    await namesDiff({ ...request, ...(within && { boundary: { roots: within } }) });
    return lines.sort();
  };
  const lines = await said(undefined);
  expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^a\/plain\/out\.yaml: not read: /)]));
  expect(lines).toEqual(await said([join(cwd, "a"), join(cwd, "b")]));
});

test("what is equal is neither parsed nor rendered a second time", async () => {
  const cwd = folders(base, { "plain/more.yaml": service("more") });
  const settings = settingsFor({}, terminal(cwd));
  const session = await openSession(["a"], settings, false, terminal(cwd));
  await prepareLint(session, {});
  const look = (): number =>
    session.workspace.analysis.environments().reduce((sum, { declarations }) => sum + declarations.length, 0);
  const before = look();
  const { documentsParsed, kustomizationsRendered, chartsRendered } = session.workspace.counters;
  expect(await otherFolder(session, join(cwd, "b"))).toBeDefined();
  expect(look()).toBe(before + 1);
  expect(session.workspace.counters).toMatchObject({
    ...{ documentsParsed: documentsParsed + 1, kustomizationsRendered, chartsRendered },
  });
});

test("a folder that names what lies outside of it is opened by itself", async () => {
  const cwd = folders(base, {});
  const session = await openSession(["a/shop"], settingsFor({}, terminal(cwd)), false, terminal(cwd));
  expect(await otherFolder(session, join(cwd, "b/shop"))).toBeUndefined();
  const whole = await openSession(["a/plain"], settingsFor({}, terminal(cwd)), false, terminal(cwd));
  expect(await otherFolder(whole, join(cwd, "b/shop"))).toBeUndefined();
});
