/** Frames DNS messages on a stream: each stands behind its length in two octets (RFC 1035 section 4.2.2). */
import type { Socket } from "node:net";

/** The message behind its length. */
export function frame(packet: Uint8Array): Uint8Array {
  const framed = new Uint8Array(packet.length + 2);
  framed.set([packet.length >> 8, packet.length & 0xff]);
  framed.set(packet, 2);
  return framed;
}

/** Takes chunks of a stream and gives back the messages that they complete. */
export interface FrameReader {
  readonly push: (chunk: Uint8Array) => readonly Uint8Array[];
  /** True when a message has begun and is not whole yet. */
  readonly isPartial: () => boolean;
}

/** Every octet is copied once, however small the chunks are. */
export function makeFrameReader(): FrameReader {
  let target = new Uint8Array(2);
  let isLength = true;
  let filled = 0;
  const begin = (length: number): void => {
    target = new Uint8Array(length);
    filled = 0;
  };
  return {
    push: (chunk) => {
      const whole: Uint8Array[] = [];
      let at = 0;
      while (at < chunk.length || (!isLength && target.length === 0)) {
        const part = chunk.subarray(at, at + target.length - filled);
        target.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled < target.length) break;
        if (!isLength) whole.push(target);
        begin(isLength ? ((target[0] ?? 0) << 8) | (target[1] ?? 0) : 2);
        isLength = !isLength;
      }
      return whole;
    },
    isPartial: () => filled > 0 || !isLength,
  };
}

/** Calls `take` with every whole message that arrives. */
export function readFrames(socket: Socket, take: (packet: Uint8Array) => void): void {
  const reader = makeFrameReader();
  socket.on("data", (chunk: Buffer) => {
    for (const packet of reader.push(chunk)) take(packet);
  });
}
