import { createSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Outside, Question } from "../../../dns/server/response.ts";
import { withOutside } from "../asking.ts";
import { createUpstream, parseEndpoint } from "../upstream.ts";
import type { Message } from "../wire/message.ts";
import { readMessage } from "../wire/read.ts";
import { writeMessage } from "../wire/write.ts";
import { frame, makeFrameReader, readFrames } from "./frames.ts";
import { type Limits, limits, limitsHelp } from "./limits.ts";
import { type Listening, listen, type Responder } from "./sockets.ts";

const open: Listening[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(respond: Responder, smaller: Partial<Limits> = {}): Promise<Listening> {
  const server = await listen("127.0.0.1", 0, respond, smaller);
  open.push(server);
  return server;
}

/** A server with one address for every name; over UDP it cuts its replies when asked to. */
function authority(change: (query: Message, transport: string) => Partial<Message>): Responder {
  return async (packet, transport) => {
    const query = readMessage(packet);
    const name = query.questions[0]?.name ?? ".";
    const answer = [{ name, ttl: 60, data: { type: "A", address: "192.0.2.1" } }] as const;
    const reply = { ...query, response: true, recursionAvailable: true, answer, ...change(query, transport) };
    return [writeMessage(reply, true)];
  };
}

const question: Question = { name: "example.com.", type: "A" };

describe("listening", () => {
  test("UDP and TCP share a port; several messages come over one connection, in pieces", async () => {
    const server = await start(async (packet, transport) => [
      Uint8Array.from([transport === "udp" ? 1 : 2, ...packet]),
    ]);
    const udp = createSocket("udp4");
    const datagram = await new Promise<Buffer>((resolve) => {
      udp.once("message", resolve);
      udp.send(Uint8Array.from([9]), server.port, server.host);
    });
    udp.close();
    expect([...datagram]).toEqual([1, 9]);
    const tcp = connect(server.port, server.host);
    const replies = await new Promise<number[][]>((resolve) => {
      const found: number[][] = [];
      readFrames(tcp, (reply) => {
        found.push([...reply]);
        if (found.length === 2) resolve(found);
      });
      const stream = Buffer.concat([frame(Uint8Array.from([7])), frame(Uint8Array.from([8, 8]))]);
      tcp.write(stream.subarray(0, 4), () => tcp.write(stream.subarray(4)));
    });
    tcp.destroy();
    expect(replies).toEqual([
      [2, 7],
      [2, 8, 8],
    ]);
  });

  test("a responder that fails ends nothing", async () => {
    let calls = 0;
    const server = await start(async () => {
      calls += 1;
      if (calls === 1) throw new Error("defect");
      return [Uint8Array.from([5])];
    });
    const udp = createSocket("udp4");
    const reply = await new Promise<Buffer>((resolve) => {
      udp.once("message", resolve);
      udp.send(Uint8Array.from([1]), server.port, server.host, () =>
        udp.send(Uint8Array.from([1]), server.port, server.host),
      );
    });
    udp.close();
    expect([...reply]).toEqual([5]);
  });

  test("an address in use is an error", async () => {
    const server = await start(async () => []);
    await expect(listen("127.0.0.1", server.port, async () => [])).rejects.toThrow(/EADDRINUSE/);
  });
});

/** A connection that is open, with what came over it. */
async function connected({ port, host }: Listening): Promise<{
  readonly socket: Socket;
  readonly octets: () => number;
  readonly closed: Promise<void>;
}> {
  const socket = connect({ port, host });
  let octets = 0;
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    octets += chunk.length;
  });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await new Promise((resolve) => socket.once("connect", resolve));
  return { socket, octets: () => octets, closed };
}

function turn(ms = 1): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const echo: Responder = async (packet) => [packet];

describe("limits", () => {
  test("frames come through in any pieces, empty ones as well", () => {
    const messages = [[1], [], [2, 3], Array.from({ length: 300 }, (_, index) => index & 255)];
    const stream = Buffer.concat(messages.map((message) => frame(Uint8Array.from(message))));
    for (const size of [1, 2, 3, 7, 1000]) {
      const reader = makeFrameReader();
      const found: (readonly number[])[] = [];
      for (let at = 0; at < stream.length; at += size) {
        for (const packet of reader.push(stream.subarray(at, at + size))) found.push([...packet]);
        if (at + size >= stream.length) expect(reader.isPartial()).toBe(false);
      }
      expect(found).toEqual(messages);
    }
  });

  test("a client that does not read is not read from, and is closed in the end", async () => {
    let asked = 0;
    const large = new Uint8Array(60_000);
    const respond: Responder = async () => {
      asked += 1;
      return [large, large];
    };
    const server = await start(respond, { writeMs: 300 });
    const { socket, closed } = await connected(server);
    socket.pause();
    const questions = 2000;
    socket.write(Buffer.concat(Array.from({ length: questions }, () => Buffer.from(frame(Uint8Array.from([1]))))));
    // A paused client learns of the end when it writes.
    while (!socket.destroyed) {
      socket.write(Uint8Array.from([0]));
      await turn(20);
    }
    // Kernels keep some megabytes for each side: that many messages are gone, no more.
    expect(asked).toBeLessThan(questions / 4);
    await closed;
  });

  test("a slow reader that reads gets everything", async () => {
    const large = new Uint8Array(60_000);
    const server = await start(async () => [large, large], { writeMs: 2000 });
    const { socket, octets, closed } = await connected(server);
    socket.pause();
    const questions = 100;
    socket.end(Buffer.concat(Array.from({ length: questions }, () => Buffer.from(frame(Uint8Array.from([1]))))));
    await turn(100);
    socket.resume();
    await closed;
    expect(octets()).toBe(questions * 2 * 60_002);
  });

  test("a client that ends its side behind its questions gets all replies", async () => {
    const server = await start(async (packet) => {
      await turn(20);
      return [packet];
    });
    const { socket, octets, closed } = await connected(server);
    socket.end(Buffer.concat([frame(Uint8Array.from([1])), frame(Uint8Array.from([2]))]));
    await closed;
    expect(octets()).toBe(6);
  });

  test("a connection without a question is closed, and so is one whose message never becomes whole", async () => {
    const server = await start(echo, { idleMs: 100, readMs: 150 });
    const idle = await connected(server);
    const slow = await connected(server);
    slow.socket.write(Uint8Array.from([0, 200]));
    // An octet now and then does not keep it open.
    const drip = setInterval(() => slow.socket.write(Uint8Array.from([0])), 20);
    await idle.closed;
    await slow.closed;
    clearInterval(drip);
    expect([idle.octets(), slow.octets()]).toEqual([0, 0]);
  });

  test("messages that get no reply do not keep a connection open", async () => {
    let asked = 0;
    const server = await start(
      async () => {
        asked += 1;
        return [];
      },
      { idleMs: 150 },
    );
    const { socket, closed } = await connected(server);
    const drip = setInterval(() => socket.write(Uint8Array.from([0, 0])), 20);
    await closed;
    clearInterval(drip);
    expect(asked).toBeGreaterThan(1);
  });

  test("waiting for a reply is not idle", async () => {
    const server = await start(
      async (packet) => {
        await turn(200);
        return [packet];
      },
      { idleMs: 50, readMs: 50 },
    );
    const { socket, octets, closed } = await connected(server);
    socket.write(frame(Uint8Array.from([1, 2])));
    await closed;
    expect(octets()).toBe(4);
  });

  test("one connection too many closes the one that has been idle for the longest time", async () => {
    const server = await start(echo, { connections: 2 });
    const first = await connected(server);
    const second = await connected(server);
    first.socket.write(frame(Uint8Array.from([1])));
    while (first.octets() < 3) await turn();
    const third = await connected(server);
    await second.closed;
    third.socket.write(frame(Uint8Array.from([1])));
    first.socket.write(frame(Uint8Array.from([1])));
    while (first.octets() < 6 || third.octets() < 3) await turn();
    first.socket.destroy();
    third.socket.destroy();
  });

  test("who comes among many others that ask nothing gets its answer", async () => {
    const server = await start(echo, { connections: 11, surge: 30, surgeMs: 1500 });
    const crowd = () => Promise.all(Array.from({ length: 10 }, () => connected(server)));
    const before = await crowd();
    const honest = await connected(server);
    const after = await crowd();
    honest.socket.write(frame(Uint8Array.from([1])));
    while (honest.octets() < 3) await turn();
    await Promise.all(before.map(({ closed }) => closed));
    honest.socket.write(frame(Uint8Array.from([1])));
    while (honest.octets() < 6) await turn();
    const more = await Promise.all(Array.from({ length: 40 }, () => connected(server)));
    await Promise.race(more.map(({ closed }) => closed));
    for (const { socket } of [honest, ...after, ...more]) socket.destroy();
  });

  test("datagrams beyond the limit are dropped, and the next ones are taken when there is room", async () => {
    const waiting: (() => void)[] = [];
    const server = await start(
      async (packet) => {
        if (packet[0] === 0) await new Promise<void>((resolve) => waiting.push(resolve));
        return [packet];
      },
      { datagrams: 3 },
    );
    const udp = createSocket("udp4");
    const found: number[] = [];
    udp.on("message", (reply) => found.push(reply[0] ?? -1));
    const send = (octet: number): void => udp.send(Uint8Array.from([octet]), server.port, server.host);
    for (let sent = 0; sent < 5; sent++) send(0);
    while (waiting.length < 3) await turn();
    send(1);
    await turn(50);
    expect([waiting.length, found]).toEqual([3, []]);
    for (const resolve of waiting) resolve();
    while (found.length < 3) await turn();
    while (!found.includes(2)) {
      send(2);
      await turn();
    }
    udp.close();
    expect(found.slice(0, 3)).toEqual([0, 0, 0]);
  });

  test("the help lists every limit", () => {
    expect(limitsHelp().split("\n").length).toBe(Object.keys(limits).length + 1);
    expect(limitsHelp()).toContain("512 connections");
    expect(limitsHelp()).not.toContain("#");
  });
});

describe("upstreams", () => {
  test("entries of forward", () => {
    expect(parseEndpoint("192.0.2.1", 53)).toEqual({ host: "192.0.2.1", port: 53 });
    expect(parseEndpoint("192.0.2.1:5353", 53)).toEqual({ host: "192.0.2.1", port: 5353 });
    expect(parseEndpoint("2001:db8::1", 53)).toEqual({ host: "2001:db8::1", port: 53 });
    expect(parseEndpoint("[2001:db8::1]:54", 53)).toEqual({ host: "2001:db8::1", port: 54 });
    expect(parseEndpoint("/etc/resolv.conf", 53)).toBeUndefined();
    expect(parseEndpoint("192.0.2.1:99999", 53)).toBeUndefined();
  });

  test("the first that replies is taken, with its flags", async () => {
    const server = await start(authority(() => ({})));
    const silent = await start(async () => []);
    const upstream = createUpstream({ timeoutMs: 1000 });
    const answer = await upstream(question, [`127.0.0.1:${silent.port}`, `127.0.0.1:${server.port}`]);
    expect(answer).toMatchObject({
      rcode: "NOERROR",
      authoritative: false,
      recursionAvailable: true,
      answer: [{ name: "example.com.", data: { address: "192.0.2.1" } }],
    });
  });

  test("a truncated reply is asked for again over TCP; a wrong id is not a reply", async () => {
    const cut = await start(authority((_, transport) => (transport === "udp" ? { truncated: true, answer: [] } : {})));
    const answer = await createUpstream()(question, [`127.0.0.1:${cut.port}`]);
    expect(answer).toMatchObject({ truncated: false, answer: [{ data: { address: "192.0.2.1" } }] });
    const wrong = await start(authority((query) => ({ id: query.id ^ 1 })));
    expect(await createUpstream({ timeoutMs: 50 })(question, [`127.0.0.1:${wrong.port}`])).toBe("unreachable");
  });

  test("what cannot be asked is said once", async () => {
    const told: string[] = [];
    const upstream = createUpstream({ isOwn: (_, port) => port === 1, onProblem: (message) => told.push(message) });
    const upstreams = ["tls://192.0.2.1", "/nowhere/resolv.conf", "127.0.0.1:1"];
    expect(await upstream(question, upstreams)).toBe("unreachable");
    expect(await upstream(question, upstreams)).toBe("unreachable");
    expect(told).toEqual([
      "forward to 'tls://192.0.2.1' is not asked: only plain DNS is spoken",
      "forward to '/nowhere/resolv.conf' is not asked: it is neither an address nor a resolv.conf that can be read",
      "forward to '127.0.0.1:1' leads back to this server and is not followed",
    ]);
  });

  test("a computation runs again until it knows enough", async () => {
    const asked: string[] = [];
    const compute = (outside: Outside): string => {
      const first = outside({ name: "A.example.com.", type: "A" }, ["x"]);
      if (first === undefined) return "needs a";
      return outside({ name: "b.example.com.", type: "A" }, ["x"]) === undefined ? "needs b" : "done";
    };
    const upstream = async (asking: Question): Promise<"unreachable"> => {
      asked.push(asking.name);
      return "unreachable";
    };
    expect(await withOutside(compute, upstream)).toBe("done");
    expect(asked).toEqual(["A.example.com.", "b.example.com."]);
    expect(await withOutside(compute, undefined)).toBe("needs a");
  });
});
