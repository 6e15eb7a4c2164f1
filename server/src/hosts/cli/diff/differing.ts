/** Tells in which namespaces two states of an environment may answer names differently, from their objects alone. */

import { sameData } from "../../../base/json.ts";
import { largest } from "../../../base/long-lists.ts";
import { memoize } from "../../../base/memo.ts";
import { namespaceOf } from "../../../cluster/state/identity.ts";
import { addressesOf } from "../../../cluster/state/object-source.ts";
import { mostPodsTogether } from "../../../cluster/state/predict.ts";
import type { Scope } from "../../../dns/server/name-states.ts";
import type { Plugin } from "../../../dns/server/server-config.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { KubeObject, ObjectReference } from "../../../kubernetes/manifests/object.ts";
import type { AnalysedFile, Analysis } from "../../../workspace/analysis.ts";
import { defaultSettings } from "../../../workspace/settings/settings.ts";
import type { CommandEnvironment } from "../command-environments.ts";

/** A state of an environment, and of the files that it is made of. */
export interface ComparedState {
  readonly environment: CommandEnvironment;
  readonly analysis: Analysis;
}

/**
 * The answers of all other namespaces are the same. Objects are compared before anything is made of them: no cluster is built
 * for two states that are the same.
 */
export function differingNamespaces(a: ComparedState, b: ComparedState): Scope {
  if (!sameData(a.analysis.settings, b.analysis.settings) || a.analysis.snapshot !== b.analysis.snapshot) return "all";
  const differing = differingObjects(a, b);
  // What lies in no namespace is there for all of them.
  if (differing.has("")) return "all";
  if (differing.size === 0) return differing;
  if (!isAlone(a.environment, b.environment, a.analysis)) return "all";
  return new Set([...differing, ...pointingTo(differing, a), ...pointingTo(differing, b)]);
}

/** The namespaces with endpoints that are Pods of these others: what such a name is follows from the Pod. */
function pointingTo(others: ReadonlySet<string>, { environment, analysis }: ComparedState): readonly string[] {
  const { defaultNamespace } = analysis.settings;
  return environment.declarations.flatMap(({ object }) =>
    targetsOf(object).some((target) => target?.namespace !== undefined && others.has(target.namespace))
      ? [namespaceOf(object, { defaultNamespace })]
      : [],
  );
}

function targetsOf(object: KubeObject): readonly (ObjectReference | undefined)[] {
  if (object.kind === "EndpointSlice") return object.endpoints.map(({ targetRef }) => targetRef);
  if (object.kind !== "Endpoints") return [];
  return object.subsets.flatMap(({ addresses, notReadyAddresses }) =>
    [...addresses, ...notReadyAddresses].map(({ targetRef }) => targetRef),
  );
}

/** True where a namespace's answers follow from its own objects. */
function isAlone(a: CommandEnvironment, b: CommandEnvironment, { settings }: Analysis): boolean {
  if (!sameData(a.cluster.common, b.cluster.common) || !sameData(a.server.config, b.server.config)) return false;
  // Where Pods or addresses are short, each namespace's share depends on the others.
  const most = largest([a, b].map(({ declarations }) => sumOf(declarations.map(addressesOf))));
  if (most * Math.max(1, a.cluster.nodes.length) > mostPodsTogether) return false;
  const { serviceRanges, podRanges } = defaultSettings;
  if (!sameData([settings.serviceRanges, settings.podRanges], [serviceRanges, podRanges])) return false;
  return a.server.blocks.every(({ plugins }) => plugins.every(({ kind }) => ownWay.has(kind)));
}

/** Plugins that answer a name without looking at another one. */
const ownWay: ReadonlySet<Plugin["kind"]> = new Set([
  "kubernetes",
  "cache",
  "forward",
  "transfer",
  "loadbalance",
] as const);

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((before, number) => before + number, 0);
}

/** The namespaces ("" for none) of the objects that only one of the states has so. */
function differingObjects(a: ComparedState, b: ComparedState): ReadonlySet<string> {
  const [before, after] = [byIdentity(a), byIdentity(b)];
  const differing = new Set<string>();
  for (const [identity, { namespace, declarations }] of before) {
    const now = after.get(identity)?.declarations ?? [];
    const isSame =
      now.length === declarations.length &&
      declarations.every((declaration, index) => isSameObject(declaration, a.analysis, now[index], b.analysis));
    if (!isSame) differing.add(namespace);
  }
  for (const [identity, { namespace }] of after) if (!before.has(identity)) differing.add(namespace);
  return differing;
}

interface Identity {
  readonly namespace: string;
  /** In their order: the last one counts. */
  readonly declarations: Declaration[];
}

function byIdentity({ environment, analysis }: ComparedState): ReadonlyMap<string, Identity> {
  const found = new Map<string, Identity>();
  const { defaultNamespace } = analysis.settings;
  for (const declaration of environment.declarations) {
    const { object } = declaration;
    // No name follows from an object of another kind.
    if (object.kind === "Other") continue;
    const namespace = namespaceOf(object, { defaultNamespace });
    const { name, generateName } = object.meta;
    const identity = JSON.stringify([object.kind, namespace, name, generateName]);
    const known = found.get(identity);
    if (known === undefined) found.set(identity, { namespace, declarations: [declaration] });
    else known.declarations.push(declaration);
  }
  return found;
}

function isSameObject(a: Declaration, inA: Analysis, b: Declaration | undefined, inB: Analysis): boolean {
  if (b === undefined || a === b) return a === b;
  const [textA, textB] = [writtenIn(inA.files).get(a), writtenIn(inB.files).get(b)];
  // Of the same text the same is read: nothing of it is validated to find out.
  if (textA !== undefined && textA.text === textB?.text && textA.index === textB.index) return true;
  if (a.templated !== b.templated || !sameData(a.object, b.object)) return false;
  const [valueA, valueB] = [a.rendered?.value, b.rendered?.value];
  if (valueA !== undefined && sameData(valueA, valueB)) return true;
  return sameData(a.refusals, b.refusals);
}

interface Written {
  /** Of the document. */
  readonly text: string;
  /** Of the object among those of the document. */
  readonly index: number;
}

const writtenIn = memoize((files: Analysis["files"]): ReadonlyMap<Declaration, Written> => {
  const written = new Map<Declaration, Written>();
  for (const file of files.values()) addWritten(file, written);
  return written;
});

function addWritten({ role, manifests }: AnalysedFile, written: Map<Declaration, Written>): void {
  if (role !== "manifests") return;
  for (const { manifest } of manifests) {
    for (const [index, declaration] of manifest.declarations.entries())
      written.set(declaration, { text: manifest.text, index });
  }
}
