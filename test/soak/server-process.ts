/** A language server as a process of its own, spoken to over stdio; its memory is asked for over another channel. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";

/** Octets after garbage has been collected. */
export interface Memory {
  readonly heapUsed: number;
  readonly rss: number;
  readonly external: number;
}

export interface ServerProcess {
  readonly connection: ProtocolConnection;
  readonly memory: () => Promise<Memory>;
  /** What it printed on standard error. */
  readonly errors: () => string;
  /** Rejected when the process ends before `stop`. */
  readonly died: Promise<never>;
  readonly stop: () => Promise<void>;
}

/** @param probe the file that is loaded into it first (probe.cjs) */
export function startServerProcess(server: string, probe: string): ServerProcess {
  const child = spawn(process.execPath, ["--require", probe, server, "--stdio"], {
    stdio: ["pipe", "pipe", "pipe", "ipc"],
  });
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error("the server has no streams");
  let errors = "";
  stderr.on("data", (chunk) => {
    errors = (errors + String(chunk)).slice(-10_000);
  });
  let stopping = false;
  const died = once(child, "exit").then(([code, signal]): Promise<never> => {
    if (stopping) return new Promise(() => {});
    throw new Error(`the server ended with ${String(code ?? signal)}\n${errors}`);
  });
  died.catch(() => undefined);
  const connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
  connection.listen();
  return {
    connection,
    memory: () => Promise.race([died, memoryOf(child)]),
    errors: () => errors,
    died,
    stop: async () => {
      stopping = true;
      try {
        connection.dispose();
      } catch {
        // It was closed when the process ended.
      }
      const gone = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** Asks the probe that was loaded into a process. */
export async function memoryOf(child: ChildProcess): Promise<Memory> {
  // One that has ended is told by its end.
  child.send("podns-soak-memory", () => undefined);
  const [memory]: readonly unknown[] = await once(child, "message");
  return memory as Memory; // The probe sends nothing else.
}
