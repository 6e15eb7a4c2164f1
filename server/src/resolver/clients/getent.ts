/** Knows `getent hosts` and `getent ahosts` of glibc, and Alpine's (musl). */
import { reverseName } from "../../naming/address.ts";
import type { HostsEntry } from "../../naming/pod-dns.ts";
import type { ServedRecord } from "../../naming/response.ts";
import type { Session } from "../session.ts";
import type { Typed } from "../simulation.ts";
import { type Looked, lookUp } from "./libc.ts";
import { outside, type Printed } from "./printed.ts";

/** getent's exit status for a key that is not found. */
const notFound = 2;

/** gethostbyname2: AAAA over the whole list first, then A over the whole list. */
export function getentHosts(session: Session, typed: Typed, hosts: readonly HostsEntry[]): Printed {
  if (reverseName(typed.name) !== undefined) return byAddress(session, typed.name, hosts);
  let last: Looked = { kind: "failed", outcome: "nxdomain" };
  for (const type of ["AAAA", "A"] as const) {
    last = lookUp(session, typed.name, [type], "glibc", hosts);
    if (last.kind !== "failed") break;
  }
  if (last.kind === "hosts") {
    const names = last.entry.names.join(" ");
    return { stdout: `${last.entry.ip.padEnd(15)} ${names}\n`, stderr: "", exitCode: 0, outcome: "resolved" };
  }
  if (last.kind !== "found") return missed(last);
  const aliases = aliasesOf(session, last.canonical);
  const names = [last.canonical, ...aliases].join(" ");
  return printed(last.records.map((served) => `${addressOf(served).padEnd(15)} ${names}\n`).join(""));
}

/** getaddrinfo without a socket type: three lines for each address, the canonical name on the first. */
export function getentAhosts(
  session: Session,
  typed: Typed,
  hosts: readonly HostsEntry[],
  families: readonly ("A" | "AAAA")[],
): Printed {
  const looked = lookUp(session, typed.name, families, "glibc", hosts);
  if (looked.kind === "address") return printed(triple(looked.ip, typed.name));
  if (looked.kind === "hosts") return printed(triple(looked.entry.ip, looked.entry.names[0] ?? typed.name));
  if (looked.kind !== "found") return missed(looked);
  // RFC 6724 as glibc applies it between a Pod's own families: IPv6 in front.
  const sorted = [...looked.records].sort(
    (a, b) => Number(addressOf(b).includes(":")) - Number(addressOf(a).includes(":")),
  );
  return printed(
    sorted.map((served, index) => triple(addressOf(served), index === 0 ? looked.canonical : "")).join(""),
  );
}

/** Alpine's getent hosts: the canonical name twice, then the typed one where it differs. */
export function muslGetent(session: Session, typed: Typed, hosts: readonly HostsEntry[]): Printed {
  const looked = lookUp(session, typed.name, ["A", "AAAA"], "musl", hosts);
  if (looked.kind === "address") return printed(`${looked.ip.padEnd(18)}${looked.ip}  ${looked.ip}\n`);
  if (looked.kind === "hosts") {
    const [first = "", ...others] = looked.entry.names;
    return printed(`${looked.entry.ip.padEnd(18)}${first}  ${[first, ...others].join(" ")}\n`);
  }
  if (looked.kind !== "found") return missed(looked);
  const first = looked.records[0];
  const names = looked.canonical === typed.name ? looked.canonical : `${looked.canonical} ${typed.name}`;
  return printed(first === undefined ? "" : `${addressOf(first).padEnd(18)}${looked.canonical}  ${names}\n`);
}

function byAddress(session: Session, ip: string, hosts: readonly HostsEntry[]): Printed {
  const listed = hosts.find((entry) => entry.ip === ip);
  if (listed !== undefined) return printed(`${ip.padEnd(15)} ${listed.names.join(" ")}\n`);
  const name = reverseName(ip);
  const server = session.conf.nameservers[0] ?? "127.0.0.1";
  const got = name === undefined ? undefined : session.ask(name, "PTR", { kind: "reverse" }, server);
  if (got?.kind === "outside") return outside();
  if (got?.kind !== "reply" || got.answer.length === 0) return missed({ kind: "failed", outcome: "nxdomain" });
  session.records.push(...got.answer);
  const names = got.answer.flatMap(({ record }) =>
    record.data.type === "PTR" ? [record.data.target.replace(/\.$/, "")] : [],
  );
  return printed(`${ip.padEnd(15)} ${names.join(" ")}\n`);
}

function triple(ip: string, name: string): string {
  const start = ip.padEnd(15);
  return `${start} STREAM ${name}\n${start} DGRAM  \n${start} RAW    \n`;
}

function aliasesOf(session: Session, canonical: string): readonly string[] {
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
