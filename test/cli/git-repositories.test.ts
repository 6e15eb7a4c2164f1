/** Kinds of repositories that revisions are read from: borrowed objects, submodules, shallow clones, and forms that cannot be read. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { withRevision } from "../../server/src/hosts/cli/git/revision.ts";
import { commitAt, filesAt } from "../../server/src/hosts/cli/git/tree-at.ts";
import { settingsFor } from "../../server/src/hosts/cli/options.ts";
import { gitRepository, type TestRepository } from "./git-repository.ts";
import { directoryWith, lesson, podns } from "./in-process.ts";

const two = lesson.replace("replicas: 3", "replicas: 2");
const zone = "web-headless.default.svc.cluster.local";
const client = `apiVersion: v1\nkind: Pod\nmetadata: { name: client }\nspec:\n  containers:\n    - name: c\n      image: c\n      env:\n        - { name: HOST, value: web-2.web-headless }\n`;

const made: { readonly remove: () => void }[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.remove();
});
function keep<T extends { readonly remove: () => void }>(one: T): T {
  made.push(one);
  return one;
}
const repository = async (files: Readonly<Record<string, string>>): Promise<TestRepository> =>
  keep(await gitRepository(files));

async function removed(cwd: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await podns(cwd, ["diff", "--format", "json", ...args]);
  if (stdout === "") throw new Error(stderr);
  const { environments } = JSON.parse(stdout);
  return environments.flatMap((one: { readonly removed: readonly { readonly name: string }[] }) =>
    one.removed.map(({ name }) => name),
  );
}

test("a repository borrows objects of its alternates, and those borrow in turn", async () => {
  const { path, commit } = await repository({ "web.yaml": lesson });
  await commit({ "web.yaml": two });
  const middle = keep(directoryWith({ "objects/info/alternates": `# borrowed\n${join(path, ".git/objects")}\n` }));
  const clone = keep(
    directoryWith({ "web.yaml": two, ".git/objects/info/alternates": `${join(middle.path, "objects")}\n` }),
  );
  for (const name of ["HEAD", "refs", "config"])
    cpSync(join(path, ".git", name), join(clone.path, ".git", name), { recursive: true });
  expect(await removed(clone.path, "--git", "HEAD~1")).toEqual([`web-2.${zone}`]);
  const short = readFileSync(join(path, ".git/refs/heads/main"), "utf8").slice(0, 7);
  expect(await removed(clone.path, "--git", `${short}^..${short}`)).toEqual([`web-2.${zone}`]);
});

test("what another commit's folder holds is not read again", async () => {
  const { path, commit } = await repository({ "web.yaml": lesson, "client.yaml": client });
  const first = await commitAt(path, "HEAD");
  const held = new Map<string, string>();
  for await (const { path: file, id } of filesAt(path, first)) held.set(file, id);
  const second = await commit({ "web.yaml": two });
  const read: string[] = [];
  for await (const { path: file, content } of filesAt(path, second, { isHeld: (file, id) => held.get(file) === id }))
    read.push(`${file} ${content === undefined ? "held" : new TextDecoder().decode(content) === two}`);
  expect(read.sort()).toEqual(["client.yaml held", "web.yaml true"]);
  expect(await removed(path, "--git", "HEAD~1..HEAD")).toEqual([`web-2.${zone}`]);
});

test("all commits that are open are removed when the program ends", async () => {
  const { path } = await repository({ "web.yaml": lesson });
  const before = new Set(process.listeners("exit"));
  const terminal = { cwd: path, out: () => {}, err: () => {}, stdin: async () => new Uint8Array() };
  const revision = { root: path, name: "HEAD", paths: [""], snapshot: false };
  const settings = settingsFor({}, terminal);
  const there = await withRevision(revision, settings, terminal, (_, outer) =>
    withRevision(revision, settings, terminal, async (__, inner) => {
      for (const listener of process.listeners("exit")) if (!before.has(listener)) listener(130);
      return [outer, inner].map((folder) => existsSync(folder));
    }),
  );
  expect(there).toEqual([false, false]);
  expect(process.listeners("exit").filter((listener) => !before.has(listener))).toEqual([]);
});

test("^{} and ^{commit} are the commit itself", async () => {
  const { path, commit } = await repository({ "web.yaml": lesson });
  await commit({ "web.yaml": two });
  for (const name of ["HEAD^{}", "main^{commit}", "HEAD~0^{}"])
    expect([name, await removed(path, "--git", name)]).toEqual([name, []]);
  for (const name of ["HEAD~1^{}", "main^{commit}~", "HEAD^{}^"])
    expect([name, await removed(path, "--git", name)]).toEqual([name, [`web-2.${zone}`]]);
});

test.each([
  ["[extensions]\n\tobjectFormat = sha256\n", "a repository of the object format 'sha256' is not read"],
  ["[extensions]\n\trefStorage = reftable\n", "a repository that keeps references as 'reftable' is not read"],
])("%j cannot be read, and that is said", async (config, why) => {
  const { path } = await repository({ "web.yaml": lesson });
  writeFileSync(join(path, ".git/config"), `[core]\n\tbare = false\n${config}`);
  const { status, stderr } = await podns(path, ["lint", "--since", "HEAD"]);
  expect([status, stderr]).toEqual([2, expect.stringContaining(`podns: cannot read 'HEAD': ${why}`)]);
});

test("an object that a shallow clone does not have is called so", async () => {
  const { path, commit } = await repository({ "web.yaml": lesson });
  const parent = readFileSync(join(path, ".git/refs/heads/main"), "utf8").trim();
  await commit({ "web.yaml": two });
  rmSync(join(path, ".git/objects", parent.slice(0, 2), parent.slice(2)));
  const { status, stderr } = await podns(path, ["diff", "--git", "HEAD~1"]);
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining(
      `the object ${parent.slice(0, 10)} is not in this clone (a shallow or partial one has only`,
    ),
  ]);
});

test.each(["main@{1}", ":/two", "HEAD..main", "@{u}"])("--since %s says what may be named", async (name) => {
  const { path } = await repository({ "web.yaml": lesson });
  const { status, stderr } = await podns(path, ["lint", `--since=${name}`]);
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/: name (?:one revision|a branch, a tag, HEAD or a commit)/),
  ]);
});

describe("a submodule", () => {
  /** A repository with `lib` checked out at a commit of its own. */
  async function parts(): Promise<{ readonly path: string; readonly lib: TestRepository; readonly old: string }> {
    const lib = await repository({ "db.yaml": lesson });
    const old = readFileSync(join(lib.path, ".git/refs/heads/main"), "utf8").trim();
    await lib.commit({ "db.yaml": two });
    const outer = await repository({ "client.yaml": client });
    cpSync(lib.path, join(outer.path, "lib"), { recursive: true });
    return { path: outer.path, lib, old };
  }

  /** Records the submodule at a commit, as `git add lib` does. */
  async function record(path: string, oid: string): Promise<void> {
    const fs = await import("node:fs");
    const { commit, readCommit, resolveRef, readTree, writeTree } = await import("isomorphic-git");
    const head = await readCommit({ fs, dir: path, oid: await resolveRef({ fs, dir: path, ref: "HEAD" }) });
    const { tree } = await readTree({ fs, dir: path, oid: head.commit.tree });
    const others = tree.filter((entry) => entry.path !== "lib");
    const written = await writeTree({
      ...{ fs, dir: path },
      tree: [...others, { mode: "160000", path: "lib", oid, type: "commit" }],
    });
    const author = { name: "A", email: "a@example.test", timestamp: 1_700_000_000, timezoneOffset: 0 };
    await commit({ fs, dir: path, author, message: "x", tree: written });
  }

  test("counts as its own commit has it", async () => {
    const { path, lib, old } = await parts();
    const now = readFileSync(join(lib.path, ".git/refs/heads/main"), "utf8").trim();
    await record(path, old);
    expect(await removed(path, "--git", "HEAD")).toEqual([`web-2.${zone}`]);
    await record(path, now);
    expect(await removed(path, "--git", "HEAD")).toEqual([]);
    const added = await podns(path, ["diff", "--git", "HEAD"]);
    expect(added.stdout).toBe("No name appears, vanishes or changes.\n");
    expect(await removed(path, "--git", "HEAD~1..HEAD")).toEqual([`web-2.${zone}`]);
  });

  test("whose commit is not there is left out, and that is said", async () => {
    const { path } = await parts();
    await record(path, "1234567890123456789012345678901234567890");
    const { status, stderr } = await podns(path, ["diff", "--git", "HEAD"]);
    expect([status, stderr]).toEqual([
      0,
      expect.stringContaining("podns: the submodule 'lib' is not read in 'HEAD': the object 1234567890 is not in"),
    ]);
  });
});

describe("paths that only one of the states has", () => {
  test("a folder or file that is gone takes its names with it", async () => {
    const { path, write } = await repository({ "k8s/web.yaml": lesson, "apps/client.yaml": client });
    write({ "k8s/web.yaml": null });
    rmSync(join(path, "k8s"), { recursive: true });
    for (const given of ["k8s", "k8s/web.yaml"])
      expect([given, await removed(path, "--git", "HEAD", given)]).toEqual([
        given,
        expect.arrayContaining([`web-2.${zone}`]),
      ]);
  });

  test("a folder that is new brings its names", async () => {
    const { path, write } = await repository({ "apps/client.yaml": client });
    write({ "k8s/web.yaml": lesson });
    const { stdout } = await podns(path, ["diff", "--git", "HEAD", "k8s"]);
    expect(stdout).toContain(`  + adds web-2.${zone} (Pod default/web-2)\n`);
  });

  test.each(["HEAD", "HEAD..HEAD"])("a path that neither has is a mistake: %s", async (range) => {
    const { path } = await repository({ "k8s/web.yaml": lesson });
    const { status, stderr } = await podns(path, ["diff", "--git", range, "nosuch"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("podns: 'nosuch' is in neither of the two states")]);
  });

  test("the repository is found from a folder that is deleted", async () => {
    const { path, commit } = await repository({ "k8s/web.yaml": lesson, "apps/client.yaml": client });
    await commit({ "k8s/web.yaml": null });
    rmSync(join(path, "k8s"), { recursive: true, force: true });
    mkdirSync(join(path, "apps"), { recursive: true });
    expect(await removed(join(path, "apps"), "--git", "HEAD~1..HEAD", "../k8s")).toContain(`web-2.${zone}`);
  });
});

test("names of an environment that is gone are used by those that ask for them", async () => {
  const database = lesson.replaceAll("metadata: { name:", "metadata: { namespace: data, name:");
  const { path, write } = await repository({
    "infra/kustomization.yaml": "resources: [web.yaml]\n",
    "infra/web.yaml": database,
    "apps/kustomization.yaml": "resources: [client.yaml]\n",
    "apps/client.yaml": client.replace("web-headless", "web-headless.data"),
    "other/kustomization.yaml": "resources: [web.yaml]\n",
    "other/web.yaml": lesson,
  });
  write({ "infra/kustomization.yaml": null, "infra/web.yaml": null });
  const { status, stdout } = await podns(path, ["diff", "--git", "HEAD"]);
  expect(stdout).toContain("still used in apps/client.yaml:9\n");
  expect(status).toBe(1);
});
