/**
 * Builds the files that kubelet writes into a Pod: /etc/resolv.conf (pkg/kubelet/network/dns/dns.go) and the managed
 * /etc/hosts.
 */
import ipaddr from "ipaddr.js";
import { trimEndOf } from "../../base/trim.ts";
import type { PodModel } from "../../cluster/state/cluster.ts";
import type { ResolvConf } from "../data/resolv-conf.ts";

/** The part of the kubelet's configuration that concerns DNS. */
export interface PodDnsSettings {
  /** kubelet's clusterDomain, without final dot; "" gives Pods no search entries of the cluster. */
  readonly clusterDomain: string;
  readonly clusterDns: readonly string[];
  readonly nodeResolvConf: ResolvConf;
}

/** Limits of pkg/apis/core/validation: nameservers, search domains, and characters of the search list. */
const limits = { nameservers: 3, searches: 32, domain: 253, list: 2048 };

/** The Pod's resolv.conf, with a note for everything that kubelet would leave out or warn about. */
export function resolvConfOf(
  pod: PodModel,
  settings: PodDnsSettings,
): { readonly conf: ResolvConf; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const base = baseOf(pod, settings, notes);
  const extra = pod.spec.dnsConfig;
  const merged: ResolvConf =
    extra === undefined
      ? base
      : {
          nameservers: unique([...base.nameservers, ...extra.nameservers]),
          search: unique([...base.search, ...extra.searches.map((domain) => domain.replace(/(.)\.$/, "$1"))]),
          options: mergeOptions(base.options, extra.options),
        };
  return { conf: limited(merged, notes), notes };
}

/**
 * True when a question to this server goes to the node's DNS server instead of the cluster's: the Pod has the node's
 * resolv.conf (hostNetwork with dnsPolicy ClusterFirst, or dnsPolicy Default), and neither dnsConfig nor the node names
 * the server as one of the cluster's. A node whose resolv.conf is unknown still has a server of its own.
 */
export function isNodeServer(pod: PodModel, server: string, settings: PodDnsSettings): boolean {
  if (policyOf(pod) !== "host" || settings.clusterDns.includes(server)) return false;
  return !(pod.spec.dnsConfig?.nameservers ?? []).includes(server);
}

/** True for a server of the Internet, which dnsConfig names: it has no names of the cluster. */
export function isPublicServer(server: string, { clusterDns }: PodDnsSettings): boolean {
  return !clusterDns.includes(server) && ipaddr.isValid(server) && ipaddr.parse(server).range() === "unicast";
}

/** Which resolv.conf a Pod begins with (pkg/kubelet/network/dns/dns.go getPodDNSType). */
function policyOf(pod: PodModel): "none" | "cluster" | "host" {
  const { hostNetwork, dnsPolicy = "ClusterFirst" } = pod.spec;
  if (dnsPolicy === "None") return "none";
  return dnsPolicy === "ClusterFirstWithHostNet" || (dnsPolicy === "ClusterFirst" && !hostNetwork) ? "cluster" : "host";
}

function baseOf(pod: PodModel, settings: PodDnsSettings, notes: string[]): ResolvConf {
  const kind = policyOf(pod);
  if (kind === "none") return { nameservers: [], search: [], options: [] };
  if (kind === "host") return settings.nodeResolvConf;
  if (settings.clusterDns.length === 0) {
    notes.push("kubelet has no clusterDNS: the Pod gets the node's resolv.conf");
    return settings.nodeResolvConf;
  }
  const cluster = clusterSearch(pod.namespace, settings.clusterDomain);
  return {
    nameservers: settings.clusterDns,
    search: unique([...cluster, ...settings.nodeResolvConf.search]),
    options: [{ name: "ndots", value: "5" }],
  };
}

/** What kubelet puts in front of the node's search list: nothing where the cluster's domain is "" (the root). */
export function clusterSearch(namespace: string, domain: string): readonly string[] {
  return domain === "" ? [] : [`${namespace}.svc.${domain}`, `svc.${domain}`, domain];
}

function mergeOptions(base: ResolvConf["options"], extra: ResolvConf["options"]): ResolvConf["options"] {
  const options = new Map(base.map((option) => [option.name, option]));
  for (const option of extra) options.set(option.name, option);
  return [...options.values()];
}

function limited(conf: ResolvConf, notes: string[]): ResolvConf {
  const nameservers = conf.nameservers.slice(0, limits.nameservers);
  if (nameservers.length < conf.nameservers.length)
    notes.push(`more than ${limits.nameservers} nameservers: the rest is left out`);
  let search = conf.search.slice(0, limits.searches).filter((domain) => domain.length <= limits.domain);
  while (search.join(" ").length > limits.list) search = search.slice(0, -1);
  if (search.length < conf.search.length) notes.push("the search list is too long: its end is left out");
  return { ...conf, nameservers, search };
}

function unique(items: readonly string[]): readonly string[] {
  return [...new Set(items)];
}

/** One line of /etc/hosts. */
export interface HostsEntry {
  readonly ip: string;
  readonly names: readonly string[];
}

/** What every hosts file begins with. */
export const loopback: readonly HostsEntry[] = [
  { ip: "127.0.0.1", names: ["localhost"] },
  { ip: "::1", names: ["localhost", "ip6-localhost", "ip6-loopback"] },
];

/**
 * The managed hosts file (pkg/kubelet/kubelet_pods.go managedHostsFileContent): with it every Pod resolves its own
 * name.
 */
export function hostsOf(pod: PodModel, settings: PodDnsSettings): readonly HostsEntry[] {
  const aliases = pod.spec.hostAliases.map(({ ip, hostnames }) => ({ ip, names: hostnames }));
  if (pod.spec.hostNetwork) return [...loopback, ...aliases];
  const own = hostnamesOf(pod, settings);
  const entries = pod.addresses.map((address) => ({
    // Computed when one of the names is looked up.
    get ip() {
      return address.ip;
    },
    names: own,
  }));
  return [...loopback, ...entries, ...aliases];
}

function hostnamesOf(pod: PodModel, settings: PodDnsSettings): readonly string[] {
  const { hostnameOverride } = pod.spec;
  if (hostnameOverride !== undefined && hostnameOverride !== "") return [hostnameOverride];
  const hostname = trimEndOf((pod.hostname || pod.name).slice(0, 63), "-.");
  if (pod.subdomain === "") return [hostname];
  const domain = settings.clusterDomain === "" ? "svc" : `svc.${settings.clusterDomain}`;
  return [`${hostname}.${pod.subdomain}.${pod.namespace}.${domain}`, hostname];
}
