/** Every command of the pages in docs/ runs, and what they say of files, inputs and tools is so. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { agentTools } from "../server/src/protocol/agent-tools.ts";
import { gitRepository, type TestRepository } from "./cli/git-repository.ts";
import { lesson, podns } from "./cli/in-process.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = ["agents.md", "ci.md", "editors.md", "npm.md"];
const read = (page: string): string => readFileSync(join(root, "docs", page), "utf8");

/** The code of a page in one language. */
function blocks(page: string, language: string): readonly string[] {
  return [...read(page).matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, text]) =>
    name === language ? [text ?? ""] : [],
  );
}

let repository: TestRepository | undefined;
beforeAll(async () => {
  const api = lesson.replaceAll("web", "db").replace("10.96.7.7", "10.96.7.8");
  repository = await gitRepository({
    "k8s/web.yaml": lesson,
    "k8s/api.yaml": api.replaceAll("db", "api").replace("10.96.7.8", "10.96.7.9"),
  });
  await repository.commit({ "k8s/db.yaml": api });
});
afterAll(() => repository?.remove());

/** Words of a line as a shell splits them: quotes, and no more. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? "",
  );
}

const commands = pages.flatMap((page) =>
  blocks(page, "sh")
    .flatMap((block) => block.split("\n"))
    .map((line) => line.replace(/ {2,}#.*$/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => [page, line] as const),
);

describe("commands", () => {
  test.each(commands.filter(([, line]) => !line.startsWith("podman ")))("%s: %s", async (_, line) => {
    const [, input = "", command = line] = /^echo '(.*)' \| (.*)$/.exec(line) ?? [];
    const [program, ...rest] = words(command);
    const args = program === "npx" ? rest.slice(1) : rest;
    expect([program === "npx" ? rest[0] : program]).toEqual(["podns"]);
    const shown = args.map((arg) => (arg === "main..HEAD" ? "HEAD~1..HEAD" : arg));
    const { status, stdout, stderr } = await podns(
      repository?.path ?? "",
      shown.map((arg) => (arg === "db-0.db" ? "db-0.db-headless" : arg)),
      input,
    );
    expect([line, status <= 1 || stderr]).toEqual([line, true]);
    expect(stdout + stderr).not.toBe("");
  });

  test("there are some on each page, and containers have their own test", () => {
    expect(new Set(commands.map(([page]) => page))).toEqual(new Set(pages));
    expect(commands.filter(([, line]) => line.startsWith("podman "))).toHaveLength(2);
    expect(existsSync(join(root, "Containerfile"))).toBe(true);
  });
});

test("links lead to files, and examples are JSON and YAML", () => {
  for (const page of pages) {
    for (const [, link] of read(page).matchAll(/\]\(([^)#:]+)\)/g)) {
      // The package's own page lies beside them there.
      const base = page === "npm.md" ? root : join(root, "docs");
      expect([page, link, existsSync(join(base, link ?? ""))]).toEqual([page, link, true]);
    }
    for (const text of blocks(page, "json")) expect(() => JSON.parse(text)).not.toThrow();
    for (const text of blocks(page, "yaml")) expect(parse(text)).not.toBeNull();
  }
});

test("the example of the action gives inputs that there are, and the hooks have the ids that are named", () => {
  const action = parse(readFileSync(join(root, "action.yml"), "utf8"));
  const [workflow, , hooks] = blocks("ci.md", "yaml").map((text) => parse(text));
  const step = workflow.jobs.names.steps[1];
  for (const name of Object.keys(step.with)) expect(Object.keys(action.inputs)).toContain(name);
  const ids = parse(readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8")).map(
    ({ id }: { readonly id: string }) => id,
  );
  expect(ids).toContain(hooks.repos[0].hooks[0].id);
});

test("the table of tools has all of them", () => {
  const named = [...read("agents.md").matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(named).toEqual(agentTools.map(({ name }) => name));
});
