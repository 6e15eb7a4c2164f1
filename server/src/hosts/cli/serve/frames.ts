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

/** Octets that a message gets before they are there: who states a length and sends nothing costs no more. */
const firstOctets = 512;

/** The cost is linear in the octets that come, however small the chunks are. */
export function makeFrameReader(): FrameReader {
  let target = new Uint8Array(2);
  let length = 2;
  let isLength = true;
  let filled = 0;
  const begin = (octets: number): void => {
    length = octets;
    target = new Uint8Array(Math.min(octets, firstOctets));
    filled = 0;
  };
  const take = (part: Uint8Array): void => {
    if (filled + part.length > target.length) {
      const larger = new Uint8Array(Math.min(length, Math.max(filled + part.length, target.length * 4)));
      larger.set(target.subarray(0, filled));
      target = larger;
    }
    target.set(part, filled);
    filled += part.length;
  };
  return {
    push: (chunk) => {
      const whole: Uint8Array[] = [];
      let at = 0;
      while (at < chunk.length || (!isLength && length === 0)) {
        const part = chunk.subarray(at, at + length - filled);
        take(part);
        at += part.length;
        if (filled < length) break;
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
