/** Defines a DNS server's answer and the reason for it: the answer's sections, with the object behind each record. */
import type { PodModel, ServiceModel, SliceModel } from "../../cluster/state/cluster.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { ResourceRecord } from "../data/record.ts";

export interface Question {
  /** Absolute, with the final dot, in the letter case asked. */
  readonly name: string;
  /** Upper-case mnemonic; any type may be asked: `A`, `HTTPS`, `ANY`, `TYPE65`. */
  readonly type: string;
}

/** The objects that a record comes from. */
export interface RecordOrigin {
  readonly service?: ServiceModel;
  readonly slice?: SliceModel;
  readonly pod?: PodModel;
  /** The declarations behind it, most specific first (Pod or its workload, slice, Service). */
  readonly declarations: readonly Declaration[];
  /** True when its address was made up. */
  readonly synthetic: boolean;
}

/**
 * A record of an answer with the objects that it comes from; `origin` is absent for records from outside and for SOA.
 */
export interface ServedRecord {
  readonly record: ResourceRecord;
  readonly origin?: RecordOrigin;
}

/**
 * The rule that decided an answer, as data; `explain.ts` turns it into words. One member per rule of CoreDNS's
 * decision order, so that a test can assert the reason and not only the outcome.
 */
export type Reason =
  /** `isEmpty`: nothing is behind it in these manifests; the server answers all the same. */
  | { readonly kind: "service"; readonly service: ServiceModel; readonly isEmpty?: true }
  | { readonly kind: "headless"; readonly service: ServiceModel; readonly ready: number; readonly pods: boolean }
  | { readonly kind: "endpoint"; readonly service: ServiceModel; readonly endpoint: string; readonly pod?: PodModel }
  | { readonly kind: "port"; readonly service: ServiceModel; readonly port: string; readonly protocol: string }
  | { readonly kind: "external-name"; readonly service: ServiceModel; readonly target: string }
  | { readonly kind: "pod-address"; readonly ip: string; readonly mode: "insecure" | "verified" }
  | { readonly kind: "reverse"; readonly ip: string; readonly services: readonly ServiceModel[] }
  | { readonly kind: "apex" | "name-server" | "dns-version" | "empty-non-terminal" }
  | { readonly kind: "namespace"; readonly namespace: string }
  | { readonly kind: "hosts"; readonly name: string }
  /** NODATA: the name exists, this type has no record. */
  | { readonly kind: "other-type"; readonly service?: ServiceModel; readonly type: string }
  | { readonly kind: "other-family"; readonly service: ServiceModel; readonly type: string }
  /** NXDOMAIN. */
  | { readonly kind: "not-a-form"; readonly labels: readonly string[]; readonly message: string }
  | { readonly kind: "no-namespace"; readonly namespace: string; readonly exposed: boolean }
  | { readonly kind: "no-service"; readonly namespace: string; readonly name: string }
  | {
      readonly kind: "no-endpoint";
      readonly service: ServiceModel;
      readonly endpoint: string;
      readonly pod?: PodModel;
      /** The server answers only what the specification defines: there are no endpoints' names under a ClusterIP. */
      readonly unspecified?: true;
      /** The Pod that will have the name when the time of its CronJob comes. */
      readonly coming?: PodModel;
    }
  | {
      readonly kind: "no-ready-endpoint";
      readonly service: ServiceModel;
      readonly notReady: number;
      /** A Pod that will be behind the Service when the time of its CronJob comes. */
      readonly coming?: PodModel;
    }
  | { readonly kind: "no-port"; readonly service: ServiceModel; readonly port: string; readonly protocol: string }
  | { readonly kind: "no-pod-address"; readonly label: string; readonly namespace: string; readonly mode: string }
  | { readonly kind: "no-reverse"; readonly ip: string }
  | { readonly kind: "empty-service-ignored"; readonly service: ServiceModel }
  | { readonly kind: "external-name-is-address"; readonly service: ServiceModel }
  | { readonly kind: "dangling-external-name"; readonly service: ServiceModel; readonly target: string }
  /** Not answered by the cluster's zones. */
  | { readonly kind: "outside"; readonly zone: string }
  /** The Pod does not ask the cluster's DNS server but that of its node, or one of the Internet; `by`: kubelet asks, not a Pod. */
  | { readonly kind: "node-server"; readonly server?: string; readonly by?: "kubelet" }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "not-synced" };

export type Rcode = "NOERROR" | "FORMERR" | "SERVFAIL" | "NXDOMAIN" | "NOTIMP" | "REFUSED";

/** A reply. NODATA is NOERROR with an empty answer and an SOA; `outcome` names it. */
export interface Reply {
  readonly kind: "reply";
  readonly outcome: "found" | "nodata" | "nxdomain" | "servfail" | "refused";
  readonly rcode: Rcode;
  readonly authoritative: boolean;
  readonly recursionAvailable: boolean;
  readonly truncated: boolean;
  readonly answer: readonly ServedRecord[];
  readonly authority: readonly ServedRecord[];
  readonly additional: readonly ServedRecord[];
  readonly reason: Reason;
  /**
   * Plugins gave up with a code and wrote no message; the server makes it behind them (CoreDNS core/dnsserver/server.go
   * errorAndMetricsFunc), so that no plugin sees it on the way out, and no cache stores it.
   */
  readonly unwritten?: true;
  /** The cache that the reply came from; absent: the server looked it up. */
  readonly cached?: FromCache;
}

/** The caches of DNS servers: the cluster's own, and the one on each node in front of it. */
export type CacheName = "coredns" | "node-local";

/** How a reply was found in a cache. All times in seconds. */
export interface FromCache {
  readonly cache: CacheName;
  /** Since it was stored. */
  readonly age: number;
  /** The TTL that it was stored with, and what is left of it; 0 or less: served although it has expired. */
  readonly held: number;
  readonly remaining: number;
  readonly negative: boolean;
  /** When it was stored, it came from this cache behind it. */
  readonly inner?: FromCache;
  /** What the server would answer now, where that was looked up. When it differs, the reply is stale. */
  readonly truth?: Reply;
}

/**
 * The server has to ask an upstream before it can answer: the caller asks it (or does not) and repeats the question
 * with an `Outside` that has the answer. `path` says how the question got outside (forward, or an ExternalName's
 * target).
 */
export interface NeedsOutside {
  readonly kind: "needs-outside";
  readonly question: Question;
  readonly via: "forward" | "external-name";
  /** The upstreams as the forward plugin names them. */
  readonly upstreams: readonly string[];
  readonly reason: Reason;
}

export type Response = Reply | NeedsOutside;

/** What a server outside the cluster answered. */
export interface OutsideAnswer {
  readonly rcode: Rcode;
  readonly authoritative: boolean;
  readonly recursionAvailable: boolean;
  readonly truncated: boolean;
  readonly answer: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
}

/**
 * An upstream's answer: the answer itself, "unreachable" (no upstream replies), or undefined when an upstream must be
 * asked.
 */
export type Outside = (question: Question, upstreams: readonly string[]) => OutsideAnswer | "unreachable" | undefined;

/** Where a question came from, as far as the server looks at it. */
export interface Asker {
  /** The client's address (autopath looks up its Pod, transfer lists its clients). */
  readonly address?: string | undefined;
  /** The DO and CD bits of its question: replies to such questions are cached apart. */
  readonly dnssecOk?: boolean;
  readonly checkingDisabled?: boolean;
  /** Zones are not transferred over UDP. Absent: TCP. */
  readonly transport?: "udp" | "tcp";
  /** The serial in the question of an incremental transfer. */
  readonly serial?: number;
}
