/** Starts `podns serve` on files that a test changes, and waits for what it answers and says. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { formatRecord } from "../../server/src/dns/data/record.ts";
import { directoryWith } from "./in-process.ts";
import { overSocket, type Served, startServing } from "./served.ts";

export interface Live {
  /** The folder that names are relative to. */
  readonly path: (name: string) => string;
  readonly write: (name: string, content: string | Uint8Array) => void;
  /** Through a temporary file beside it, as careful editors do. */
  readonly replace: (name: string, content: string) => void;
  readonly move: (from: string, to: string) => void;
  readonly remove: (name: string) => void;
  readonly read: (name: string) => string;
  readonly pipe: (name: string) => void;
  readonly link: (target: string, name: string) => void;
  readonly mode: (name: string, mode: number) => void;
  /** The answer to a question now: the data of its records, sorted, or the response code. */
  readonly ask: (name: string, type?: string) => Promise<string>;
  /** Waits until the answer is this one. */
  readonly answers: (name: string, expected: string, type?: string) => Promise<void>;
  /** Waits until standard error has a line that matches behind what was waited for before; gives the line. */
  readonly says: (pattern: RegExp) => Promise<string>;
  readonly errors: () => string;
  /** All answers to a question while the work goes on. */
  readonly during: (name: string, work: () => Promise<void>) => Promise<ReadonlySet<string>>;
}

/** Runs a test on a server of its own. A folder `bin` of the files stands first on PATH, with programs in it. */
export async function withLive(
  cli: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  args: readonly string[],
  test: (live: Live) => Promise<void>,
): Promise<void> {
  const directory = directoryWith(files);
  const bin = join(directory.path, "bin");
  for (const name of Object.keys(files)) if (name.startsWith("bin/")) chmodSync(join(directory.path, name), 0o755);
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}` };
  const served = await startServing(cli, args, directory.path, [], env);
  try {
    await test(liveOf(directory.path, served));
  } finally {
    await served.stop();
    directory.remove();
  }
}

function liveOf(folder: string, served: Served): Live {
  const path = (name: string): string => join(folder, name);
  let read = 0;
  const write: Live["write"] = (name, content) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
  };
  const ask: Live["ask"] = async (name, type = "A") => {
    const { answer, rcode } = await overSocket(served.port, { name: `${name}.`, type }, "tcp");
    const data = answer.map((record) => formatRecord(record).split(/\s+/).slice(4).join(" "));
    return rcode === 0 ? data.sort().join(" ") : (rcodes[rcode] ?? String(rcode));
  };
  return {
    path,
    write,
    ask,
    replace: (name, content) => {
      write(`${name}.tmp~`, content);
      renameSync(path(`${name}.tmp~`), path(name));
    },
    move: (from, to) => renameSync(path(from), path(to)),
    remove: (name) => rmSync(path(name), { recursive: true, force: true }),
    read: (name) => readFileSync(path(name), "utf8"),
    pipe: (name) => {
      execFileSync("mkfifo", [path(name)]);
    },
    link: (target, name) => {
      rmSync(path(name), { force: true });
      symlinkSync(target, path(name));
    },
    mode: (name, mode) => chmodSync(path(name), mode),
    answers: async (name, expected, type) => {
      let last = "";
      for (const end = Date.now() + generous; Date.now() < end; await turn()) {
        last = await ask(name, type);
        if (last === expected) return;
      }
      throw new Error(`'${name}' is '${last}', and not '${expected}'; said:\n${served.errors()}`);
    },
    says: async (pattern) => {
      for (const end = Date.now() + generous; Date.now() < end; await turn()) {
        const match = pattern.exec(served.errors().slice(read));
        if (match === null) continue;
        read += match.index + match[0].length;
        return match[0];
      }
      throw new Error(`it does not say ${pattern}, but:\n${served.errors().slice(read)}`);
    },
    errors: served.errors,
    during: async (name, work) => {
      const seen = new Set<string>();
      let isOver = false;
      const asking = (async () => {
        while (!isOver) seen.add(await ask(name));
      })();
      await work();
      isOver = true;
      await asking;
      return seen;
    },
  };
}

/** Milliseconds after which a condition will not come any more. */
const generous = 120_000;

const rcodes: Readonly<Record<number, string>> = { 2: "SERVFAIL", 3: "NXDOMAIN", 5: "REFUSED" };

export function turn(ms = 10): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
