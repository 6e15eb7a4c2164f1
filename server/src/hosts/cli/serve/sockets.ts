/** Listens with UDP and TCP for DNS messages (RFC 1035 section 4.2, RFC 7766), whatever is in them. */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import type { Transport } from "../wire/respond.ts";
import { type Limits, limits } from "./limits.ts";
import { type Replies, serveConnection } from "./tcp.ts";
import { makeSteps } from "./turns.ts";

/** Makes the messages that reply to a packet; none: nothing is sent. `client` is the address it came from. */
export type Responder = (packet: Uint8Array, transport: Transport, client: string) => Promise<Iterable<Uint8Array>>;

export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** How often another free port is tried when UDP has no room on the one that TCP got. */
const portAttempts = 20;

/**
 * Listens on one port with UDP and TCP.
 * @param port 0: any that is free with both
 * @param smaller limits in place of those of `serve`, for tests
 * @throws Error of node:net or node:dgram when the address cannot be had
 */
export async function listen(
  host: string,
  port: number,
  respond: Responder,
  smaller: Partial<Limits> = {},
): Promise<Listening> {
  const kept = { ...limits, ...smaller };
  for (let attempt = 1; ; attempt++) {
    const tcp = await listenTcp(host, port, respond, kept);
    try {
      const udp = await listenUdp(host, tcp.port, respond, kept);
      return { host, port: tcp.port, close: async () => void (await Promise.all([tcp.close(), closeUdp(udp)])) };
    } catch (error) {
      await tcp.close();
      if (port !== 0 || attempt >= portAttempts) throw error;
    }
  }
}

function listenUdp(host: string, port: number, respond: Responder, kept: Limits): Promise<UdpSocket> {
  const socket = createSocket({ type: host.includes(":") ? "udp6" : "udp4" });
  let open = 0;
  socket.on("message", (packet, from) => {
    // Nobody can be replied to at port 0, and Node throws for it.
    if (from.port === 0 || open >= kept.datagrams) return;
    open += 1;
    answerDatagram(socket, respond(packet, "udp", from.address), from, kept)
      .catch(() => {}) // A reply that cannot be made or sent is lost, as on any network.
      .finally(() => {
        open -= 1;
      });
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, host, () => {
      socket.removeListener("error", reject);
      socket.on("error", () => {});
      resolve(socket);
    });
  });
}

async function answerDatagram(
  socket: UdpSocket,
  replies: Promise<Iterable<Uint8Array>>,
  to: { readonly address: string; readonly port: number },
  kept: Limits,
): Promise<void> {
  for (const reply of await replies) {
    if (socket.getSendQueueSize() > kept.queuedOctets) return;
    // The callback takes errors: the client is gone, or the datagram is too large.
    socket.send(reply, to.port, to.address, () => {});
  }
}

function closeUdp(socket: UdpSocket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}

async function listenTcp(
  host: string,
  port: number,
  respond: Responder,
  kept: Limits,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const crowd = makeCrowd(kept);
  const nextStep = makeSteps();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    crowd.add(socket);
    const client = socket.remoteAddress ?? "";
    const answerOne: Replies = (packet) => respond(packet, "tcp", client);
    serveConnection(socket, answerOne, kept, nextStep, () => crowd.active(socket));
  });
  await bind(server, host, port);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        crowd.close();
      }),
  };
}

/** The connections that are open. */
interface Crowd {
  readonly add: (socket: Socket) => void;
  /** It has asked something, or taken a reply. */
  readonly active: (socket: Socket) => void;
  readonly close: () => void;
}

/**
 * Keeps connections within their limits. Who has just come is not closed before its first question could be read: thousands
 * of others may come with it.
 */
function makeCrowd({ connections, surge, surgeMs }: Pick<Limits, "connections" | "surge" | "surgeMs">): Crowd {
  // In the order of their last message: the first has been idle for the longest time.
  const open = new Set<Socket>();
  let timer: NodeJS.Timeout | undefined;
  const trim = (most: number): void => {
    for (const socket of open) {
      if (open.size <= most) return;
      open.delete(socket);
      socket.destroy();
    }
  };
  const trimNow = (): void => {
    timer = undefined;
    trim(connections);
  };
  return {
    add: (socket) => {
      trim(surge - 1);
      open.add(socket);
      socket.once("close", () => open.delete(socket));
      if (open.size <= connections) return;
      // While thousands come, the timer is late, and what they have sent is not read yet: that comes before.
      timer ??= setTimeout(() => setImmediate(trimNow), surgeMs).unref();
    },
    active: (socket) => {
      if (open.delete(socket)) open.add(socket);
    },
    close: () => {
      clearTimeout(timer);
      trim(0);
    },
  };
}

/** Connections that wait to be accepted, at most (the system may allow fewer): of more, new ones come seconds later. */
const backlog = 4096;

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog }, () => {
      server.removeListener("error", reject);
      server.on("error", () => {});
      resolve();
    });
  });
}
