/** `podns mcp`, asked by the official library's own client. */
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentTools } from "../../server/src/protocol/agent-tools.ts";
import { type Built, buildCli } from "./build.ts";
import { gitRepository, type TestRepository } from "./git-repository.ts";
import { directoryWith, lesson, podns } from "./in-process.ts";

const client = (host: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: client }\nspec:\n  containers:\n    - name: c\n      image: c\n      env:\n        - { name: HOST, value: ${host} }\n`;

let built: Built | undefined;
let repository: TestRepository | undefined;
let outside = { path: "", remove: (): void => {} };
const asking = new Client({ name: "test", version: "1" });
const path = (): string => repository?.path ?? "";

beforeAll(async () => {
  built = await buildCli();
  outside = directoryWith({ "secret.yaml": lesson.replaceAll("web", "secret") });
  repository = await gitRepository({
    "k8s/web.yaml": lesson,
    "k8s/client.yaml": client("web-2.web-headless"),
    "other/web.yaml": lesson.replaceAll("web", "other").replace("10.96.7.7", "10.96.7.8"),
  });
  symlinkSync(outside.path, join(path(), "k8s/link"));
  repository.write({ "k8s/web.yaml": lesson.replace("replicas: 3", "replicas: 2") });
  const command = { command: process.execPath, args: [built.file, "mcp"], cwd: path() };
  await asking.connect(new StdioClientTransport({ ...command, stderr: "ignore" }));
});
afterAll(async () => {
  await asking.close();
  built?.remove();
  repository?.remove();
  outside.remove();
});

async function call(
  name: string,
  args: Record<string, unknown> = {},
): Promise<{ readonly text: string; readonly isError: boolean }> {
  const { content, isError } = await asking.callTool({ name, arguments: args });
  const [first] = content as readonly { readonly text: string }[];
  return { text: first?.text ?? "", isError: isError === true };
}

test("lists its tools, all of them reading only", async () => {
  const { tools } = await asking.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    "resolve",
    "explain_failure",
    "list_names",
    "find_users",
    "map_names",
    "lint",
    "diff",
    "what_if",
  ]);
  for (const { annotations, description, inputSchema } of tools) {
    expect(annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
    expect(description?.length).toBeGreaterThan(80);
    expect(inputSchema.type).toBe("object");
  }
});

describe("answers are short, with places", () => {
  test("resolve", async () => {
    const { text, isError } = await call("resolve", { name: "web-0.web-headless", from: "client" });
    expect(isError).toBe(false);
    expect(text).toContain("Asked from Pod default/client.");
    expect(text).toMatch(
      /web-0\.web-headless\.default\.svc\.cluster\.local {2}A {2}10\.244\.\d+\.\d+ {2}\(address made up\) {2}Pod default\/web-0 at k8s\/web\.yaml:17/,
    );
  });

  test("explain_failure: what was asked, why, and where to look", async () => {
    const { text } = await call("explain_failure", { name: "web-2.web-headless", from: "client" });
    expect(text).toContain("does not resolve");
    expect(text).toContain("asked web-2.web-headless.default.svc.cluster.local. A: NXDOMAIN");
    expect(text).toMatch(/at k8s\/web\.yaml:\d+/);
    const typo = await call("explain_failure", { name: "web-headles", from: "client" });
    expect(typo.text).toContain("Resolves instead: web-headless");
  });

  test("list_names", async () => {
    const { text } = await call("list_names", { filter: "web-", path: "k8s" });
    expect(text).toContain("web-1.web-headless.default.svc.cluster.local  Pod (IPv4)  Pod default/web-1");
    expect(text).not.toMatch(/other|^cluster\.local|ns\.dns/m);
    expect((await call("list_names", { limit: 1 })).text).toMatch(/… and \d+ more/);
  });

  test("find_users", async () => {
    const full = "web-2.web-headless.default.svc.cluster.local";
    expect((await call("find_users", { name: full })).text).toBe(`k8s/client.yaml:9  uses ${full} (does not resolve)`);
    const short = await podns(path(), ["mcp", "--call", "find_users"], JSON.stringify({ name: "web-headless" }));
    expect(short.stdout).toBe("Nobody uses 'web-headless' in these manifests.\n");
    repository?.write({ "k8s/user.yaml": client("web-1.web-headless").replace("name: client", "name: user") });
    for (const name of ["web-headless", "web-headless.default", "web-1.web-headless"])
      expect((await call("find_users", { name })).text).toMatch(
        /^k8s\/user\.yaml:9 {2}uses web-1\.web-headless\.default\..* \(Pod \(IPv4\)\)$/,
      );
    repository?.write({ "k8s/user.yaml": null });
    expect((await call("find_users", { name: "nobody" })).text).toContain("Nobody uses");
  });

  test("map_names", async () => {
    const { text } = await call("map_names", { path: "k8s" });
    expect(text).toMatch(
      /^Pod default\/client -> Service default\/web-headless: fails: web-2\.web-headless.* at k8s\/client\.yaml:9$/m,
    );
    expect(text).toMatch(/^Service default\/web-headless -> StatefulSet default\/web: Pods behind it$/m);
    expect((await call("map_names", { state: "resolves" })).text).toBe("No name is on the map.");
    expect((await call("map_names", { filter: "nobody" })).text).toBe("No name is on the map.");
    expect((await call("map_names", { namespace: "default", limit: 1 })).text).toMatch(/^Pod .*\n… and \d+ more/);
  });

  test("lint", async () => {
    expect((await call("lint")).text).toMatch(
      /k8s\/client\.yaml:9:\d+ {2}\w+ {2}'web-2\.web-headless' .*\(host-unresolvable\)/,
    );
    expect((await call("lint", { severity: "error" })).text).toBe("No problems.");
  });

  test("diff: the files against a revision, and two folders", async () => {
    const git = await call("diff", { git: "HEAD" });
    expect(git.text).toContain(
      "- removes web-2.web-headless.default.svc.cluster.local (Pod default/web-2): still used in k8s/client.yaml:9",
    );
    const folders = await call("diff", { a: "k8s", b: "other" });
    expect(folders.text).toContain("+ adds other.default.svc.cluster.local");
  });

  test("what_if: names and findings of a change, which is written nowhere", async () => {
    const before = readFileSync(join(path(), "k8s/web.yaml"), "utf8");
    const changes = [
      { path: "k8s/web.yaml", text: lesson },
      { path: "k8s/new.yaml", text: client("web-9.web-headless.default.svc.cluster.local") },
    ];
    const { text } = await call("what_if", { changes, name: "web-2.web-headless", from: "web-0" });
    expect(text).toContain("+ adds web-2.web-headless.default.svc.cluster.local");
    expect(text).toMatch(/new: k8s\/new\.yaml:9:\d+/);
    expect(text).toContain("1 findings are gone. Nothing was written.");
    expect(text).toContain("'web-2.web-headless': resolved");
    expect([readFileSync(join(path(), "k8s/web.yaml"), "utf8"), existsSync(join(path(), "k8s/new.yaml"))]).toEqual([
      before,
      false,
    ]);
    expect((await call("lint")).text).toContain("web-2.web-headless");
  });
});

describe("errors say what to do", () => {
  test.each([
    ["resolve", {}, "'name' is missing: give it as a text."],
    ["resolve", { name: "a", from: "nosuch" }, "no Pod 'nosuch'"],
    ["resolve", { name: "a", environment: "nosuch" }, "there is no environment 'nosuch'; there are '"],
    ["lint", { severity: "fatal" }, "'severity' must be one of error"],
    ["lint", { path: "nosuch" }, "cannot read"],
    ["list_names", { limit: "many" }, "'limit' must be a whole number"],
    ["diff", {}, "'a' is missing"],
    ["diff", { git: "nosuch..HEAD" }, "cannot read 'nosuch'"],
    ["what_if", { changes: "x" }, "'changes' is missing: give a list"],
    ["what_if", { changes: [{ path: "a.yaml" }] }, "each of 'changes' has 'text'"],
    ["what_if", { changes: [{ path: "k8s", text: "" }] }, "'k8s' is not a file: name each file by its path."],
    [
      "what_if",
      { changes: [{ path: "k8s/nosuch.yaml", text: null }] },
      "'k8s/nosuch.yaml' is not there, and cannot be",
    ],
    ["diff", { git: "HEAD", a: "k8s", b: "other" }, "give either 'git' or 'a' and 'b'"],
    ["nosuch", {}, "There is no tool 'nosuch'; there are resolve, "],
  ])("%s %j", async (name, args, message) => {
    const { text, isError } = await call(name, args);
    expect([text.includes(message) ? message : text, isError]).toEqual([message, true]);
  });
});

test("long answers and long lines are cut", async () => {
  const long = await call("resolve", { name: "a".repeat(50_000) });
  expect(long.text.length).toBeLessThan(5_000);
  const services = Array.from({ length: 1000 }, (_, index) =>
    lesson.replaceAll("web", `${"long".repeat(12)}-${index}`),
  );
  const changes = [{ path: "k8s/many.yaml", text: services.join("---\n").replaceAll("  clusterIP: 10.96.7.7\n", "") }];
  const many = await call("what_if", { changes, limit: 1000 });
  expect(many.text.length).toBeLessThan(101_000);
  expect(many.text).toMatch(/… and \d+ more/);
});

test("a call that is cancelled while it waits is not run, and the next ones are answered", async () => {
  const abort = new AbortController();
  const first = call("lint");
  const cancelled = asking.callTool({ name: "list_names", arguments: {} }, undefined, { signal: abort.signal });
  abort.abort("enough");
  await expect(cancelled).rejects.toThrow("enough");
  expect((await first).isError).toBe(false);
  expect((await call("list_names", { limit: 1 })).isError).toBe(false);
});

describe("nothing outside of the roots is read", () => {
  test.each([
    ["list_names", { path: ".." }],
    ["list_names", { path: "/" }],
    ["list_names", { path: "k8s/link" }],
    ["list_names", { path: "k8s/link/secret.yaml" }],
    ["lint", { path: "k8s/../.." }],
    ["diff", { a: "k8s", b: "../.." }],
    ["diff", { a: "/etc", b: "k8s" }],
    ["what_if", { changes: [{ path: "../x.yaml", text: "" }] }],
  ])("%s %j", async (name, args) => {
    const { text, isError } = await call(name, args);
    expect([text.includes("lies outside of what may be read") ? "refused" : text, isError]).toEqual(["refused", true]);
  });

  test("links and kustomizations lead nowhere else", async () => {
    expect((await call("list_names")).text).not.toContain("secret");
    const changes = [
      { path: "k8s/deep/kustomization.yaml", text: `resources: [${outside.path}/secret.yaml, ../link/secret.yaml]\n` },
    ];
    expect((await call("what_if", { changes })).text).not.toContain("secret.default");
  });

  test("a root within a repository bounds revisions, too", async () => {
    const { stdout, status } = await podns(path(), ["mcp", "k8s", "--call", "diff"], JSON.stringify({ git: "HEAD" }));
    expect([status, stdout.includes("web-2"), stdout.includes("other")]).toEqual([0, true, false]);
  });
});

test("one tool is called once from a shell", async () => {
  const fine = await podns(path(), ["mcp", "--call", "resolve"], JSON.stringify({ name: "web", from: "client" }));
  expect([fine.status, fine.stdout]).toEqual([
    0,
    expect.stringContaining("web.default.svc.cluster.local  A  10.96.7.7"),
  ]);
  expect((await podns(path(), ["mcp", "--call", "resolve"], "{}")).status).toBe(1);
  expect((await podns(path(), ["mcp", "--call", "resolve"], "[")).status).toBe(2);
  expect((await podns(path(), ["mcp", "nosuch"])).status).toBe(2);
  expect(agentTools).toHaveLength(8);
});
