/** `podns lint` tells only what is new: against a baseline, and against a revision of git. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { gitRepository, type TestRepository } from "./git-repository.ts";
import { directoryWith, lesson, podns } from "./in-process.ts";

const typo = lesson.replace("serviceName: web-headless", "serviceName: web-headles");
const client = (host: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: client }\nspec:\n  containers:\n    - name: c\n      image: c\n      env:\n        - { name: HOST, value: ${host} }\n`;

/** `rule file` of each finding. */
async function found(cwd: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await podns(cwd, ["lint", "--output", "json=-", ...args]);
  if (stdout === "") throw new Error(stderr);
  const rows: readonly { readonly rule: string; readonly file: string }[] = JSON.parse(stdout);
  return rows.map(({ rule, file }) => `${rule} ${file}`);
}

describe("--baseline", () => {
  let directory = { path: "", remove: (): void => {} };
  afterEach(() => directory.remove());
  const write = (name: string, text: string): void => writeFileSync(join(directory.path, name), text);

  test("leaves out what it holds, wherever its lines are now, also for the exit status", async () => {
    directory = directoryWith({ "a.yaml": typo });
    const flags = ["lint", "--fail-on", "warning"];
    expect((await podns(directory.path, flags)).status).toBe(1);
    const written = await podns(directory.path, [...flags, "--baseline", "known.json", "--write-baseline"]);
    expect([written.status, written.stdout]).toEqual([0, ""]);
    expect(written.stderr).toMatch(/podns: \d+ findings are written to 'known\.json'/);
    write("a.yaml", `# moved\n\n${typo}`);
    const after = await podns(directory.path, [...flags, "--baseline", "known.json"]);
    expect([after.status, after.stdout]).toEqual([0, "No problems.\n"]);
    // A second one of the same kind is new.
    write("b.yaml", `${typo.replaceAll("name: web }", "name: web2 }")}`);
    const worse = await podns(directory.path, [...flags, "--baseline", "known.json", "--format", "github"]);
    expect(worse.status).toBe(1);
    expect(worse.stdout).toContain("file=b.yaml");
    expect(worse.stdout).not.toContain("file=a.yaml");
  });

  test("an equal finding too many is new, and what is mended is told", async () => {
    directory = directoryWith({ "web.yaml": lesson, "a.yaml": client("web-9.web-headless.default.svc.cluster.local") });
    await podns(directory.path, ["lint", "--write-baseline", "known.json"]);
    expect(await found(directory.path, "--baseline", "known.json")).toEqual([]);
    const text = client("web-9.web-headless.default.svc.cluster.local");
    write("a.yaml", `${text}        - { name: SECOND, value: web-9.web-headless.default.svc.cluster.local }\n`);
    expect(await found(directory.path, "--baseline", "known.json")).toHaveLength(1);
    write("a.yaml", client("example.com"));
    const { stderr } = await podns(directory.path, ["lint", "--baseline", "known.json"]);
    expect(stderr).toContain("0 of 0 findings are in the baseline; 1 of those in it are found no more");
  });

  test("reports are written beside a new baseline; --since has nothing to do with one", async () => {
    directory = directoryWith({ "a.yaml": typo });
    const flags = ["lint", "--baseline", "known.json", "--write-baseline"];
    const { status } = await podns(directory.path, [...flags, "--output", "json=all.json"]);
    const count = (name: string): number => {
      const value = JSON.parse(readFileSync(join(directory.path, name), "utf8"));
      return (value.findings ?? value).length;
    };
    expect([status, count("all.json")]).toEqual([0, count("known.json")]);
    const mistaken = await podns(directory.path, [...flags, "--since", "HEAD"]);
    expect([mistaken.status, mistaken.stderr]).toEqual([2, expect.stringContaining("leave out --since")]);
  });

  test("PATHs may stand behind --write-baseline", async () => {
    directory = directoryWith({ "k8s/a.yaml": typo, "other/a.yaml": typo });
    await podns(directory.path, ["lint", "--baseline", "known.json", "--write-baseline", "k8s"]);
    const { findings } = JSON.parse(readFileSync(join(directory.path, "known.json"), "utf8"));
    expect(new Set(findings.map(({ file }: { readonly file: string }) => file))).toEqual(new Set(["k8s/a.yaml"]));
  });

  test.each([
    ["[", "it is not JSON"],
    ["[]", 'it has no "version": 1'],
    ['{"version":1}', 'it has no list "findings"'],
    ['{"version":1,"findings":[null]}', 'each finding has "file" and "content"'],
  ])("%s is not a baseline", async (text, why) => {
    directory = directoryWith({ "a.yaml": typo, known: text });
    const { status, stderr } = await podns(directory.path, ["lint", "--baseline", "known"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`podns: 'known' is not a baseline: ${why}`)]);
  });

  test("one that is not there is an error, and --write-baseline wants a file", async () => {
    directory = directoryWith({ "a.yaml": typo });
    expect((await podns(directory.path, ["lint", "--baseline", "nosuch"])).status).toBe(2);
    expect((await podns(directory.path, ["lint", "--write-baseline"])).status).toBe(2);
  });
});

describe("--since", () => {
  let repository: TestRepository | undefined;
  afterEach(() => {
    vi.unstubAllEnvs();
    repository?.remove();
  });
  const keep = (made: TestRepository): TestRepository => {
    repository = made;
    return made;
  };

  test("tells what the change made, in files that it does not touch, too", async () => {
    const { path, commit, write } = keep(
      await gitRepository({
        "k8s/web.yaml": lesson,
        "k8s/old.yaml": typo.replaceAll("web", "old"),
        "client/pod.yaml": client("web-2.web-headless.default.svc.cluster.local"),
      }),
    );
    expect(await found(path, "--since", "HEAD")).toEqual([]);
    expect((await found(path)).length).toBeGreaterThan(0);
    write({ "k8s/web.yaml": `# down\n${lesson.replace("replicas: 3", "replicas: 2")}` });
    expect(await found(path, "--since", "HEAD")).toEqual(["host-unresolvable client/pod.yaml"]);
    const fails = await podns(path, ["lint", "--since", "main", "--fail-on", "information"]);
    expect(fails.status).toBe(1);
    await commit({ "k8s/web.yaml": `# down\n${lesson.replace("replicas: 3", "replicas: 2")}` });
    expect(await found(path, "--since", "HEAD")).toEqual([]);
    for (const ref of ["HEAD~1", "HEAD^", "main~", "@~1"])
      expect(await found(path, "--since", ref)).toEqual(["host-unresolvable client/pod.yaml"]);
  });

  test("a file or object that was moved brings nothing", async () => {
    const { path, write } = keep(await gitRepository({ "a/web.yaml": typo }));
    write({ "a/web.yaml": null, "b/c/moved.yaml": `# here\n${typo}` });
    expect(await found(path, "--since", "HEAD")).toEqual([]);
  });

  test("branches, tags' commits, short hashes and the common ancestor", async () => {
    const { path, branch, commit } = keep(await gitRepository({ "web.yaml": lesson }));
    await branch("feature/x");
    const hash = await commit({ "web.yaml": typo });
    expect((await found(path, "--since", "feature/x")).length).toBeGreaterThan(0);
    expect(await found(path, "--since", hash.slice(0, 8))).toEqual([]);
    expect((await found(path, "--since", "feature/x...main")).length).toBeGreaterThan(0);
  });

  test("folders that the revision does not have count as empty; charts and links are followed", async () => {
    const chart = { "chart/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "chart/templates/web.yaml": typo };
    const { path, write } = keep(await gitRepository(chart));
    expect((await found(path, "chart")).length).toBeGreaterThan(0);
    expect(await found(path, "--since", "HEAD", "chart")).toEqual([]);
    write({ "new/web.yaml": typo });
    expect((await found(path, "--since", "HEAD", "new")).length).toBeGreaterThan(0);
  });

  test("a worktree has its own HEAD", async () => {
    const made = keep(await gitRepository({ "web.yaml": lesson }));
    const hash = await made.commit({ "web.yaml": typo });
    const own = join(made.path, ".git/worktrees/w");
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "HEAD"), `${hash}\n`);
    writeFileSync(join(own, "commondir"), "../..\n");
    const tree = directoryWith({ ".git": `gitdir: ${own}\n`, "web.yaml": typo });
    expect(await found(tree.path, "--since", "HEAD")).toEqual([]);
    expect((await found(tree.path, "--since", "HEAD~1")).length).toBeGreaterThan(0);
    tree.remove();
  });

  test("leaves nothing behind, and says what cannot be read", async () => {
    const own = directoryWith({});
    vi.stubEnv("TMPDIR", own.path);
    const { path, write } = keep(await gitRepository({ "web.yaml": typo }));
    write({ secret: "a word that nobody must see\n" });
    for (const [ref, why] of [
      ["nosuch", "there is no such branch, tag or commit here"],
      ["HEAD~9", "has no such parent"],
      ["HEAD:web.yaml", "no such branch"],
      ["--", "no such branch"],
      ["../secret", "no such branch"],
      ["/etc/passwd", "no such branch"],
    ] as const) {
      const { status, stdout, stderr } = await podns(path, ["lint", `--since=${ref}`]);
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(`podns: cannot read '${ref}': `);
      expect(stderr).toContain(why);
      expect(stderr).not.toContain("nobody must see");
    }
    await podns(path, ["lint", "--since", "HEAD"]);
    expect([tmpdir(), readdirSync(own.path).filter((name) => name.startsWith("podns-revision-"))]).toEqual([
      own.path,
      [],
    ]);
    vi.unstubAllEnvs();
    own.remove();
    const outside = directoryWith({ "web.yaml": typo });
    const { stderr } = await podns(outside.path, ["lint", "--since", "HEAD"]);
    expect(stderr).toContain("--since needs a repository of git");
    outside.remove();
  });
});
