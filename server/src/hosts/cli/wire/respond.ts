/**
 * Reads a packet and puts the reply into one: flags, EDNS, sizes and refusals as CoreDNS's server handles them. Every
 * answer comes from the function it is given; nothing about names is decided here.
 */
import type { Asker, Question, Reply, Response } from "../../../dns/server/response.ts";
import { limits } from "../serve/limits.ts";
import type { TakeTurn } from "../serve/turns.ts";
import type { Edns, Header, Message } from "./message.ts";
import { WireError } from "./name.ts";
import { readHeader, readMessage } from "./read.ts";
import { badVersion, classIn, opcodeQuery, rcodeNumber, typeName, typeNumber } from "./types.ts";
import { writeMessage, writeWithin } from "./write.ts";

export type Transport = "udp" | "tcp";

/** Answers a question of class IN. `asked` holds what else the server uses of the message. */
export type AnswerQuestion = (question: Question, asked: Omit<Asker, "address">) => Promise<Response> | Response;

/** Records in one message of a zone transfer: so many always fit. */
const transferRecords = 100;

/** The DO bit among the flags of an OPT record (RFC 3225). */
const dnssecOkBit = 0x8000;

/** NOTIFY passes the check of the header, as in CoreDNS's library, and is then answered like a query. */
const opcodeNotify = 4;

/** Longer UDP messages are compressed, so that they are not cut into fragments, in octets (CoreDNS request/request.go Scrub). */
const unfragmented = { v4: 1480, v6: 1220 } as const;

/** EDNS options that CoreDNS hands back: NSID, EXPIRE, COOKIE, TCP-KEEPALIVE, PADDING (plugin/pkg/edns, request.go). */
const echoedOptions: ReadonlySet<number> = new Set([3, 9, 10, 11, 12]);

/**
 * The messages that reply to a packet: one, zero, or as many as a zone transfer takes (RFC 5936 section 2.2). Those of
 * a transfer are made one by one, as the caller takes them.
 * @param client the address it came from; "": some IPv4 address
 * @param takeTurn bounds how many transfers there are at one time; absent: any number. Given back when the last
 *   message is taken, or when the caller stops
 */
export async function respondAll(
  packet: Uint8Array,
  transport: Transport,
  answer: AnswerQuestion,
  client = "",
  takeTurn: TakeTurn = async () => () => {},
): Promise<Iterable<Uint8Array>> {
  const query = parse(packet);
  const [question] = query?.questions ?? [];
  const isTransfer = question?.type === typeNumber("AXFR") || question?.type === typeNumber("IXFR");
  if (query === undefined || !isTransfer || transport === "udp") {
    const reply = await respond(packet, transport, answer, client);
    return reply === undefined ? [] : [reply];
  }
  const giveBack = await takeTurn();
  try {
    let transferred: Reply | undefined;
    const first = await respond(packet, transport, async (asked, details) => {
      const response = await answer(asked, details);
      if (response.kind !== "reply" || response.answer.length <= transferRecords) return response;
      transferred = response;
      return { ...response, answer: response.answer.slice(0, transferRecords) };
    });
    if (transferred !== undefined && first !== undefined) return messagesOf(query, transferred, first, giveBack);
    giveBack();
    return first === undefined ? [] : [first];
  } catch (error) {
    giveBack();
    throw error;
  }
}

function* messagesOf(query: Message, transferred: Reply, first: Uint8Array, done: () => void): Iterable<Uint8Array> {
  try {
    yield first;
    const { answer: records } = transferred;
    for (let at = transferRecords; at < records.length; at += transferRecords) {
      const part = { ...transferred, answer: records.slice(at, at + transferRecords) };
      const message = write(replyTo(query, part), 0xffff);
      if (message !== undefined) yield message;
    }
  } finally {
    done();
  }
}

/**
 * The reply to a packet, or undefined when nothing is sent: for less than a header, for a reply, and when the answer
 * cannot be written (an ExternalName with a label over 63 octets: CoreDNS then lets the client wait).
 */
export async function respond(
  packet: Uint8Array,
  transport: Transport,
  answer: AnswerQuestion,
  client = "",
): Promise<Uint8Array | undefined> {
  const header = readHeader(packet);
  if (header === undefined || header.response) return undefined;
  const refusal = refusalOf(header);
  if (refusal !== undefined) return writeMessage(bare(header, refusal), false);
  const query = parse(packet);
  const question = query?.questions[0];
  if (query === undefined || question === undefined) return writeMessage(bare(header, "FORMERR"), false);
  if (query.edns !== undefined && query.edns.version !== 0) return writeMessage(badVersionReply(query), false);
  const limit = transport === "tcp" ? 0xffff : Math.min(limits.replyOctets, Math.max(512, query.edns?.udpSize ?? 512));
  if (question.class !== classIn) return writeWithin(replyTo(query, { rcode: "REFUSED" }), limit);
  const response = await answer(
    { name: question.name, type: typeName(question.type) },
    {
      dnssecOk: ((query.edns?.flags ?? 0) & dnssecOkBit) !== 0,
      checkingDisabled: query.checkingDisabled,
      transport,
      ...serialOf(query),
    },
  );
  const reply = response.kind === "reply" ? response : { rcode: "SERVFAIL" as const };
  if (transport === "tcp") return write(replyTo(query, reply), limit);
  return write(replyTo(query, reply), limit, client.includes(":") ? unfragmented.v6 : unfragmented.v4);
}

/** The serial that an incremental transfer starts from (RFC 1995 section 3). */
function serialOf({ authority }: Message): Pick<Asker, "serial"> {
  const soa = authority[0]?.data;
  return soa?.type === "SOA" ? { serial: soa.serial } : {};
}

/** What is wrong with a header alone (the acceptance check of CoreDNS's library: one question, few records). */
function refusalOf(header: Header): "FORMERR" | "NOTIMP" | undefined {
  if (header.opcode !== opcodeQuery && header.opcode !== opcodeNotify) return "NOTIMP";
  const [questions, answers, authorities, additionals] = header.counts;
  return questions !== 1 || answers > 1 || authorities > 1 || additionals > 2 ? "FORMERR" : undefined;
}

function parse(packet: Uint8Array): Message | undefined {
  try {
    return readMessage(packet);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function write(message: Message, limit: number, plainLimit = limit): Uint8Array | undefined {
  try {
    return writeWithin(message, limit, plainLimit);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** A reply without any section. A refused operation keeps its opcode. */
function bare(header: Header, rcode: "FORMERR" | "NOTIMP"): Message {
  return {
    ...header,
    response: true,
    authoritative: false,
    authenticData: false,
    opcode: rcode === "NOTIMP" ? header.opcode : opcodeQuery,
    rcode: rcodeNumber(rcode),
    questions: [],
    answer: [],
    authority: [],
    additional: [],
    edns: undefined,
  };
}

function replyTo(query: Message, reply: Partial<Reply> & Pick<Reply, "rcode">): Message {
  return {
    id: query.id,
    response: true,
    opcode: query.opcode,
    authoritative: reply.authoritative ?? false,
    truncated: reply.truncated ?? false,
    recursionDesired: query.recursionDesired,
    recursionAvailable: reply.recursionAvailable ?? false,
    authenticData: false,
    checkingDisabled: query.checkingDisabled,
    rcode: rcodeNumber(reply.rcode),
    questions: query.questions.slice(0, 1),
    answer: (reply.answer ?? []).map(({ record }) => record),
    authority: (reply.authority ?? []).map(({ record }) => record),
    additional: (reply.additional ?? []).map(({ record }) => record),
    edns: query.edns === undefined ? undefined : echo(query.edns),
  };
}

/** The client's own OPT record goes back: its size, its DO bit, the known options. */
function echo(edns: Edns): Edns {
  return {
    udpSize: edns.udpSize,
    version: 0,
    extendedRcode: 0,
    flags: edns.flags & 0xff00,
    options: edns.options.filter(({ code }) => echoedOptions.has(code)),
  };
}

function badVersionReply(query: Message): Message {
  const reply = replyTo(query, { rcode: "NOERROR" });
  const edns = { udpSize: 0, version: 0, extendedRcode: badVersion >> 4, flags: 0, options: [] };
  return { ...reply, rcode: badVersion & 0xf, edns };
}
