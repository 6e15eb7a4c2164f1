/**
 * Lists the places of one object that hold a name: fields that the API defines, and the labels of host names in its strings. It
 * does not look for what has the name.
 */

import { asList, asMap, stringAt, valueAt } from "../../../base/json.ts";
import { addAll } from "../../../base/long-lists.ts";
import type { Span } from "../../../base/span.ts";
import { documentOf } from "../../../kubernetes/manifests/locate.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../../kubernetes/manifests/path.ts";
import { podSpecPath } from "../../../kubernetes/manifests/pod-template.ts";
import type { JsonValue } from "../../../kubernetes/manifests/read-yaml.ts";
import { type ContainerJson, calledByKubelet, containersOf } from "../../../kubernetes/mentions/containers.ts";
import { longestText } from "../../../kubernetes/mentions/hosts.ts";
import type { HostMention, HostPartMention, Mention, ServiceMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import { mentionsOf } from "../../../workspace/asking/mentions.ts";
import { objectValue } from "../../../workspace/places/object-value.ts";
import { labelSpansOf } from "./host-labels.ts";

/** What a place says of the name in it. */
export type Claim =
  /** The object's own name. */
  | { readonly kind: "declares" }
  /** Absent namespace: the object's own. */
  | { readonly kind: "service"; readonly name: string; readonly namespace?: string }
  | { readonly kind: "host"; readonly mention: HostMention | HostPartMention; readonly label: number }
  | { readonly kind: "workload"; readonly of: string; readonly name: string }
  /** The beginning of a variable that kubelet sets for a Service: `DB` of `DB_SERVICE_HOST`. */
  | { readonly kind: "service-variable"; readonly name: string }
  | { readonly kind: "namespace"; readonly name: string }
  /** The name of a Service's port. Absent service: the object itself, or what its selector selects. */
  | { readonly kind: "service-port"; readonly name: string; readonly service?: string; readonly namespace?: string }
  /** The name of a port of the object's own Pods, or of those that `selector` selects. */
  | { readonly kind: "container-port"; readonly name: string; readonly selector?: Selecting }
  /** A label of Pods, or what a selector asks of it. */
  | { readonly kind: "label"; readonly key: string; readonly value: string; readonly selects: boolean };

/** A selector in the object. */
export interface Selecting {
  readonly path: Path;
}

/** Where it stands, for people: the kinds of place that a rename shows apart. */
export type PlaceKind = "declaration" | "field" | "selector" | "string" | "certificate";

/** A name in an object. */
export interface Use {
  readonly path: Path;
  /** The name alone, in offsets into the decoded scalar. */
  readonly within: Span;
  /** The host that it is a label of; absent where the name is all of a field. */
  readonly whole?: Span;
  readonly claim: Claim;
  readonly place: PlaceKind;
}

/** All names in the declaration's object, those of its fields in front. */
export function usesOf(analysis: Analysis, declaration: Declaration): readonly Use[] {
  return usesIn(analysis, declaration, hostUses);
}

/** Those that are all of a field: no label of a host. */
export function fieldUsesOf(analysis: Analysis, declaration: Declaration): readonly Use[] {
  return usesIn(analysis, declaration, () => []);
}

function usesIn(analysis: Analysis, declaration: Declaration, usesOfHost: typeof hostUses): readonly Use[] {
  const manifest = declaration.rendered === undefined ? analysis.place(declaration)?.manifest : undefined;
  // One parsing serves the value, the strings and the places.
  if (manifest !== undefined) documentOf(manifest);
  const value = objectValue(analysis, declaration);
  if (value === undefined) return [];
  return [
    ...fieldUses(value),
    ...mentionsOf(analysis, declaration).flatMap((mention) =>
      mention.kind === "service" ? backendUses(value, mention) : usesOfHost(value, mention),
    ),
  ];
}

/** The labels of a host that the text writes as they are, the last one in front. */
function hostUses(value: JsonValue, mention: Exclude<Mention, ServiceMention>): readonly Use[] {
  const text = stringAt(value, mention.path);
  if (text === undefined) return [];
  const place = mention.context.kind === "certificate" ? "certificate" : "string";
  return labelSpansOf(mention, text).map(
    ({ label, within }): Use => ({
      path: mention.path,
      within,
      whole: mention.within,
      claim: { kind: "host", mention, label },
      place,
    }),
  );
}

function backendUses(root: JsonValue, { path, service, namespace }: ServiceMention): readonly Use[] {
  const inNamespace = namespace === undefined ? {} : { namespace };
  const collecting: Collecting = { root, uses: [] };
  name(collecting, path, () => ({ kind: "service", name: service, ...inNamespace }));
  const parent = path.slice(0, -1);
  if (namespace !== undefined) name(collecting, [...parent, "namespace"], namespaceClaim);
  for (const port of [
    [...parent, "port", "name"],
    [...parent, "servicePort"],
  ])
    name(collecting, port, (text) => ({ kind: "service-port", name: text, service, ...inNamespace }));
  return collecting.uses;
}

/** Collects uses of one object. */
interface Collecting {
  readonly root: JsonValue;
  readonly uses: Use[];
}

/** The names in fields that the API defines, but for backends. */
export function fieldUses(root: JsonValue): readonly Use[] {
  const collecting: Collecting = { root, uses: [] };
  const kind = stringAt(root, ["kind"]) ?? "";
  name(collecting, ["metadata", "name"], () => ({ kind: "declares" }), "declaration");
  name(collecting, ["metadata", "namespace"], namespaceClaim);
  name(collecting, ["metadata", "labels", "kubernetes.io/service-name"], (text) => ({ kind: "service", name: text }));
  if (isOfGroup(kind, stringAt(root, ["apiVersion"]) ?? "")) {
    podMaker(collecting, kind);
    byKind(collecting, kind);
  }
  return collecting.uses;
}

/** Other groups have kinds of the same names, with fields of their own. */
function isOfGroup(kind: string, apiVersion: string): boolean {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return groups.get(kind)?.includes(group) === true;
}

const core: readonly string[] = [""];
const apps: readonly string[] = ["apps", "extensions"];

const argo: readonly string[] = ["argoproj.io"];

const groups: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    AppProject: argo,
    Application: argo,
    ApplicationSet: argo,
    Certificate: ["cert-manager.io"],
    ClusterRoleBinding: ["rbac.authorization.k8s.io"],
    CronJob: ["batch"],
    DaemonSet: apps,
    Deployment: apps,
    HelmRelease: ["helm.toolkit.fluxcd.io"],
    HorizontalPodAutoscaler: ["autoscaling"],
    Job: ["batch"],
    Kustomization: ["kustomize.toolkit.fluxcd.io"],
    NetworkPolicy: ["networking.k8s.io", "extensions"],
    Pod: core,
    PodDisruptionBudget: ["policy"],
    PodMonitor: ["monitoring.coreos.com"],
    ReferenceGrant: ["gateway.networking.k8s.io"],
    ReplicaSet: apps,
    ReplicationController: core,
    RoleBinding: ["rbac.authorization.k8s.io"],
    ScaledObject: ["keda.sh"],
    Service: core,
    ServiceMonitor: ["monitoring.coreos.com"],
    StatefulSet: apps,
    VerticalPodAutoscaler: ["autoscaling.k8s.io"],
  }),
);

function name(
  { root, uses }: Collecting,
  path: Path,
  claim: (text: string) => Claim,
  place: PlaceKind = "field",
): void {
  const text = stringAt(root, path);
  if (text !== undefined && text !== "")
    uses.push({ path, within: { start: 0, end: text.length }, claim: claim(text), place });
}

function namespaceClaim(text: string): Claim {
  return { kind: "namespace", name: text };
}

function podMaker(collecting: Collecting, kind: string): void {
  const spec = podSpecPath(kind);
  if (spec === undefined) return;
  const { root } = collecting;
  const template = spec.slice(0, -1);
  labels(collecting, [...template, "metadata", "labels"], false);
  if (kind === "StatefulSet") name(collecting, ["spec", "serviceName"], (text) => ({ kind: "service", name: text }));
  else name(collecting, [...spec, "subdomain"], (text) => ({ kind: "service", name: text }));
  if (kind === "ReplicationController") labels(collecting, ["spec", "selector"], true);
  else if (kind !== "Pod") selector(collecting, ["spec", "selector"]);
  for (const container of containersOf(root, spec)) {
    asList(container.value["ports"]).forEach((_, index) => {
      name(collecting, [...container.path, "ports", index, "name"], containerPort, "declaration");
    });
    for (const handler of calledByKubelet) name(collecting, [...container.path, ...handler, "port"], containerPort);
    if (valueAt(root, [...spec, "enableServiceLinks"]) !== false) variables(collecting, container);
  }
  for (const [affinity, terms] of affinities) {
    const base = [...spec, "affinity", affinity, terms];
    asList(valueAt(root, base)).forEach((_, index) => {
      affinityTerm(collecting, [...base, index]);
      affinityTerm(collecting, [...base, index, "podAffinityTerm"]);
    });
  }
  asList(valueAt(root, [...spec, "topologySpreadConstraints"])).forEach((_, index) => {
    selector(collecting, [...spec, "topologySpreadConstraints", index, "labelSelector"]);
  });
}

/** A term that names namespaces, or selects them, is about Pods of these and not of its own. */
function affinityTerm(collecting: Collecting, path: Path): void {
  const { root } = collecting;
  const namespaces = asList(valueAt(root, [...path, "namespaces"]));
  namespaces.forEach((_, index) => {
    name(collecting, [...path, "namespaces", index], namespaceClaim, "selector");
  });
  namespacesByName(collecting, [...path, "namespaceSelector"]);
  if (namespaces.length === 0 && valueAt(root, [...path, "namespaceSelector"]) === undefined)
    selector(collecting, [...path, "labelSelector"]);
}

/**
 * `DB_SERVICE_HOST` and its kind, in the forms that Kubernetes and shells expand (core/v1 EnvVar; k8s.io/kubernetes
 * pkg/kubelet/envvars). A variable that the container sets itself does not come from a Service.
 */
function variables({ root, uses }: Collecting, { path, value }: ContainerJson): void {
  const own = new Set(asList(value["env"]).map((item) => stringAt(item, ["name"])));
  const texts: readonly Path[] = [
    ...asList(value["env"]).map((_, index): Path => ["env", index, "value"]),
    ...["command", "args"].flatMap((field) => asList(value[field]).map((_, index): Path => [field, index])),
  ];
  for (const at of texts) {
    const text = stringAt(root, [...path, ...at]) ?? "";
    if (!text.includes("$") || !text.includes("_SERVICE_") || text.length > longestText) continue;
    for (const match of text.matchAll(/\$[({]?([A-Z]\w*)/g)) {
      const [whole, variable = ""] = match;
      const prefix = variable.slice(0, Math.max(0, variable.lastIndexOf("_SERVICE_")));
      if (
        prefix === "" ||
        own.has(variable) ||
        !/^(?:HOST|PORT(?:_[A-Z0-9_]+)?)$/.test(variable.slice(prefix.length + 9))
      )
        continue;
      const start = match.index + whole.length - variable.length;
      uses.push({
        path: [...path, ...at],
        within: { start, end: start + prefix.length },
        whole: { start, end: start + variable.length },
        claim: { kind: "service-variable", name: prefix },
        place: "string",
      });
    }
  }
}

/** How the variables of a Service begin. */
export function variablePrefix(service: string): string {
  return service.toUpperCase().replaceAll("-", "_");
}

const required = "requiredDuringSchedulingIgnoredDuringExecution";
const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
const affinities = [
  ["podAffinity", required],
  ["podAffinity", preferred],
  ["podAntiAffinity", required],
  ["podAntiAffinity", preferred],
] as const;

function containerPort(text: string): Claim {
  return { kind: "container-port", name: text };
}

function byKind(collecting: Collecting, kind: string): void {
  const { root } = collecting;
  switch (kind) {
    case "Service":
      labels(collecting, ["spec", "selector"], true);
      alias(collecting);
      asList(valueAt(root, ["spec", "ports"])).forEach((_, index) => {
        const port: Path = ["spec", "ports", index];
        name(collecting, [...port, "name"], (text) => ({ kind: "service-port", name: text }), "declaration");
        const claim = (text: string): Claim => ({
          kind: "container-port",
          name: text,
          selector: { path: ["spec", "selector"] },
        });
        name(collecting, [...port, "targetPort"], claim);
      });
      return;
    case "NetworkPolicy":
      networkPolicy(collecting);
      return;
    case "PodDisruptionBudget":
      selector(collecting, ["spec", "selector"]);
      return;
    case "HorizontalPodAutoscaler":
    case "ScaledObject":
      targetReference(collecting, ["spec", "scaleTargetRef"]);
      return;
    case "VerticalPodAutoscaler":
      targetReference(collecting, ["spec", "targetRef"]);
      return;
    case "ServiceMonitor":
      namespaceNames(collecting);
      asList(valueAt(root, ["spec", "endpoints"])).forEach((_, index) => {
        name(collecting, ["spec", "endpoints", index, "port"], (text) => ({ kind: "service-port", name: text }));
      });
      return;
    case "PodMonitor":
      namespaceNames(collecting);
      if (valueAt(root, ["spec", "namespaceSelector"]) === undefined) selector(collecting, ["spec", "selector"]);
      asList(valueAt(root, ["spec", "podMetricsEndpoints"])).forEach((_, index) => {
        const claim = (text: string): Claim => ({
          kind: "container-port",
          name: text,
          selector: { path: ["spec", "selector"] },
        });
        name(collecting, ["spec", "podMetricsEndpoints", index, "port"], claim);
      });
      return;
    case "Application":
      name(collecting, ["spec", "destination", "namespace"], namespaceClaim);
      return;
    case "ApplicationSet":
      name(collecting, ["spec", "template", "spec", "destination", "namespace"], namespaceClaim);
      return;
    case "AppProject":
      asList(valueAt(root, ["spec", "destinations"])).forEach((_, index) => {
        name(collecting, ["spec", "destinations", index, "namespace"], namespaceClaim);
      });
      return;
    case "HelmRelease":
    case "Kustomization":
      name(collecting, ["spec", "targetNamespace"], namespaceClaim);
      return;
    case "Certificate":
      identities(collecting);
      return;
    case "RoleBinding":
    case "ClusterRoleBinding":
      asList(valueAt(root, ["subjects"])).forEach((_, index) => {
        name(collecting, ["subjects", index, "namespace"], namespaceClaim);
      });
      return;
    case "ReferenceGrant":
      asList(valueAt(root, ["spec", "from"])).forEach((_, index) => {
        name(collecting, ["spec", "from", index, "namespace"], namespaceClaim);
      });
      asList(valueAt(root, ["spec", "to"])).forEach((item, index) => {
        if (stringAt(item, ["kind"]) === "Service")
          name(collecting, ["spec", "to", index, "name"], (text) => ({ kind: "service", name: text }));
      });
      return;
  }
}

/** The namespaces in SPIFFE identities: `spiffe://cluster.local/ns/NAMESPACE/sa/NAME`. */
function identities({ root, uses }: Collecting): void {
  asList(valueAt(root, ["spec", "uris"])).forEach((item, index) => {
    const [, before = "", namespace = ""] =
      (typeof item === "string" && /^(spiffe:\/\/[^/]*\/ns\/)([a-z0-9-]+)(?:\/|$)/.exec(item)) || [];
    if (namespace === "") return;
    const within = { start: before.length, end: before.length + namespace.length };
    uses.push({
      path: ["spec", "uris", index],
      within,
      whole: within,
      claim: namespaceClaim(namespace),
      place: "certificate",
    });
  });
}

/** The name that an ExternalName Service stands for: no search list applies to it. */
function alias({ root, uses }: Collecting): void {
  const path = ["spec", "externalName"];
  const text = stringAt(root, path) ?? "";
  const host = text.toLowerCase().replace(/\.$/, "");
  if (host === "") return;
  const mention: HostMention = {
    kind: "host",
    path,
    within: { start: 0, end: text.length },
    context: { kind: "field" },
    form: "dotted",
    isHost: true,
    host,
    labels: host.split("."),
    absolute: true,
    expanded: false,
  };
  addAll(uses, hostUses(root, mention));
}

function namespaceNames(collecting: Collecting): void {
  asList(valueAt(collecting.root, ["spec", "namespaceSelector", "matchNames"])).forEach((_, index) => {
    name(collecting, ["spec", "namespaceSelector", "matchNames", index], namespaceClaim, "selector");
  });
}

function networkPolicy(collecting: Collecting): void {
  const { root } = collecting;
  selector(collecting, ["spec", "podSelector"]);
  for (const [rules, peers] of [
    ["ingress", "from"],
    ["egress", "to"],
  ] as const) {
    asList(valueAt(root, ["spec", rules])).forEach((rule, index) => {
      const base: Path = ["spec", rules, index];
      asList(valueAt(rule, [peers])).forEach((peer, at) => {
        const path = [...base, peers, at];
        if (asMap(peer)?.["namespaceSelector"] === undefined) selector(collecting, [...path, "podSelector"]);
        namespacesByName(collecting, [...path, "namespaceSelector"]);
      });
      // Ports of incoming traffic are those of the Pods that the policy is about.
      if (rules !== "ingress") return;
      asList(valueAt(rule, ["ports"])).forEach((_, at) => {
        const claim = (text: string): Claim => ({
          kind: "container-port",
          name: text,
          selector: { path: ["spec", "podSelector"] },
        });
        name(collecting, [...base, "ports", at, "port"], claim);
      });
    });
  }
}

/** The names in a selector of namespaces: the control plane gives each the label (KEP-2161). */
function namespacesByName(collecting: Collecting, path: Path): void {
  const { root } = collecting;
  const key = "kubernetes.io/metadata.name";
  name(collecting, [...path, "matchLabels", key], namespaceClaim, "selector");
  asList(valueAt(root, [...path, "matchExpressions"])).forEach((rule, index) => {
    if (stringAt(rule, ["key"]) !== key) return;
    asList(valueAt(rule, ["values"])).forEach((_, at) => {
      name(collecting, [...path, "matchExpressions", index, "values", at], namespaceClaim, "selector");
    });
  });
}

function targetReference(collecting: Collecting, path: Path): void {
  const of = stringAt(collecting.root, [...path, "kind"]) ?? "Deployment";
  name(collecting, [...path, "name"], (text) => ({ kind: "workload", of, name: text }));
}

/** A plain map of labels. */
function labels(collecting: Collecting, path: Path, selects: boolean): void {
  for (const key of Object.keys(asMap(valueAt(collecting.root, path)) ?? {}))
    name(
      collecting,
      [...path, key],
      (value) => ({ kind: "label", key, value, selects }),
      selects ? "selector" : "field",
    );
}

/** A metav1.LabelSelector. */
function selector(collecting: Collecting, path: Path): void {
  labels(collecting, [...path, "matchLabels"], true);
  asList(valueAt(collecting.root, [...path, "matchExpressions"])).forEach((rule, index) => {
    const key = stringAt(rule, ["key"]);
    if (key === undefined) return;
    asList(valueAt(rule, ["values"])).forEach((_, at) => {
      const values = [...path, "matchExpressions", index, "values", at];
      name(collecting, values, (value) => ({ kind: "label", key, value, selects: true }), "selector");
    });
  });
}
