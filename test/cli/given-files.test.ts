/** Files that a command line names, and what is not a file: whatever they are, the command ends and says why. */
import { execFileSync, spawn } from "node:child_process";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCli } from "./build.ts";
import { directoryWith, lesson, podns } from "./in-process.ts";

let cli = { file: "", remove: (): void => {} };
let directory = { path: "", remove: (): void => {} };

beforeAll(async () => {
  cli = await buildCli();
  directory = directoryWith({
    "app/web.yaml": lesson,
    "sparse.yaml": "a: 1\n",
    "scenario.yaml": "events:\n- {at: 1s, apply: pipe.yaml}\n- {at: 2s, apply: sparse.yaml}\n",
    "to-zero.Corefile": ".:53 {\n kubernetes cluster.local\n forward . /dev/zero pipe.yaml\n}\n",
  });
  truncateSync(join(directory.path, "sparse.yaml"), 1_500_000_000);
  symlinkSync("/dev/zero", join(directory.path, "zero"));
  if (process.platform !== "win32") execFileSync("mkfifo", [join(directory.path, "pipe.yaml")]);
});

afterAll(() => {
  directory.remove();
  cli.remove();
});

/** Runs the program itself by a shell, which has redirections. */
function shell(
  script: string,
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn("bash", ["-c", script], {
    cwd: directory.path,
    env: { ...process.env, PODNS: `${process.execPath} --max-old-space-size=300 ${cli.file}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  return new Promise((resolve) => child.once("close", (status) => resolve({ status, stdout, stderr })));
}

describe.skipIf(process.platform === "win32")("what is not a regular file", () => {
  const size = "it has 1500000000 bytes, 16777216 are the most that is read; split it into several files";
  test.each([
    [["pods", "zero"], "podns: cannot read 'zero': it is a device\n"],
    [["pods", "/dev/zero"], "podns: cannot read '../../dev/zero': it is a device\n"],
    [["pods", "sparse.yaml"], `podns: cannot read 'sparse.yaml': ${size}\n`],
    [["pods", "--corefile", "zero", "app"], "podns: cannot read 'zero': it is a device\n"],
    [["pods", "--corefile", "sparse.yaml", "app"], `podns: cannot read 'sparse.yaml': ${size}\n`],
    [["nslookup", "--resolv-conf", "zero", "web", "app"], "podns: cannot read 'zero': it is a device\n"],
    [["nslookup", "--resolv-conf", "app", "web", "app"], "podns: cannot read 'app': it is a directory\n"],
    [["pods", "--scenario", "zero", "app"], "podns: cannot read 'zero': it is a device\n"],
    [["pods", "pipe.yaml"], "podns: cannot read 'pipe.yaml': it is a named pipe that nobody writes to\n"],
  ])("%j", async (args, stderr) => {
    const result = await podns(directory.path, args);
    expect({ ...result, stderr: result.stderr.replace(/'(?:\.\.\/)+dev/, "'../../dev") }).toEqual({
      status: 2,
      stdout: "",
      stderr,
    });
  });

  test("a scenario says which of its files it did not read", async () => {
    const { status, stderr } = await podns(directory.path, ["pods", "--scenario", "scenario.yaml", "app"]);
    expect(status).toBe(2);
    expect(stderr).toContain("pipe.yaml: not read: it is a named pipe\n");
    expect(stderr).toContain("sparse.yaml: not read: it has 1500000000 bytes");
  });

  test("a forward plugin names no file without end", async () => {
    const { status, stderr } = await podns(directory.path, [
      "nslookup",
      "--corefile",
      "to-zero.Corefile",
      "example.com",
      "app",
    ]);
    expect(status).toBe(1);
    expect(stderr).toContain("forward to '/dev/zero' is not asked");
  });

  test("standard input, redirections and pipes with a writer are read", async () => {
    const scripts = [
      "$PODNS pods --format json /dev/stdin < app/web.yaml",
      "cat app/web.yaml | $PODNS pods --format json /dev/stdin",
      "cat app/web.yaml | $PODNS pods --format json -",
      "$PODNS pods --format json <(cat app/web.yaml)",
      "mkfifo own.yaml; (sleep 0.2; cat app/web.yaml) > own.yaml & $PODNS pods --format json own.yaml",
      "$PODNS pods --format json --corefile <(echo '.:53 { kubernetes cluster.local }') app",
    ];
    for (const script of scripts) {
      const { status, stdout, stderr } = await shell(script);
      expect([script, status, stderr.replace(/^.*single line.*\n/m, "")]).toEqual([script, 0, ""]);
      expect(JSON.parse(stdout)).toHaveLength(3);
    }
    const empty = await shell("$PODNS pods /dev/null");
    expect([empty.status, empty.stdout]).toEqual([0, "No Pods.\n"]);
  });

  test("what has no end is given up", async () => {
    const more = "it has more than 16777216 bytes, which are the most that is read; split it into several files\n";
    for (const [script, shown] of [
      ["$PODNS pods - < /dev/zero", "standard input"],
      ["yes | $PODNS pods -", "standard input"],
      ["yes | $PODNS pods /dev/stdin", "'/dev/stdin'"],
    ] as const) {
      const { status, stdout, stderr } = await shell(script);
      const named = stderr.replace(/'(?:\.\.\/)+dev/, "'/dev");
      expect([script, status, stdout, named]).toEqual([script, 2, "", `podns: cannot read ${shown}: ${more}`]);
    }
  });
});

test("a file with a NUL is not text, wherever it stands", async () => {
  writeFileSync(join(directory.path, "nul.yaml"), `${lesson}${"# long\n".repeat(2000)}\0`);
  const { status, stderr } = await podns(directory.path, ["pods", "nul.yaml"]);
  expect([status, stderr]).toEqual([2, "podns: cannot read 'nul.yaml': it is not text\n"]);
});
