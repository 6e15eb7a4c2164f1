/** Knows dig 9.18's output (bin/dig/dig.c, lib/dns/masterdump.c). Ids, times and cookies are fixed: nothing here is random. */
import { formatData, type ResourceRecord } from "../../dns/record.ts";
import { sizeOf } from "../message-size.ts";
import { absolute, type Session } from "../session.ts";
import type { Typed } from "../simulation.ts";
import { outside, type Printed } from "./printed.ts";

/** dig asks the name as typed, one type, and walks no list. */
export function dig(session: Session, typed: Typed): Printed {
  const server = session.conf.nameservers[0] ?? "127.0.0.1";
  const name = absolute(typed.name);
  const type = typed.type ?? "A";
  const got = session.ask(name, type, { kind: "as-is", because: "client" }, server);
  const shownType = typed.type === undefined ? "" : ` ${typed.type}`;
  const head = `\n; <<>> DiG 9.18.49 <<>> ${typed.name}${shownType}\n;; global options: +cmd\n`;
  if (got.kind === "outside") return outside(head);
  if (got.kind === "timeout") {
    const lines = `;; communications error to ${server}#53: timed out\n`.repeat(3);
    return { stdout: `${lines}${head};; no servers could be reached\n`, stderr: "", exitCode: 9, outcome: "timeout" };
  }
  session.records.push(...got.answer);
  const flags = [
    "qr",
    got.authoritative ? "aa" : "",
    got.truncated ? "tc" : "",
    "rd",
    got.recursionAvailable ? "ra" : "",
  ];
  const local = /\.local\.$/i.test(name);
  const question = `;${columns(name.length, name, [
    [32, "IN"],
    [40, type],
  ])}\n`;
  const text = [
    `${head};; Got answer:\n`,
    local
      ? ";; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS query is leaked to DNS\n"
      : "",
    `;; ->>HEADER<<- opcode: QUERY, status: ${got.rcode}, id: 1\n`,
    `;; flags: ${flags.filter((flag) => flag !== "").join(" ")}; QUERY: 1, ANSWER: ${got.answer.length}, AUTHORITY: ${got.authority.length}, ADDITIONAL: ${got.additional.length + 1}\n`,
    got.recursionAvailable ? "" : ";; WARNING: recursion requested but not available\n",
    "\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n; COOKIE: 0000000000000000 (echoed)\n",
    `;; QUESTION SECTION:\n${question}\n`,
    section(
      "ANSWER",
      got.answer.map(({ record }) => record),
    ),
    section(
      "AUTHORITY",
      got.authority.map(({ record }) => record),
    ),
    section(
      "ADDITIONAL",
      got.additional.map(({ record }) => record),
    ),
    `;; Query time: 0 msec\n;; SERVER: ${server}#53(${server}) (UDP)\n;; WHEN: Thu Jan 01 00:00:00 UTC 1970\n`,
    `;; MSG SIZE  rcvd: ${sizeOf(got, { name, type }) + 23}\n\n`,
  ].join("");
  const outcome =
    got.rcode === "NXDOMAIN"
      ? "nxdomain"
      : got.rcode !== "NOERROR"
        ? "servfail"
        : got.answer.length > 0
          ? "resolved"
          : "nodata";
  return { stdout: text, stderr: "", exitCode: 0, outcome };
}

function section(title: string, records: readonly ResourceRecord[]): string {
  if (records.length === 0) return "";
  return `;; ${title} SECTION:\n${records.map((record) => `${line(record)}\n`).join("")}\n`;
}

function line({ name, ttl, data }: ResourceRecord): string {
  return columns(name.length, name, [
    [24, String(ttl)],
    [32, "IN"],
    [40, data.type],
    [48, formatData(data)],
  ]);
}

/** masterdump.c indent(): tabs of eight up to the column, then blanks; at least one of either. */
function columns(start: number, text: string, fields: readonly (readonly [number, string])[]): string {
  let at = start;
  let result = text;
  for (const [column, field] of fields) {
    const to = Math.max(column, at + 1);
    const tabs = Math.floor(to / 8) - Math.floor(at / 8);
    if (tabs > 0) {
      result += "\t".repeat(tabs);
      at = Math.floor(to / 8) * 8;
    }
    result += " ".repeat(to - at) + field;
    at = to + field.length;
  }
  return result;
}
