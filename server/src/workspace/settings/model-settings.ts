/** Turns settings into the DNS server's configuration and the kubelet's view of DNS. */
import ipaddr from "ipaddr.js";
import type { Cluster, ClusterOptions } from "../../cluster/state/cluster.ts";
import { readResolvConf } from "../../dns/data/read-resolv-conf.ts";
import { configFor, defaultServerConfig } from "../../dns/server/default-config.ts";
import type { PodDnsSettings } from "../../dns/server/pod-dns.ts";
import { readCorefile } from "../../dns/server/read-corefile.ts";
import type { DnsServerConfig } from "../../dns/server/server-config.ts";
import type { Settings } from "./settings.ts";

/** The configuration of a cluster's DNS server: the one that the settings give, else what its manifests say, else kubeadm's. */
export function dnsServerConfig(settings: Settings, cluster: Cluster): DnsServerConfig {
  const given = givenConfig(settings);
  return { ...configFor(cluster, given, settings.clusterDomain), implementation: settings.dnsServer };
}

function givenConfig(settings: Settings): DnsServerConfig | undefined {
  if (settings.corefile.trim() === "") return undefined;
  return { ...defaultServerConfig(settings.clusterDomain), ...readCorefile(settings.corefile) };
}

/** How a cluster is built under these settings. */
export function clusterOptions(settings: Settings, snapshot: boolean): ClusterOptions {
  return {
    ...(settings.families.length > 0 ? { families: settings.families } : {}),
    serviceRanges: settings.serviceRanges,
    podRanges: settings.podRanges,
    snapshot,
    defaultNamespace: settings.defaultNamespace,
    kubernetesVersion: settings.kubernetesVersion,
  };
}

/**
 * What kubelet writes into the resolv.conf of the cluster's Pods. The cluster is read when its DNS Service is needed.
 */
export function podDnsSettings(settings: Settings, cluster: () => Cluster): PodDnsSettings {
  return {
    clusterDomain: settings.clusterDomain,
    get clusterDns() {
      return settings.clusterDns.length > 0 ? settings.clusterDns : dnsServiceOf(cluster(), settings);
    },
    nodeResolvConf: readResolvConf(settings.nodeResolvConf),
  };
}

/** The primary address of kube-system/kube-dns; without it the one that kubeadm would give it. */
function dnsServiceOf({ services }: Cluster, settings: Settings): readonly string[] {
  const [first] = services.get("kube-system/kube-dns")?.clusterIPs ?? [];
  return [first?.ip ?? tenthAddress(settings.serviceRanges.IPv4)];
}

/** kubeadm gives the DNS Service the tenth address of the Service range (cmd/kubeadm/app/constants GetDNSIP). */
function tenthAddress(range: string): string {
  try {
    const [base] = ipaddr.IPv4.parseCIDR(range);
    const octets = base.toByteArray();
    octets[3] = (octets[3] ?? 0) + 10;
    return new ipaddr.IPv4(octets).toString();
  } catch {
    return "10.96.0.10"; // The range in the settings is not a CIDR: the default's tenth address.
  }
}
