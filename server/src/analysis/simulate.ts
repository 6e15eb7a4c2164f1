/** Knows how to ask a question from a Pod of an environment: the one door that hover, panel and command line use. */
import type { PodModel } from "../cluster/cluster.ts";
import type { ResolvConf } from "../dns/resolv-conf.ts";
import type { Declaration } from "../manifests/manifest.ts";
import { clusterSearch, hostsOf, loopback, resolvConfOf } from "../naming/pod-dns.ts";
import { presumedOutside } from "../naming/presumed-outside.ts";
import type { Asker, Outside, Question, Response } from "../naming/response.ts";
import { answer } from "../naming/server.ts";
import { simulate } from "../resolver/simulate.ts";
import type { ClientId, Simulation, Typed } from "../resolver/simulation.ts";
import type { Environment } from "./analysis.ts";

export interface SimulateOptions {
  /** What is known of servers outside the cluster; default: that some names cannot exist anywhere. */
  readonly outside?: Outside;
  /** Replaces the Pod's own resolv.conf. */
  readonly resolvConf?: ResolvConf;
  /** Answers in place of the server: caches on the way. */
  readonly answer?: (question: Question, asker: Asker) => Response;
}

/**
 * Runs a client in a Pod against the environment's DNS server.
 * @param pod undefined: a Pod of the default namespace without settings of its own
 */
export function simulateIn(
  environment: Pick<Environment, "server" | "podDns">,
  pod: PodModel | undefined,
  typed: Typed,
  client: ClientId,
  options: SimulateOptions = {},
): Simulation {
  const outside = options.outside ?? presumedOutside;
  const resolvConf = options.resolvConf ?? resolvConfIn(environment, pod);
  const asker = askerFrom(pod);
  return simulate({
    ask: (question) => options.answer?.(question, asker) ?? answer(environment.server, question, outside, asker),
    pod,
    resolvConf,
    hosts: pod === undefined ? loopback : hostsOf(pod, environment.podDns),
    client,
    typed,
  });
}

/** The Pod as the server sees it. Few servers look: an address that is made up is drawn when one does. */
function askerFrom(pod: PodModel | undefined): Asker {
  const address = pod?.addresses[0];
  if (address === undefined) return {};
  return {
    get address() {
      return address.ip;
    },
  };
}

/**
 * Looks a name up as an object that mentions it would: from its first Pod, else from a Pod of its namespace.
 * @param outside default: what some names cannot be anywhere
 */
export function simulateFor(
  environment: Environment,
  declaration: Declaration,
  name: string,
  client: ClientId = "go",
  outside?: Outside,
): Simulation {
  const pod = environment.cluster.podsOf(declaration).find((other) => other.declaration === declaration);
  const resolvConf = resolvConfIn(environment, pod, declaration.object.meta.namespace);
  return simulateIn(environment, pod, { name }, client, {
    resolvConf,
    ...(outside === undefined ? {} : { outside }),
  });
}

/** The resolv.conf of a Pod; of one in the namespace without settings of its own where it is undefined. */
export function resolvConfIn(
  environment: Pick<Environment, "podDns">,
  pod: PodModel | undefined,
  namespace = "default",
): ResolvConf {
  return pod === undefined ? anyPod(environment, namespace) : resolvConfOf(pod, environment.podDns).conf;
}

/** The resolv.conf that kubelet writes for a Pod of the namespace. */
function anyPod(environment: Pick<Environment, "podDns">, namespace: string): ResolvConf {
  const { clusterDomain, clusterDns, nodeResolvConf } = environment.podDns;
  return {
    nameservers: clusterDns,
    search: [...clusterSearch(namespace, clusterDomain), ...nodeResolvConf.search],
    options: [{ name: "ndots", value: "5" }],
  };
}
