/** Asks a question from a Pod of an environment. Hover, panel and command line all ask through this file. */

import { memoize } from "../../base/memo.ts";
import type { PodModel } from "../../cluster/state/cluster.ts";
import { readAs } from "../../cluster/state/config-readers.ts";
import { applicationClient } from "../../dns/clients/programs.ts";
import { simulate } from "../../dns/clients/simulate.ts";
import type { ClientId, Simulation, Typed } from "../../dns/clients/simulation.ts";
import type { ResolvConf } from "../../dns/data/resolv-conf.ts";
import { replyOf } from "../../dns/server/plugins/forward.ts";
import {
  clusterSearch,
  hostsOf,
  isNodeServer,
  isPublicServer,
  loopback,
  type PodDnsSettings,
  resolvConfOf,
} from "../../dns/server/pod-dns.ts";
import { presumedOutside } from "../../dns/server/presumed-outside.ts";
import { unwrittenFailure } from "../../dns/server/reply.ts";
import type { Asker, Outside, Question, Response } from "../../dns/server/response.ts";
import { answer } from "../../dns/server/server.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Environment } from "../analysis.ts";

export interface SimulateOptions {
  /** What is known of servers outside the cluster; default: that some names cannot exist anywhere. */
  readonly outside?: Outside;
  /** Replaces the Pod's own resolv.conf. */
  readonly resolvConf?: ResolvConf;
  /** The node's kubelet asks, which has the node's resolv.conf and no Pod's settings. */
  readonly by?: "kubelet";
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
  const isKubelet = options.by === "kubelet";
  const resolvConf =
    options.resolvConf ?? (isKubelet ? environment.podDns.nodeResolvConf : resolvConfIn(environment, pod));
  const asker = askerFrom(pod);
  // A given resolv.conf states itself which server the Pod asks.
  const { podDns } = environment;
  const isOwn = pod !== undefined && options.resolvConf === undefined;
  const isNodes = (server: string): boolean =>
    isKubelet ? !podDns.clusterDns.includes(server) : isOwn && isNodeServer(pod, server, podDns);
  const isPublic = (server: string): boolean => isOwn && typed.server === undefined && isPublicServer(server, podDns);
  const simulation = simulate({
    ask: (question, server) =>
      isNodes(server) || isPublic(server)
        ? otherAnswer(podDns, question, outside, isKubelet ? { by: "kubelet" } : isNodes(server) ? {} : { server })
        : (options.answer?.(question, asker) ?? answer(environment.server, question, outside, asker)),
    pod,
    resolvConf,
    hosts: pod === undefined ? loopback : hostsOf(pod, environment.podDns),
    client,
    typed,
  });
  return { ...simulation, cluster: environment.server.cluster };
}

/**
 * What a DNS server other than the cluster's replies: it answers for names outside, and has no name of the cluster.
 * @param whose its address; without one the node's
 */
function otherAnswer(
  { nodeResolvConf }: PodDnsSettings,
  question: Question,
  outside: Outside,
  whose: { readonly server?: string; readonly by?: "kubelet" },
): Response {
  const { server } = whose;
  const reason = { kind: "node-server", ...whose } as const;
  const { nameservers } = nodeResolvConf;
  const nodes = nameservers.length === 0 ? ["/etc/resolv.conf"] : nameservers;
  const upstreams = server === undefined ? nodes : [server];
  const known = outside(question, upstreams);
  if (known === undefined) return { kind: "needs-outside", question, via: "forward", upstreams, reason };
  return known === "unreachable" ? unwrittenFailure(reason) : { ...replyOf(known), reason };
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

/** What of an environment answers: a cluster and its DNS. */
export type AskedEnvironment = Pick<Environment, "cluster" | "server" | "podDns">;

/** A name as an object gives it to a program. */
export interface Given {
  readonly name: string;
  /** The container whose program gets it; absent: the first. */
  readonly container?: string;
  /** Default: what the container's application uses. */
  readonly client?: ClientId;
  /** A record type; only for clients that take one. */
  readonly type?: string;
  /** The kubelet of the Pod's node asks, not the Pod. */
  readonly by?: "kubelet";
  /** Where its Pods are, if that is not the object's own namespace. */
  readonly namespace?: string;
  /** Where an object that states no namespace lands; default: `default`. */
  readonly defaultNamespace?: string;
}

/**
 * Looks a name up as an object that mentions it would: from its first Pod that does not find it in its own /etc/hosts, what
 * stands in a ConfigMap or Secret from the first Pod that reads it, else from a Pod of its namespace.
 * @param servers default: that some names cannot be anywhere, and an answer made anew for each question
 */
export function simulateFor(
  environment: AskedEnvironment,
  declaration: Declaration,
  given: Given,
  servers: AskedServers = {},
): Simulation {
  if (given.by === "kubelet") return simulateFrom(environment, declaration, given, undefined, servers);
  const askers = askersFor(environment, declaration);
  const first = simulateFrom(environment, declaration, given, askers[0], servers);
  const isOwnName = first.outcome === "resolved" && first.records.length === 0;
  return isOwnName && askers[1] !== undefined
    ? simulateFrom(environment, declaration, given, askers[1], servers)
    : first;
}

/** Who answers: servers outside, or something that stands before the cluster's. */
type AskedServers = Pick<SimulateOptions, "outside" | "answer">;

/** The same from one of the askers; from a Pod of the object's namespace without settings of its own where it is undefined. */
export function simulateFrom(
  environment: AskedEnvironment,
  declaration: Declaration,
  { name, type, namespace: other, defaultNamespace, client: chosen, container, by }: Given,
  asker: Asking | undefined,
  servers: AskedServers = {},
): Simulation {
  if (by === "kubelet") return simulateIn(environment, undefined, { name }, kubeletClient, { by, ...servers });
  const pod = asker?.pod;
  const client = chosen ?? applicationClient(imageOf(pod, asker?.container ?? container));
  const namespace = other ?? declaration.object.meta.namespace ?? defaultNamespace;
  const resolvConf = pod === undefined ? { resolvConf: resolvConfIn(environment, pod, namespace) } : {};
  const typed = type === undefined ? { name } : { name, type };
  return simulateIn(environment, pod, typed, client, { ...servers, ...resolvConf });
}

/** kubelet is written in Go. */
const kubeletClient: ClientId = "go";

/** A Pod that asks for what an object mentions. */
export interface Asking {
  readonly pod: PodModel;
  /** The container that reads it, where it does not stand in the container itself. */
  readonly container?: string;
}

/**
 * The Pods that may ask for what an object mentions: the first two that it makes (or is); of a ConfigMap or Secret the first
 * of each workload that reads it, those in front that ask the cluster's DNS server.
 */
export function askersFor(environment: AskedEnvironment, declaration: Declaration): readonly Asking[] {
  const { cluster } = environment;
  const reads = readAs(declaration.object);
  if (reads !== undefined) {
    const readers = cluster.podsReading(declaration).map((pod): Asking => {
      const read = pod.spec.reads?.find(({ kind, name }) => kind === reads.kind && name === reads.name);
      const container = read?.containers[0];
      return container === undefined ? { pod } : { pod, container };
    });
    const isOutside = ({ pod }: Asking): boolean => asksOutside(environment, pod);
    return [...readers.filter((reader) => !isOutside(reader)), ...readers.filter(isOutside)];
  }
  const found: Asking[] = [];
  for (const pod of cluster.podsOf(declaration)) {
    if (pod.declaration === declaration) found.push({ pod });
    if (found.length === 2) break;
  }
  return found;
}

/** True when the Pod asks another DNS server than the cluster's first: the node's, or one of the Internet. */
export function asksOutside({ podDns }: Pick<Environment, "podDns">, pod: PodModel): boolean {
  const [server = ""] = resolvConfOf(pod, podDns).conf.nameservers;
  return isNodeServer(pod, server, podDns) || isPublicServer(server, podDns);
}

/** The image of a Pod's container; of the first where none is named. */
export function imageOf(pod: PodModel | undefined, container?: string): string | undefined {
  if (pod === undefined) return;
  const { spec } = pod;
  const named = container === undefined ? undefined : containersByName(spec).get(container);
  return (named ?? spec.containers[0])?.image;
}

/** Those that start the Pod come first. Kept, because each name in thousands of containers asks. */
const containersByName = memoize((spec: PodModel["spec"]) => {
  const found = new Map<string, PodModel["spec"]["containers"][number]>();
  for (const container of [...spec.initContainers, ...spec.containers])
    if (!found.has(container.name)) found.set(container.name, container);
  return found;
});

/** The resolv.conf of a Pod; of one in the namespace without settings of its own where it is undefined. */
export function resolvConfIn(
  environment: Pick<Environment, "podDns">,
  pod: PodModel | undefined,
  namespace = "default",
): ResolvConf {
  return pod === undefined ? anyPod(environment, namespace) : confOf(environment.podDns)(pod);
}

/** A Pod asks for all that its object mentions, and its search list may be long. */
const confOf = memoize((settings: PodDnsSettings) => memoize((pod: PodModel) => resolvConfOf(pod, settings).conf));

/** The resolv.conf that kubelet writes for a Pod of the namespace. */
function anyPod(environment: Pick<Environment, "podDns">, namespace: string): ResolvConf {
  const { clusterDomain, clusterDns, nodeResolvConf } = environment.podDns;
  return {
    nameservers: clusterDns,
    search: [...clusterSearch(namespace, clusterDomain), ...nodeResolvConf.search],
    options: [{ name: "ndots", value: "5" }],
  };
}
