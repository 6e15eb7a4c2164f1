/** Reads a DNS message from bytes, never behind their end. Records of types that PodNS has no data for are skipped. */
import ipaddr from "ipaddr.js";
import type { RecordData, ResourceRecord } from "../../../dns/data/record.ts";
import type { Edns, Header, Message, WireQuestion } from "./message.ts";
import { readName, WireError } from "./name.ts";
import { textOf } from "./text.ts";
import { classIn, typeName } from "./types.ts";

/** The header, or undefined when there are fewer than its twelve octets. */
export function readHeader(bytes: Uint8Array): Header | undefined {
  if (bytes.length < 12) return undefined;
  const view = viewOf(bytes);
  const flags = view.getUint16(2);
  const bit = (mask: number): boolean => (flags & mask) !== 0;
  return {
    id: view.getUint16(0),
    response: bit(0x8000),
    opcode: (flags >> 11) & 0xf,
    authoritative: bit(0x0400),
    truncated: bit(0x0200),
    recursionDesired: bit(0x0100),
    recursionAvailable: bit(0x0080),
    authenticData: bit(0x0020),
    checkingDisabled: bit(0x0010),
    rcode: flags & 0xf,
    counts: [view.getUint16(4), view.getUint16(6), view.getUint16(8), view.getUint16(10)],
  };
}

/**
 * Reads a whole message.
 * @throws WireError when it is malformed: cut off, a bad name, a second OPT record
 */
export function readMessage(bytes: Uint8Array): Message {
  const read = readHeader(bytes);
  if (read === undefined) throw new WireError("a message has at least twelve octets");
  const { counts, ...header } = read;
  const reader: Reader = { bytes, view: viewOf(bytes), at: 12 };
  const questions = Array.from({ length: counts[0] }, () => readQuestion(reader));
  const sections = [counts[1], counts[2], counts[3]].map((count) => readRecords(reader, count));
  const options = sections.flatMap((section) => section.edns);
  if (options.length > 1) throw new WireError("a message has at most one OPT record");
  const [answer, authority, additional] = sections.map((section) => section.records);
  return {
    ...header,
    questions,
    answer: answer ?? [],
    authority: authority ?? [],
    additional: additional ?? [],
    edns: options[0],
  };
}

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function name(reader: Reader): string {
  const { name, next } = readName(reader.bytes, reader.at);
  reader.at = next;
  return name;
}

function advance(reader: Reader, octets: number): number {
  const at = reader.at;
  if (at + octets > reader.bytes.length) throw new WireError("the message is cut off");
  reader.at += octets;
  return at;
}

function uint16(reader: Reader): number {
  return reader.view.getUint16(advance(reader, 2));
}

function uint32(reader: Reader): number {
  return reader.view.getUint32(advance(reader, 4));
}

function readQuestion(reader: Reader): WireQuestion {
  return { name: name(reader), type: uint16(reader), class: uint16(reader) };
}

function readRecords(reader: Reader, count: number): { readonly records: ResourceRecord[]; readonly edns: Edns[] } {
  const records: ResourceRecord[] = [];
  const edns: Edns[] = [];
  for (let index = 0; index < count; index++) {
    const owner = name(reader);
    const type = typeName(uint16(reader));
    const recordClass = uint16(reader);
    const ttl = uint32(reader);
    const length = uint16(reader);
    const start = advance(reader, length);
    if (type === "OPT") edns.push(readEdns(reader.bytes, start, length, recordClass, ttl));
    else if (recordClass === classIn) {
      const data = readData(reader.bytes, start, start + length, type);
      if (data !== undefined) records.push({ name: owner, ttl, data });
    }
  }
  return { records, edns };
}

function readEdns(bytes: Uint8Array, start: number, length: number, udpSize: number, ttl: number): Edns {
  const options: { code: number; data: Uint8Array }[] = [];
  const reader: Reader = { bytes: bytes.subarray(0, start + length), view: viewOf(bytes), at: start };
  while (reader.at < start + length) {
    const code = uint16(reader);
    const octets = uint16(reader);
    const at = advance(reader, octets);
    options.push({ code, data: bytes.slice(at, at + octets) });
  }
  return { udpSize, version: (ttl >> 16) & 0xff, extendedRcode: ttl >>> 24, flags: ttl & 0xffff, options };
}

/** The data of one record, or undefined for a type that PodNS has no data for. */
function readData(bytes: Uint8Array, start: number, end: number, type: string): RecordData | undefined {
  // Names may point back into the message, so the reader sees all before the end.
  const reader: Reader = { bytes: bytes.subarray(0, end), view: viewOf(bytes.subarray(0, end)), at: start };
  const data = readDataOf(reader, end, type);
  if (data !== undefined && reader.at !== end)
    throw new WireError(`the data of a record of type ${type} has the wrong length`);
  return data;
}

function readDataOf(reader: Reader, end: number, type: string): RecordData | undefined {
  switch (type) {
    case "A":
      return { type, address: address(reader, 4) };
    case "AAAA":
      return { type, address: address(reader, 16) };
    case "CNAME":
    case "PTR":
    case "NS":
      return { type, target: name(reader) };
    case "MX":
      return { type, preference: uint16(reader), exchange: name(reader) };
    case "SRV":
      return { type, priority: uint16(reader), weight: uint16(reader), port: uint16(reader), target: name(reader) };
    case "TXT":
      return { type, strings: strings(reader, end) };
    case "SOA":
      return {
        type,
        mname: name(reader),
        rname: name(reader),
        serial: uint32(reader),
        refresh: uint32(reader),
        retry: uint32(reader),
        expire: uint32(reader),
        minimum: uint32(reader),
      };
    default:
      return undefined;
  }
}

function address(reader: Reader, octets: 4 | 16): string {
  const at = advance(reader, octets);
  const parsed = ipaddr.fromByteArray([...reader.bytes.subarray(at, at + octets)]);
  return parsed.kind() === "ipv6" ? ipaddr.IPv6.parse(parsed.toString()).toRFC5952String() : parsed.toString();
}

function strings(reader: Reader, end: number): readonly string[] {
  const found: string[] = [];
  while (reader.at < end) {
    const length = reader.bytes[advance(reader, 1)] ?? 0;
    const at = advance(reader, length);
    found.push(textOf(reader.bytes.subarray(at, at + length)));
  }
  return found;
}
