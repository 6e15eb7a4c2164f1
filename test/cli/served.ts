/** Starts `podns serve` as a program and asks it over real sockets. It does not judge the answers. */
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import type { Question } from "../../server/src/dns/server/response.ts";
import { frame, readFrames } from "../../server/src/hosts/cli/serve/frames.ts";
import { type Message, queryFor } from "../../server/src/hosts/cli/wire/message.ts";
import { readMessage } from "../../server/src/hosts/cli/wire/read.ts";
import type { Transport } from "../../server/src/hosts/cli/wire/respond.ts";
import { classIn, typeNumber } from "../../server/src/hosts/cli/wire/types.ts";
import { writeMessage } from "../../server/src/hosts/cli/wire/write.ts";

export interface Served {
  readonly port: number;
  /** What it has written to standard error so far. */
  readonly errors: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts `node CLI serve ARGS --listen 127.0.0.1:0` and waits for the line that names its port.
 * @param nodeFlags of Node itself, such as `--max-old-space-size=64`
 */
export async function startServing(
  cli: string,
  args: readonly string[],
  cwd: string,
  nodeFlags: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Served> {
  const all = [...nodeFlags, cli, "serve", ...args, "--listen", "127.0.0.1:0"];
  const child = spawn(process.execPath, all, { cwd, env });
  let [output, errors] = ["", ""];
  child.stderr.on("data", (chunk) => {
    errors += String(chunk);
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      output += String(chunk);
      const match = /^listening on 127\.0\.0\.1:(\d+)\n/.exec(output);
      if (match !== null) resolve(Number(match[1]));
    });
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${errors}`)));
  });
  return {
    port,
    errors: () => errors,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** A question as a packet, without OPT unless a size is given. */
export function packetFor({ name, type }: Question, udpSize?: number): Uint8Array {
  const number = typeNumber(type);
  if (number === undefined) throw new Error(`no number for type ${type}`);
  const query = queryFor(4711, { name, type: number, class: classIn });
  const edns = udpSize === undefined || query.edns === undefined ? undefined : { ...query.edns, udpSize };
  return writeMessage({ ...query, edns }, false);
}

/** Asks a listening server; a datagram that comes back cut is asked again over TCP, as clients do. */
export async function overSocket(port: number, question: Question, transport: Transport): Promise<Message> {
  const packet = packetFor(question);
  if (transport === "tcp") return readMessage(await overTcp(port, packet));
  const message = readMessage(await overUdp(port, packet));
  return message.truncated ? readMessage(await overTcp(port, packet)) : message;
}

function overUdp(port: number, packet: Uint8Array): Promise<Uint8Array> {
  const socket = createSocket("udp4");
  return new Promise<Uint8Array>((resolve) => {
    socket.once("message", resolve);
    socket.send(packet, port, "127.0.0.1");
  }).finally(() => socket.close());
}

function overTcp(port: number, packet: Uint8Array): Promise<Uint8Array> {
  const socket = connect(port, "127.0.0.1");
  return new Promise<Uint8Array>((resolve, reject) => {
    socket.once("error", reject);
    readFrames(socket, resolve);
    socket.write(frame(packet));
  }).finally(() => socket.destroy());
}

/** Asks many questions over one TCP connection, in order. */
export function overOneConnection(port: number, questions: readonly Question[]): Promise<readonly Message[]> {
  const socket = connect(port, "127.0.0.1");
  const replies: Message[] = [];
  return new Promise<readonly Message[]>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", () => reject(new Error(`closed behind ${replies.length} replies`)));
    const send = (): void => {
      const question = questions[replies.length];
      if (question === undefined) resolve(replies);
      else socket.write(frame(packetFor(question)));
    };
    readFrames(socket, (packet) => {
      replies.push(readMessage(packet));
      send();
    });
    send();
  }).finally(() => socket.destroy());
}
