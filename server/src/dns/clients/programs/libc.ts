/** Simulates getaddrinfo of glibc, musl and Go (netgo): which candidates, in which order, and when each stops. */

import { addAll } from "../../../base/long-lists.ts";
import { parseAddress } from "../../server/address.ts";
import type { HostsEntry } from "../../server/pod-dns.ts";
import type { Reply, ServedRecord } from "../../server/response.ts";
import { type ClientRun, candidatesOf, recordsOf, wentOn } from "../client-run.ts";

export type Libc = "glibc" | "musl" | "go";

/** What a lookup through the C library ends in. */
export type Looked =
  | { readonly kind: "found"; readonly canonical: string; readonly records: readonly ServedRecord[] }
  /** Lines of /etc/hosts, at least one. */
  | { readonly kind: "hosts"; readonly entries: readonly HostsEntry[] }
  | { readonly kind: "address"; readonly ip: string }
  | { readonly kind: "failed"; readonly outcome: "nxdomain" | "nodata" | "servfail" | "timeout" }
  | { readonly kind: "outside" };

/** Walks the candidates and asks these types of each. */
export function lookUp(
  session: ClientRun,
  name: string,
  types: readonly ("A" | "AAAA")[],
  libc: Libc,
  hosts: readonly HostsEntry[],
): Looked {
  if (parseAddress(name) !== undefined) return { kind: "address", ip: name };
  const listed = inHosts(hosts, { name, types, libc });
  if (listed.length > 0) return { kind: "hosts", entries: listed };
  const server = session.conf.nameservers[0] ?? "127.0.0.1";
  let outcome: "nxdomain" | "nodata" | "servfail" | "timeout" = "nxdomain";
  const candidates = candidatesOf(name, session.conf, libc === "musl" ? "stop" : "search");
  for (const [index, candidate] of candidates.entries()) {
    const replies: Reply[] = [];
    for (const type of types) {
      const got = session.ask(candidate.name, type, candidate.origin, server);
      if (got.kind === "outside") return { kind: "outside" };
      if (got.kind === "timeout") break;
      replies.push(got);
    }
    if (replies.length < types.length) {
      // Silence ends the walk; glibc still tries the name as it was typed (res_query.c).
      const asTyped = candidates.slice(index + 1).find(({ origin }) => origin.kind === "as-is");
      if (libc !== "glibc" || asTyped === undefined || outcome === "timeout")
        return { kind: "failed", outcome: "timeout" };
      outcome = "timeout";
      continue;
    }
    const records = inOrder(replies, libc);
    if (records.length > 0) {
      addAll(
        session.records,
        replies.flatMap((reply) => reply.answer),
      );
      return { kind: "found", canonical: (records[0]?.record.name ?? "").replace(/\.$/, ""), records };
    }
    const nxdomain = replies.some(({ rcode }) => rcode === "NXDOMAIN");
    const failed = replies.some(({ rcode }) => rcode !== "NOERROR" && rcode !== "NXDOMAIN");
    if (failed) outcome = outcome === "nodata" ? outcome : "servfail";
    else if (!nxdomain) outcome = "nodata";
    // musl: only a name that does not exist leads on; glibc and Go go on after everything.
    if (libc === "musl" && !nxdomain) break;
    // An alias without addresses behind it is an answer to glibc's search.
    if (libc === "glibc" && replies.some(({ answer }) => answer.length > 0)) break;
    if (index < candidates.length - 1) wentOn(session);
  }
  return { kind: "failed", outcome };
}

/**
 * The lines that name it, with an address of a family that is wanted; IPv6 first. To glibc the line of ::1 is one of
 * 127.0.0.1 as well (nss/nss_files/files-hosts.c).
 */
function inHosts(
  hosts: readonly HostsEntry[],
  { name, types, libc }: { readonly name: string; readonly types: readonly ("A" | "AAAA")[]; readonly libc: Libc },
): readonly HostsEntry[] {
  const wanted = name.toLowerCase().replace(/\.$/, "");
  const lines = hosts.filter(({ names }) => names.some((known) => known.toLowerCase() === wanted));
  const v6 = types.includes("AAAA") ? lines.filter(({ ip }) => ip.includes(":")) : [];
  const mapped = lines.map((line) => (libc === "glibc" && line.ip === "::1" ? { ...line, ip: "127.0.0.1" } : line));
  const v4 = types.includes("A") ? mapped.filter(({ ip }) => !ip.includes(":")) : [];
  return [...v6, ...v4];
}

/** The addresses as they are handed out: glibc sorts a Pod's own families by RFC 6724, which puts IPv6 in front. */
function inOrder(replies: readonly Reply[], libc: Libc): readonly ServedRecord[] {
  const of = (type: "A" | "AAAA"): readonly ServedRecord[] => replies.flatMap((reply) => recordsOf(reply, type));
  return libc === "glibc" ? [...of("AAAA"), ...of("A")] : [...of("A"), ...of("AAAA")];
}
