/** Knows how many octets a reply takes on the wire (RFC 1035 section 4.1), owner names compressed. */
import type { RecordData } from "../dns/record.ts";
import type { Question, Reply, ServedRecord } from "../naming/response.ts";

const header = 12;

/** True when the reply is longer than `limit` octets. */
export function exceeds(reply: Reply, question: Question, limit: number): boolean {
  return sizeOf(reply, question) > limit;
}

/** Octets of the whole reply. An owner or target that was written before takes a pointer of two. */
export function sizeOf(reply: Reply, question: Question): number {
  const known = new Set<string>();
  let size = header + nameSize(question.name, known) + 4;
  for (const section of [reply.answer, reply.authority, reply.additional]) {
    for (const served of section) size += recordSize(served, known);
  }
  return size;
}

/** How many of the answer's first records fit into `limit` octets. */
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

function recordSize({ record }: ServedRecord, known: Set<string>): number {
  return nameSize(record.name, known) + 10 + dataSize(record.data, known);
}

function dataSize(data: RecordData, known: Set<string>): number {
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

function nameSize(name: string, known: Set<string>): number {
  let size = 0;
  let rest = name.toLowerCase().replace(/\.$/, "");
  while (rest !== "") {
    if (known.has(rest)) return size + 2;
    known.add(rest);
    const dot = rest.indexOf(".");
    const label = dot < 0 ? rest : rest.slice(0, dot);
    size += 1 + label.length;
    rest = dot < 0 ? "" : rest.slice(dot + 1);
  }
  return size + 1;
}
