/** Runs a command as a child process and measures what it took, by the child's own account. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Measured {
  /** Of the processor, user and system. */
  readonly seconds: number;
  /** Resident at most. */
  readonly megabytes: number;
  readonly status: number | null;
  readonly output: string;
  readonly longestLine: number;
}

/**
 * Said on standard error at the end; a process that is ended from outside says nothing. `maxRSS` counts what the parent had
 * when it forked, Linux's own account does not.
 */
export const account = `process.on("exit", () => {
  const { readFileSync, writeSync } = require("node:fs");
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  let most = maxRSS;
  try {
    most = Number(/^VmHWM:\\s+(\\d+)/m.exec(readFileSync("/proc/self/status", "latin1"))[1]);
  } catch {}
  writeSync(2, "\\n::account " + JSON.stringify([(userCPUTime + systemCPUTime) / 1e6, most / 1024]));
});`;

/**
 * Runs a script in a folder.
 * @param patience seconds after which it is ended, whatever it does
 */
export async function measure(script: string, args: readonly string[], cwd: string, patience = 120): Promise<Measured> {
  const own = mkdtempSync(join(tmpdir(), "podns-account-"));
  const preload = join(own, "account.cjs");
  writeFileSync(preload, account);
  try {
    const child = spawn(process.execPath, ["--require", preload, script, ...args], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: patience * 1000,
      killSignal: "SIGKILL",
    });
    const chunks: string[] = [];
    let longestLine = 0;
    let line = 0;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (chunk: string) => {
        chunks.push(chunk);
        for (const part of chunk.split(/(?<=\n)/)) {
          line += part.length;
          longestLine = Math.max(longestLine, line);
          if (part.endsWith("\n")) line = 0;
        }
      });
    }
    const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
    const text = chunks.join("");
    const [, seconds = Number.POSITIVE_INFINITY, megabytes = Number.POSITIVE_INFINITY] = (
      /\n::account \[([\d.e-]+),([\d.]+)\]/.exec(text) ?? []
    ).map(Number);
    return { seconds, megabytes, status, output: text.replace(/\n::account .*/, ""), longestLine };
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
