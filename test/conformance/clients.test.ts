/** Replays what real programs printed in a Pod's network against CoreDNS over a real API server (clients.json). */
import { describe, expect, test } from "vitest";
import { asUri } from "../../server/src/base/source.ts";
import { buildCluster } from "../../server/src/cluster/state/build.ts";
import { defaultClusterOptions } from "../../server/src/cluster/state/cluster.ts";
import { simulate } from "../../server/src/dns/clients/simulate.ts";
import { type ClientId, clientIds } from "../../server/src/dns/clients/simulation.ts";
import { readResolvConf } from "../../server/src/dns/data/read-resolv-conf.ts";
import type { ResourceRecord } from "../../server/src/dns/data/record.ts";
import { readCorefile } from "../../server/src/dns/server/read-corefile.ts";
import type { Outside, OutsideAnswer, Question } from "../../server/src/dns/server/response.ts";
import { answer, createServer } from "../../server/src/dns/server/server.ts";
import { parseManifest } from "../../server/src/kubernetes/manifests/parse.ts";
import { recordedJson } from "./recorded.ts";
import { tallyEach } from "./tally.ts";

interface Run {
  readonly tool: string;
  readonly name: string;
  readonly resolv: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

interface Recorded {
  readonly resolv: Readonly<Record<string, string>>;
  readonly objects: readonly unknown[];
  readonly runs: readonly Run[];
}

const recorded = recordedJson<Recorded>("clients.json");

const corefile = `.:53 {
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
    ttl 30
  }
  forward . 192.0.2.53
}`;

/** The zone behind `forward` in the recordings: a recursor's view of the root. */
const world: readonly ResourceRecord[] = [
  { name: "db.example.com.", ttl: 300, data: { type: "A", address: "192.0.2.10" } },
  { name: "db.example.com.", ttl: 300, data: { type: "AAAA", address: "2001:db8::10" } },
  { name: "example.com.", ttl: 300, data: { type: "A", address: "192.0.2.80" } },
  { name: "api.example.com.", ttl: 300, data: { type: "A", address: "192.0.2.81" } },
  { name: "alias.example.com.", ttl: 300, data: { type: "CNAME", target: "example.com." } },
];

const outside: Outside = ({ name, type }: Question): OutsideAnswer => {
  const own = world.filter((record) => record.name === name.toLowerCase());
  const targets = own.flatMap(({ data }) => (data.type === "CNAME" && type !== "CNAME" ? [data.target] : []));
  const here = [...own, ...world.filter((record) => targets.includes(record.name))];
  return {
    rcode: here.length === 0 ? "NXDOMAIN" : "NOERROR",
    authoritative: false,
    recursionAvailable: true,
    truncated: false,
    answer: here.filter(({ data }) => data.type === type || data.type === "CNAME"),
    authority: [],
    additional: [],
  };
};

describe("clients.json", () => {
  tallyEach({ file: "clients.json", mode: "engine", unit: "runs" });

  const uri = asUri("file:///cluster.json");
  const declarations = recorded.objects.flatMap((object) => parseManifest(uri, JSON.stringify(object)).declarations);
  const cluster = buildCluster(declarations, { ...defaultClusterOptions, snapshot: true });
  const server = createServer(cluster, {
    implementation: "coredns",
    localIps: ["10.244.0.2"],
    serverSearch: [],
    ...readCorefile(corefile),
  });

  test.each(recorded.runs.map((run) => [`${run.tool} ${run.name} (${run.resolv})`, run] as const))("%s", (_, run) => {
    const { client, type } = commandOf(run.tool);
    expect(client).toBeDefined();
    const result = simulate({
      ask: (question) => answer(server, question, outside),
      pod: undefined,
      resolvConf: readResolvConf(recorded.resolv[run.resolv] ?? ""),
      hosts: [{ ip: "127.0.0.1", names: ["localhost"] }],
      client: client ?? "bind-nslookup",
      typed: type === undefined ? { name: run.name } : { name: run.name, type },
    });
    expect(arrivals(result.stdout)).toEqual(arrivals(run.stdout));
    expect(result.exitCode).toBe(run.exit);
  });
});

/** `bind-nslookup-SRV` is nslookup with a type; an address is asked for without one. */
function commandOf(tool: string): { readonly client: ClientId | undefined; readonly type: string | undefined } {
  const type = /-(SRV|PTR)$/.exec(tool)?.[1];
  const name = tool.replace(/-(SRV|PTR)$/, "");
  return { client: clientIds.find((id) => id === name), type: type === "PTR" ? undefined : type };
}

/** The lines without their order: answers are printed as they arrive. */
function arrivals(text: string): readonly string[] {
  return text.split("\n").sort();
}
