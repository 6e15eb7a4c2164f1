/** Knows UDP and TCP sockets that packets of DNS come in on (RFC 1035 section 4.2, RFC 7766); refuses to know what is in them. */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import type { Transport } from "./wire/respond.ts";

/** Makes the messages that reply to a packet; none: nothing is sent. `client` is the address it came from. */
export type Responder = (packet: Uint8Array, transport: Transport, client: string) => Promise<readonly Uint8Array[]>;

export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Milliseconds after which an idle TCP connection is closed (CoreDNS: ten seconds). */
const idleMs = 10_000;
/** How often another free port is tried when UDP has no room on the one that TCP got. */
const portAttempts = 20;

/**
 * Listens on one port with UDP and TCP.
 * @param port 0: any that is free with both
 * @throws Error of node:net or node:dgram when the address cannot be had
 */
export async function listen(host: string, port: number, respond: Responder): Promise<Listening> {
  for (let attempt = 1; ; attempt++) {
    const tcp = await listenTcp(host, port, respond);
    try {
      const udp = await listenUdp(host, tcp.port, respond);
      return { host, port: tcp.port, close: async () => void (await Promise.all([tcp.close(), closeUdp(udp)])) };
    } catch (error) {
      await tcp.close();
      if (port !== 0 || attempt >= portAttempts) throw error;
    }
  }
}

function listenUdp(host: string, port: number, respond: Responder): Promise<UdpSocket> {
  const socket = createSocket({ type: host.includes(":") ? "udp6" : "udp4" });
  socket.on("message", (packet, from) => {
    respond(packet, "udp", from.address).then(
      (replies) => {
        // A reply that cannot be sent (the client is gone, the datagram too large) is lost, as on any network.
        for (const reply of replies) socket.send(reply, from.port, from.address, () => {});
      },
      () => {},
    );
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

function closeUdp(socket: UdpSocket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}

async function listenTcp(
  host: string,
  port: number,
  respond: Responder,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    serveConnection(socket, respond);
  });
  await bind(server, host, port);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      server.on("error", () => {});
      resolve();
    });
  });
}

/** Any number of messages, each behind its length in two octets; replies leave as they are ready. */
function serveConnection(socket: Socket, respond: Responder): void {
  const client = socket.remoteAddress ?? "";
  socket.setTimeout(idleMs, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  readFrames(socket, (packet) => {
    respond(packet, "tcp", client).then(
      (replies) => {
        for (const reply of replies) if (!socket.destroyed) socket.write(frame(reply));
      },
      () => socket.destroy(),
    );
  });
}

/** The message behind its length. */
export function frame(packet: Uint8Array): Uint8Array {
  const framed = new Uint8Array(packet.length + 2);
  framed.set([packet.length >> 8, packet.length & 0xff]);
  framed.set(packet, 2);
  return framed;
}

/** Calls `take` with every whole message that arrives. */
export function readFrames(socket: Socket, take: (packet: Uint8Array) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= 2) {
      const end = 2 + pending.readUInt16BE(0);
      if (pending.length < end) return;
      take(pending.subarray(2, end));
      pending = pending.subarray(end);
    }
  });
}
