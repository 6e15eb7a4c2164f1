/**
 * Chooses the clusters that a command is about: one closed cluster of everything, one of all that is applied, or one
 * for each environment. It does not read files.
 */

import { shortened } from "../../base/excerpt.ts";
import { lazy } from "../../base/lazy.ts";
import { parseObjectRef } from "../../cluster/scenario/object-ref.ts";
import { buildCluster } from "../../cluster/state/build.ts";
import type { Cluster, PodModel } from "../../cluster/state/cluster.ts";
import { addressesOf } from "../../cluster/state/object-source.ts";
import { mostPodsTogether } from "../../cluster/state/predict.ts";
import type { PodDnsSettings } from "../../dns/server/pod-dns.ts";
import { clusterDomain, createServer, type DnsServer } from "../../dns/server/server.ts";
import type { DnsServerConfig } from "../../dns/server/server-config.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { clusterOptions, dnsServerConfig, podDnsSettings } from "../../workspace/settings/model-settings.ts";
import type { Settings } from "../../workspace/settings/settings.ts";
import { chosenEnvironments } from "./chart/chosen-environments.ts";

/** One cluster with its DNS server. */
export interface CommandEnvironment {
  /** For people, where there are several. */
  readonly label: string;
  readonly cluster: Cluster;
  readonly server: DnsServer;
  readonly podDns: PodDnsSettings;
  /** Why something may exist that is not in it. Empty: closed, or as it is written. */
  readonly open: readonly string[];
  /** What it is made of, and the DNS that another state of it has. */
  readonly declarations: readonly Declaration[];
  readonly dnsOf: (cluster: Cluster) => Pick<CommandEnvironment, "server" | "podDns">;
}

/** What flags set for the server itself. */
export interface ServerOptions {
  readonly serverIp?: readonly string[];
  readonly serverSearch?: readonly string[];
  /** Of the zones' SOA: the Unix time of the last change. */
  readonly serial?: number;
  /**
   * The chosen environments, by the names that people use; undefined: all, and of each chart the one with its own
   * values.
   */
  readonly environment?: readonly string[];
}

/** One cluster of everything: all objects of a dump, or all that the environments hold, each once. */
export function wholeEnvironment(
  analysis: Analysis,
  snapshot: boolean,
  options: ServerOptions,
  given: readonly string[] = [],
): CommandEnvironment {
  const environments = snapshot ? [] : meantEnvironments(analysis, given, options.environment);
  const declarations = snapshot ? allDeclarations(analysis) : appliedDeclarations(environments);
  const environment = environmentWith(declarations, analysis.settings, snapshot, options);
  return { ...environment, open: [...new Set(environments.flatMap(({ open }) => open))] };
}

/** The cluster of these objects. */
export function environmentWith(
  declarations: readonly Declaration[],
  settings: Settings,
  snapshot: boolean,
  options: ServerOptions,
): CommandEnvironment {
  const cluster = buildCluster(declarations, clusterOptions(settings, snapshot));
  const dnsOf = makeDns(settings, options);
  return { label: "", open: [], cluster, ...dnsOf(cluster), declarations, dnsOf };
}

/** The DNS of a cluster, from the settings, else from the cluster itself. */
function makeDns(settings: Settings, options: ServerOptions): CommandEnvironment["dnsOf"] {
  return (cluster) => {
    const config = dnsServerConfig(settings, cluster);
    const server = createServer(cluster, { ...config, ...givenTo(options) });
    return {
      server,
      podDns: podDnsOf(
        podDnsSettings(settings, () => cluster),
        server,
      ),
    };
  };
}

/**
 * The chosen clusters: one for each environment, or the closed one. Always at least one.
 * @param given the folders that were named, decoded from their URIs
 * @param giveUp gets a message when environments are left out
 * @throws UsageError for an unknown environment
 */
export function commandEnvironments(
  analysis: Analysis,
  snapshot: boolean,
  options: ServerOptions,
  given: readonly string[],
  giveUp: (why: string) => void,
): readonly CommandEnvironment[] {
  const environments = snapshot ? [] : meantEnvironments(analysis, given, options.environment);
  if (environments.length === 0) return [wholeEnvironment(analysis, snapshot, options)];
  const listed: CommandEnvironment[] = [];
  let made = 0;
  for (const environment of environments) {
    if (made > mostTogether) {
      const left = environments.length - listed.length;
      giveUp(
        `${left} environments are left out, the first of them '${shortened(environment.label)}': those before it make more than ${mostTogether} Pods and Services; name a folder to see only its own`,
      );
      break;
    }
    const one = commandEnvironment(environment, analysis.settings, options);
    listed.push(one);
    made += Math.min(mostPodsTogether, sum(one.declarations.map(addressesOf)));
  }
  return listed;
}

/** About the most Pods and Services that all environments make together; more are left out. */
const mostTogether = 50_000;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((before, number) => before + number, 0);
}

/** A cluster is built on first use. */
function commandEnvironment(environment: Environment, settings: Settings, options: ServerOptions): CommandEnvironment {
  const { label, open, declarations } = environment;
  const server = lazy(() => createServer(environment.cluster, { ...environment.server.config, ...givenTo(options) }));
  const podDns = lazy(() => podDnsOf(environment.podDns, server()));
  return {
    ...{ label, open, declarations, dnsOf: makeDns(settings, options) },
    get cluster() {
      return environment.cluster;
    },
    get server() {
      return server();
    },
    get podDns() {
      return podDns();
    },
  };
}

/** Kubelet and server agree on the domain: the server's configuration says it. */
function podDnsOf(podDns: PodDnsSettings, server: DnsServer): PodDnsSettings {
  return { ...podDns, clusterDomain: clusterDomain(server) };
}

function givenTo(options: ServerOptions): Pick<Partial<DnsServerConfig>, "localIps" | "serverSearch" | "serial"> {
  return {
    ...(options.serial === undefined ? {} : { serial: options.serial }),
    ...(options.serverIp === undefined ? {} : { localIps: options.serverIp }),
    ...(options.serverSearch === undefined ? {} : { serverSearch: options.serverSearch }),
  };
}

/** All objects of all files, as they are written. */
export function allDeclarations(analysis: Analysis): readonly Declaration[] {
  return [...analysis.files.values()]
    .filter((file) => file.role === "manifests")
    .flatMap((file) => file.manifests.flatMap(({ manifest }) => manifest.declarations));
}

function appliedDeclarations(environments: readonly Environment[]): readonly Declaration[] {
  return [...new Set(environments.flatMap((environment) => environment.declarations))];
}

/** Named folders of kustomizations select these environments and no others. */
function meantEnvironments(
  analysis: Analysis,
  given: readonly string[],
  names: readonly string[] | undefined,
): readonly Environment[] {
  const kustomizations = given.flatMap((folder) => analysis.kustomizationAt(folder) ?? []);
  const isOfFolders = given.length > 0 && kustomizations.length === given.length;
  return chosenEnvironments(isOfFolders && names === undefined ? kustomizations : analysis.environments(), names);
}

/** A Pod in its cluster. */
export interface FoundPod {
  readonly environment: CommandEnvironment;
  readonly pod: PodModel;
}

/**
 * The Pods that `[NAMESPACE/]NAME` means: of that name, else those of a workload of that name (its first Pod), else what
 * kubectl means by `pod/NAME` and `sts/NAME`. Without a namespace the default one comes first, then any other.
 */
export function findPods(
  environments: readonly CommandEnvironment[],
  wanted: string,
  defaultNamespace: string,
): readonly FoundPod[] {
  const slash = wanted.lastIndexOf("/");
  const name = wanted.slice(slash + 1);
  const namespaces = slash < 0 ? [defaultNamespace, undefined] : [wanted.slice(0, slash)];
  for (const namespace of namespaces) {
    for (const matches of [(pod: PodModel) => pod.name === name, (pod: PodModel) => pod.controller?.name === name]) {
      const found = environments.flatMap((environment) => {
        const pods = [...environment.cluster.pods.values()];
        const fitting = pods.filter((pod) => matches(pod) && (namespace === undefined || pod.namespace === namespace));
        return firstOfEach(fitting).map((pod) => ({ environment, pod }));
      });
      if (found.length > 0) return found;
    }
  }
  return findByKind(environments, wanted, defaultNamespace);
}

function findByKind(
  environments: readonly CommandEnvironment[],
  wanted: string,
  defaultNamespace: string,
): readonly FoundPod[] {
  const { kind, name, namespace } = parseObjectRef(wanted) ?? { name: "" };
  if (kind === undefined) return [];
  const found = findPods(environments, namespace === undefined ? name : `${namespace}/${name}`, defaultNamespace);
  return found.filter(({ pod }) => (kind === "Pod" ? pod.name === name : pod.controller?.kind === kind));
}

/** One Pod of each namespace: any replica answers the question which Pod asks. */
function firstOfEach(pods: readonly PodModel[]): readonly PodModel[] {
  const seen = new Map<string, PodModel>();
  for (const pod of pods) if (!seen.has(pod.namespace)) seen.set(pod.namespace, pod);
  return [...seen.values()];
}
