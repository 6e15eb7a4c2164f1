/**
 * Simulates dig 9.18 and its output (bin/dig/dig.c, lib/dns/masterdump.c). Ids, times and cookies are fixed: nothing is
 * random.
 */

import { addAll } from "../../../base/long-lists.ts";
import { formatData, type ResourceRecord } from "../../data/record.ts";
import type { Reply } from "../../server/response.ts";
import { absolute, type Candidate, type ClientRun, candidatesOf, type Got, wentOn } from "../client-run.ts";
import { sentSizeOf } from "../message-size.ts";
import type { Typed } from "../simulation.ts";
import { outside, type Printed } from "./printed.ts";

/** What dig offers with EDNS, and what the OPT record with the echoed cookie takes. */
const ednsBuffer = 1232;
const optSize = 23;

export interface DigOptions {
  /** `+search`: nslookup's candidates. Otherwise dig asks the name as typed and walks no list. */
  readonly search: boolean;
  /** `+short`: the data of the answer alone. */
  readonly short: boolean;
}

/** dig asks one type. */
export function dig(session: ClientRun, typed: Typed, options: DigOptions): Printed {
  const server = typed.server ?? session.conf.nameservers[0] ?? "127.0.0.1";
  const type = typed.type ?? "A";
  const { name, got } = walk(session, typed, { type, server, search: options.search });
  const flags = `${options.search ? "+search " : ""}${options.short ? "+short " : ""}`;
  const words = `${typed.server === undefined ? "" : `@${typed.server} `}${flags}${typed.name}${typed.type === undefined ? "" : ` ${typed.type}`}`;
  const head = `\n; <<>> DiG 9.18.49 <<>> ${words}\n;; global options: +cmd\n`;
  if (got.kind === "outside") return outside(options.short ? "" : head);
  if (got.kind === "timeout") {
    const lines = `;; communications error to ${server}#53: timed out\n`.repeat(3);
    const stdout = `${lines}${options.short ? "" : head};; no servers could be reached\n`;
    return { stdout, stderr: "", exitCode: 9, outcome: "timeout" };
  }
  addAll(session.records, got.answer);
  const stdout = options.short
    ? got.answer.map(({ record }) => `${formatData(record.data)}\n`).join("")
    : message(got, { name, type, server, head });
  return { stdout, stderr: "", exitCode: 0, outcome: outcomeOf(got) };
}

function outcomeOf(got: Reply): Printed["outcome"] {
  if (got.rcode === "NXDOMAIN") return "nxdomain";
  if (got.rcode !== "NOERROR") return "servfail";
  return got.answer.length > 0 ? "resolved" : "nodata";
}

function walk(
  session: ClientRun,
  typed: Typed,
  { type, server, search }: { readonly type: string; readonly server: string; readonly search: boolean },
): { readonly name: string; readonly got: Got } {
  const candidates: readonly Candidate[] = search
    ? candidatesOf(typed.name, session.conf, "stop")
    : [{ name: absolute(typed.name), origin: { kind: "as-is", because: "client" } }];
  let name = absolute(typed.name);
  let got: Got = { kind: "timeout" };
  for (const [index, candidate] of candidates.entries()) {
    name = candidate.name;
    got = session.ask(name, type, candidate.origin, server);
    if (got.kind !== "reply" || got.rcode !== "NXDOMAIN" || index === candidates.length - 1) break;
    wentOn(session);
  }
  return { name, got };
}

/** The whole message, as dig prints it without `+short`. */
function message(
  got: Reply,
  {
    name,
    type,
    server,
    head,
  }: { readonly name: string; readonly type: string; readonly server: string; readonly head: string },
): string {
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
  return [
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
    `;; MSG SIZE  rcvd: ${sentSizeOf(got, { name, type }, ednsBuffer - optSize) + optSize}\n\n`,
  ].join("");
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
