/** Simulates BIND's nslookup 9.18 (bin/dig/nslookup.c, dighost.c): which names it asks, and what it prints. */

import { addAll } from "../../../base/long-lists.ts";
import { formatData, type ResourceRecord } from "../../data/record.ts";
import { reverseName } from "../../server/address.ts";
import type { Reply } from "../../server/response.ts";
import { type ClientRun, candidatesOf, finalName, type Got, isTruncatedOverUdp, shown, wentOn } from "../client-run.ts";
import type { CandidateOrigin, Typed } from "../simulation.ts";
import { outside, type Printed } from "./printed.ts";

/** Attempts before nslookup gives up on a server. */
const attempts = 3;

export function bindNslookup(session: ClientRun, typed: Typed): Printed {
  // An address is looked up backwards whatever type was asked (nslookup.c addlookup).
  const reversed = reverseName(typed.name);
  if (reversed !== undefined) return reverse(session, reversed, typed.server);
  const candidates = candidatesOf(typed.name, session.conf, "stop");
  const type = typed.type ?? "A";
  let text = "";
  for (const [index, { name, origin }] of candidates.entries()) {
    const { got, notes, server } = ask(session, { name, type, origin, given: typed.server });
    text += notes;
    if (got.kind === "outside") return outside(text);
    if (got.kind === "timeout")
      return { stdout: `${text};; no servers could be reached\n\n`, stderr: "", exitCode: 1, outcome: "timeout" };
    if (got.rcode === "NXDOMAIN" && index < candidates.length - 1) {
      wentOn(session);
      continue;
    }
    text += `Server:\t\t${server}\nAddress:\t${server}#53\n\n`;
    if (got.rcode !== "NOERROR") return failed(text, name, got);
    return typed.type === undefined
      ? addresses(session, text, { name, given: typed.server }, got)
      : others(session, text, typed, got);
  }
  return outside(text);
}

/** A came back without error: print it, then ask AAAA for the name at the end of the aliases. */
function addresses(
  session: ClientRun,
  start: string,
  { name, given }: { readonly name: string; readonly given: string | undefined },
  a: Reply,
): Printed {
  let text = `${start}${introduction(a)}${section(a)}`;
  const target = finalName(a, name);
  const { got, notes } = ask(session, { name: target, type: "AAAA", origin: { kind: "follow-up" }, given });
  text += notes;
  addAll(session.records, a.answer);
  if (got.kind === "outside") return outside(text);
  if (got.kind === "timeout")
    return { stdout: `${text};; no servers could be reached\n\n`, stderr: "", exitCode: 1, outcome: "timeout" };
  if (got.rcode !== "NOERROR") return failed(text, target, got);
  addAll(
    session.records,
    got.answer.filter(({ record }) => record.data.type === "AAAA"),
  );
  if (a.answer.length === 0 && got.answer.length === 0) {
    return {
      stdout: `${text}*** Can't find ${shown(name)}: No answer\n\n`,
      stderr: "",
      exitCode: 0,
      outcome: "nodata",
    };
  }
  const found = session.records.some(({ record }) => record.data.type === "A" || record.data.type === "AAAA");
  return { stdout: `${text}${section(got)}\n`, stderr: "", exitCode: 0, outcome: found ? "resolved" : "nodata" };
}

function others(session: ClientRun, start: string, { name: typed, type = "" }: Typed, reply: Reply): Printed {
  addAll(session.records, reply.answer);
  return answered(`${start}${introduction(reply)}`, typed, type, reply);
}

function reverse(session: ClientRun, name: string, given: string | undefined): Printed {
  const { got, notes } = ask(session, { name, type: "PTR", origin: { kind: "reverse" }, given });
  if (got.kind === "outside") return outside(notes);
  if (got.kind === "timeout")
    return { stdout: `${notes};; no servers could be reached\n\n`, stderr: "", exitCode: 1, outcome: "timeout" };
  if (got.rcode !== "NOERROR") return failed(notes, name, got);
  addAll(session.records, got.answer);
  return answered(notes, name, "PTR", got);
}

/** A reply without error to a question for one type. */
function answered(start: string, name: string, type: string, reply: Reply): Printed {
  const found = reply.answer.length > 0;
  const text = found ? section(reply) : `*** Can't find ${shown(name)}: No answer\n`;
  const stdout = `${start}${text}${authorities(reply, type)}\n`;
  return { stdout, stderr: "", exitCode: 0, outcome: found ? "resolved" : "nodata" };
}

function failed(start: string, name: string, reply: Reply): Printed {
  const outcome = reply.rcode === "NXDOMAIN" ? "nxdomain" : "servfail";
  return {
    stdout: `${start}** server can't find ${shown(name)}: ${reply.rcode}\n\n`,
    stderr: "",
    exitCode: 1,
    outcome,
  };
}

interface Asked {
  readonly name: string;
  readonly type: string;
  readonly origin: CandidateOrigin;
  /** The server that was typed: it alone is asked, and it may lack recursion without a word. */
  readonly given: string | undefined;
}

/**
 * Asks the servers in order. BIND takes SERVFAIL and a reply without recursion for a failure of the server and goes on to
 * the next one, if there is one.
 */
function ask(
  session: ClientRun,
  { name, type, origin, given }: Asked,
): { readonly got: Got; readonly notes: string; readonly server: string } {
  const known = session.conf.nameservers.length === 0 ? ["127.0.0.1"] : session.conf.nameservers;
  const servers = given === undefined ? known : [given];
  let notes = "";
  let got: Got = { kind: "timeout" };
  let server = servers[0] ?? "";
  for (const [index, candidate] of servers.entries()) {
    server = candidate;
    const next = index < servers.length - 1 ? ", trying next server" : "";
    got = session.ask(name, type, origin, candidate);
    if (got.kind === "timeout") {
      notes += `;; communications error to ${candidate}#53: timed out\n`.repeat(attempts);
      continue;
    }
    if (got.kind === "outside") break;
    if (isTruncatedOverUdp(got, { name, type })) notes += ";; Truncated, retrying in TCP mode.\n";
    if (got.rcode === "SERVFAIL") notes += `;; Got SERVFAIL reply from ${candidate}${next}\n`;
    else if (!got.recursionAvailable && given === undefined)
      notes += `;; Got recursion not available from ${candidate}${next}\n`;
    else break;
  }
  return { got, notes, server };
}

/** The line before an answer without authority; the AAAA that follows an A has none (nslookup.c printmessage). */
function introduction(reply: Reply): string {
  return reply.authoritative ? "" : "Non-authoritative answer:\n";
}

function section(reply: Reply): string {
  return reply.answer.map(({ record }) => line(record)).join("");
}

/** What stands behind an answer without authority to anything but an address question. */
function authorities(reply: Reply, type: string): string {
  if (reply.authoritative || type === "A" || type === "AAAA") return "";
  const lines = [...reply.authority, ...reply.additional].map(({ record }) => line(record)).join("");
  return `\nAuthoritative answers can be found from:\n${lines}`;
}

function line({ name, data }: ResourceRecord): string {
  const owner = shown(name);
  switch (data.type) {
    case "A":
    case "AAAA":
      return `Name:\t${owner}\nAddress: ${data.address}\n`;
    case "CNAME":
      return `${owner}\tcanonical name = ${data.target}\n`;
    case "PTR":
      return `${owner}\tname = ${data.target}\n`;
    case "NS":
      return `${owner}\tnameserver = ${data.target}\n`;
    case "SRV":
      return `${owner}\tservice = ${formatData(data)}\n`;
    case "TXT":
      return `${owner}\ttext = ${formatData(data)}\n`;
    case "MX":
      return `${owner}\tmail exchanger = ${formatData(data)}\n`;
    case "SOA":
      return `${owner}\n\torigin = ${shown(data.mname)}\n\tmail addr = ${shown(data.rname)}\n\tserial = ${data.serial}\n\trefresh = ${data.refresh}\n\tretry = ${data.retry}\n\texpire = ${data.expire}\n\tminimum = ${data.minimum}\n`;
  }
}
