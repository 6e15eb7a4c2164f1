/**
 * Tells who talks to whom: a workload calls those whose names stand in its object, and in the ConfigMaps and Secrets that its
 * containers read.
 */

import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  Range,
} from "vscode-languageserver-types";
import { getOrAdd } from "../../base/memo.ts";
import { asUri } from "../../base/source.ts";
import type { ServiceModel } from "../../cluster/state/cluster.ts";
import { readAs } from "../../cluster/state/config-readers.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { podSpecOf } from "../../kubernetes/manifests/pod-template.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { siteSpan } from "../../workspace/places/site.ts";
import { makersBehind, namespaceInCluster, podsOf, servicesOver } from "./cluster-objects.ts";
import { locationOf, rangeOf, rangeOfDeclaration } from "./convert.ts";
import type { PositionParams } from "./hover.ts";
import { type Occurrence, occurrencesOf, wholeSite } from "./symbol/occurrences.ts";
import { type Subject, subjectsOf } from "./symbol/subject.ts";
import { symbolAt } from "./symbol/symbol-at.ts";
import { usesOf } from "./symbol/use.ts";

export interface CallParams {
  readonly item: CallHierarchyItem;
}

/** LSP's SymbolKind: a workload, a Service without one. */
const kinds = { workload: 5, service: 11, other: 13 } as const;

/** How an item is found again: what it is in which environment. */
interface ItemData {
  readonly environment: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The workload under the cursor; of a Service, what makes its Pods, and the Service itself where nothing does. */
export function prepareCallHierarchy(
  analysis: Analysis,
  { textDocument, position }: PositionParams,
): CallHierarchyItem[] | null {
  const [meant] = symbolAt(analysis, asUri(textDocument.uri), position)?.meant ?? [];
  if (meant === undefined) return null;
  const { environment, subjects } = meant;
  const items = nodesOf(environment, subjects[0]).flatMap((node) => itemOf(analysis, environment, node) ?? []);
  return items.length === 0 ? null : items;
}

/** Whom the item's workload talks to, with the places that say so. */
export function outgoingCalls(analysis: Analysis, { item }: CallParams): CallHierarchyOutgoingCall[] | null {
  const found = foundAgain(analysis, item);
  if (found === undefined) return null;
  const { environment, declaration } = found;
  const calls = new Map<Declaration, Range[]>();
  for (const source of [declaration, ...readBy(environment, declaration)]) {
    const place = { analysis, environment, declaration: source };
    for (const use of usesOf(analysis, source)) {
      if (!isCall(use.claim.kind, use.place)) continue;
      const [subject] = subjectsOf(place, use);
      if (subject === undefined) continue;
      const range = rangeIn(analysis, item, { declaration: source, use });
      for (const node of nodesOf(environment, subject))
        if (node !== declaration) getOrAdd(calls, node, () => [] as Range[]).push(range);
    }
  }
  return [...calls].flatMap(([node, fromRanges]): readonly CallHierarchyOutgoingCall[] => {
    const to = itemOf(analysis, environment, node);
    return to === undefined ? [] : [{ to, fromRanges: distinct(fromRanges) }];
  });
}

/** Who talks to the item's workload. */
export function incomingCalls(analysis: Analysis, { item }: CallParams): CallHierarchyIncomingCall[] | null {
  const found = foundAgain(analysis, item);
  if (found === undefined) return null;
  const { environment, declaration } = found;
  const services = servicesLeadingTo(environment, declaration);
  const calls = new Map<Declaration, Occurrence[]>();
  for (const service of services) {
    for (const occurrence of occurrencesOf(analysis, environment, { kind: "service", service })) {
      if (!isCall(occurrence.use.claim.kind, occurrence.use.place)) continue;
      for (const caller of callersIn(environment, occurrence.declaration))
        if (caller !== declaration) getOrAdd(calls, caller, () => [] as Occurrence[]).push(occurrence);
    }
  }
  return [...calls].flatMap(([caller, occurrences]): readonly CallHierarchyIncomingCall[] => {
    const from = itemOf(analysis, environment, caller);
    if (from === undefined) return [];
    return [{ from, fromRanges: distinct(occurrences.map((one) => rangeIn(analysis, from, one))) }];
  });
}

/** True for a host in a string. A StatefulSet's own Service, a backend and a certificate do not count as calls. */
function isCall(claim: string, place: string): boolean {
  return claim === "host" && place === "string";
}

/** The objects that stand for what is named: workloads, or a Service that has none. */
function nodesOf(environment: Environment, subject: Subject): readonly Declaration[] {
  if (subject.kind === "workload") return [subject.declaration];
  if (subject.kind !== "service") return [];
  const makers = makersBehind(environment, subject.service);
  const { declaration } = subject.service;
  return makers.length > 0 ? makers : declaration === undefined ? [] : [declaration];
}

function servicesLeadingTo(environment: Environment, declaration: Declaration): readonly ServiceModel[] {
  const own = environment.cluster.serviceOf(declaration);
  return own === undefined ? servicesOver(environment, podsOf(environment, declaration)) : [own];
}

/** Who asks for what an object mentions: itself where it makes Pods, the workloads that read it, else the object. */
function callersIn(environment: Environment, declaration: Declaration): readonly Declaration[] {
  if (podSpecOf(declaration.object) !== undefined || readAs(declaration.object) === undefined) return [declaration];
  const readers = environment.cluster
    .podsReading(declaration)
    .flatMap((pod) => pod.controller?.declaration ?? pod.declaration ?? []);
  return readers.length > 0 ? [...new Set(readers)] : [declaration];
}

/** The ConfigMaps and Secrets that the workload's containers read. */
function readBy(environment: Environment, declaration: Declaration): readonly Declaration[] {
  const namespace = podsOf(environment, declaration)[0]?.namespace;
  const reads = podSpecOf(declaration.object)?.spec.reads ?? [];
  return reads.flatMap(({ kind, name }) =>
    environment
      .named(kind === "Secret" ? "Other" : kind, name)
      .filter(({ object }) => readAs(object)?.kind === kind && (object.meta.namespace ?? namespace) === namespace),
  );
}

function itemOf(analysis: Analysis, environment: Environment, declaration: Declaration): CallHierarchyItem | undefined {
  const location = locationOf(analysis, { declaration, path: ["metadata", "name"] });
  if (location === undefined) return undefined;
  const { kind, meta } = declaration.object;
  const written = kind === "Other" ? declaration.object.otherKind : kind;
  const namespace = namespaceInCluster(environment, declaration, analysis.settings.defaultNamespace);
  const range = rangeOfDeclaration(analysis, declaration);
  const isAround = range !== undefined && holds(range, location.range);
  const data: ItemData = { environment: environment.id, kind, namespace, name: meta.name };
  return {
    name: meta.name,
    kind:
      kind === "Service" ? kinds.service : podSpecOf(declaration.object) === undefined ? kinds.other : kinds.workload,
    detail: `${written} in ${namespace}`,
    uri: location.uri,
    range: isAround ? range : location.range,
    selectionRange: location.range,
    data,
  };
}

function holds(outer: Range, inner: Range): boolean {
  const isBefore = (a: Range["start"], b: Range["start"]): boolean =>
    a.line < b.line || (a.line === b.line && a.character <= b.character);
  return isBefore(outer.start, inner.start) && isBefore(inner.end, outer.end);
}

/** What an item is about, in the state of now; undefined for what is gone. */
function foundAgain(
  analysis: Analysis,
  { uri, data }: CallHierarchyItem,
): { readonly environment: Environment; readonly declaration: Declaration } | undefined {
  if (!isItemData(data)) return undefined;
  const environments = analysis.environmentsOf(asUri(uri));
  // Where alternatives came or went, the environment has another id.
  const environment = environments.find(({ id }) => id === data.environment) ?? environments[0];
  const declaration = environment
    ?.named(data.kind, data.name)
    .find((one) => namespaceInCluster(environment, one, analysis.settings.defaultNamespace) === data.namespace);
  return environment && declaration && { environment, declaration };
}

function isItemData(value: unknown): value is ItemData {
  if (typeof value !== "object" || value === null) return false;
  return ["environment", "kind", "namespace", "name"].every((key) => typeof Reflect.get(value, key) === "string");
}

/** The place of a call as a range of the caller's own document; its name, where another file holds the string. */
function rangeIn(analysis: Analysis, caller: CallHierarchyItem, occurrence: Occurrence): Range {
  const written = siteSpan(analysis, wholeSite(occurrence));
  return written?.uri === caller.uri ? rangeOf(analysis, written.uri, written.span) : caller.selectionRange;
}

function distinct(ranges: readonly Range[]): Range[] {
  return [...new Map(ranges.map((range) => [JSON.stringify(range), range])).values()];
}
