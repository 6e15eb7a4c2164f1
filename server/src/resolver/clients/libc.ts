/** Knows getaddrinfo of glibc, musl and Go (netgo): which candidates, in which order, and when each stops. */

import { parseAddress } from "../../naming/address.ts";
import type { HostsEntry } from "../../naming/pod-dns.ts";
import type { Reply, ServedRecord } from "../../naming/response.ts";
import { candidatesOf, recordsOf, type Session, wentOn } from "../session.ts";

export type Libc = "glibc" | "musl" | "go";

/** What a lookup through the C library ends in. */
export type Looked =
  | { readonly kind: "found"; readonly canonical: string; readonly records: readonly ServedRecord[] }
  | { readonly kind: "hosts"; readonly entry: HostsEntry }
  | { readonly kind: "address"; readonly ip: string }
  | { readonly kind: "failed"; readonly outcome: "nxdomain" | "nodata" | "servfail" | "timeout" }
  | { readonly kind: "outside" };

/** Walks the candidates and asks these types of each. */
export function lookUp(
  session: Session,
  name: string,
  types: readonly ("A" | "AAAA")[],
  libc: Libc,
  hosts: readonly HostsEntry[],
): Looked {
  if (parseAddress(name) !== undefined) return { kind: "address", ip: name };
  const listed = hosts.find(({ names }) =>
    names.some((known) => known.toLowerCase() === name.toLowerCase().replace(/\.$/, "")),
  );
  if (listed !== undefined) return { kind: "hosts", entry: listed };
  const server = session.conf.nameservers[0] ?? "127.0.0.1";
  let outcome: "nxdomain" | "nodata" | "servfail" | "timeout" = "nxdomain";
  const candidates = candidatesOf(name, session.conf, libc === "musl" ? "stop" : "search");
  for (const [index, candidate] of candidates.entries()) {
    const replies: Reply[] = [];
    for (const type of types) {
      const got = session.ask(candidate.name, type, candidate.origin, server);
      if (got.kind === "outside") return { kind: "outside" };
      if (got.kind === "timeout") return { kind: "failed", outcome: "timeout" };
      replies.push(got);
    }
    const records = replies.flatMap((reply) => recordsOf(reply, "A", "AAAA"));
    if (records.length > 0) {
      session.records.push(...replies.flatMap((reply) => reply.answer));
      return { kind: "found", canonical: (records[0]?.record.name ?? "").replace(/\.$/, ""), records };
    }
    const nxdomain = replies.some(({ rcode }) => rcode === "NXDOMAIN");
    const failed = replies.some(({ rcode }) => rcode !== "NOERROR" && rcode !== "NXDOMAIN");
    if (failed) outcome = outcome === "nodata" ? outcome : "servfail";
    else if (!nxdomain) outcome = "nodata";
    // musl: only a name that does not exist leads on; glibc and Go go on after everything.
    if (libc === "musl" && !nxdomain) break;
    if (index < candidates.length - 1) wentOn(session);
  }
  return { kind: "failed", outcome };
}
