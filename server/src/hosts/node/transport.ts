/** Opens the connection that the arguments name: stdio, Node IPC, a socket or a pipe; and ends the process with it. */
import { writeSync } from "node:fs";
import { createConnection as connect } from "node:net";
import type { Readable, Writable } from "node:stream";
import {
  createConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ProposedFeatures,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { gated } from "../lsp/gated.ts";
import type { Opened } from "../lsp/start.ts";
import { readFrames } from "./frames.ts";

const usage = "say how to speak: --stdio, --node-ipc, --socket=PORT or --pipe=NAME";

/** The connection to the client. What is wrong with it, or with the arguments, is told on stderr and ends the process. */
export function openConnection(args: readonly string[]): Opened {
  const [way, value] = wayOf(args);
  switch (way) {
    case "--stdio":
      // Whatever a library prints must not stand between messages.
      Object.assign(console, new console.Console(process.stderr));
      return overStreams(process.stdin, process.stdout);
    case "--node-ipc":
      if (process.send === undefined) fail("--node-ipc is for a process that was started with an IPC channel");
      return overIpc();
    case "--socket": {
      if (!/^\d{1,5}$/.test(value) || Number(value) < 1 || Number(value) > 65_535)
        fail(`--socket must name a port, not '${value}'`);
      const socket = connect(Number(value), "127.0.0.1");
      return overStreams(socket, socket);
    }
    case "--pipe": {
      if (value === "") fail(usage);
      const socket = connect(value);
      return overStreams(socket, socket);
    }
    default:
      return fail(usage);
  }
}

/** The first argument that names a way, as `--way value` or `--way=value`. */
function wayOf(args: readonly string[]): readonly [string, string] {
  for (const [index, arg] of args.entries()) {
    const [name = "", ...rest] = arg.split("=");
    if (["--stdio", "--node-ipc"].includes(name)) return [name, ""];
    if (["--socket", "--pipe"].includes(name))
      return [name, rest.length > 0 ? rest.join("=") : (args[index + 1] ?? "")];
  }
  return ["", ""];
}

function overStreams(input: Readable, output: Writable): Opened {
  const frames = readFrames(input, (why) => fail(`the input cannot be read: ${why}`));
  const { reader, writer, isShutDown, afterInitialize, finish } = gated(frames.reader, new StreamMessageWriter(output));
  input.once("end", () => {
    if (frames.isInside()) fail("the input ended inside a message");
    finish().then(() => process.exit(isShutDown() ? 0 : 1));
  });
  input.once("error", (error) => fail(error.message));
  output.once("error", (error) => fail(error.message));
  return { connection: createConnection(ProposedFeatures.all, reader, writer), afterInitialize };
}

function overIpc(): Opened {
  const { reader, writer, isShutDown, afterInitialize } = gated(
    new IPCMessageReader(process),
    new IPCMessageWriter(process),
  );
  process.once("disconnect", () => process.exit(isShutDown() ? 0 : 1));
  return { connection: createConnection(ProposedFeatures.all, reader, writer), afterInitialize };
}

/** Says why and ends the process. The write is synchronous: nothing is lost on the way out. */
function fail(why: string): never {
  try {
    writeSync(2, `podns: ${why}\n`);
  } catch {
    // Nobody reads it.
  }
  process.exit(1);
}
