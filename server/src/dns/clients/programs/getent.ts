/** Simulates `getent hosts` and `getent ahosts` of glibc, and Alpine's (musl). */

import { addAll } from "../../../base/long-lists.ts";
import { reverseName } from "../../server/address.ts";
import type { HostsEntry } from "../../server/pod-dns.ts";
import type { ServedRecord } from "../../server/response.ts";
import type { ClientRun } from "../client-run.ts";
import type { Typed } from "../simulation.ts";
import { type Looked, lookUp } from "./libc.ts";
import { outside, type Printed } from "./printed.ts";

/** getent's exit status for a key that is not found. */
const notFound = 2;

/** gethostbyname2: AAAA over the whole list first, then A over the whole list. */
export function getentHosts(session: ClientRun, typed: Typed, hosts: readonly HostsEntry[]): Printed {
  if (reverseName(typed.name) !== undefined) return byAddress(session, typed.name, hosts);
  let last: Looked = { kind: "failed", outcome: "nxdomain" };
  for (const type of ["AAAA", "A"] as const) {
    last = lookUp(session, typed.name, [type], "glibc", hosts);
    if (last.kind !== "failed") break;
  }
  if (last.kind === "hosts") {
    return printed(last.entries.map(({ ip, names }) => `${ip.padEnd(15)} ${names.join(" ")}\n`).join(""));
  }
  if (last.kind !== "found") return missed(last);
  const aliases = aliasesOf(session, last.canonical);
  const names = [last.canonical, ...aliases].join(" ");
  return printed(last.records.map((served) => `${addressOf(served).padEnd(15)} ${names}\n`).join(""));
}

/** getaddrinfo without a socket type: three lines for each address, the canonical name on the first. */
export function getentAhosts(
  session: ClientRun,
  typed: Typed,
  hosts: readonly HostsEntry[],
  families: readonly ("A" | "AAAA")[],
): Printed {
  const looked = lookUp(session, typed.name, families, "glibc", hosts);
  if (looked.kind === "address") return printed(triple(looked.ip, typed.name));
  if (looked.kind === "hosts") {
    const canonical = looked.entries[0]?.names[0] ?? typed.name;
    return printed(looked.entries.map(({ ip }, index) => triple(ip, index === 0 ? canonical : "")).join(""));
  }
  if (looked.kind !== "found") return missed(looked);
  return printed(
    looked.records.map((served, index) => triple(addressOf(served), index === 0 ? looked.canonical : "")).join(""),
  );
}

/** Alpine's getent hosts over gethostbyname: A alone; the canonical name twice, then the typed one where it differs. */
export function muslGetent(session: ClientRun, typed: Typed, hosts: readonly HostsEntry[]): Printed {
  const reversed = reverseName(typed.name);
  if (reversed !== undefined) return muslByAddress(session, typed.name, { reversed, hosts });
  const looked = lookUp(session, typed.name, ["A"], "musl", hosts);
  if (looked.kind === "hosts") {
    const [entry] = looked.entries;
    return printed(muslLine(entry?.ip ?? "", entry?.names[0] ?? typed.name, typed.name));
  }
  if (looked.kind !== "found") return missed(looked);
  const [first] = looked.records;
  return printed(first === undefined ? "" : muslLine(addressOf(first), looked.canonical, typed.name));
}

/** The address, padded; the canonical name; then the aliases, of which it is the first. */
function muslLine(ip: string, canonical: string, typed: string): string {
  return `${ip.padEnd(16)}  ${canonical}  ${canonical === typed ? canonical : `${canonical} ${typed}`}\n`;
}

/** getnameinfo without NI_NAMEREQD: the last name, or the address itself where it has none. */
function muslByAddress(
  session: ClientRun,
  ip: string,
  { reversed, hosts }: { readonly reversed: string; readonly hosts: readonly HostsEntry[] },
): Printed {
  const listed = hosts.find((entry) => entry.ip === ip)?.names[0];
  if (listed !== undefined) return printed(muslLine(ip, listed, listed));
  const got = session.ask(reversed, "PTR", { kind: "reverse" }, session.conf.nameservers[0] ?? "127.0.0.1");
  if (got.kind === "outside") return outside();
  const names = got.kind === "reply" ? got.answer : [];
  addAll(session.records, names);
  const last = names.map(({ record }) => record.data).findLast((data) => data.type === "PTR");
  const name = last?.type === "PTR" ? last.target.replace(/\.$/, "") : ip;
  return printed(muslLine(ip, name, name));
}

function byAddress(session: ClientRun, ip: string, hosts: readonly HostsEntry[]): Printed {
  const listed = hosts.find((entry) => entry.ip === ip);
  if (listed !== undefined) return printed(`${ip.padEnd(15)} ${listed.names.join(" ")}\n`);
  const name = reverseName(ip);
  const server = session.conf.nameservers[0] ?? "127.0.0.1";
  const got = name === undefined ? undefined : session.ask(name, "PTR", { kind: "reverse" }, server);
  if (got?.kind === "outside") return outside();
  if (got?.kind !== "reply" || got.answer.length === 0) return missed({ kind: "failed", outcome: "nxdomain" });
  addAll(session.records, got.answer);
  // gethostbyaddr keeps the first of several names.
  const first = got.answer.map(({ record }) => record.data).find((data) => data.type === "PTR");
  return printed(`${ip.padEnd(15)} ${first?.type === "PTR" ? first.target.replace(/\.$/, "") : ""}\n`);
}

function triple(ip: string, name: string): string {
  const start = ip.padEnd(15);
  return `${start} STREAM ${name}\n${start} DGRAM  \n${start} RAW    \n`;
}

function aliasesOf(session: ClientRun, canonical: string): readonly string[] {
  const owners = session.records.flatMap(({ record }) =>
    record.data.type === "CNAME" ? [record.name.replace(/\.$/, "")] : [],
  );
  return [...new Set(owners)].filter((name) => name !== canonical);
}

function addressOf({ record }: ServedRecord): string {
  return record.data.type === "A" || record.data.type === "AAAA" ? record.data.address : "";
}

function printed(stdout: string): Printed {
  return { stdout, stderr: "", exitCode: 0, outcome: "resolved" };
}

function missed(looked: Looked): Printed {
  if (looked.kind === "outside") return outside();
  return {
    stdout: "",
    stderr: "",
    exitCode: notFound,
    outcome: looked.kind === "failed" ? looked.outcome : "nxdomain",
  };
}
