/** Determines what a name in an object is the name of, in one environment: a Service, a workload, a namespace, a port, a label. */

import { asList, asMap, valueAt } from "../../../base/json.ts";
import type { ServiceModel } from "../../../cluster/state/cluster.ts";
import { labelSelectorOf, matchesSelector } from "../../../kubernetes/manifests/label-selector.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { LabelSelector } from "../../../kubernetes/manifests/object.ts";
import { labelsOfPods, podSpecOf } from "../../../kubernetes/manifests/pod-template.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { objectValue } from "../../../workspace/places/object-value.ts";
import { makersSelectedBy } from "../../rules/evidence/pod-template.ts";
import { idOf, namespaceInCluster, servicesOver } from "../cluster-objects.ts";
import { meaningOf } from "./host-labels.ts";
import { type Selecting, type Use, variablePrefix } from "./use.ts";

/** What has a name. */
export type Subject =
  | { readonly kind: "service"; readonly service: ServiceModel }
  /** A Pod counts as its own workload. */
  | { readonly kind: "workload"; readonly declaration: Declaration; readonly namespace: string }
  | { readonly kind: "namespace"; readonly name: string }
  | { readonly kind: "service-port"; readonly service: ServiceModel; readonly name: string }
  /** Of all Pods that one Service or policy takes for the same port. */
  | { readonly kind: "container-port"; readonly makers: ReadonlySet<Declaration>; readonly name: string }
  /** A label of the Pods of a namespace. */
  | { readonly kind: "label"; readonly namespace: string; readonly key: string; readonly value: string };

/** An object as it is applied in an environment. */
export interface Place {
  readonly analysis: Analysis;
  readonly environment: Environment;
  readonly declaration: Declaration;
}

/** What the place names: several where a selector takes several, empty where nothing has the name. */
export function subjectsOf(place: Place, { claim }: Use): readonly Subject[] {
  const { analysis, environment, declaration } = place;
  switch (claim.kind) {
    case "declares":
      return declaredBy(place);
    case "service":
      return service(place, claim.namespace, claim.name).map((found) => ({ kind: "service", service: found }));
    case "service-variable":
      return servicesWithVariables(place, claim.name);
    case "namespace":
      return [{ kind: "namespace", name: claim.name }];
    case "workload":
      return workloads(place, claim.of, claim.name);
    case "label":
      return [{ kind: "label", namespace: ownNamespace(place), key: claim.key, value: claim.value }];
    case "service-port":
      return servicesWithPort(place, claim.service, claim.namespace).flatMap((found): readonly Subject[] =>
        found.ports.some((port) => port.name === claim.name)
          ? [{ kind: "service-port", service: found, name: claim.name }]
          : [],
      );
    case "container-port":
      return containerPort(place, claim.name, claim.selector);
    case "host": {
      const meaning = meaningOf(analysis, environment, declaration, claim.mention);
      if (meaning === undefined) return [];
      const { service: found, pod } = meaning;
      if (claim.label === meaning.namespaceAt) return [{ kind: "namespace", name: found.namespace }];
      if (claim.label === meaning.portAt)
        return [{ kind: "service-port", service: found, name: claim.mention.labels[claim.label]?.slice(1) ?? "" }];
      if (claim.label === meaning.serviceAt) return [{ kind: "service", service: found }];
      const maker = pod?.controller?.declaration ?? pod?.declaration;
      if (claim.label !== meaning.endpointAt || maker === undefined) return [];
      return [{ kind: "workload", declaration: maker, namespace: pod?.namespace ?? found.namespace }];
    }
  }
}

/** True for two descriptions of one thing. */
export function isSame(a: Subject, b: Subject): boolean {
  switch (a.kind) {
    case "service":
      return b.kind === "service" && idOf(a.service) === idOf(b.service);
    case "workload":
      return b.kind === "workload" && a.declaration === b.declaration;
    case "namespace":
      return b.kind === "namespace" && a.name === b.name;
    case "service-port":
      return b.kind === "service-port" && idOf(a.service) === idOf(b.service) && a.name === b.name;
    case "container-port":
      return b.kind === "container-port" && a.name === b.name && [...b.makers].some((maker) => a.makers.has(maker));
    case "label":
      return b.kind === "label" && a.namespace === b.namespace && a.key === b.key && a.value === b.value;
  }
}

/** Where it is declared; undefined where no manifest does. */
export function declarationOf(environment: Environment, subject: Subject): Declaration | undefined {
  switch (subject.kind) {
    case "service":
    case "service-port":
      return subject.service.declaration;
    case "workload":
      return subject.declaration;
    case "namespace":
      return environment.cluster.namespaces.get(subject.name)?.declaration;
    case "container-port":
      return [...subject.makers][0];
    case "label":
      return undefined;
  }
}

/** The namespace that the object's names are in. */
export function ownNamespace({ analysis, environment, declaration }: Place): string {
  return namespaceInCluster(environment, declaration, analysis.settings.defaultNamespace);
}

function declaredBy(place: Place): readonly Subject[] {
  const { environment, declaration } = place;
  const { object } = declaration;
  if (object.kind === "Service") {
    const found = environment.cluster.serviceOf(declaration);
    return found === undefined ? [] : [{ kind: "service", service: found }];
  }
  if (object.kind === "Namespace") return [{ kind: "namespace", name: object.meta.name }];
  // Endpoints belong to the Service of their name (core/v1 Endpoints).
  if (object.kind === "Endpoints")
    return service(place, undefined, object.meta.name).map((found) => ({ kind: "service", service: found }));
  return podSpecOf(object) === undefined ? [] : [{ kind: "workload", declaration, namespace: ownNamespace(place) }];
}

function service(place: Place, namespace: string | undefined, name: string): readonly ServiceModel[] {
  const found = place.environment.cluster.services.get(`${namespace ?? ownNamespace(place)}/${name}`);
  return found === undefined ? [] : [found];
}

/** Kubelet sets variables for the Services of the Pod's namespace that have a ClusterIP. */
function servicesWithVariables(place: Place, prefix: string): readonly Subject[] {
  return place.environment.cluster
    .servicesIn(ownNamespace(place))
    .filter(({ name, clusterIPs }) => clusterIPs.length > 0 && variablePrefix(name) === prefix)
    .map((found) => ({ kind: "service", service: found }));
}

function workloads(place: Place, kind: string, name: string): readonly Subject[] {
  const namespace = ownNamespace(place);
  const { defaultNamespace } = place.analysis.settings;
  return place.environment
    .named(kind, name)
    .filter(
      ({ object }) => podSpecOf(object) !== undefined && (object.meta.namespace ?? defaultNamespace) === namespace,
    )
    .map((declaration) => ({ kind: "workload", declaration, namespace }));
}

/** The Service that is named, or that the object is, or those that a ServiceMonitor selects. */
function servicesWithPort(
  place: Place,
  name: string | undefined,
  namespace: string | undefined,
): readonly ServiceModel[] {
  if (name !== undefined) return service(place, namespace, name);
  const { environment, declaration } = place;
  const own = environment.cluster.serviceOf(declaration);
  return own === undefined ? monitoredBy(place) : [own];
}

/** The Services that a ServiceMonitor selects. */
export function monitoredBy(place: Place): readonly ServiceModel[] {
  const { object } = place.declaration;
  if (object.kind !== "Other" || object.otherKind !== "ServiceMonitor") return [];
  const value = objectValue(place.analysis, place.declaration);
  const asked = labelSelectorAt(value, ["spec", "selector"]);
  if (asked === undefined) return [];
  const { cluster } = place.environment;
  const names = asList(valueAt(value, ["spec", "namespaceSelector", "matchNames"])).flatMap((one) =>
    typeof one === "string" ? [one] : [],
  );
  const isAny = valueAt(value, ["spec", "namespaceSelector", "any"]) === true;
  const namespaces = isAny ? cluster.namespaceNames() : names.length > 0 ? names : [ownNamespace(place)];
  return [...namespaces].flatMap((one) =>
    cluster.servicesIn(one).filter(({ labels }) => matchesSelector(asked, labels)),
  );
}

/** A metav1.LabelSelector, or a plain map of labels. */
function labelSelectorAt(value: ReturnType<typeof objectValue>, path: readonly string[]): LabelSelector | undefined {
  const map = asMap(valueAt(value, path));
  const isPlain = map !== undefined && !("matchLabels" in map) && !("matchExpressions" in map);
  return labelSelectorOf(isPlain ? { matchLabels: map } : map);
}

/** What makes the Pods of the namespace that a selector of the object selects. */
export function selectedBy(place: Place, { path }: Selecting): readonly Declaration[] {
  const { analysis, environment, declaration } = place;
  const { object } = declaration;
  if (object.kind === "Service")
    return makersSelectedBy(analysis, environment, object).map((maker) => maker.declaration);
  const asked = labelSelectorAt(objectValue(analysis, declaration), path.map(String));
  if (asked === undefined) return [];
  const namespace = ownNamespace(place);
  const [pair] = Object.entries(asked.matchLabels);
  const candidates =
    pair === undefined
      ? environment.cluster.podsIn(namespace).flatMap((pod) => pod.controller?.declaration ?? pod.declaration ?? [])
      : environment.podMakersWith(...pair);
  const { defaultNamespace } = analysis.settings;
  return [...new Set(candidates)].filter(
    (maker) =>
      (maker.object.meta.namespace ?? defaultNamespace) === namespace &&
      matchesSelector(asked, labelsOfPods(maker.object) ?? {}),
  );
}

/** The port of the object's own Pods, or of those that it selects, and of those that a Service takes for the same. */
function containerPort(place: Place, name: string, selecting: Selecting | undefined): readonly Subject[] {
  const own = podSpecOf(place.declaration.object) === undefined ? [] : [place.declaration];
  const first = selecting === undefined ? own : selectedBy(place, selecting);
  const makers = new Set(first.filter((maker) => hasPort(maker, name)));
  for (const maker of makers) {
    const { environment, analysis } = place;
    for (const over of servicesOver(environment, environment.cluster.podsOf(maker))) {
      if (over.declaration === undefined || !over.ports.some(({ targetPort }) => targetPort === name)) continue;
      const others = selectedBy(
        { analysis, environment, declaration: over.declaration },
        { path: ["spec", "selector"] },
      );
      for (const other of others) if (hasPort(other, name)) makers.add(other);
    }
  }
  return makers.size === 0 ? [] : [{ kind: "container-port", makers, name }];
}

function hasPort({ object }: Declaration, name: string): boolean {
  const spec = podSpecOf(object)?.spec;
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].some(({ ports }) =>
    ports.some((port) => port.name === name),
  );
}
