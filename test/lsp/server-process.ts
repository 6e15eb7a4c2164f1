/** Runs the language server as a program over stdio and writes any bytes to it: what a broken editor would send. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";

/** Milliseconds after which a server that does not end counts as hanging. */
const patience = 120_000;

export interface Answer {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: { readonly message?: string };
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface Ended {
  /** Null when it had to be killed. */
  readonly status: number | null;
  readonly stderr: string;
  /** Everything that it wrote, in order. */
  readonly messages: readonly Answer[];
}

export interface ServerProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly messages: readonly Answer[];
  /** Resolves once the process has ended; kills one that does not. */
  readonly ended: Promise<Ended>;
}

/** The message as its frame. */
export function frame(message: unknown): Buffer {
  const body = Buffer.from(typeof message === "string" ? message : JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

export const initialize = {
  jsonrpc: "2.0",
  id: "initialize",
  method: "initialize",
  params: { processId: null, rootUri: null, capabilities: {} },
};
export const initialized = { jsonrpc: "2.0", method: "initialized", params: {} };

/** Starts a server; the caller writes to its stdin. One that has not ended after so many milliseconds is killed. */
export function startProcess(file: string, milliseconds: number = patience): ServerProcess {
  const child = spawn(process.execPath, ["--max-old-space-size=256", file, "--stdio"], { stdio: "pipe" });
  const messages: Answer[] = [];
  let stderr = "";
  let bytes = Buffer.alloc(0);
  child.stdout.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const head = bytes.indexOf("\r\n\r\n");
      if (head < 0) return;
      const end = head + 4 + Number(/Content-Length: (\d+)/.exec(bytes.toString("latin1", 0, head))?.[1]);
      if (bytes.length < end) return;
      messages.push(JSON.parse(bytes.toString("utf8", head + 4, end)));
      bytes = bytes.subarray(end);
    }
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  // A server that has ended reads no more.
  child.stdin.on("error", () => undefined);
  const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
  const ended = once(child, "close").then(([status]): Ended => {
    clearTimeout(timer);
    return { status, stderr, messages };
  });
  return { child, messages, ended };
}

/** Writes all of it, closes stdin unless told otherwise, and waits for the end. */
export async function sendAll(file: string, parts: readonly (Buffer | string)[], close = true): Promise<Ended> {
  const { child, ended } = startProcess(file);
  for (const part of parts) child.stdin.write(part);
  if (close) child.stdin.end();
  return ended;
}
