/**
 * Simulates Go's own resolver (net, netgo): glibc's candidates, any answer of a candidate is enough. Prints one address
 * per line.
 */
import type { HostsEntry } from "../../server/pod-dns.ts";
import type { ClientRun } from "../client-run.ts";
import type { Typed } from "../simulation.ts";
import { lookUp } from "./libc.ts";
import { outside, type Printed } from "./printed.ts";

export function goResolver(session: ClientRun, typed: Typed, hosts: readonly HostsEntry[]): Printed {
  const looked = lookUp(session, typed.name, ["A", "AAAA"], "go", hosts);
  switch (looked.kind) {
    case "outside":
      return outside();
    case "failed":
      return {
        stdout: "",
        stderr: `lookup ${typed.name} on ${session.conf.nameservers[0] ?? "127.0.0.1"}:53: ${looked.outcome === "servfail" ? "server misbehaving" : looked.outcome === "timeout" ? "i/o timeout" : "no such host"}\n`,
        exitCode: 1,
        outcome: looked.outcome,
      };
    case "address":
      return { stdout: `${looked.ip}\n`, stderr: "", exitCode: 0, outcome: "resolved" };
    case "hosts":
      return {
        stdout: looked.entries.map(({ ip }) => `${ip}\n`).join(""),
        stderr: "",
        exitCode: 0,
        outcome: "resolved",
      };
    case "found": {
      const lines = looked.records.map(({ record }) =>
        record.data.type === "A" || record.data.type === "AAAA" ? `${record.data.address}\n` : "",
      );
      return { stdout: lines.join(""), stderr: "", exitCode: 0, outcome: "resolved" };
    }
  }
}
