/** `podns serve` under clients that flood it: it stays within its memory, and the others get their answers. */
import { createSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frame } from "../../server/src/hosts/cli/serve/frames.ts";
import { readMessage } from "../../server/src/hosts/cli/wire/read.ts";
import { buildCli } from "./build.ts";
import { directoryWith, lesson } from "./in-process.ts";
import { overSocket, packetFor, type Served, startServing } from "./served.ts";

let cli = { file: "", remove: (): void => {} };
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

const transfers = `.:53 {
  kubernetes cluster.local
  transfer {
    to *
  }
}
`;

/** A zone of some 9,000 records. */
const many = Array.from({ length: 150 }, (_, index) =>
  lesson
    .replaceAll("web", `web${index}`)
    .replace("10.96.7.7", `10.96.8.${index + 1}`)
    .replace("replicas: 3", "replicas: 20"),
).join("---\n");

async function withServer(heap: number, work: (served: Served) => Promise<void>): Promise<void> {
  const directory = directoryWith({ "many.yaml": many, Corefile: transfers });
  const served = await startServing(cli.file, ["many.yaml", "--corefile", "Corefile"], directory.path, [
    `--max-old-space-size=${heap}`,
  ]);
  try {
    await work(served);
  } finally {
    await served.stop();
    directory.remove();
  }
}

const name = "web7.default.svc.cluster.local.";

/** Asks until there is a reply: datagrams may be lost while many come. */
async function isAnswering(served: Served): Promise<void> {
  const udp = createSocket("udp4");
  const packet = packetFor({ name, type: "A" });
  const send = (): void => udp.send(packet, served.port, "127.0.0.1");
  const again = setInterval(send, 100);
  const reply = await new Promise<Uint8Array>((resolve) => {
    udp.once("message", resolve);
    send();
  });
  clearInterval(again);
  udp.close();
  expect(readMessage(reply).answer.map(({ data }) => data)).toEqual([{ type: "A", address: "10.96.8.8" }]);
}

describe("podns serve, flooded", () => {
  test("thousands of transfers that nobody reads take no memory, and end with their connections", async () => {
    await withServer(80, async (served) => {
      const question = frame(packetFor({ name: "cluster.local.", type: "AXFR" }));
      const stream = Buffer.concat(Array.from({ length: 2000 }, () => question));
      const sockets = Array.from({ length: 4 }, (): Socket => {
        const socket = connect(served.port, "127.0.0.1");
        socket.on("error", () => {});
        socket.pause();
        socket.write(stream);
        return socket;
      });
      for (let round = 0; round < 5; round++) await isAnswering(served);
      for (const socket of sockets) socket.destroy();
      const transfer = await overSocket(served.port, { name: "cluster.local.", type: "AXFR" }, "tcp");
      expect(transfer.answer[0]?.data.type).toBe("SOA");
    });
  });

  test("more connections than there may be close idle ones, and nobody is kept out", async () => {
    await withServer(160, async (served) => {
      const sockets = Array.from({ length: 700 }, (): Socket => {
        const socket = connect(served.port, "127.0.0.1");
        socket.on("error", () => {});
        socket.resume();
        return socket;
      });
      await Promise.race(sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve))));
      await overSocket(served.port, { name, type: "A" }, "tcp");
      for (const socket of sockets) socket.destroy();
    });
  });

  const seed = Date.now() & 0xffffff;
  test(`random datagrams and frames end nothing (seed ${seed})`, async () => {
    await withServer(160, async (served) => {
      const random = makeRandom(seed);
      const base = packetFor({ name, type: "A" }, 0xffff);
      const udp = createSocket("udp4");
      for (let round = 0; round < 20; round++) {
        for (let sent = 0; sent < 100; sent++) udp.send(mutated(base, random), served.port, "127.0.0.1");
        const socket = connect(served.port, "127.0.0.1");
        socket.on("error", () => {});
        for (let sent = 0; sent < 20; sent++)
          socket.write(random() < 0.5 ? frame(mutated(base, random)) : mutated(base, random));
        socket.end();
        await isAnswering(served);
      }
      udp.close();
    });
  });
});

/** Octets changed, cut, repeated, or all random. */
function mutated(base: Uint8Array, random: () => number): Uint8Array {
  const octet = (): number => Math.floor(random() * 256);
  if (random() < 0.2) return Uint8Array.from({ length: Math.floor(random() * 600) }, octet);
  const copy = Uint8Array.from(random() < 0.1 ? [...base, ...base, ...base] : base);
  for (let change = 0; change < 1 + random() * 4; change++) copy[Math.floor(random() * copy.length)] = octet();
  return random() < 0.2 ? copy.subarray(0, Math.floor(random() * copy.length)) : copy;
}

/** Mulberry32: the same numbers for the same seed. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
