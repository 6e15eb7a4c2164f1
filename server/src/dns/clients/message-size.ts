/** Computes how many octets a reply takes on the wire (RFC 1035 section 4.1), owner names compressed. */
import type { RecordData } from "../data/record.ts";
import type { Question, Reply, ServedRecord } from "../server/response.ts";

const header = 12;

/** True when the reply is longer than `limit` octets. */
export function exceeds(reply: Reply, question: Question, limit: number): boolean {
  return sizeOf(reply, question) > limit;
}

/**
 * Octets of the whole reply as CoreDNS sends it into a buffer of that size: names are compressed (a pointer of two octets
 * for what was written before) only when it would not fit otherwise (miekg/dns msg_truncate.go).
 */
export function sentSizeOf(reply: Reply, question: Question, buffer: number): number {
  const plain = sizeOf(reply, question, false);
  return plain <= buffer ? plain : sizeOf(reply, question);
}

/** Octets of the whole reply, its names compressed or not. */
export function sizeOf(reply: Reply, question: Question, compressed = true): number {
  const known = compressed ? new Set<string>() : undefined;
  let size = header + nameSize(question.name, known) + 4;
  for (const section of [reply.answer, reply.authority, reply.additional]) {
    for (const served of section) size += recordSize(served, known);
  }
  return size;
}

/** How many records from the start of the answer fit into `limit` octets. */
export function fitting(reply: Reply, question: Question, limit: number): number {
  const known = new Set<string>();
  let size = header + nameSize(question.name, known) + 4;
  let count = 0;
  for (const served of reply.answer) {
    size += recordSize(served, known);
    if (size > limit) return count;
    count += 1;
  }
  return count;
}

type Known = Set<string> | undefined;

function recordSize({ record }: ServedRecord, known: Known): number {
  return nameSize(record.name, known) + 10 + dataSize(record.data, known);
}

function dataSize(data: RecordData, known: Known): number {
  switch (data.type) {
    case "A":
      return 4;
    case "AAAA":
      return 16;
    case "CNAME":
    case "PTR":
    case "NS":
      return nameSize(data.target, known);
    case "SRV":
      return 6 + nameSize(data.target, new Set()); // RFC 2782: the target is not compressed.
    case "MX":
      return 2 + nameSize(data.exchange, known);
    case "TXT":
      return data.strings.reduce((sum, text) => sum + 1 + text.length, 0);
    case "SOA":
      return nameSize(data.mname, known) + nameSize(data.rname, known) + 20;
  }
}

/** @param known the names written before, where they are compressed */
function nameSize(name: string, known: Known): number {
  let size = 0;
  let rest = name.toLowerCase().replace(/\.$/, "");
  while (rest !== "") {
    if (known?.has(rest) === true) return size + 2;
    known?.add(rest);
    const dot = rest.indexOf(".");
    const label = dot < 0 ? rest : rest.slice(0, dot);
    size += 1 + label.length;
    rest = dot < 0 ? "" : rest.slice(dot + 1);
  }
  return size + 1;
}
