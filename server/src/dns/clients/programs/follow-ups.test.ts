/** What programs print of the questions that follow the first one, and of replies without records. */
import { expect, test } from "vitest";
import type { ResourceRecord } from "../../data/record.ts";
import type { Rcode, Reply } from "../../server/response.ts";
import { simulate } from "../simulate.ts";
import type { ClientId, Simulation } from "../simulation.ts";

function run(client: ClientId, name: string, zone: (name: string, type: string) => Partial<Reply>): Simulation {
  return simulate({
    client,
    pod: undefined,
    resolvConf: { nameservers: ["10.96.0.10"], search: [], options: [{ name: "ndots", value: "1" }] },
    hosts: [],
    typed: { name },
    ask: (question) => ({
      kind: "reply",
      outcome: "found",
      rcode: "NOERROR",
      authoritative: false,
      recursionAvailable: true,
      truncated: false,
      answer: [],
      authority: [],
      additional: [],
      reason: { kind: "outside", zone: "." },
      ...zone(question.name, question.type),
    }),
  });
}

const served = (record: ResourceRecord): Pick<Reply, "answer"> => ({ answer: [{ record }] });
const alias = served({ name: "ext.svc.", ttl: 30, data: { type: "CNAME", target: "gone.example." } });

test.each([
  ["NXDOMAIN", "Host gone.example not found: 3(NXDOMAIN)\n"],
  ["REFUSED", "Host gone.example not found: 5(REFUSED)\n"],
] as const)("host says %s of an alias's target for AAAA and for MX", (rcode: Rcode, line) => {
  const { stdout, exitCode, outcome } = run("host", "ext.svc", (name) => (name === "ext.svc." ? alias : { rcode }));
  expect(stdout).toBe(`ext.svc is an alias for gone.example.\n${line}${line}`);
  expect(exitCode).toBe(1);
  expect(outcome).toBe(rcode === "NXDOMAIN" ? "nxdomain" : "servfail");
});

test("host goes on to MX after a failed AAAA, and its exit status stays that of the failure", () => {
  const address = served({ name: "a.b.", ttl: 30, data: { type: "A", address: "192.0.2.1" } });
  const { stdout, exitCode } = run("host", "a.b", (_, type) =>
    type === "A" ? address : type === "AAAA" ? { rcode: "SERVFAIL" } : {},
  );
  expect(stdout).toBe("a.b has address 192.0.2.1\nHost a.b not found: 2(SERVFAIL)\n");
  expect(exitCode).toBe(1);
});

test.each(["busybox-nslookup@1.29", "busybox-nslookup@1.35", "busybox-nslookup@1.36"] as const)(
  "%s heads every reply without authority, an empty one too",
  (client) => {
    const address = served({ name: "example.com.", ttl: 30, data: { type: "A", address: "192.0.2.80" } });
    const zone = (_: string, type: string): Partial<Reply> => (type === "A" ? address : {});
    const head = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n";
    const found = "Name:\texample.com\nAddress: 192.0.2.80\n\n";
    expect(run(client, "example.com", zone).stdout).toBe(
      `${head}Non-authoritative answer:\n${found}Non-authoritative answer:\n\n`,
    );
    const authoritative = run(client, "example.com", (name, type) => ({ ...zone(name, type), authoritative: true }));
    expect(authoritative.stdout).toBe(`${head}${found}\n`);
  },
);
