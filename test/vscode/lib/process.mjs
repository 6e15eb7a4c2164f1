/** Runs a program, waits for it with a limit, and ends it with its children. */
import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, seconds?: number, input?: string }} [options]
 * @returns {Promise<string>} what it printed on both outputs.
 * @throws {Error} with the last lines it printed, when it fails or takes longer than `seconds`.
 */
export async function run(command, args, { cwd, env = process.env, seconds = 600 } = {}) {
  // On Windows `npm` is a script that only a shell starts.
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
  try {
    const [code, signal] = await once(child, "close");
    if (code === 0) return output;
    const how = signal === null ? `exit status ${code}` : `${signal} after ${seconds} s`;
    throw new Error(`${command} ${args.join(" ")}: ${how}\n${output.trim().split("\n").slice(-15).join("\n")}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Ends a server that was started with `detached: true`, and its children: politely, then for good. */
export async function end(child, seconds = 5) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "close");
  signalGroup(child, "SIGTERM");
  const timer = setTimeout(() => signalGroup(child, "SIGKILL"), seconds * 1000);
  await gone;
  clearTimeout(timer);
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}
