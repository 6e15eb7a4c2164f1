import dnsPacket from "dns-packet";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RecordData, ResourceRecord } from "../../../dns/data/record.ts";
import { formatRecord } from "../../../dns/data/record.ts";
import type { Reply, Response } from "../../../dns/server/response.ts";
import { type Message, queryFor } from "./message.ts";
import { labelsOf, readName, WireError } from "./name.ts";
import { readMessage } from "./read.ts";
import { respond } from "./respond.ts";
import { octetsOf, textOf } from "./text.ts";
import { typeName, typeNumber } from "./types.ts";
import { writeMessage, writeWithin } from "./write.ts";

const question = { name: "web.default.svc.cluster.local.", type: 1, class: 1 };

function replyWith(records: readonly ResourceRecord[]): Message {
  return { ...queryFor(7, question), response: true, authoritative: true, answer: records, edns: undefined };
}

function addresses(count: number, name = question.name): readonly ResourceRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    name,
    ttl: 30,
    data: { type: "A", address: `10.244.${index >> 8}.${index & 255}` },
  }));
}

function reply(change: Partial<Reply>): Response {
  return {
    kind: "reply",
    outcome: "found",
    rcode: "NOERROR",
    authoritative: true,
    recursionAvailable: false,
    truncated: false,
    answer: [],
    authority: [],
    additional: [],
    reason: { kind: "apex" },
    ...change,
  };
}

async function ask(packet: Uint8Array, response: Response, transport: "udp" | "tcp" = "udp"): Promise<Message> {
  const bytes = await respond(packet, transport, () => response);
  if (bytes === undefined) throw new Error("no reply");
  return readMessage(bytes);
}

describe("names", () => {
  test("octets that a master file escapes come through", () => {
    for (const name of ["a\\.b.c.", "x\\000y.", "back\\\\slash.", "sp\\ ace.", "\\195\\164.example.", "."]) {
      const labels = labelsOf(name);
      const bytes = Uint8Array.from([...labels.flatMap((label) => [label.length, ...label]), 0]);
      expect(readName(bytes, 0).name).toBe(name);
    }
    expect(labelsOf("ä.")).toEqual([Uint8Array.from([195, 164])]);
  });

  test("the limits of RFC 1035 hold", () => {
    expect(labelsOf(`${"a".repeat(63)}.`)).toHaveLength(1);
    expect(() => labelsOf(`${"a".repeat(64)}.`)).toThrow(WireError);
    expect(() => labelsOf("a..b.")).toThrow(WireError);
    const longest = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(61)}.`;
    expect(labelsOf(longest)).toHaveLength(4);
    expect(() => labelsOf(`x${longest}`.replace("d.", "dd."))).toThrow(WireError);
  });

  test("pointers only go backwards", () => {
    expect(readName(Uint8Array.from([1, 97, 0, 1, 98, 0xc0, 0]), 3).name).toBe("b.a.");
    expect(() => readName(Uint8Array.from([0xc0, 0]), 0)).toThrow(WireError);
    expect(() => readName(Uint8Array.from([1, 97, 0xc0, 0]), 2)).toThrow(WireError);
    expect(() => readName(Uint8Array.from([1, 97, 0xc0, 0]), 0)).toThrow(WireError);
    expect(() => readName(Uint8Array.from([0x40, 0]), 0)).toThrow(WireError);
    expect(() => readName(Uint8Array.from([5, 97]), 0)).toThrow(WireError);
  });
});

describe("records", () => {
  const host = "web-0.Web.default.svc.cluster.local.";
  const all: readonly RecordData[] = [
    { type: "A", address: "10.244.1.5" },
    { type: "AAAA", address: "fd00:10:244::1" },
    { type: "CNAME", target: host },
    { type: "PTR", target: host },
    { type: "NS", target: host },
    { type: "MX", preference: 10, exchange: host },
    { type: "SRV", priority: 0, weight: 50, port: 80, target: host },
    { type: "TXT", strings: ["1.1.0", 'a "quoted" \\ ä', ""] },
    {
      type: "SOA",
      mname: "ns.dns.cluster.local.",
      rname: "hostmaster.cluster.local.",
      serial: 4_294_967_295,
      refresh: 7200,
      retry: 1800,
      expire: 86_400,
      minimum: 30,
    },
  ];

  test.each([false, true])("every type survives the way there and back (compressed: %s)", (compress) => {
    const records = all.map((data) => ({ name: host, ttl: 30, data }));
    const read = readMessage(writeMessage({ ...replyWith(records), authority: records }, compress));
    expect(read.answer.map(formatRecord)).toEqual(records.map(formatRecord));
    expect(read.authority).toEqual(records);
  });

  test("another implementation reads what is written", () => {
    const records = all.map((data) => ({ name: host, ttl: 30, data }));
    const decoded = dnsPacket.decode(Buffer.from(writeMessage(replyWith(records), true)));
    expect(decoded.answers?.map((record) => `${record.name} ${record.type}`)).toEqual(
      records.map((record) => `${host.slice(0, -1)} ${record.data.type}`),
    );
    expect(decoded.answers?.[6]).toMatchObject({ data: { weight: 50, port: 80, target: host.slice(0, -1) } });
  });

  test("text is octets, whatever they are", () => {
    const octets = Uint8Array.from([0, 97, 200, 255]);
    expect(octetsOf(textOf(octets))).toEqual(octets);
    const long = "x".repeat(600);
    const read = readMessage(
      writeMessage(replyWith([{ name: host, ttl: 1, data: { type: "TXT", strings: [long] } }]), true),
    );
    expect(read.answer[0]?.data).toEqual({ type: "TXT", strings: ["x".repeat(255), "x".repeat(255), "x".repeat(90)] });
  });

  test("letter case is kept: a suffix in another case is not a pointer", () => {
    const records = addresses(1, "WEB.default.svc.cluster.local.");
    expect(readMessage(writeMessage(replyWith(records), true)).answer[0]?.name).toBe("WEB.default.svc.cluster.local.");
  });

  test("types have names both ways", () => {
    expect([typeNumber("https"), typeNumber("TYPE65280"), typeNumber("nonsense"), typeNumber("TYPE70000")]).toEqual([
      65,
      65_280,
      undefined,
      undefined,
    ]);
    expect([typeName(65), typeName(255), typeName(65_280)]).toEqual(["HTTPS", "ANY", "TYPE65280"]);
  });
});

describe("sizes", () => {
  test("what fits is not compressed; what fits compressed is whole", () => {
    expect(writeWithin(replyWith(addresses(3)), 512)).toEqual(writeMessage(replyWith(addresses(3)), false));
    const message = readMessage(writeWithin(replyWith(addresses(20)), 512));
    expect([message.answer.length, message.truncated]).toEqual([20, false]);
  });

  test("512 octets hold the first floor((512 - 12 - (name + 2) - 4) / 16) addresses, with TC", () => {
    for (const name of ["many.ns.svc.cluster.local.", question.name]) {
      const message = { ...replyWith(addresses(59, name)), questions: [{ ...question, name }] };
      const read = readMessage(writeWithin(message, 512));
      expect(read.truncated).toBe(true);
      expect(read.answer).toHaveLength(Math.floor((512 - 12 - (name.length + 1) - 4) / 16));
      expect(read.answer).toEqual(addresses(59, name).slice(0, read.answer.length));
    }
  });

  test("an answer beyond 65,535 octets uncompressed is whole where compression is enough, and cut where not", () => {
    const whole = readMessage(writeWithin(replyWith(addresses(4000)), 0xffff));
    expect([whole.answer.length, whole.truncated]).toEqual([4000, false]);
    const cut = writeWithin(replyWith(addresses(5000)), 0xffff);
    expect(cut.length).toBeLessThanOrEqual(0xffff);
    expect([readMessage(cut).answer.length, readMessage(cut).truncated]).toEqual([4093, true]);
    expect(readMessage(writeWithin(replyWith(addresses(5000)), 512)).truncated).toBe(true);
  });

  test("a record cut off leaves no name behind to point to", () => {
    const long = `${"n".repeat(60)}.${"m".repeat(60)}.example.`;
    const records = [...addresses(29), { name: long, ttl: 1, data: { type: "CNAME", target: long } } as const];
    const bytes = writeWithin({ ...replyWith(records), additional: addresses(1, long) }, 512);
    expect(bytes.length).toBeLessThanOrEqual(512);
    expect(() => readMessage(bytes)).not.toThrow();
  });

  test("EDNS raises the limit and its record always stays", async () => {
    const query = writeMessage(
      { ...queryFor(1, question), edns: { udpSize: 700, version: 0, extendedRcode: 0, flags: 0, options: [] } },
      false,
    );
    const served = addresses(59).map((record) => ({ record }));
    const cut = await ask(query, reply({ answer: served }));
    expect([cut.truncated, cut.edns?.udpSize, cut.answer.length]).toEqual([true, 700, 40]);
    const whole = await ask(query, reply({ answer: served }), "tcp");
    expect([whole.truncated, whole.answer.length]).toEqual([false, 59]);
  });
});

describe("replies", () => {
  const query = writeMessage({ ...queryFor(513, question), edns: undefined }, false);

  test("a datagram of several fragments is compressed although it fits, a TCP message is not", async () => {
    const edns = { udpSize: 4096, version: 0, extendedRcode: 0, flags: 0, options: [] };
    const packet = writeMessage({ ...queryFor(7, question), edns }, false);
    const sizeOf = async (count: number, ...by: readonly [] | readonly ["udp" | "tcp", string]): Promise<number> => {
      const [transport = "udp", client = "10.244.1.5"] = by;
      const answer = addresses(count).map((record) => ({ record }));
      return (await respond(packet, transport, () => reply({ answer }), client))?.length ?? 0;
    };
    // The question takes 12 + 31 + 4 octets and OPT 11; a record 31 + 14 octets, compressed 2 + 14.
    expect(await sizeOf(31)).toBe(58 + 31 * 45);
    expect(await sizeOf(32)).toBe(58 + 32 * 16);
    expect(await sizeOf(25, "udp", "fd00::5")).toBe(58 + 25 * 45);
    expect(await sizeOf(26, "udp", "fd00::5")).toBe(58 + 26 * 16);
    expect(await sizeOf(32, "tcp", "10.244.1.5")).toBe(58 + 32 * 45);
  });

  test("flags: AA of the answer, RD echoed, RA and AD off", async () => {
    const read = await ask(query, reply({}));
    expect(read).toMatchObject({
      id: 513,
      response: true,
      authoritative: true,
      recursionDesired: true,
      recursionAvailable: false,
      authenticData: false,
      questions: [question],
    });
  });

  test("the OPT record goes back with its cookie, without options that are not known", async () => {
    const edns = {
      udpSize: 1232,
      version: 0,
      extendedRcode: 0,
      flags: 0x8000,
      options: [
        { code: 10, data: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]) },
        { code: 8, data: Uint8Array.from([0, 1, 0, 0]) },
      ],
    };
    const read = await ask(writeMessage({ ...queryFor(1, question), edns }, false), reply({}));
    expect(read.edns).toEqual({ ...edns, options: edns.options.slice(0, 1) });
    const unknown = await ask(
      writeMessage({ ...queryFor(1, question), edns: { ...edns, version: 1 } }, false),
      reply({}),
    );
    expect([unknown.rcode, unknown.edns?.extendedRcode, unknown.edns?.version]).toEqual([0, 1, 0]);
  });

  test("other classes are refused, other operations not implemented, several questions malformed", async () => {
    const chaos = writeMessage(queryFor(1, { ...question, class: 3 }), false);
    expect((await ask(chaos, reply({}))).rcode).toBe(5);
    const status = writeMessage({ ...queryFor(1, question), opcode: 2 }, false);
    expect(await ask(status, reply({}))).toMatchObject({ rcode: 4, opcode: 2, questions: [] });
    const two = writeMessage({ ...queryFor(1, question), questions: [question, question] }, false);
    expect(await ask(two, reply({}))).toMatchObject({ rcode: 1, questions: [] });
    expect(await ask(query.slice(0, 20), reply({}))).toMatchObject({ rcode: 1, id: 513 });
  });

  test("what cannot be answered with certainty is not answered wrongly", async () => {
    expect(await respond(query.slice(0, 11), "udp", () => reply({}))).toBeUndefined();
    const response = writeMessage(replyWith([]), false);
    expect(await respond(response, "udp", () => reply({}))).toBeUndefined();
    const target = `${"a".repeat(64)}.example.`;
    const record = { name: question.name, ttl: 5, data: { type: "CNAME", target } } as const;
    expect(await respond(query, "udp", () => reply({ answer: [{ record }] }))).toBeUndefined();
    const outside: Response = {
      kind: "needs-outside",
      question: { name: question.name, type: "A" },
      via: "forward",
      upstreams: [],
      reason: { kind: "outside", zone: "." },
    };
    expect((await ask(query, outside)).rcode).toBe(2);
  });

  test("no packet throws, and no reply is larger than the limit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), fc.boolean(), async (noise, isPatch) => {
        const packet = isPatch ? Uint8Array.from([...query.slice(0, 12), ...noise]) : noise;
        const bytes = await respond(packet, "udp", () =>
          reply({ answer: addresses(40).map((record) => ({ record })) }),
        );
        if (bytes !== undefined) {
          expect(() => readMessage(bytes)).not.toThrow();
          expect(bytes.length).toBeLessThanOrEqual(65_507);
        }
      }),
      { numRuns: 300 },
    );
  });
});
