/** Asks servers outside the cluster (forward of a Corefile). Which questions go there is decided elsewhere. */
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { connect, isIP } from "node:net";
import { readResolvConf } from "../../dns/data/read-resolv-conf.ts";
import type { OutsideAnswer, Question } from "../../dns/server/response.ts";
import { readTextFile } from "../node/file-host.ts";
import { frame, readFrames } from "./serve/frames.ts";
import { limits } from "./serve/limits.ts";
import { makeTurns } from "./serve/turns.ts";
import { type Message, queryFor } from "./wire/message.ts";
import { readMessage } from "./wire/read.ts";
import { classIn, rcodeName, typeNumber } from "./wire/types.ts";
import { writeMessage } from "./wire/write.ts";

/** Asks one of the upstreams, as a forward plugin names them, until one replies. Never rejects. */
export type Upstream = (question: Question, upstreams: readonly string[]) => Promise<OutsideAnswer | "unreachable">;

export interface UpstreamOptions {
  /** Milliseconds for one server; default: that of `serve`. */
  readonly timeoutMs?: number;
  /** Questions that are out at one time, more wait; default: that of `serve`. */
  readonly concurrency?: number;
  /** An address `HOST:PORT` that is not asked: our own. */
  readonly isOwn?: (host: string, port: number) => boolean;
  /** Called once for each upstream that is not asked, with the reason. */
  readonly onProblem?: (message: string) => void;
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Makes a function that asks; it keeps no answers. */
export function createUpstream(options: UpstreamOptions = {}): Upstream {
  const { timeoutMs = limits.upstreamMs, concurrency = limits.upstreamQuestions } = options;
  const takeTurn = makeTurns(concurrency);
  const told = new Set<string>();
  const tell = (message: string): void => {
    if (told.has(message)) return;
    told.add(message);
    options.onProblem?.(message);
  };
  const askAll: Upstream = async (question, upstreams) => {
    for (const upstream of upstreams) {
      for (const endpoint of endpointsOf(upstream, tell)) {
        if (options.isOwn?.(endpoint.host, endpoint.port) === true) {
          tell(`forward to '${upstream}' leads back to this server and is not followed`);
          continue;
        }
        const message = await askOne(endpoint, question, timeoutMs);
        if (message !== undefined) return outsideAnswer(message);
      }
    }
    return "unreachable";
  };
  return async (question, upstreams) => {
    const giveBack = await takeTurn();
    try {
      return await askAll(question, upstreams);
    } finally {
      giveBack();
    }
  };
}

/** In octets. */
const largestResolvConf = 65_536;

/** The servers that an entry of `forward` names: an address with or without a port, or a resolv.conf. */
function endpointsOf(upstream: string, tell: (message: string) => void): readonly Endpoint[] {
  const endpoint = parseEndpoint(upstream.replace(/^dns:\/\//, ""), 53);
  if (endpoint !== undefined) return [endpoint];
  if (upstream.includes("://")) {
    tell(`forward to '${upstream}' is not asked: only plain DNS is spoken`);
    return [];
  }
  try {
    const { nameservers } = readResolvConf(readTextFile(upstream, largestResolvConf));
    return nameservers.map((host) => ({ host, port: 53 }));
  } catch {
    tell(`forward to '${upstream}' is not asked: it is neither an address nor a resolv.conf that can be read`);
    return [];
  }
}

/** `192.0.2.1`, `192.0.2.1:53`, `2001:db8::1`, `[2001:db8::1]:53`; undefined for anything else. */
export function parseEndpoint(text: string, defaultPort: number): Endpoint | undefined {
  if (isIP(text) !== 0) return { host: text, port: defaultPort };
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? "";
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  return isIP(host) !== 0 && port <= 0xffff ? { host, port } : undefined;
}

/** One server's reply over UDP, over TCP when that was cut; undefined when no reply comes in time. */
async function askOne(endpoint: Endpoint, question: Question, timeoutMs: number): Promise<Message | undefined> {
  const type = typeNumber(question.type);
  if (type === undefined) return undefined;
  const query = queryFor(randomInt(0x10000), { name: question.name, type, class: classIn });
  const packet = tryTo(() => writeMessage(query, false));
  if (packet === undefined) return undefined;
  const accepts = (reply: Uint8Array): Message | undefined => {
    const message = tryTo(() => readMessage(reply));
    return message !== undefined && isReplyTo(message, query) ? message : undefined;
  };
  const message = await askUdp(endpoint, packet, accepts, timeoutMs);
  return message?.truncated === true ? ((await askTcp(endpoint, packet, accepts, timeoutMs)) ?? message) : message;
}

function tryTo<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined; // Not writable, or not readable: treated as no reply.
  }
}

function isReplyTo(message: Message, query: Message): boolean {
  const [asked] = query.questions;
  const [echoed] = message.questions;
  if (!message.response || message.id !== query.id) return false;
  // A refusal may come without its question.
  if (echoed === undefined) return message.rcode !== 0;
  return echoed.name.toLowerCase() === asked?.name.toLowerCase() && echoed.type === asked.type;
}

type Accepts = (packet: Uint8Array) => Message | undefined;

function askUdp(
  endpoint: Endpoint,
  packet: Uint8Array,
  accepts: Accepts,
  timeoutMs: number,
): Promise<Message | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(endpoint.host.includes(":") ? "udp6" : "udp4");
    const end = (message: Message | undefined): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on("error", () => {});
      socket.close();
      resolve(message);
    };
    const timer = setTimeout(() => end(undefined), timeoutMs);
    socket.once("error", () => end(undefined));
    socket.on("message", (reply) => {
      const message = accepts(reply);
      if (message !== undefined) end(message);
    });
    // Connected sockets report "port unreachable" and accept replies of that server only.
    socket.connect(endpoint.port, endpoint.host, () => socket.send(packet));
  });
}

function askTcp(
  endpoint: Endpoint,
  packet: Uint8Array,
  accepts: Accepts,
  timeoutMs: number,
): Promise<Message | undefined> {
  return new Promise((resolve) => {
    const socket = connect(endpoint.port, endpoint.host);
    const end = (message: Message | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(message);
    };
    const timer = setTimeout(() => end(undefined), timeoutMs);
    socket.once("error", () => end(undefined));
    socket.once("end", () => end(undefined));
    readFrames(socket, (reply) => {
      const message = accepts(reply);
      if (message !== undefined) end(message);
    });
    socket.once("connect", () => socket.write(frame(packet)));
  });
}

function outsideAnswer(message: Message): OutsideAnswer {
  return {
    rcode: rcodeName(message.rcode),
    authoritative: message.authoritative,
    recursionAvailable: message.recursionAvailable,
    truncated: message.truncated,
    answer: message.answer,
    authority: message.authority,
    additional: message.additional,
  };
}
