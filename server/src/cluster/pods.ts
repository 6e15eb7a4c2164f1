/** Knows all Pods of a cluster: those that manifests give, and those that controllers would add. */
import type { IpFamily, NodeObject, PodObject, WorkloadObject } from "../manifests/object.ts";
import { given, makePool } from "./addresses.ts";
import type { Address, ClusterNote, ClusterOptions, ControllerRef, PodModel } from "./cluster.ts";
import { generatedName } from "./hash.ts";
import type { Existing } from "./identity.ts";
import { topologyLabels } from "./nodes.ts";
import { longestCertainSetName, podsOf } from "./predict.ts";
import { matchesSelector } from "./selectors.ts";

type Workload = Existing<WorkloadObject>;

export interface PodsInput {
  readonly pods: readonly Existing<PodObject>[];
  readonly workloads: readonly Workload[];
  readonly nodes: readonly NodeObject[];
  readonly families: readonly IpFamily[];
  readonly options: ClusterOptions;
}

/** A Pod whose addresses are still to be made up. */
interface Draft {
  readonly pod: PodModel;
  readonly needsAddress: boolean;
}

/** The Pods by `namespace/name`, sorted, with what could not be made. */
export function buildPods(input: PodsInput): {
  readonly pods: ReadonlyMap<string, PodModel>;
  readonly notes: readonly ClusterNote[];
} {
  const owners = ownersOf(input);
  const drafts = input.pods.map((pod) => givenPod(pod, input, owners));
  const names = new Set(drafts.map(({ pod }) => `${pod.namespace}/${pod.name}`));
  const notes: ClusterNote[] = [];
  for (const workload of input.workloads) {
    const problem = problemOf(workload);
    if (problem !== undefined) notes.push(problem);
    if (problem?.kind === "refused" || !isPredicted(workload, input, owners)) continue;
    let missing = podsOf(workload.object, workload.namespace, input.nodes);
    if (workload.object.kind !== "StatefulSet") missing = missing.slice(owners.podCount(workload));
    for (const predicted of missing) {
      const key = `${workload.namespace}/${predicted.name}`;
      if (names.has(key)) continue;
      names.add(key);
      const { spec, node } = predicted;
      const addresses = spec.hostNetwork
        ? nodeAddresses(node ?? nodeOf(spec.nodeName, input.nodes), input.families)
        : [];
      drafts.push({
        needsAddress: addresses.length === 0 && spec.schedulingGates === 0,
        pod: {
          namespace: workload.namespace,
          name: predicted.name,
          nameIsCertain: predicted.nameIsCertain,
          labels: { ...predicted.labels, ...topologyLabels(node ?? nodeOf(spec.nodeName, input.nodes)) },
          spec,
          hostname: spec.hostname ?? "",
          subdomain: spec.subdomain ?? "",
          addresses,
          phase: spec.schedulingGates === 0 ? "Running" : "Pending",
          ready: spec.schedulingGates === 0 && readyAt(key, true, input.options),
          terminating: false,
          predicted: true,
          ...(predicted.ordinal === undefined ? {} : { ordinal: predicted.ordinal }),
          controller: refOf(workload),
          declaration: workload.declaration,
        },
      });
    }
  }
  return { pods: withAddresses(drafts, input), notes };
}

function givenPod({ object, namespace, declaration }: Existing<PodObject>, input: PodsInput, owners: Owners): Draft {
  const { spec, status, meta } = object;
  const name =
    meta.name === "" ? generatedName(meta.generateName ?? "", `Pod ${namespace}/${meta.generateName}`) : meta.name;
  const node = nodeOf(spec.nodeName, input.nodes);
  const ips =
    status === undefined
      ? []
      : status.podIPs.length > 0
        ? status.podIPs
        : status.podIP === undefined
          ? []
          : [status.podIP];
  const fromStatus = ips.flatMap((ip) => given(ip) ?? []);
  const seen = status?.phase !== undefined || ips.length > 0;
  const addresses =
    fromStatus.length > 0 || !spec.hostNetwork || seen ? fromStatus : nodeAddresses(node, input.families);
  const pending = spec.schedulingGates > 0;
  const phase = status?.phase ?? (pending ? "Pending" : "Running");
  const ready = status?.ready ?? (!pending && phase === "Running");
  const owner =
    meta.controller === undefined ? undefined : owners.top(namespace, meta.controller.kind, meta.controller.name);
  return {
    needsAddress: addresses.length === 0 && !seen && !pending,
    pod: {
      namespace,
      name,
      nameIsCertain: meta.name !== "",
      labels: { ...meta.labels, ...(seen ? {} : topologyLabels(node)) },
      spec,
      hostname: spec.hostname ?? "",
      subdomain: spec.subdomain ?? "",
      addresses,
      phase,
      ready: readyAt(`${namespace}/${name}`, ready, input.options),
      terminating: meta.deletionTimestamp !== undefined,
      predicted: false,
      ...(owner === undefined ? {} : { controller: owner }),
      declaration,
    },
  };
}

/** What the moment of the scenario says of a Pod's readiness. */
function readyAt(key: string, ready: boolean, { moment }: ClusterOptions): boolean {
  const events = moment.scenario.events.filter((event) => event.pod === key && event.at <= moment.at);
  return events.length === 0 ? ready : (events.sort((a, b) => a.at - b.at).at(-1)?.ready ?? ready);
}

function nodeOf(name: string | undefined, nodes: readonly NodeObject[]): NodeObject | undefined {
  return name === undefined ? undefined : nodes.find((node) => node.meta.name === name);
}

/** A Pod in the host's network has the node's internal addresses, one per family. */
function nodeAddresses(node: NodeObject | undefined, families: readonly IpFamily[]): readonly Address[] {
  const internal = (node?.addresses ?? [])
    .filter(({ type }) => type === "InternalIP")
    .flatMap(({ address }) => given(address) ?? []);
  return families.flatMap((family) => internal.find((address) => address.family === family) ?? []);
}

function withAddresses(drafts: readonly Draft[], { families, options }: PodsInput): ReadonlyMap<string, PodModel> {
  const taken = new Set(drafts.flatMap(({ pod }) => pod.addresses.map(({ ip }) => ip)));
  const wishes = drafts
    .filter(({ needsAddress }) => needsAddress)
    .map(({ pod }) => ({ identity: `Pod ${pod.namespace}/${pod.name}` }));
  const drawn = families.map((family) => ({ family, ips: makePool(options.podRanges[family], taken).take(wishes) }));
  const pods = drafts.map(({ pod, needsAddress }): PodModel => {
    if (!needsAddress) return pod;
    const identity = `Pod ${pod.namespace}/${pod.name}`;
    const addresses = drawn.flatMap(({ family, ips }): Address[] => {
      const ip = ips.get(identity);
      return ip === undefined ? [] : [{ family, ip, synthetic: true }];
    });
    return { ...pod, addresses };
  });
  const sorted = pods.sort((a, b) => compare(a.namespace, b.namespace) || compareNames(a, b));
  return new Map(sorted.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
}

function compareNames(a: PodModel, b: PodModel): number {
  const set =
    a.controller !== undefined && a.controller.kind === b.controller?.kind && a.controller.name === b.controller.name;
  if (set && a.ordinal !== undefined && b.ordinal !== undefined && a.ordinal !== b.ordinal)
    return a.ordinal - b.ordinal;
  return compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Who owns what among the objects that are given. */
interface Owners {
  /** The outermost existing owner: the Deployment behind a ReplicaSet. */
  readonly top: (namespace: string, kind: string, name: string) => ControllerRef;
  readonly hasExistingOwner: (workload: Workload) => boolean;
  /** Given Pods below a workload, at any depth. */
  readonly podCount: (workload: Workload) => number;
}

function ownersOf({ pods, workloads }: PodsInput): Owners {
  const byKey = new Map(
    workloads.map((workload) => [keyOf(workload.namespace, workload.object.kind, workload.object.meta.name), workload]),
  );
  const parent = (workload: Workload): Workload | undefined => {
    const { controller } = workload.object.meta;
    return controller === undefined
      ? undefined
      : byKey.get(keyOf(workload.namespace, controller.kind, controller.name));
  };
  const outermost = (start: Workload): Workload => {
    let at = start;
    for (let depth = 0, up = parent(at); up !== undefined && depth < 5; up = parent(at), depth++) at = up;
    return at;
  };
  const counts = new Map<Workload, number>();
  for (const { object, namespace } of pods) {
    const { controller } = object.meta;
    if (controller === undefined) continue;
    let at = byKey.get(keyOf(namespace, controller.kind, controller.name));
    for (let depth = 0; at !== undefined && depth < 5; depth++) {
      counts.set(at, (counts.get(at) ?? 0) + 1);
      at = parent(at);
    }
  }
  return {
    top: (namespace, kind, name) => {
      const owner = byKey.get(keyOf(namespace, kind, name));
      return owner === undefined ? { kind, namespace, name } : refOf(outermost(owner));
    },
    hasExistingOwner: (workload) => parent(workload) !== undefined,
    podCount: (workload) => counts.get(workload) ?? 0,
  };
}

function keyOf(namespace: string, kind: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}

function refOf({ object, namespace, declaration }: Workload): ControllerRef {
  return { kind: object.kind, namespace, name: object.meta.name, declaration };
}

/**
 * A workload inside another makes no Pods of its own here. In a snapshot, one that its controller has seen has the Pods
 * that are listed; only where none is listed although its status counts some were Pods left out of the dump.
 */
function isPredicted(workload: Workload, input: PodsInput, owners: Owners): boolean {
  if (owners.hasExistingOwner(workload)) return false;
  const { status, kind } = workload.object;
  if (!input.options.snapshot || status === undefined) return true;
  if (owners.podCount(workload) > 0) return false;
  if (kind === "Job" || kind === "CronJob" || kind === "DaemonSet") return false;
  const seen = status.observedGeneration !== undefined || status.replicas !== undefined;
  return !seen || (status.replicas ?? 0) > 0;
}

/** What keeps a workload from having Pods, or makes that uncertain. */
function problemOf({ object, declaration }: Workload): ClusterNote | undefined {
  const { name } = object.meta;
  if (object.kind === "StatefulSet" && name.length > longestCertainSetName) {
    const length = `the name of StatefulSet '${name}' has ${name.length} characters`;
    return name.length >= 55
      ? {
          declaration,
          kind: "no-pods-name-too-long",
          message: `${length}: every Pod is refused, as its label controller-revision-hash would exceed 63`,
        }
      : {
          declaration,
          kind: "pods-uncertain-name-length",
          message: `${length}: whether its Pods exist depends on the length of its revision's hash`,
        };
  }
  if (object.kind === "Job" || object.kind === "CronJob" || object.template === undefined) return undefined;
  const { labels } = object.template;
  const { selector } = object;
  if (selector === undefined) {
    if (object.kind === "ReplicationController") return undefined; // Defaults to the template's labels.
    return { declaration, kind: "refused", message: `${object.kind} '${name}' has no spec.selector` };
  }
  if (matchesSelector(selector, labels)) return undefined;
  return {
    declaration,
    kind: "refused",
    message: `the selector of ${object.kind} '${name}' does not match its template's labels`,
  };
}
