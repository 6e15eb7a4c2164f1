/** Holds what changes while a scenario is played: objects, Pods, counters. Other files decide what changes and why. */

import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { IpFamily, NodeObject, WorkloadObject } from "../../kubernetes/manifests/object.ts";
import type { JsonValue } from "../../kubernetes/manifests/read-yaml.ts";
import type { ScenarioProblem } from "../scenario/reading.ts";
import type { Duration, Instant, ObjectRef, Scenario, Timings } from "../scenario/scenario.ts";
import { addressPool } from "../state/address-pool.ts";
import type { Address, ClusterOptions, PodModel } from "../state/cluster.ts";
import type { Existing } from "../state/identity.ts";
import type { Happening } from "./history.ts";
import { keyOf, newPod, type PodIncarnation, settledPod } from "./pod-incarnation.ts";

export interface PlayInput {
  readonly declarations: readonly Declaration[];
  readonly scenario: Scenario;
  readonly options: ClusterOptions;
  /** The whole object as it is written, for patches; undefined when its text is gone. */
  readonly valueOf: (declaration: Declaration) => JsonValue | undefined;
}

/** The templates of a workload: of Pods that are not updated yet, and of new ones. They are the same object when settled. */
export interface Revisions {
  current: Revision;
  update: Revision;
}

export interface Revision {
  readonly number: number;
  readonly object: WorkloadObject;
  /** Overrides the timings of its Pods. */
  readonly readiness?: Duration;
}

export interface ScenarioRun {
  readonly input: PlayInput;
  readonly families: readonly IpFamily[];
  now: Instant;
  /** By `Kind namespace/name`. */
  readonly objects: Map<string, Existing>;
  /** The Pods that still exist. */
  pods: PodIncarnation[];
  readonly incarnations: PodIncarnation[];
  /** The owner and the name of every Pod that there ever was. */
  readonly names: Set<string>;
  /** By `Kind namespace/name`. */
  readonly revisions: Map<string, Revisions>;
  /** Workloads whose Pods at the start are not those that they want: left alone until something happens to them. */
  readonly untouched: Set<string>;
  /** CronJobs whose time has come. */
  readonly ran: Set<string>;
  /** Addresses that a Pod has or had. */
  readonly taken: Set<string>;
  /** What the Pods would be, settled: the first incarnation has that address. */
  readonly predicted: ReadonlyMap<string, PodModel>;
  /** How many Pods one workload gets at most. */
  readonly podsEach: number;
  /** Incarnations by Pod, and random names by owner. */
  readonly counts: Map<string, number>;
  readonly remade: Map<string, number>;
  /** Readiness that fails for Pods which do not exist yet, by `namespace/name` of the Pod or key of the owner. */
  readonly failing: Map<string, Instant>;
  readonly happenings: Happening[];
  readonly problems: ScenarioProblem[];
  /** Pods that controllers looked at, each time anew. */
  looks: number;
}

/** More looks than any scenario needs whose result can still be read. */
const mostLooks = 3_000_000;

/** True where controllers have looked at so many Pods that the scenario is given up. */
export function isTooMuch({ looks }: ScenarioRun): boolean {
  return looks > mostLooks;
}

export function count(run: ScenarioRun, key: string): number {
  const number = run.counts.get(key) ?? 0;
  run.counts.set(key, number + 1);
  return number;
}

/** Notes what happened now. */
export function record(
  run: ScenarioRun,
  text: string,
  more: { readonly pod?: PodIncarnation; readonly event?: boolean } = {},
): void {
  const { pod, event = false } = more;
  run.happenings.push({ at: run.now, text, event, ...(pod === undefined ? {} : { pod: keyOf(pod) }) });
}

/** `Pod 'web-1'`, with its namespace where that is not the default one. */
export function shown(run: ScenarioRun, kind: string, namespace: string, name: string): string {
  const isDefault = namespace === "" || namespace === run.input.options.defaultNamespace;
  return `${kind} '${isDefault ? "" : `${namespace}/`}${name}'`;
}

export function shownPod(run: ScenarioRun, { model }: PodIncarnation): string {
  return shown(run, "Pod", model.namespace, model.name);
}

export function nodesOf(run: ScenarioRun): readonly NodeObject[] {
  return [...run.objects.values()].flatMap(({ object }) => (object.kind === "Node" ? [object] : []));
}

/** Notes an incarnation for good. */
export function addIncarnation(run: ScenarioRun, pod: PodIncarnation): void {
  run.incarnations.push(pod);
  run.names.add(`${pod.owner} ${pod.model.name}`);
}

/** Brings a Pod into the cluster: with a new address, unless it has its node's or a given one. */
export function createPod(
  run: ScenarioRun,
  draft: { readonly pod: PodModel; readonly needsAddress: boolean },
  owner: string | undefined,
  revision: Revision | undefined,
): PodIncarnation {
  const key = `${draft.pod.namespace}/${draft.pod.name}`;
  const generation = count(run, `Pod ${key}`);
  const addresses = draft.needsAddress ? drawAddresses(run, key, generation) : draft.pod.addresses;
  for (const { ip } of addresses) run.taken.add(ip);
  const settled = settledPod({ ...draft.pod, addresses }, owner, revision?.number ?? 0);
  const pod = newPod(settled, run.now, timingsOf(run, draft.pod, owner, revision));
  pod.failingUntil = run.failing.get(key) ?? run.failing.get(owner ?? "") ?? pod.failingUntil;
  run.failing.delete(key);
  run.pods.push(pod);
  addIncarnation(run, pod);
  record(run, `${shownPod(run, pod)} is created`, { pod });
  return pod;
}

/** Addresses that no Pod had before: the predicted ones for the first incarnation, others for each later one. */
export function drawAddresses(run: ScenarioRun, key: string, generation: number): readonly Address[] {
  const predicted = generation === 0 ? run.predicted.get(key)?.addresses : undefined;
  if (predicted?.every(({ ip }) => !run.taken.has(ip))) return predicted;
  const identity = generation === 0 ? `Pod ${key}` : `Pod ${key}#${generation}`;
  return run.families.flatMap((family): Address[] => {
    const pool = addressPool(run.input.options.podRanges[family], (ip) => run.taken.has(ip));
    pool.add(identity);
    const ip = pool.addressOf(identity);
    return ip === undefined ? [] : [{ family, ip, synthetic: true }];
  });
}

/** Begins to delete a Pod; its object is gone when its containers have ended, or never while its node is silent. */
export function deletePod(run: ScenarioRun, pod: PodIncarnation, force = false): void {
  if (pod.deleted !== undefined && !force) return;
  const { now } = run;
  const { termination } = timingsOf(run, pod.model, pod.owner, undefined);
  const grace = Math.max(0, pod.model.spec.terminationGracePeriodSeconds ?? 30);
  if (pod.deleted === undefined) pod.breaks.push({ at: now, how: "deleted" });
  pod.deleted ??= now;
  pod.gone = force ? now : pod.nodeDown !== undefined ? Number.POSITIVE_INFINITY : now + Math.min(termination, grace);
}

/** The scenario's timings, those of the workload, of the Pod, and of its revision: the later win. */
export function timingsOf(
  run: ScenarioRun,
  model: PodModel,
  owner: string | undefined,
  revision: Revision | undefined,
): Timings {
  const { scenario } = run.input;
  let timings = scenario.timings;
  const [kind = "", name = ""] = owner?.split(" ") ?? [];
  for (const { target, timings: own } of scenario.workloads) {
    const isOwner = owner !== undefined && means(target, kind, name);
    if (isOwner || means(target, "Pod", `${model.namespace}/${model.name}`)) timings = { ...timings, ...own };
  }
  return revision?.readiness === undefined ? timings : { ...timings, readiness: revision.readiness };
}

/** True when a reference can mean the object `namespace/name` of a kind. */
export function means(ref: ObjectRef, kind: string, key: string): boolean {
  const slash = key.indexOf("/");
  const [namespace, name] = [key.slice(0, slash), key.slice(slash + 1)];
  return (
    ref.name === name &&
    (ref.kind === undefined || ref.kind === kind) &&
    (ref.namespace === undefined || ref.namespace === namespace)
  );
}

/** The best of several meanings: those of the default namespace, else all. */
export function preferred<T>(run: ScenarioRun, found: readonly T[], namespaceOf: (item: T) => string): readonly T[] {
  const own = found.filter((item) => namespaceOf(item) === run.input.options.defaultNamespace);
  return own.length > 0 ? own : found;
}
