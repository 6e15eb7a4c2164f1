/** Finds the places that name a thing, in one environment: only objects that may name it are read. */

import type { ServiceModel } from "../../../cluster/state/cluster.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import { podSpecOf } from "../../../kubernetes/manifests/pod-template.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import type { Site, WrittenSpan } from "../../../workspace/places/site.ts";
import { makersBehind, podsOf, servicesOver } from "../cluster-objects.ts";
import { namingIn } from "./naming-index.ts";
import { isSame, monitoredBy, type Place, type Subject, selectedBy, subjectsOf } from "./subject.ts";
import { type Use, usesOf, variablePrefix } from "./use.ts";

/** A place that names the subject. */
export interface Occurrence {
  readonly declaration: Declaration;
  readonly use: Use;
}

/** Every place of the environment that names the subject, its own declaration included; fields of an object before its strings. */
export function occurrencesOf(analysis: Analysis, environment: Environment, subject: Subject): readonly Occurrence[] {
  const candidates = new Set(candidatesFor(analysis, environment, subject));
  return [...candidates].flatMap((declaration) => occurrencesIn({ analysis, environment, declaration }, subject));
}

/** The places of one object that name the subject. */
export function occurrencesIn(place: Place, subject: Subject): readonly Occurrence[] {
  const { declaration } = place;
  const name = labelOf(subject);
  return usesOf(place.analysis, declaration).flatMap((use): readonly Occurrence[] => {
    // Looking a name up costs more than comparing it.
    if (!mayName(declaration, use, subject, name)) return [];
    return subjectsOf(place, use).some((other) => isSame(subject, other)) ? [{ declaration, use }] : [];
  });
}

/** The text of a name. */
export function labelOf(subject: Subject): string {
  switch (subject.kind) {
    case "service":
      return subject.service.name;
    case "workload":
      return subject.declaration.object.meta.name;
    case "label":
      return subject.value;
    default:
      return subject.name;
  }
}

function mayName({ object }: Declaration, { claim }: Use, subject: Subject, name: string): boolean {
  switch (claim.kind) {
    case "declares":
      return object.meta.name === name;
    case "label":
      return subject.kind === "label" && claim.value === name;
    case "service-variable":
      return subject.kind === "service" && claim.name === variablePrefix(name);
    case "host": {
      const label = claim.mention.labels[claim.label] ?? "";
      if (subject.kind === "service-port") return label === `_${name.toLowerCase()}`;
      // A Pod's hostname may be another one than its workload's name.
      return subject.kind === "workload" ? claim.label < claim.mention.labels.length - 1 : label === name;
    }
    default:
      return claim.kind === subject.kind && claim.name === name;
  }
}

/** The part of the text that is the name alone; of a field that a renderer may change, all that it writes. */
export function labelSite({ declaration, use: { path, within, whole } }: Occurrence): Site {
  const isField = whole === undefined && declaration.rendered !== undefined;
  return isField ? { declaration, path } : { declaration, path, within };
}

/** A scalar's place without its quotes. */
export function withoutQuotes(analysis: Analysis, { uri, span }: WrittenSpan): WrittenSpan & { readonly text: string } {
  const text = analysis.files.get(uri)?.text.slice(span.start, span.end) ?? "";
  const isQuoted = text.length > 1 && /^["']/.test(text) && text.endsWith(text[0] ?? "");
  return isQuoted
    ? { uri, span: { start: span.start + 1, end: span.end - 1 }, text: text.slice(1, -1) }
    : { uri, span, text };
}

/** The whole host, or the field. */
export function wholeSite({ declaration, use: { path, whole } }: Occurrence): Site {
  return whole === undefined ? { declaration, path } : { declaration, path, within: whole };
}

/** The objects that may name the subject, among others. */
function* candidatesFor(analysis: Analysis, environment: Environment, subject: Subject): Generator<Declaration> {
  const naming = namingIn(analysis, environment);
  const { defaultNamespace } = analysis.settings;
  const namespaced = function* (group: string, namespace: string): Generator<Declaration> {
    yield* naming(`${group} ${namespace}`);
    if (namespace === defaultNamespace) yield* naming(`${group} `);
  };
  switch (subject.kind) {
    case "service":
      yield* serviceAnd(subject.service, naming);
      return yield* naming(`variable ${variablePrefix(subject.service.name)}`);
    case "service-port":
      yield* serviceAnd(subject.service, naming);
      return yield* naming("monitor");
    case "workload": {
      const { declaration } = subject;
      yield declaration;
      const { kind, meta } = declaration.object;
      yield* naming(`target ${kind} ${meta.name}`);
      for (const service of servicesNaming(environment, declaration)) yield* serviceAnd(service, naming);
      return;
    }
    case "container-port":
      for (const maker of subject.makers) {
        yield maker;
        for (const { declaration } of servicesOver(environment, podsOf(environment, maker)))
          if (declaration !== undefined) yield declaration;
      }
      for (const maker of subject.makers) yield* namespaced("policy", maker.object.meta.namespace ?? defaultNamespace);
      return yield* naming("monitor");
    case "label":
      yield* environment.podMakersWith(subject.key, subject.value);
      yield* selecting(analysis, environment, subject.namespace);
      yield* namespaced("policy", subject.namespace);
      return yield* naming("monitor");
    case "namespace": {
      const declared = environment.cluster.namespaces.get(subject.name)?.declaration;
      if (declared !== undefined) yield declared;
      for (const declaration of environment.stating(subject.name))
        if (declaration.object.meta.namespace === subject.name) yield declaration;
      for (const service of environment.cluster.servicesIn(subject.name)) yield* naming(`service ${service.name}`);
      yield* naming(`namespace ${subject.name}`);
    }
  }
}

function* serviceAnd(service: ServiceModel, naming: (group: string) => readonly Declaration[]): Generator<Declaration> {
  if (service.declaration !== undefined) yield service.declaration;
  yield* naming(`service ${service.name}`);
}

/** The Services below which the workload's Pods have names. */
function servicesNaming(environment: Environment, declaration: Declaration): Iterable<ServiceModel> {
  const pods = podsOf(environment, declaration);
  const own = environment.cluster.services.get(`${pods[0]?.namespace}/${pods[0]?.subdomain}`);
  return new Set([...(own === undefined ? [] : [own]), ...servicesOver(environment, pods)]);
}

/** Services, and what makes Pods, of a namespace: their selectors may ask for a label. */
function selecting(analysis: Analysis, environment: Environment, namespace: string): readonly Declaration[] {
  const { defaultNamespace } = analysis.settings;
  return environment
    .stating(namespace)
    .filter(
      ({ object }) =>
        (object.meta.namespace ?? defaultNamespace) === namespace &&
        (object.kind === "Service" || podSpecOf(object) !== undefined),
    );
}

/**
 * What has to do with a Service without writing its name: what makes its Pods, policies about these, monitors that select it.
 */
export function aroundService(analysis: Analysis, environment: Environment, service: ServiceModel): readonly Site[] {
  const { declaration } = service;
  if (declaration === undefined) return [];
  const naming = namingIn(analysis, environment);
  const own: Place = { analysis, environment, declaration };
  const makers = new Set(makersBehind(environment, service));
  const sites: Site[] = [];
  const [key] = Object.keys(service.selector ?? {});
  for (const maker of makers) {
    const template = podSpecOf(maker.object)?.path.slice(0, -1);
    if (template !== undefined && key !== undefined)
      sites.push({ declaration: maker, path: [...template, "metadata", "labels", key] });
  }
  const { defaultNamespace } = analysis.settings;
  const policies = [
    ...naming(`policy ${service.namespace}`),
    ...(service.namespace === defaultNamespace ? naming("policy ") : []),
  ];
  for (const policy of policies) {
    if (policy.object.kind !== "Other" || policy.object.otherKind !== "NetworkPolicy") continue;
    const path = ["spec", "podSelector"];
    const taken = selectedBy({ ...own, declaration: policy }, { path });
    if (taken.some((maker) => makers.has(maker))) sites.push({ declaration: policy, path, part: "key" });
  }
  for (const monitor of naming("monitor"))
    if (monitoredBy({ ...own, declaration: monitor }).includes(service))
      sites.push({ declaration: monitor, path: ["spec", "selector"], part: "key" });
  return sites;
}
