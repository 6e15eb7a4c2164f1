/**
 * Serves DNS over one TCP connection (RFC 7766): messages one after the other, none read before the client has taken the
 * reply to the one before it. Time limits end connections that send or take nothing; what messages say is not looked at.
 */
import type { Socket } from "node:net";
import { frame, makeFrameReader } from "./frames.ts";
import type { Limits } from "./limits.ts";
import type { NextStep } from "./turns.ts";

/** The messages that reply to a packet. They may be made while they are sent: none is asked for before its turn. */
export type Replies = (packet: Uint8Array) => Promise<Iterable<Uint8Array>>;

export type ConnectionLimits = Pick<Limits, "idleMs" | "readMs" | "writeMs">;

/**
 * Resolves when the connection is over; never rejects. The socket must allow being half open: a client may end its side
 * behind its questions, and still gets the replies.
 * @param nextStep awaited before each message is answered or made: all connections share it
 * @param active called whenever a message has come or a reply has gone
 */
export async function serveConnection(
  socket: Socket,
  replies: Replies,
  limits: ConnectionLimits,
  nextStep: NextStep,
  active: () => void,
): Promise<void> {
  // Without a listener an error of the socket would end the program; the loops below see that it is destroyed.
  socket.on("error", () => {});
  try {
    const patience = { idleMs: limits.idleMs };
    for await (const packet of messagesOf(socket, limits, patience)) {
      active();
      await nextStep();
      for (const reply of await replies(packet)) {
        await send(socket, frame(reply), limits.writeMs);
        // What gets no reply is not a message: it keeps no connection open.
        patience.idleMs = limits.idleMs;
        active();
        await nextStep();
      }
    }
    await finish(socket, limits.writeMs);
  } catch {
    // Broken by the client, by a limit, or by a reply that could not be made: nobody can be told on this connection.
  } finally {
    socket.destroy();
  }
}

/**
 * The messages of a connection until the client ends it. Only the time that the client takes counts.
 * @param patience what is left of the time for being idle
 * @throws when the connection breaks or is too slow
 */
async function* messagesOf(
  socket: Socket,
  { readMs }: ConnectionLimits,
  patience: { idleMs: number },
): AsyncGenerator<Uint8Array> {
  const reader = makeFrameReader();
  const chunks: AsyncIterator<Buffer> = socket.iterator({ destroyOnReturn: false });
  let partMs = readMs;
  for (;;) {
    const isPartial = reader.isPartial();
    const before = performance.now();
    const next = await within(chunks.next(), isPartial ? Math.min(partMs, patience.idleMs) : patience.idleMs, socket);
    if (next.done === true) return;
    const waited = performance.now() - before;
    patience.idleMs -= waited;
    partMs = isPartial ? partMs - waited : readMs;
    for (const packet of reader.push(next.value)) {
      partMs = readMs;
      yield packet;
    }
  }
}

/** Resolves when the system has taken the octets. */
function send(socket: Socket, octets: Uint8Array, ms: number): Promise<void> {
  const sent = new Promise<void>((resolve, reject) => {
    socket.write(octets, (error) => (error === undefined || error === null ? resolve() : reject(error)));
  });
  return within(sent, ms, socket);
}

function finish(socket: Socket, ms: number): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    socket.end(() => resolve());
  });
  return within(ended, ms, socket);
}

/**
 * The promise's result; destroys the socket and rejects when there is none in time. What happened while the program was
 * busy counts as in time: the system's events are taken once more before the limit strikes.
 */
function within<T>(promise: Promise<T>, ms: number, socket: Socket): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let isOver = false;
    const timer = setTimeout(
      () => {
        setImmediate(() => {
          if (!isOver) socket.destroy(new Error("too slow"));
        });
      },
      Math.max(0, ms),
    );
    const end = (): void => {
      isOver = true;
      clearTimeout(timer);
    };
    socket.once("close", closed);
    promise.then(
      (value) => {
        end();
        socket.removeListener("close", closed);
        resolve(value);
      },
      (error: unknown) => {
        end();
        socket.removeListener("close", closed);
        reject(error);
      },
    );
    function closed(): void {
      end();
      reject(new Error("closed"));
    }
  });
}
