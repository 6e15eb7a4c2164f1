/** Determines which nodes a DaemonSet's Pods run on, and what a Pod takes over from its node. */

import { matchesLabels, matchesRequirement } from "../../kubernetes/manifests/label-selector.ts";
import type { IpFamily, Labels, NodeObject, PodSpec, Toleration } from "../../kubernetes/manifests/object.ts";
import { given } from "./addresses.ts";
import type { Address } from "./cluster.ts";

/** Taints that the DaemonSet controller tolerates for its Pods (pkg/controller/daemon/util AddOrUpdateDaemonPodTolerations). */
const daemonTolerations: readonly Toleration[] = [
  { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" },
  { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute" },
  { key: "node.kubernetes.io/disk-pressure", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/memory-pressure", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/pid-pressure", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule" },
];

/** True when a DaemonSet's Pod of this spec runs on the node. */
export function runsOn(spec: PodSpec, node: NodeObject): boolean {
  const { labels, name } = node.meta;
  if (spec.nodeName !== undefined && spec.nodeName !== name) return false;
  if (!matchesLabels(spec.nodeSelector, labels)) return false;
  const affine =
    spec.nodeAffinity === undefined ||
    spec.nodeAffinity.some(
      (term) =>
        // A term without any requirement matches no node.
        term.matchExpressions.length + term.matchFields.length > 0 &&
        term.matchExpressions.every((rule) => matchesRequirement(rule, labels)) &&
        term.matchFields.every((rule) => matchesRequirement(rule, { "metadata.name": name })),
    );
  if (!affine) return false;
  const network = { key: "node.kubernetes.io/network-unavailable", operator: "Exists", effect: "NoSchedule" };
  const tolerations = [...spec.tolerations, ...daemonTolerations, ...(spec.hostNetwork ? [network] : [])];
  return node.taints
    .filter(({ effect }) => effect !== "PreferNoSchedule")
    .every((taint) => tolerations.some((toleration) => tolerates(toleration, taint)));
}

function tolerates(toleration: Toleration, taint: NodeObject["taints"][number]): boolean {
  if (toleration.effect !== undefined && toleration.effect !== "" && toleration.effect !== taint.effect) return false;
  if (toleration.key === undefined || toleration.key === "") return toleration.operator === "Exists";
  if (toleration.key !== taint.key) return false;
  return toleration.operator === "Exists" || (toleration.value ?? "") === (taint.value ?? "");
}

const zoneLabel = "topology.kubernetes.io/zone";
const topologyKeys: readonly string[] = [zoneLabel, "topology.kubernetes.io/region"];

/** The zone in a node's labels, or in those that a Pod took over from it; "" without a zone. */
export function zoneOf(labels: Labels): string {
  return labels[zoneLabel] ?? "";
}

/** The labels that a Pod gets from the node it is bound to. */
export function topologyLabels(node: NodeObject | undefined): Labels {
  const found = topologyKeys.flatMap((key) => {
    const value = node?.meta.labels[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(found);
}

/** A Pod in the host's network has the node's internal addresses, one per family of the cluster. */
export function nodeAddresses(node: NodeObject | undefined, families: readonly IpFamily[]): readonly Address[] {
  const internal = (node?.addresses ?? [])
    .filter(({ type }) => type === "InternalIP")
    .flatMap(({ address }) => given(address) ?? []);
  return families.flatMap((family) => internal.find((address) => address.family === family) ?? []);
}
