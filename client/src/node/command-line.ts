/** Runs the command line that comes with the extension, on the Node of this extension host. */
import { execFile } from "node:child_process";
import type { ExtensionContext } from "vscode";

/** How the program is started by somebody else: VS Code, a task. */
export interface Program {
  readonly command: string;
  /** In front of all others. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

export function programOf(context: Pick<ExtensionContext, "asAbsolutePath">): Program {
  // The program of a desktop VS Code runs as Node only with this variable.
  return {
    command: process.execPath,
    script: context.asAbsolutePath("dist/cli.js"),
    env: { ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: "" },
  };
}

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds after which a run is ended, and characters that it may print. */
const longest = 120_000;
const mostOutput = 64 * 1024 * 1024;

/** Runs it to its end. @param stdin what it reads; default: nothing */
export function runProgram(
  { command, script, env }: Program,
  args: readonly string[],
  cwd: string,
  stdin = "",
): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env }, timeout: longest, maxBuffer: mostOutput };
    const child = execFile(command, [script, ...args], options, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : 2;
      resolve({ status, stdout, stderr: stderr === "" && error !== null ? error.message : stderr });
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(stdin);
  });
}
