/** Chooses the configuration of a cluster's DNS server: the one given, the one in the manifests, or kubeadm's. */
import type { Cluster } from "../../cluster/state/cluster.ts";
import { normalName, relative } from "../data/name.ts";
import { readCorefile } from "./read-corefile.ts";
import type { DnsServerConfig, ServerBlock } from "./server-config.ts";

/** The Corefile of a current kubeadm for cluster.local (kubernetes cmd/kubeadm/app/phases/addons/dns/manifests.go). */
export const kubeadmCorefile: string = corefileFor("cluster.local");

/** kubeadm's configuration for a cluster domain, with or without a final dot; "" and "." are the root. */
export function defaultServerConfig(domain = "cluster.local"): DnsServerConfig {
  const { blocks, notes } = readCorefile(corefileFor(relative(normalName(domain)) || "."));
  return configOf(blocks, notes);
}

/**
 * The configuration that holds for a cluster: `given`, else key `Corefile` of the ConfigMap kube-system/coredns, else
 * kubeadm's for the domain. A Corefile without a readable kubernetes plugin gives kubeadm's, with the notes about it.
 */
export function configFor(cluster: Cluster, given: DnsServerConfig | undefined, domain: string): DnsServerConfig {
  if (given !== undefined) return given;
  const text = cluster.configMaps.get("kube-system/coredns")?.object.data["Corefile"];
  if (text === undefined) return defaultServerConfig(domain);
  const { blocks, notes } = readCorefile(text);
  const isUsable = blocks.some(({ plugins }) => plugins.some(({ kind }) => kind === "kubernetes"));
  if (!isUsable) return { ...defaultServerConfig(domain), notes };
  return configOf(
    blocks.map((block) => withDomain(block, normalName(domain))),
    notes,
  );
}

/** Puts the cluster's domain where a manifest has a placeholder that someone fills in later (`CLUSTER_DOMAIN`, `{$ZONE}`). */
function withDomain(block: ServerBlock, domain: string): ServerBlock {
  const fill = (zones: readonly string[]): readonly string[] => [
    ...new Set(zones.map((zone) => (/^[a-z0-9.-]+$/.test(zone) ? zone : domain))),
  ];
  const plugins = block.plugins.map((plugin) =>
    plugin.kind === "kubernetes" ? { ...plugin, zones: fill(plugin.zones) } : plugin,
  );
  return { ...block, zones: fill(block.zones), plugins };
}

function configOf(blocks: readonly ServerBlock[], notes: DnsServerConfig["notes"]): DnsServerConfig {
  return { implementation: "coredns", blocks, localIps: undefined, serverSearch: [], notes };
}

function corefileFor(domain: string): string {
  return `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes ${domain} in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success ${domain}
       disable denial ${domain}
    }
    loop
    reload
    loadbalance
}
`;
}
