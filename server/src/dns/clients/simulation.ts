/** Defines a simulated lookup: the question as typed in a Pod, what the client asked, what it printed and why. */
import type { Cluster, PodModel } from "../../cluster/state/cluster.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import type { ResolvConf } from "../data/resolv-conf.ts";
import type { Question, Response, ServedRecord } from "../server/response.ts";

/** The programs that are simulated; the BusyBox versions are the generations that differ. */
export const clientIds = [
  "bind-nslookup",
  "busybox-nslookup@1.28",
  "busybox-nslookup@1.29",
  "busybox-nslookup@1.35",
  "busybox-nslookup@1.36",
  "getent-hosts",
  "getent-ahosts",
  "musl-getent",
  "host",
  "dig",
  "dig+search",
  "dig+short",
  "dig+search+short",
  "go",
] as const;

export type ClientId = (typeof clientIds)[number];

/** What a person types. */
export interface Typed {
  readonly name: string;
  /** Upper case; undefined asks what the client asks by default (A, then AAAA for nslookup). */
  readonly type?: string;
  /** The server's address, where one is typed behind the name. */
  readonly server?: string;
}

/** Why this name was asked. */
export type CandidateOrigin =
  /** An entry of the search list, by its index. */
  | { readonly kind: "search"; readonly index: number; readonly domain: string }
  /** The name as typed. */
  | {
      readonly kind: "as-is";
      readonly because: "final-dot" | "enough-dots" | "list-exhausted" | "no-search" | "client";
    }
  /** Another type for the name that the step before found, or a CNAME's target. */
  | { readonly kind: "follow-up" }
  /** An address typed: its reverse name. */
  | { readonly kind: "reverse" };

/** One question that the client sent, and what it did with the reply. */
export interface Step {
  readonly question: Question;
  readonly origin: CandidateOrigin;
  readonly server: string;
  readonly response: Response | { readonly kind: "timeout" };
  /** True when the client went on to another candidate. */
  readonly continued: boolean;
}

export interface Simulation {
  readonly client: ClientId;
  readonly pod: PodModel | undefined;
  /** The cluster that the server answers for; absent: the verdict is about the answer alone. */
  readonly cluster?: Pick<Cluster, "services" | "slicesByService" | "podsIn">;
  /** The line a person would type, e.g. `kubectl exec web-0 -- nslookup web`. */
  readonly command: string;
  readonly resolvConf: ResolvConf;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly steps: readonly Step[];
  /** The records of the final answers (with CNAMEs), in printed order. */
  readonly records: readonly ServedRecord[];
  /** "outside": an upstream would have to be asked, and none was. */
  readonly outcome: "resolved" | "nodata" | "nxdomain" | "servfail" | "timeout" | "outside";
}

/** A piece of an explanation: text, or text that stands for a place in a manifest. */
export interface Phrase {
  readonly text: string;
  readonly code?: boolean;
  readonly declaration?: Declaration;
  /** The field inside the declaration; absent: its metadata.name. */
  readonly path?: Path;
}
