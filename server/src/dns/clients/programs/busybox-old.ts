/** Simulates BusyBox's nslookup up to 1.28: getaddrinfo, then the reverse name of the server and of each address. */
import { reverseName } from "../../server/address.ts";
import type { HostsEntry } from "../../server/pod-dns.ts";
import type { ClientRun } from "../client-run.ts";
import type { Typed } from "../simulation.ts";
import { lookUp } from "./libc.ts";
import { outside, type Printed } from "./printed.ts";

export function busyboxOld(session: ClientRun, typed: Typed, hosts: readonly HostsEntry[]): Printed {
  const server = typed.server ?? session.conf.nameservers[0] ?? "127.0.0.1";
  const head = `Server:    ${server}\nAddress 1: ${server}${reverse(session, server, server)}\n\n`;
  const looked = lookUp(session, typed.name, ["A", "AAAA"], "glibc", hosts);
  if (looked.kind === "outside") return outside(head);
  if (looked.kind === "failed") {
    const words = {
      nxdomain: "Name or service not known",
      nodata: "No address associated with hostname",
      servfail: "Temporary failure in name resolution",
      timeout: "Temporary failure in name resolution",
    };
    const stderr = `nslookup: can't resolve '${typed.name}': ${words[looked.outcome]}\n`;
    return { stdout: head, stderr, exitCode: 1, outcome: looked.outcome };
  }
  const addresses =
    looked.kind === "address"
      ? [looked.ip]
      : looked.kind === "hosts"
        ? looked.entries.map(({ ip }) => ip)
        : looked.records.map(({ record }) =>
            record.data.type === "A" || record.data.type === "AAAA" ? record.data.address : "",
          );
  const lines = addresses.map((ip, index) => `Address ${index + 1}: ${ip}${reverse(session, ip, server)}\n`);
  return { stdout: `${head}Name:      ${typed.name}\n${lines.join("")}`, stderr: "", exitCode: 0, outcome: "resolved" };
}

/** The text behind an address: its first PTR, or nothing. */
function reverse(session: ClientRun, ip: string, server: string): string {
  const name = reverseName(ip);
  if (name === undefined) return "";
  const got = session.ask(name, "PTR", { kind: "reverse" }, server);
  if (got.kind !== "reply") return "";
  const first = got.answer.find(({ record }) => record.data.type === "PTR")?.record.data;
  return first?.type === "PTR" ? ` ${first.target.replace(/\.$/, "")}` : "";
}
