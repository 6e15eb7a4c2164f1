/** Simulates BIND's host 9.18 (bin/dig/host.c): nslookup's candidates, then A, AAAA and MX of the name found. */

import { addAll } from "../../../base/long-lists.ts";
import { formatData, type ResourceRecord } from "../../data/record.ts";
import { reverseName } from "../../server/address.ts";
import { type ClientRun, candidatesOf, finalName, shown, wentOn } from "../client-run.ts";
import type { Typed } from "../simulation.ts";
import { outside, type Printed } from "./printed.ts";

const rcodeNumbers: Readonly<Record<string, number>> = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
};

export function host(session: ClientRun, typed: Typed): Printed {
  const server = typed.server ?? session.conf.nameservers.at(-1) ?? "127.0.0.1";
  const reversed = reverseName(typed.name);
  if (reversed !== undefined) return backwards(session, reversed, server);
  const candidates = candidatesOf(typed.name, session.conf, "stop");
  for (const [index, { name, origin }] of candidates.entries()) {
    const got = session.ask(name, typed.type ?? "A", origin, server);
    if (got.kind === "outside") return outside();
    if (got.kind === "timeout") return timedOut(server);
    if (got.rcode === "NXDOMAIN" && index < candidates.length - 1) {
      wentOn(session);
      continue;
    }
    if (got.rcode !== "NOERROR") return failed(typed.name, got.rcode);
    addAll(session.records, got.answer);
    const text = got.answer.map(({ record }) => line(record)).join("");
    if (typed.type !== undefined) {
      if (got.answer.length > 0) return { stdout: text, stderr: "", exitCode: 0, outcome: "resolved" };
      return { stdout: `${shown(name)} has no ${typed.type} record\n`, stderr: "", exitCode: 0, outcome: "nodata" };
    }
    return followUps(session, finalName(got, name), server, text);
  }
  return outside();
}

/**
 * AAAA and MX of the name at the end of the aliases: two lookups of their own, each of which says that it failed; any
 * failure makes the exit status (printmessage's seen_error).
 */
function followUps(session: ClientRun, target: string, server: string, start: string): Printed {
  let text = start;
  let failure: Printed | undefined;
  for (const type of ["AAAA", "MX"]) {
    const more = session.ask(target, type, { kind: "follow-up" }, server);
    if (more.kind === "outside") return outside(text);
    if (more.kind === "timeout") return timedOut(server);
    if (more.rcode === "NOERROR") {
      addAll(session.records, more.answer);
      text += more.answer.map(({ record }) => line(record)).join("");
    } else {
      const failedNow = failed(shown(target), more.rcode);
      failure ??= failedNow;
      text += failedNow.stdout;
    }
  }
  if (failure !== undefined) return { ...failure, stdout: text };
  return { stdout: text, stderr: "", exitCode: 0, outcome: text === "" ? "nodata" : "resolved" };
}

function backwards(session: ClientRun, name: string, server: string): Printed {
  const got = session.ask(name, "PTR", { kind: "reverse" }, server);
  if (got.kind === "outside") return outside();
  if (got.kind === "timeout") return timedOut(server);
  if (got.rcode !== "NOERROR") return failed(name, got.rcode);
  addAll(session.records, got.answer);
  const stdout = got.answer.map(({ record }) => line(record)).join("");
  return { stdout, stderr: "", exitCode: 0, outcome: stdout === "" ? "nodata" : "resolved" };
}

function failed(name: string, rcode: string): Printed {
  const stdout = `Host ${name} not found: ${rcodeNumbers[rcode] ?? 2}(${rcode})\n`;
  return { stdout, stderr: "", exitCode: 1, outcome: rcode === "NXDOMAIN" ? "nxdomain" : "servfail" };
}

function timedOut(server: string): Printed {
  return {
    stdout: `${`;; communications error to ${server}#53: timed out\n`.repeat(2)};; no servers could be reached\n`,
    stderr: "",
    exitCode: 1,
    outcome: "timeout",
  };
}

function line({ name, data }: ResourceRecord): string {
  const owner = shown(name);
  switch (data.type) {
    case "A":
      return `${owner} has address ${data.address}\n`;
    case "AAAA":
      return `${owner} has IPv6 address ${data.address}\n`;
    case "CNAME":
      return `${owner} is an alias for ${data.target}\n`;
    case "PTR":
      return `${owner} domain name pointer ${data.target}\n`;
    case "NS":
      return `${owner} name server ${data.target}\n`;
    case "SRV":
      return `${owner} has SRV record ${formatData(data)}\n`;
    case "TXT":
      return `${owner} descriptive text ${formatData(data)}\n`;
    case "MX":
      return `${owner} mail is handled by ${formatData(data)}\n`;
    case "SOA":
      return `${owner} has SOA record ${formatData(data)}\n`;
  }
}
