/**
 * Writes a DNS message as bytes: compression, the size limit of UDP, and truncation as CoreDNS does it. It does not
 * decide what is answered.
 */
import ipaddr from "ipaddr.js";
import type { RecordData, ResourceRecord } from "../../../dns/data/record.ts";
import type { Edns, Message } from "./message.ts";
import { labelsOf, WireError } from "./name.ts";
import { characterStrings, octetsOf } from "./text.ts";
import { classIn, typeNumber } from "./types.ts";

/**
 * The message's bytes.
 * @param compress names that occurred before become pointers, where RFC 3597 section 4 allows it
 * @throws WireError when a name, an address or the whole (65,535 octets) cannot be written
 */
export function writeMessage(message: Message, compress: boolean): Uint8Array {
  return finish(writeAll(message, compress), message, countsOf(message));
}

/**
 * The message's bytes within a limit of octets: as they are when they fit; compressed when they do not; and when that
 * does not help, the first records that fit and the TC bit. The OPT record always stays. (The library beneath CoreDNS,
 * msg_truncate.go; its Truncate compresses nothing that fits.)
 * @param plainLimit octets from which on the message is compressed although it fits
 */
export function writeWithin(message: Message, limit: number, plainLimit: number = limit): Uint8Array {
  const plain = writeAll(message, false);
  if (plain.length <= Math.min(limit, plainLimit)) return finish(plain, message, countsOf(message));
  const budget = limit - (message.edns === undefined ? 0 : ednsLength(message.edns));
  const writer = start(message, true);
  const kept: [number, number, number] = [0, 0, 0];
  let isFull = writer.length >= budget;
  const sections = [message.answer, message.authority, message.additional];
  for (const [index, section] of sections.entries()) {
    for (const record of section) {
      if (isFull) break;
      const before = writer.length;
      writeRecord(writer, record);
      if (writer.length > budget) {
        cut(writer, before);
        isFull = true;
      } else {
        kept[index] = (kept[index] ?? 0) + 1;
        isFull = writer.length === budget;
      }
    }
  }
  if (message.edns !== undefined) writeEdns(writer, message.edns);
  const isCut = sections.some((section, index) => section.length > (kept[index] ?? 0));
  return finish(writer, { ...message, truncated: message.truncated || isCut }, kept);
}

function writeAll(message: Message, compress: boolean): Writer {
  const writer = start(message, compress);
  for (const section of [message.answer, message.authority, message.additional]) {
    for (const record of section) writeRecord(writer, record);
  }
  if (message.edns !== undefined) writeEdns(writer, message.edns);
  return writer;
}

function countsOf({ answer, authority, additional }: Message): readonly [number, number, number] {
  return [answer.length, authority.length, additional.length];
}

/** A growing message. `seen` maps the text of name suffixes to their offsets; undefined: no compression. */
interface Writer {
  bytes: Uint8Array;
  length: number;
  readonly seen: Map<string, number> | undefined;
}

function start(message: Message, compress: boolean): Writer {
  const writer: Writer = { bytes: new Uint8Array(512), length: 12, seen: compress ? new Map() : undefined };
  for (const question of message.questions) {
    writeName(writer, question.name, true);
    uint16(writer, question.type);
    uint16(writer, question.class);
  }
  return writer;
}

function finish(writer: Writer, message: Message, counts: readonly [number, number, number]): Uint8Array {
  if (writer.length > 0xffff) throw new WireError(`the message takes ${writer.length} octets, 65535 are the most`);
  const view = new DataView(writer.bytes.buffer);
  const bit = (isSet: boolean, mask: number): number => (isSet ? mask : 0);
  const flags =
    bit(message.response, 0x8000) |
    ((message.opcode & 0xf) << 11) |
    bit(message.authoritative, 0x0400) |
    bit(message.truncated, 0x0200) |
    bit(message.recursionDesired, 0x0100) |
    bit(message.recursionAvailable, 0x0080) |
    bit(message.authenticData, 0x0020) |
    bit(message.checkingDisabled, 0x0010) |
    (message.rcode & 0xf);
  view.setUint16(0, message.id);
  view.setUint16(2, flags);
  view.setUint16(4, message.questions.length);
  view.setUint16(6, counts[0]);
  view.setUint16(8, counts[1]);
  view.setUint16(10, counts[2] + (message.edns === undefined ? 0 : 1));
  return writer.bytes.slice(0, writer.length);
}

/** Takes back what was written behind `length`, with the names in it. */
function cut(writer: Writer, length: number): void {
  writer.length = length;
  for (const [suffix, offset] of writer.seen ?? []) if (offset >= length) writer.seen?.delete(suffix);
}

function octets(writer: Writer, values: Uint8Array | readonly number[]): void {
  const end = writer.length + values.length;
  if (end > writer.bytes.length) {
    const larger = new Uint8Array(Math.max(end, writer.bytes.length * 2));
    larger.set(writer.bytes.subarray(0, writer.length));
    writer.bytes = larger;
  }
  writer.bytes.set(values, writer.length);
  writer.length = end;
}

function uint16(writer: Writer, value: number): void {
  octets(writer, [(value >> 8) & 0xff, value & 0xff]);
}

function uint32(writer: Writer, value: number): void {
  octets(writer, [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]);
}

/** Letter case is kept: only suffixes in the same case become pointers. */
function writeName(writer: Writer, name: string, mayCompress: boolean): void {
  const labels = labelsOf(name);
  const keys = labels.map((label) => `${label.join(",")}.`);
  for (const [index, label] of labels.entries()) {
    const suffix = keys.slice(index).join("");
    const known = writer.seen?.get(suffix);
    if (known !== undefined && mayCompress) {
      uint16(writer, 0xc000 | known);
      return;
    }
    if (known === undefined && writer.length < 0x4000) writer.seen?.set(suffix, writer.length);
    octets(writer, [label.length]);
    octets(writer, label);
  }
  octets(writer, [0]);
}

function writeRecord(writer: Writer, record: ResourceRecord): void {
  writeName(writer, record.name, true);
  uint16(writer, typeNumber(record.data.type) ?? 0);
  uint16(writer, classIn);
  uint32(writer, record.ttl);
  const at = writer.length;
  uint16(writer, 0);
  writeData(writer, record.data);
  const length = writer.length - at - 2;
  writer.bytes[at] = length >> 8;
  writer.bytes[at + 1] = length & 0xff;
}

function writeData(writer: Writer, data: RecordData): void {
  switch (data.type) {
    case "A":
      octets(writer, addressOf(data.address, "ipv4"));
      return;
    case "AAAA":
      octets(writer, addressOf(data.address, "ipv6"));
      return;
    case "CNAME":
    case "PTR":
    case "NS":
      writeName(writer, data.target, true);
      return;
    case "MX":
      uint16(writer, data.preference);
      writeName(writer, data.exchange, true);
      return;
    case "SRV":
      for (const value of [data.priority, data.weight, data.port]) uint16(writer, value);
      // RFC 2782: no compression of the target.
      writeName(writer, data.target, false);
      return;
    case "TXT":
      for (const part of data.strings.flatMap((text) => characterStrings(octetsOf(text)))) {
        octets(writer, [part.length]);
        octets(writer, part);
      }
      return;
    case "SOA":
      writeName(writer, data.mname, true);
      writeName(writer, data.rname, true);
      for (const value of [data.serial, data.refresh, data.retry, data.expire, data.minimum]) uint32(writer, value);
  }
}

function addressOf(text: string, kind: "ipv4" | "ipv6"): readonly number[] {
  if (!ipaddr.isValid(text)) throw new WireError(`'${text}' is not an address`);
  const parsed = ipaddr.parse(text);
  if (parsed.kind() !== kind) throw new WireError(`'${text}' is not an ${kind === "ipv4" ? "IPv4" : "IPv6"} address`);
  return parsed.toByteArray();
}

function ednsLength(edns: Edns): number {
  return edns.options.reduce((total, { data }) => total + 4 + data.length, 11);
}

function writeEdns(writer: Writer, edns: Edns): void {
  octets(writer, [0]);
  uint16(writer, typeNumber("OPT") ?? 0);
  uint16(writer, edns.udpSize);
  octets(writer, [edns.extendedRcode, edns.version]);
  uint16(writer, edns.flags);
  uint16(writer, ednsLength(edns) - 11);
  for (const { code, data } of edns.options) {
    uint16(writer, code);
    uint16(writer, data.length);
    octets(writer, data);
  }
}
