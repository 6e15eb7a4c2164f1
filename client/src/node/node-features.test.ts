/** Runs what the extension starts on Node; VS Code itself is a stand-in. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test, vi } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "podns-client-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Prints what it was started with, as the command line would print its answer. */
const script = join(folder, "cli.js");
writeFileSync(
  script,
  `let text = ""; process.stdin.on("data", (chunk) => (text += chunk)).on("end", () => {
  const args = process.argv.slice(2);
  if (args.includes("--git=nosuch")) { console.error("podns: cannot read 'nosuch': there is no such branch"); process.exit(2); }
  console.log(JSON.stringify({ args, cwd: process.cwd(), electron: process.env.ELECTRON_RUN_AS_NODE, text }));
  process.exit(args.includes("--git=gone") ? 1 : 0);
});`,
);

interface Shown {
  typed: string | undefined;
  readonly documents: string[];
  provider: ((uri: { readonly toString: () => string }) => string) | undefined;
  provide: (() => readonly unknown[]) | undefined;
}

const shown: Shown = vi.hoisted(() => ({ typed: undefined, documents: [], provider: undefined, provide: undefined }));

vi.mock("vscode", () => {
  const where = { name: "shop", uri: { scheme: "file", fsPath: process.cwd() } };
  class Anything {
    readonly given: readonly unknown[];
    constructor(...given: readonly unknown[]) {
      this.given = given;
    }
    static from = (): undefined => undefined;
    fire = (): void => {};
    event = undefined;
  }
  return {
    l10n: { t: (text: string) => text },
    Disposable: Anything,
    EventEmitter: Anything,
    ProcessExecution: Anything,
    Task: Anything,
    ProgressLocation: { Window: 10 },
    Uri: { from: (parts: object) => ({ toString: () => JSON.stringify(parts) }) },
    window: {
      showInputBox: async () => shown.typed,
      withProgress: (_: unknown, work: () => unknown) => work(),
      showTextDocument: async (text: string) => shown.documents.push(text),
    },
    workspace: {
      workspaceFolders: [where],
      getWorkspaceFolder: () => undefined,
      registerTextDocumentContentProvider: (
        _: string,
        given: { readonly provideTextDocumentContent: Shown["provider"] },
      ) => {
        shown.provider = given.provideTextDocumentContent;
      },
      onDidCloseTextDocument: () => undefined,
      openTextDocument: async (uri: { readonly toString: () => string }) => shown.provider?.(uri),
    },
    tasks: {
      registerTaskProvider: (_: string, given: { readonly provideTasks: Shown["provide"] }) => {
        shown.provide = given.provideTasks;
      },
    },
  };
});

const { runProgram } = await import("./command-line.ts");
const { compareWithRevision, provideComparisons } = await import("./compare.ts");
const { provideTasks } = await import("./tasks.ts");
const program = { command: process.execPath, script, env: { ELECTRON_RUN_AS_NODE: "1" } };

beforeEach(() => {
  shown.typed = undefined;
  shown.documents.splice(0);
});

test("the program runs as Node, where it is told to, with what it reads", async () => {
  const { status, stdout } = await runProgram(program, ["a b", "$x"], folder, "text");
  expect([status, JSON.parse(stdout)]).toMatchObject([0, { args: ["a b", "$x"], electron: "1", text: "text" }]);
  expect((await runProgram({ ...program, script: join(folder, "nosuch") }, [], folder)).status).toBe(1);
  const missing = await runProgram({ ...program, command: join(folder, "nosuch") }, [], folder);
  expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining("ENOENT")]);
});

test("a comparison shows what the command line says, also when a used name vanishes", async () => {
  provideComparisons();
  for (const revision of ["HEAD~1", "gone"]) {
    shown.typed = revision;
    await compareWithRevision(program);
    expect(JSON.parse(shown.documents.at(-1) ?? "").args).toEqual([
      "diff",
      `--git=${revision}`,
      "--format",
      "markdown",
    ]);
  }
  shown.documents.splice(0);
  shown.typed = undefined;
  await compareWithRevision(program);
  expect(shown.documents).toEqual([]);
  await expect(compareWithRevision(program, "nosuch")).rejects.toThrow(/^cannot read 'nosuch'/);
});

test("each folder has a task, whose lines the problem matcher reads", () => {
  provideTasks(program);
  expect(shown.provide?.()).toMatchObject([
    {
      given: [
        { type: "podns" },
        { name: "shop" },
        "lint",
        "podns",
        { given: [process.execPath, [script, "lint", "--format", "unix"], { env: { ELECTRON_RUN_AS_NODE: "1" } }] },
        "$podns",
      ],
    },
  ]);
});
