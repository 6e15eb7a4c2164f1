/** Completions and the manual page follow the commands and flags that the help lists. */
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { directoryWith, podns } from "./in-process.ts";

let directory = { path: "", remove: (): void => {} };
let commands: readonly string[] = [];
beforeAll(async () => {
  directory = directoryWith({ "some file.yaml": "", "k8s/web.yaml": "" });
  const { stdout } = await podns("/", ["--help"]);
  commands = [...stdout.slice(stdout.indexOf("Commands:")).matchAll(/^ {2}([a-z]+) /gm)].flatMap(
    ([, name]) => name ?? [],
  );
});
afterAll(() => directory.remove());

/** The long flags that the help of a command lists. */
async function flagsOf(command: string): Promise<readonly string[]> {
  const { stdout } = await podns("/", [command, "--help"]);
  return [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].flatMap(([, flag]) => flag ?? []);
}

const hasProgram = (name: string): boolean => spawnSync(name, ["--version"]).status === 0;

describe.skipIf(process.platform === "win32" || !hasProgram("bash"))("bash", () => {
  /** What bash proposes behind these words. */
  function proposed(...words: readonly string[]): readonly string[] {
    const script = `source ./podns.bash; COMP_WORDS=(podns "$@"); COMP_CWORD=$#; _podns; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const text = execFileSync("bash", ["-c", script, "bash", ...words], { cwd: directory.path, encoding: "utf8" });
    return text.split("\n").filter((line) => line !== "");
  }

  beforeAll(async () => {
    writeFileSync(join(directory.path, "podns.bash"), (await podns("/", ["completion", "bash"])).stdout);
  });

  test("proposes all commands, and all flags of each", async () => {
    expect(commands).toContain("lint");
    expect(proposed("")).toEqual(commands.filter((name) => name !== "help"));
    for (const command of ["lint", "diff", "nslookup", "serve"])
      expect(proposed(command, "--")).toEqual(expect.arrayContaining([...(await flagsOf(command))]));
  });

  test("proposes the values of a flag, also behind an equals sign, and files", () => {
    expect(proposed("lint", "--format", "s")).toEqual(["sarif"]);
    expect(proposed("lint", "--format", "=", "js")).toEqual(["json"]);
    expect(proposed("lint", "--corefile", "so")).toEqual(["some file.yaml"]);
    expect(proposed("lint", "k")).toEqual(["k8s"]);
    expect(proposed("completion", "")).toEqual(["bash", "zsh", "fish"]);
  });
});

/** True where the help shows a value behind the flag. */
async function takesValue(command: string, flag: string): Promise<boolean> {
  const { stdout } = await podns("/", [command, "--help"]);
  return new RegExp(`^ {2}(?:-\\w, )?${flag} [<[]`, "m").test(stdout);
}

test.each(["zsh", "fish"])("%s: every command and flag has a line", async (shell) => {
  const { stdout } = await podns("/", ["completion", shell]);
  for (const command of commands.filter((name) => name !== "help")) {
    expect(stdout).toContain(command);
    for (const flag of await flagsOf(command))
      expect(stdout).toContain(
        shell === "fish" ? ` -l ${flag.slice(2)} ` : `'*${flag}${(await takesValue(command, flag)) ? "=" : ""}[`,
      );
  }
  // Where there is no such shell: a quote in a zsh word ends it, is escaped by one backslash, and begins it again.
  if (shell === "zsh") expect(stdout).not.toMatch(/\\\\'/);
  if (!hasProgram(shell)) return;
  const file = join(directory.path, `podns.${shell}`);
  writeFileSync(file, stdout);
  expect(spawnSync(shell, ["-n", file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});

test("the manual page has every command and flag, and no line that is a request by mistake", async () => {
  const { stdout } = await podns("/", ["man"]);
  expect(stdout).toMatch(/^\.TH PODNS 1 /);
  for (const command of commands.filter((name) => name !== "help")) {
    expect(stdout).toContain(`.SS podns ${command}`);
    for (const flag of await flagsOf(command)) expect(stdout).toContain(flag.replaceAll("-", "\\-"));
  }
  // Not every roff reads UTF-8.
  expect(stdout).toMatch(/^[\0-\x7f]*$/);
  expect(stdout).toContain('{"objects": [\\[u2026]]');
  const requests = stdout.split("\n").filter((line) => /^[.']/.test(line));
  expect(requests.filter((line) => !/^\.(?:TH|SH|SS|TP|P|B|br|nf|fi)\b/.test(line))).toEqual([]);
});

test("an unknown shell is refused", async () => {
  expect((await podns("/", ["completion", "tcsh"])).status).toBe(2);
});
