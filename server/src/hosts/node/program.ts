/**
 * Runs programs that end: with their time, their output and this process, and with them everything that they started
 * (a process group of its own; on Windows the tree that taskkill ends).
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import type { Cancellation } from "../files/helm-output.ts";

export interface ProgramLimits {
  /** Milliseconds after which it is ended. */
  readonly time: number;
  /** Octets of standard output after which it is ended. */
  readonly output: number;
}

/** How a program ended. `status`: its exit status, or the signal that somebody else sent. */
export type ProgramEnd =
  | { readonly kind: "ended"; readonly status: number | string; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "missing" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "time" }
  | { readonly kind: "output" }
  | { readonly kind: "cancelled" };

/** Octets of standard error that are kept. */
const mostErrors = 64 * 1024;

/** Milliseconds for the rest of the output when the program has ended. */
const drainMs = 2_000;

export interface ProgramOptions {
  /** Its whole environment. @param folder an empty one for this run, which goes with it */
  readonly env: (folder: string) => NodeJS.ProcessEnv;
  readonly limits: ProgramLimits;
  /** The directory that it is started in; default: the empty one. */
  readonly cwd?: string | undefined;
  /** Ends it early. */
  readonly cancellation?: Cancellation | undefined;
}

/**
 * Runs a program without a shell and without input. Never rejects.
 * @param program a path, or a name to find on PATH
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { env, limits, cwd, cancellation }: ProgramOptions,
): Promise<ProgramEnd> {
  const file = findProgram(program, process.env["PATH"] ?? "");
  if (file === undefined) return { kind: "missing" };
  if (cancellation?.isCancellationRequested === true) return { kind: "cancelled" };
  try {
    // Before there is a program to end: a signal in between would let it live on.
    listen();
    try {
      const folder = mkdtempSync(join(tmpdir(), "podns-run-"));
      const child = start(file, args, { folder: cwd ?? folder, env: env(folder) });
      running.set(child, folder);
      const end = await ending(child, limits, cancellation);
      remove(folder);
      running.delete(child);
      return end;
    } finally {
      unlisten();
    }
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

function start(
  file: string,
  args: readonly string[],
  { folder, env }: { readonly folder: string; readonly env: NodeJS.ProcessEnv },
): ChildProcess {
  return spawn(file, [...args], {
    cwd: folder,
    detached: process.platform !== "win32",
    env,
    shell: false,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
}

function ending(
  child: ChildProcess,
  limits: ProgramLimits,
  cancellation: Cancellation | undefined,
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    let early: ProgramEnd | undefined;
    const stop = (end: ProgramEnd): void => {
      early ??= end;
      endTree(child);
    };
    const listening = cancellation?.onCancellationRequested(() => stop({ kind: "cancelled" }));
    const timer = setTimeout(() => stop({ kind: "time" }), limits.time);
    const stdout = collect(child.stdout, limits.output, () => stop({ kind: "output" }));
    const stderr = collect(child.stderr, mostErrors, () => {});
    const end = (made: ProgramEnd): void => {
      clearTimeout(timer);
      listening?.dispose();
      resolve(early ?? made);
    };
    child.once("error", (error: NodeJS.ErrnoException) =>
      end(error.code === "ENOENT" ? { kind: "missing" } : { kind: "failed", message: error.message }),
    );
    child.once("exit", () => {
      // What it leaves behind would keep its output open.
      endTree(child);
      setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, drainMs).unref();
    });
    child.once("close", (code, killed) =>
      end({ kind: "ended", status: code ?? killed ?? "", stdout: stdout(), stderr: stderr() }),
    );
  });
}

/** Keeps what comes; beyond the limit it calls and keeps nothing more. */
function collect(stream: NodeJS.ReadableStream | null, limit: number, exceeded: () => void): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream?.on("data", (chunk: Buffer) => {
    if (length > limit) return;
    length += chunk.length;
    chunks.push(chunk);
    if (length > limit) exceeded();
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

/** The file of a program. Places on PATH that depend on the current directory do not count. */
function findProgram(program: string, path: string): string | undefined {
  if (isAbsolute(program)) return program;
  const name = process.platform === "win32" ? `${program}.exe` : program;
  return path
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Ends a program with all that it started. */
function endTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    const taskkill = join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "taskkill.exe");
    spawnSync(taskkill, ["/pid", String(child.pid), "/t", "/f"], { windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // All of them have ended.
  }
}

/** With the folder of each. */
const running = new Map<ChildProcess, string>();
const endSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How many calls want to hear of this process' end. */
let listeners = 0;

/** A group of its own gets no signal of the terminal: ours are its. */
function listen(): void {
  listeners += 1;
  if (listeners > 1) return;
  process.on("exit", endAll);
  for (const name of endSignals) process.on(name, endBySignal);
}

function unlisten(): void {
  listeners -= 1;
  if (listeners > 0) return;
  process.off("exit", endAll);
  for (const name of endSignals) process.off(name, endBySignal);
}

function endAll(): void {
  for (const [child, folder] of running) {
    endTree(child);
    remove(folder);
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // An empty folder that stays does no harm.
  }
}

function endBySignal(name: NodeJS.Signals): void {
  endAll();
  // Nobody else wants to do anything about the signal: it does what it does without a listener.
  if (process.listenerCount(name) > 1) return;
  process.off(name, endBySignal);
  process.kill(process.pid, name);
}
