/**
 * Reads NetworkPolicies as far as DNS is concerned: which Pods they select, and whether their egress rules may let DNS
 * through.
 */

import { asList, asMap, valueAt } from "../../../base/json.ts";
import { memoize } from "../../../base/memo.ts";
import { labelSelectorOf, matchesSelector } from "../../../kubernetes/manifests/label-selector.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { Labels } from "../../../kubernetes/manifests/object.ts";
import { groupOf } from "../../../kubernetes/manifests/objects.ts";
import { labelsOfPods } from "../../../kubernetes/manifests/pod-template.ts";
import type { JsonValue } from "../../../kubernetes/manifests/read-yaml.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { objectValue } from "../../../workspace/places/object-value.ts";
import { podTemplateOf } from "./pod-template.ts";
import { isJudged, sameNamespace } from "./reach.ts";

/** networking.k8s.io NetworkPolicy that restricts egress. */
export interface EgressPolicy {
  readonly declaration: Declaration;
  readonly selects: (labels: Labels) => boolean;
  /** The rules of `spec.egress`; empty: everything is denied. */
  readonly rules: readonly JsonValue[];
}

/** The policy of a declaration, where it restricts egress; undefined for anything else. */
export function egressPolicy(analysis: Analysis, declaration: Declaration): EgressPolicy | undefined {
  if (!isNetworkPolicy(declaration)) return undefined;
  const spec = valueAt(objectValue(analysis, declaration), ["spec"]);
  if (asMap(spec) === undefined) return undefined;
  const egress = valueAt(spec, ["egress"]);
  const types = asList(valueAt(spec, ["policyTypes"]));
  const restricts = types.length > 0 ? types.includes("Egress") : Array.isArray(egress) && egress.length > 0;
  if (!restricts) return undefined;
  const selector = labelSelectorOf(valueAt(spec, ["podSelector"]) ?? {});
  const selects: EgressPolicy["selects"] = (labels) => selector !== undefined && matchesSelector(selector, labels);
  return { declaration, selects, rules: asList(egress) };
}

/** The NetworkPolicies that may count in a namespace, in the order of files; undefined: where none is stated. */
export function networkPolicies(environment: Environment, namespace: string | undefined): readonly Declaration[] {
  return environment
    .ofOtherKind("NetworkPolicy")
    .filter(
      (declaration) =>
        isNetworkPolicy(declaration) &&
        (namespace === undefined || [undefined, namespace].includes(declaration.object.meta.namespace)),
    );
}

/** True when policies of another kind are there, which may allow what these do not. */
export function hasOtherPolicies(analysis: Analysis, environment: Environment): boolean {
  const found = [analysis.customResources(), ...kindsOfGroups.map((kind) => environment.ofOtherKind(kind))];
  return found.some((list) =>
    policiesOfOtherGroups(list).some((policy) => Number.isFinite(environment.distance(policy))),
  );
}

/** Those of these objects that may allow what NetworkPolicies do not. Looked for once in each list: every policy asks. */
export const policiesOfOtherGroups: (all: readonly Declaration[]) => readonly Declaration[] = memoize(
  (all: readonly Declaration[]) =>
    all.filter(
      ({ object }) =>
        object.kind === "Other" &&
        /NetworkPolic/.test(object.otherKind) &&
        groupOf(object.apiVersion) !== "networking.k8s.io",
    ),
);

/** Kinds that groups of Kubernetes itself have, too: policy.networking.k8s.io, extensions. */
const kindsOfGroups = ["NetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy"];

function isNetworkPolicy({ object }: Declaration): boolean {
  return (
    object.kind === "Other" &&
    object.otherKind === "NetworkPolicy" &&
    ["networking.k8s.io", "extensions"].includes(groupOf(object.apiVersion))
  );
}

/** Workloads whose names no NetworkPolicy lets through. */
export interface Denied {
  /** Of each policy: the workloads that no policy lets ask and that are reported for this one. */
  readonly byPolicy: ReadonlyMap<Declaration, readonly Declaration[]>;
  /** The workloads that no policy that counts selects. */
  readonly untold: readonly Declaration[];
}

/**
 * Which of these workloads no policy lets ask the cluster's DNS server.
 * @param declared the objects that may be NetworkPolicies of their namespaces
 */
export function deniedAmong(
  analysis: Analysis,
  declared: readonly Declaration[],
  makers: Iterable<Declaration>,
): Denied {
  const policies = declared.flatMap((declaration) => {
    const policy = egressPolicy(analysis, declaration);
    if (policy === undefined) return [];
    return [{ ...policy, asks: dnsAllowed(policy.rules, declaration.object.meta.namespace) === "udp" }];
  });
  const denied = new Map<Declaration, Declaration[]>(policies.map(({ declaration }) => [declaration, []]));
  const untold: Declaration[] = [];
  // Pods of equal labels meet the same policies.
  const byLabels = new Map<
    string,
    { readonly mayAsk: boolean; readonly teller: (typeof policies)[number] | undefined }
  >();
  for (const maker of makers) {
    const labels = labelsOfPods(maker.object);
    if (labels === undefined || !isJudged(maker) || !asksCluster(maker)) continue;
    const key = JSON.stringify([maker.object.meta.namespace ?? null, labels]);
    let found = byLabels.get(key);
    if (found === undefined) {
      const selecting = policies.filter(
        (policy) => sameNamespace(policy.declaration.object, maker.object) && policy.selects(labels),
      );
      const teller = selecting.find(({ rules }) => rules.length > 0) ?? selecting[0];
      found = { mayAsk: selecting.some(({ asks }) => asks), teller };
      byLabels.set(key, found);
    }
    if (found.mayAsk) continue;
    const { teller } = found;
    if (teller === undefined) untold.push(maker);
    else denied.get(teller.declaration)?.push(maker);
  }
  return { byPolicy: denied, untold };
}

/** Pods in the node's network are not covered; others may ask servers elsewhere. */
function asksCluster({ object }: Declaration): boolean {
  const spec = podTemplateOf(object)?.spec;
  return spec !== undefined && !spec.hostNetwork && (spec.dnsPolicy ?? "ClusterFirst").startsWith("ClusterFirst");
}

/**
 * What the rules let through of DNS. Everything that may be the DNS server counts as it: "nothing" and "tcp" are
 * certain.
 * @param namespace the policy's own, where it is written
 */
export function dnsAllowed(rules: readonly JsonValue[], namespace: string | undefined): "udp" | "tcp" | "nothing" {
  const leading = rules.filter((rule) => {
    const to = asList(valueAt(rule, ["to"]));
    return to.length === 0 || to.some((peer) => mayBeDns(peer, namespace));
  });
  const protocols = leading.flatMap((rule): readonly string[] => {
    const ports = asList(valueAt(rule, ["ports"]));
    return ports.length === 0 ? ["UDP", "TCP"] : ports.filter(isDnsPort).map(protocolOf);
  });
  return protocols.includes("UDP") ? "udp" : protocols.includes("TCP") ? "tcp" : "nothing";
}

/** 53; 5353 is what some distributions' DNS servers listen on behind their Service. Names are looked up in the server's Pods. */
function isDnsPort(entry: JsonValue): boolean {
  const port = valueAt(entry, ["port"]);
  const end = valueAt(entry, ["endPort"]);
  if (port === undefined || port === null) return true;
  if (typeof port === "string") return /dns/.test(port);
  if (typeof port !== "number") return true;
  return typeof end === "number" ? port <= 5353 && end >= 53 : port === 53 || port === 5353;
}

/** The API server's default is TCP. */
function protocolOf(entry: JsonValue): string {
  const protocol = valueAt(entry, ["protocol"]);
  return typeof protocol === "string" ? protocol : "TCP";
}

/** Namespaces in which clusters run their DNS server. */
const dnsNamespaces: ReadonlySet<JsonValue> = new Set(["kube-system", "openshift-dns", "kube-dns"]);

function mayBeDns(peer: JsonValue, namespace: string | undefined): boolean {
  const block = valueAt(peer, ["ipBlock"]);
  if (asMap(block) !== undefined) return mayHoldCluster(block);
  const namespaces = valueAt(peer, ["namespaceSelector"]);
  if (asMap(namespaces) === undefined) return namespace !== undefined && dnsNamespaces.has(namespace);
  const name = valueAt(namespaces, ["matchLabels", "kubernetes.io/metadata.name"]);
  if (name !== undefined && name !== null && !dnsNamespaces.has(name)) return false;
  const names = asList(valueAt(namespaces, ["matchExpressions"])).filter(
    (item) => valueAt(item, ["key"]) === "kubernetes.io/metadata.name" && valueAt(item, ["operator"]) === "In",
  );
  if (names.some((item) => !asList(valueAt(item, ["values"])).some((value) => dnsNamespaces.has(value)))) return false;
  const labels = Object.entries(asMap(valueAt(peer, ["podSelector", "matchLabels"])) ?? {});
  return labels.length === 0 || labels.some(([, value]) => typeof value === "string" && value.includes("dns"));
}

/** Private ranges, in which clusters draw their addresses. */
const privateRange =
  /^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|f[cd])/i;

function mayHoldCluster(block: JsonValue | undefined): boolean {
  const cidr = valueAt(block, ["cidr"]);
  if (typeof cidr !== "string") return true;
  const prefix = Number(cidr.split("/")[1] ?? 32);
  if (privateRange.test(cidr) || prefix < 8) {
    const except = asList(valueAt(block, ["except"]));
    // All of the private ranges are taken out: only the Internet is left.
    return !["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].every((range) => except.includes(range));
  }
  return cidr.includes(":");
}
