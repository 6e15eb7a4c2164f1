import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Outside, Question } from "../naming/response.ts";
import { withOutside } from "./asking.ts";
import { frame, type Listening, listen, type Responder, readFrames } from "./sockets.ts";
import { createUpstream, parseEndpoint } from "./upstream.ts";
import type { Message } from "./wire/message.ts";
import { readMessage } from "./wire/read.ts";
import { writeMessage } from "./wire/write.ts";

const open: Listening[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(respond: Responder): Promise<Listening> {
  const server = await listen("127.0.0.1", 0, respond);
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
    const upstream = createUpstream({ timeoutMs: 100 });
    const answer = await upstream(question, [`127.0.0.1:${silent.port}`, `127.0.0.1:${server.port}`]);
    expect(answer).toMatchObject({
      rcode: "NOERROR",
      authoritative: false,
      recursionAvailable: true,
      answer: [{ name: "example.com.", data: { address: "192.0.2.1" } }],
    });
  });

  test("a truncated reply is asked for again over TCP; a wrong id is no reply", async () => {
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
