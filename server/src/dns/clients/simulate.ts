/** Runs the client that a question asks for, and shows the command that a person would have typed. */
import type { PodModel } from "../../cluster/state/cluster.ts";
import type { IpFamily } from "../../kubernetes/manifests/object.ts";
import type { ResolvConf } from "../data/resolv-conf.ts";
import type { HostsEntry } from "../server/pod-dns.ts";
import { type Ask, type ClientRun, startRun } from "./client-run.ts";
import { bindNslookup } from "./programs/bind-nslookup.ts";
import { busyboxNslookup } from "./programs/busybox-nslookup.ts";
import { busyboxOld } from "./programs/busybox-old.ts";
import { dig } from "./programs/dig.ts";
import { getentAhosts, getentHosts, muslGetent } from "./programs/getent.ts";
import { goResolver } from "./programs/go.ts";
import { host } from "./programs/host.ts";
import type { Printed } from "./programs/printed.ts";
import type { ClientId, Simulation, Typed } from "./simulation.ts";

export interface SimulateInput {
  readonly ask: Ask;
  /** The Pod that asks; undefined for a question from no particular Pod. */
  readonly pod: PodModel | undefined;
  readonly resolvConf: ResolvConf;
  readonly hosts: readonly HostsEntry[];
  /** The families that the asker has addresses of (AI_ADDRCONFIG); absent: those of the Pod, else both. */
  readonly families?: readonly IpFamily[];
  readonly client: ClientId;
  readonly typed: Typed;
}

/** Runs the client. Nothing is random: equal inputs print equal texts, answers in the server's order. */
export function simulate(input: SimulateInput): Simulation {
  const session = startRun(input.ask, input.resolvConf);
  const { stdout, stderr, exitCode, outcome } = run(input, session);
  return {
    client: input.client,
    pod: input.pod,
    command: commandOf(input),
    resolvConf: input.resolvConf,
    stdout,
    stderr,
    exitCode,
    steps: session.steps,
    records: session.records,
    outcome,
  };
}

function run(input: SimulateInput, session: ClientRun): Printed {
  const { client, typed, hosts } = input;
  switch (client) {
    case "bind-nslookup":
      return bindNslookup(session, typed);
    case "busybox-nslookup@1.28":
      return busyboxOld(session, typed, hosts);
    case "busybox-nslookup@1.29":
      return busyboxNslookup(session, typed, { search: false, failsOnError: false });
    case "busybox-nslookup@1.35":
    case "busybox-nslookup@1.36":
      return busyboxNslookup(session, typed, { search: true, failsOnError: true });
    case "getent-hosts":
      return getentHosts(session, typed, hosts);
    case "getent-ahosts":
      return getentAhosts(session, typed, hosts, familiesOf(input));
    case "musl-getent":
      return muslGetent(session, typed, hosts);
    case "host":
      return host(session, typed);
    case "dig":
      return dig(session, typed, { search: false, short: false });
    case "dig+search":
      return dig(session, typed, { search: true, short: false });
    case "dig+short":
      return dig(session, typed, { search: false, short: true });
    case "dig+search+short":
      return dig(session, typed, { search: true, short: true });
    case "go":
      return goResolver(session, typed, hosts);
  }
}

/** AI_ADDRCONFIG: only the families that the asker has addresses of. */
function familiesOf({ families, pod }: SimulateInput): readonly ("A" | "AAAA")[] {
  const own = new Set(families ?? pod?.addresses.map(({ family }) => family));
  if (own.size === 0 || (own.has("IPv4") && own.has("IPv6"))) return ["A", "AAAA"];
  return own.has("IPv4") ? ["A"] : ["AAAA"];
}

const programs: Readonly<Record<ClientId, string>> = {
  "bind-nslookup": "nslookup",
  "busybox-nslookup@1.28": "nslookup",
  "busybox-nslookup@1.29": "nslookup",
  "busybox-nslookup@1.35": "nslookup",
  "busybox-nslookup@1.36": "nslookup",
  "getent-hosts": "getent hosts",
  "getent-ahosts": "getent ahosts",
  "musl-getent": "getent hosts",
  host: "host",
  dig: "dig",
  "dig+search": "dig +search",
  "dig+short": "dig +short",
  "dig+search+short": "dig +search +short",
  go: "go-lookup",
};

/** The line to type where kubectl reaches the Pod. */
function commandOf({ client, pod, typed }: SimulateInput): string {
  const program = programs[client];
  const type = typed.type;
  const nslookup = program === "nslookup" && type !== undefined ? ` -type=${type}` : "";
  const before = program === "host" && type !== undefined ? ` -t ${type}` : nslookup;
  const after = program.startsWith("dig") && type !== undefined ? ` ${type}` : "";
  const server = typed.server === undefined ? "" : program.startsWith("dig") ? ` @${typed.server}` : ` ${typed.server}`;
  const question = `${program}${before} ${typed.name}${after}${program.startsWith("getent") ? "" : server}`;
  if (pod === undefined) return question;
  const namespace = pod.namespace === "default" ? "" : `-n ${pod.namespace} `;
  return `kubectl exec ${namespace}${pod.name} -- ${question}`;
}
