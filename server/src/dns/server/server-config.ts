/**
 * Defines the DNS server's configuration as data: which server it is and, for CoreDNS, its server blocks and plugins. A
 * Corefile is read into it (read-corefile.ts). What the Corefile holds and PodNS does not model is kept in
 * `unmodelled`.
 */

/** Options of CoreDNS's kubernetes plugin. Zones are lower case, absolute, with the final dot. */
export interface KubernetesPlugin {
  readonly kind: "kubernetes";
  /** Forward and reverse zones, e.g. `cluster.local.`, `in-addr.arpa.`. */
  readonly zones: readonly string[];
  readonly pods: "disabled" | "insecure" | "verified";
  /** Seconds, 0..3600. */
  readonly ttl: number;
  readonly endpointPodNames: boolean;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  /** A label selector in kubectl's text form; "": no selector. */
  readonly namespaceLabels: string;
  readonly labels: string;
  readonly ignoreEmptyService: boolean;
  /** Undefined: off. Empty: for all zones of the plugin. */
  readonly fallthrough: readonly string[] | undefined;
  readonly noEndpoints: boolean;
  readonly multicluster: readonly string[];
  readonly zonal: boolean;
  /** Endpoints without a hostname have no PTR record. Absent: they have. */
  readonly ptrHostnameOnly?: boolean;
  /** False: the API caches are not filled yet (SERVFAIL for what would be NXDOMAIN). */
  readonly synced: boolean;
}

export interface CachePlugin {
  readonly kind: "cache";
  /** Zones it caches; empty: those of the server block. */
  readonly zones: readonly string[];
  /** Seconds. Positive and negative maximum and minimum TTL. */
  readonly successTtl: number;
  readonly denialTtl: number;
  readonly minSuccessTtl: number;
  readonly minDenialTtl: number;
  readonly servfailTtl: number;
  /** Zones not stored. */
  readonly disableSuccess: readonly string[];
  readonly disableDenial: readonly string[];
  /** Items at most; absent: 10000. */
  readonly successCapacity?: number;
  readonly denialCapacity?: number;
  /**
   * Items asked `amount` times, without a gap of `duration` seconds, are looked up again in the last `percentage` of
   * their time.
   */
  readonly prefetch?: { readonly amount: number; readonly duration: number; readonly percentage: number };
  /** `serve_stale`: seconds for which an expired item is still served, with TTL 0, while it is looked up again. */
  readonly staleFor?: number;
  /** `serve_stale … verify`: an expired item is looked up first, and served only when that fails. */
  readonly verifyStale?: boolean;
  /** `keepttl`: stored replies are served with the TTL they were stored with. */
  readonly keepTtl?: boolean;
}

export interface ForwardPlugin {
  readonly kind: "forward";
  readonly from: string;
  /** Upstreams as written: addresses with optional port, or a file such as /etc/resolv.conf. */
  readonly to: readonly string[];
  readonly except: readonly string[];
}

export interface HostsPlugin {
  readonly kind: "hosts";
  readonly zones: readonly string[];
  readonly entries: readonly { readonly ip: string; readonly names: readonly string[] }[];
  readonly ttl: number;
  readonly fallthrough: readonly string[] | undefined;
  /** Option `no_reverse`: the entries give no PTR records. */
  readonly noReverse?: boolean;
}

/** One rule of field `name`. Exact rules always map the names of the reply back, whatever `answerAuto` says. */
export interface RewritePlugin {
  readonly kind: "rewrite";
  readonly mode: "exact" | "prefix" | "suffix" | "substring" | "regex";
  readonly from: string;
  readonly to: string;
  readonly answerAuto: boolean;
  /** True: the rules after it are also tried. Absent: a match ends them. */
  readonly continues?: boolean;
  /** Written `answer name FROM TO` rules: patterns for the names of the reply. */
  readonly answers?: readonly { readonly field: "name" | "value"; readonly from: string; readonly to: string }[];
}

export interface AutopathPlugin {
  readonly kind: "autopath";
  readonly zones: readonly string[];
  /** `@kubernetes`, or a resolv.conf. */
  readonly from: string;
}

/** Lets clients transfer whole zones. */
export interface TransferPlugin {
  readonly kind: "transfer";
  readonly zones: readonly string[];
  /** Addresses with or without a port, or `*`. */
  readonly to: readonly string[];
}

/** Plugins that change no answer's content but its order. */
export interface LoadbalancePlugin {
  readonly kind: "loadbalance";
}

export type Plugin =
  | KubernetesPlugin
  | CachePlugin
  | ForwardPlugin
  | HostsPlugin
  | RewritePlugin
  | AutopathPlugin
  | TransferPlugin
  | LoadbalancePlugin;

export interface ServerBlock {
  /** Lower case, absolute. */
  readonly zones: readonly string[];
  readonly port: number;
  /** In CoreDNS's order of execution (plugin.cfg), whatever the order in the file. */
  readonly plugins: readonly Plugin[];
}

/** Something in a Corefile that PodNS does not model, or cannot read. */
export interface CorefileNote {
  readonly line: number;
  readonly severity: "error" | "information";
  readonly message: string;
}

export interface DnsServerConfig {
  /** "spec": the DNS specification only (kube-dns, Cloud DNS): no endpoint names under a ClusterIP Service. */
  readonly implementation: "coredns" | "spec";
  readonly blocks: readonly ServerBlock[];
  /** The server's own addresses in the cluster. Undefined: those of the Pods behind kube-system/kube-dns. */
  readonly localIps: readonly string[] | undefined;
  /** The search list of the server's own resolv.conf (autopath). */
  readonly serverSearch: readonly string[];
  /** Of the zones' SOA; CoreDNS's is the Unix time of the last change. Absent: 0. */
  readonly serial?: number;
  readonly notes: readonly CorefileNote[];
}
