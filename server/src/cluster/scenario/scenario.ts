/** Describes time as data: what happens to the cluster and when. Nothing in the engine reads a clock. */
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { JsonValue } from "../../kubernetes/manifests/read-yaml.ts";

/** Seconds since the scenario began; fractions are fine. */
export type Instant = number;

/** Seconds; `Infinity`: never. */
export type Duration = number;

/** An object by the name that kubectl takes for it. */
export interface ObjectRef {
  /** As Kubernetes writes it (`Pod`, `StatefulSet`); absent: a Pod of that name, else the Pods of a workload. */
  readonly kind?: string;
  /** Absent: the default namespace, else any in which there is one. */
  readonly namespace?: string;
  readonly name: string;
}

/** How long the steps of a Pod's life take. */
export interface Timings {
  /** From creation until the Pod has its address: scheduling, sandbox, network. */
  readonly scheduling: Duration;
  /** From the address until the containers run: images, init containers, startup probes. */
  readonly startup: Duration;
  /** From then until the readiness probes succeed; `Infinity`: they never do. */
  readonly readiness: Duration;
  /** From deletion until the Pod's object is gone; never longer than its terminationGracePeriodSeconds. */
  readonly termination: Duration;
}

/** What the node lifecycle controller waits for. */
export interface NodeTimings {
  /** Until a silent node, and with it each of its Pods, is not ready (--node-monitor-grace-period: 50 s, before 1.32 40 s). */
  readonly grace: Duration;
  /** From then until its Pods are evicted, where they tolerate the taint no shorter (DefaultTolerationSeconds). */
  readonly eviction: Duration;
}

/** How long a client keeps what it has resolved, whatever the records' TTL. */
export interface ClientCache {
  /** For people: `Java`, `nscd`. */
  readonly name: string;
  /** `"ttl"`: as long as the records' TTL, at most an hour. */
  readonly positive: Duration | "ttl";
  readonly negative: Duration;
}

/** One thing that happens. */
export type ScenarioEvent = {
  readonly at: Instant /** Of the scenario's file, from 1. */;
  readonly line: number;
} & Action;

export type Action =
  /** Readiness probes succeed again; for a workload: of all its Pods. */
  | { readonly kind: "ready"; readonly target: ObjectRef }
  /** Readiness probes fail, for a while or until `ready`. A Pod that does not exist yet begins so. */
  | { readonly kind: "not-ready"; readonly target: ObjectRef; readonly duration: Duration }
  /** The containers are restarted: the address stays, the Pod is not ready for a while (absent: startup + readiness). */
  | { readonly kind: "restart"; readonly target: ObjectRef; readonly duration?: Duration }
  /** `force`: the object is gone at once (--grace-period=0 --force). */
  | { readonly kind: "delete"; readonly target: ObjectRef; readonly force: boolean }
  | { readonly kind: "apply"; readonly declarations: readonly Declaration[] }
  /** Makes an object of the manifests that was absent at the start, or puts it back as it is written. */
  | { readonly kind: "apply-declared"; readonly target: ObjectRef }
  /** A merge patch (RFC 7386); `replace`: the object is deleted and made again, so that any field may change. */
  | { readonly kind: "patch"; readonly target: ObjectRef; readonly patch: JsonValue; readonly replace: boolean }
  /** The time of a CronJob comes: its Pods are made. */
  | { readonly kind: "run"; readonly target: ObjectRef }
  | { readonly kind: "scale"; readonly target: ObjectRef; readonly replicas: number }
  /** A new revision of the template: restarted, or patched. `readiness` holds for the new Pods. */
  | {
      readonly kind: "rollout";
      readonly target: ObjectRef;
      readonly patch?: JsonValue;
      readonly readiness?: Duration;
    }
  /** The node of a Pod (or a Node of that name) falls silent: its containers are gone, its Pods' objects stay. */
  | { readonly kind: "node-down"; readonly target: ObjectRef }
  /** The node is back; `rebooted`: its Pods get new sandboxes, so new addresses. */
  | { readonly kind: "node-up"; readonly target: ObjectRef; readonly rebooted: boolean }
  /** A client asks, which warms the caches on its way. */
  | { readonly kind: "ask"; readonly from?: ObjectRef; readonly name: string; readonly type?: string };

export interface Scenario {
  /** "settled": all that the manifests make is there and ready. "empty": the manifests are applied to an empty cluster at 0. */
  readonly start: "settled" | "empty";
  /** Objects of the manifests that do not exist at the start. */
  readonly absent: readonly { readonly target: ObjectRef; readonly line: number }[];
  readonly timings: Timings;
  /** Other timings of single workloads and Pods. */
  readonly workloads: readonly { readonly target: ObjectRef; readonly timings: Partial<Timings> }[];
  readonly node: NodeTimings;
  /** Which Pods share a node, where the manifests do not say so. */
  readonly placement: readonly { readonly node: string; readonly pods: readonly ObjectRef[] }[];
  readonly coreDnsReplicas: number;
  /** NodeLocal DNSCache on the nodes; undefined: as the manifests say. */
  readonly nodeLocal: boolean | undefined;
  readonly clients: readonly { readonly target: ObjectRef; readonly cache: ClientCache }[];
  /** By time; those of one instant in the order in which they are written. */
  readonly events: readonly ScenarioEvent[];
}

/** Quick Pods: a scenario that says nothing of them has short windows, not none. */
export const defaultTimings: Timings = { scheduling: 1, startup: 2, readiness: 2, termination: 2 };

/** Everything is settled, and nothing happens. */
export const uneventful: Scenario = {
  start: "settled",
  absent: [],
  timings: defaultTimings,
  workloads: [],
  node: { grace: 50, eviction: 300 },
  placement: [],
  coreDnsReplicas: 1,
  nodeLocal: undefined,
  clients: [],
  events: [],
};

/** Clients that cache, by the name they have in scenarios and on the command line (k8s-semantics: JDK and nscd defaults). */
export const clientCaches: Readonly<Record<string, ClientCache | undefined>> = {
  none: undefined,
  java: { name: "Java", positive: 30, negative: 10 },
  "java-forever": { name: "Java", positive: Number.POSITIVE_INFINITY, negative: 10 },
  nscd: { name: "nscd", positive: "ttl", negative: 20 },
};
