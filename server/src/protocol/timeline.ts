/** Defines the wire form of a name over time: what happens, what a client sees meanwhile, and what the panel offers to let happen. */
import type { SimulateParams } from "./simulate.ts";

/** What can be let happen without a file. `late`: a Service that is applied only then. */
export type PlannedVerb = "delete" | "restart" | "scale" | "rollout" | "late" | "node-down";

/** One thing that is to happen. */
export interface PlannedEvent {
  /** Seconds. */
  readonly at: number;
  readonly verb: PlannedVerb;
  /** An id of `TimelineResult.targets`: `default/pod/web-1`. */
  readonly target: string;
  /** Of `scale`. */
  readonly replicas?: number;
}

/** What is to happen. */
export interface TimelinePlan {
  /** `settled`: all is there. Others: the manifests are applied to an empty cluster; a policy is that of all StatefulSets. */
  readonly start: "settled" | "empty" | "OrderedReady" | "Parallel";
  readonly events: readonly PlannedEvent[];
  /** What the asking program keeps of what it resolved. */
  readonly cache: "none" | "java" | "java-forever" | "nscd";
  /** Absent: as the manifests say. */
  readonly nodeLocal?: boolean;
}

/** A question, and what happens meanwhile. */
export interface TimelineParams extends SimulateParams {
  /** Absent: a Pod behind the name is deleted. */
  readonly plan?: TimelinePlan;
  /** The URI of a scenario of the workspace, which counts instead of the plan. */
  readonly file?: string;
}

/** What happens at an instant, in seconds. */
export interface TimelineHappening {
  readonly at: number;
  readonly text: string;
  /** True for what was planned, false for what follows from it. */
  readonly event: boolean;
}

/** An answer for as long as it stays the same. */
export interface TimelineAnswer {
  readonly from: number;
  /** Null: to the end. */
  readonly to: number | null;
  readonly outcome: string;
  /** Addresses or other data, or a word: `NXDOMAIN`. */
  readonly shown: string;
  /** Who gave it: `DNS server, client's cache`. */
  readonly by: string;
  /** True when the server itself says something else. */
  readonly stale: boolean;
  readonly why: string;
}

/** A time in which a cache gave the answers. */
export interface TimelineCacheSpan {
  readonly from: number;
  readonly to: number | null;
  readonly cache: "coredns" | "node-local" | "client";
  readonly stale: boolean;
  readonly why: string;
}

export type PodState = "pending" | "starting" | "not-ready" | "ready" | "terminating";

/** The states of a Pod, in order. Between two of them there may be a time in which the Pod does not exist. */
export interface TimelinePod {
  /** `namespace/name`. */
  readonly id: string;
  readonly name: string;
  readonly states: readonly { readonly from: number; readonly to: number | null; readonly state: PodState }[];
}

/** Something that an event can be about. */
export interface TimelineTarget {
  readonly id: string;
  /** `Pod web-1`. */
  readonly label: string;
  readonly verbs: readonly PlannedVerb[];
  /** How many Pods it is to have now, where it can be scaled. */
  readonly replicas?: number;
}

export interface TimelineResult {
  readonly revision: number;
  readonly name: string;
  /** Seconds between two questions of the client. */
  readonly every: number;
  /** The last instant, in seconds. */
  readonly until: number;
  /** What was planned; null for a file. */
  readonly plan: TimelinePlan | null;
  readonly file: string | null;
  readonly happenings: readonly TimelineHappening[];
  /** What the client sees. */
  readonly seen: readonly TimelineAnswer[];
  /** What the server itself says, past all caches. */
  readonly server: readonly TimelineAnswer[];
  readonly caches: readonly TimelineCacheSpan[];
  readonly pods: readonly TimelinePod[];
  /** Pods that are left out of `pods`. */
  readonly morePods: number;
  /** What it means for caches and open connections. */
  readonly words: readonly string[];
  /** What could not happen, or cannot be read. */
  readonly problems: readonly string[];
  readonly targets: readonly TimelineTarget[];
  /** The workspace's scenarios. */
  readonly files: readonly { readonly uri: string; readonly label: string }[];
  /** The text of a scenario file of this, which `podns timeline` takes. */
  readonly scenario: string;
}
