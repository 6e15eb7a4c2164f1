/** Completes names where one is being written: of Services for a field the fitting ones first, the one to create last. */

import type { CompletionItem, CompletionList, TextEdit } from "vscode-languageserver-types";
import { asUri, type Uri } from "../../base/source.ts";
import { folderOf, pathOf } from "../../base/uri-path.ts";
import type { ServiceModel } from "../../cluster/state/cluster.ts";
import { isDns1123Label } from "../../dns/data/name.ts";
import { clusterDomain } from "../../dns/server/server.ts";
import { matchesLabels } from "../../kubernetes/manifests/label-selector.ts";
import type { KubeObject, Labels } from "../../kubernetes/manifests/object.ts";
import { labelsOfPods, podSpecOf } from "../../kubernetes/manifests/pod-template.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { createHeadlessService } from "../rules/fixes/create-service.ts";
import { chartCompletion } from "./charts/chart-completion.ts";
import { asExpressions } from "./charts/expressions.ts";
import type { ClientSupport } from "./client.ts";
import { namespaceInCluster, servicesIn } from "./cluster-objects.ts";
import { type OpenField, openFieldAt } from "./completion/field.ts";
import { nameCompletions } from "./completion/names.ts";
import { probeAt } from "./completion/probe.ts";
import { offsetAt, rangeOf, textEditsOf } from "./convert.ts";
import type { PositionParams } from "./hover.ts";
import { code, list, plainText } from "./markdown.ts";

/** Names offered at once; of more, the text narrows them down. */
const most = 200;

/** LSP's CompletionItemKind: a Service that is there, and one to be made. */
const kinds = { reference: 18, create: 15 } as const;

/** Names for the field or string under the cursor; null where nothing is named. */
export function completion(
  analysis: Analysis,
  { textDocument, position }: PositionParams,
  client: ClientSupport,
): CompletionList | null {
  const uri = asUri(textDocument.uri);
  const offset = offsetAt(analysis, uri, position);
  const words = offset === undefined ? undefined : chartCompletion(analysis, uri, offset);
  if (words !== undefined) return { isIncomplete: false, items: [...words] };
  const field = offset === undefined ? undefined : openFieldAt(analysis, uri, offset);
  const environment = environmentAround(analysis, uri);
  if (field === undefined) {
    const probed = offset === undefined || environment === undefined ? undefined : probeAt(analysis, uri, offset);
    if (probed === undefined || environment === undefined) return null;
    const items = nameCompletions(analysis, uri, environment, probed, client);
    return items.length === 0 ? null : { isIncomplete: true, items: [...items] };
  }
  const namespace = namespaceAround(analysis, environment, field);
  const services = environment === undefined ? [] : servicesIn(environment, namespace);
  const candidates = services.map((service) => candidateOf(field, service)).sort((a, b) => a.rank - b.rank);
  const write = writer(analysis, uri, environment, field);
  const items = narrowed(candidates, field.name).map((candidate, index): CompletionItem => {
    const { detail, meaning } = describe(field, candidate, environment);
    return {
      ...write(candidate.name, index),
      kind: kinds.reference,
      detail,
      documentation: client.markdown ? { kind: "markdown", value: meaning } : plainText(meaning),
      ...(index === 0 && candidate.rank === 0 ? { preselect: true } : {}),
    };
  });
  // What is created last follows what is typed: the list is asked for again at each key.
  return { isIncomplete: true, items: [...items, ...creations(analysis, field, candidates, write)] };
}

interface Candidate {
  /** As a person has to write it: without what a kustomization puts around it. */
  readonly name: string;
  readonly service: ServiceModel;
  /** 0: fits, 1: may be meant, 2: all others. */
  readonly rank: 0 | 1 | 2;
  /** Whether it selects the Pods; undefined where their labels are unknown. */
  readonly selects?: boolean;
}

function candidateOf({ kind, object }: OpenField, service: ServiceModel): Candidate {
  const name = service.declaration?.rendered?.source?.object.meta.name ?? service.name;
  if (kind === "backend")
    return { name, service, rank: service.type === "ExternalName" ? 2 : service.headless ? 1 : 0 };
  const labels = object === undefined ? undefined : labelsIn(object);
  if (labels === undefined) return { name, service, rank: service.headless ? 1 : 2 };
  const selects = service.selector !== undefined && matchesLabels(service.selector, labels);
  return { name, service, selects, rank: !service.headless ? 2 : selects ? 0 : 1 };
}

/** What an item is, and what it would mean (Markdown). */
function describe(
  { kind, object }: OpenField,
  { service, selects }: Candidate,
  environment: Environment | undefined,
): { readonly detail: string; readonly meaning: string } {
  if (kind === "backend") return { detail: typeOf(service), meaning: portsOf(service) };
  const fits = selects === undefined ? "" : selects ? ", selects these Pods" : ", selects other Pods";
  const domain = environment === undefined ? "cluster.local" : clusterDomain(environment.server);
  const example = code(`${hostOf(object)}.${service.name}.${service.namespace}.svc.${domain}`);
  return { detail: `${typeOf(service)}${fits}`, meaning: meaningOf(service, selects !== false, example) };
}

function typeOf({ headless, type }: ServiceModel): string {
  return headless ? "headless Service" : type === "ClusterIP" ? "Service with a ClusterIP" : `Service of type ${type}`;
}

function meaningOf(service: ServiceModel, selects: boolean, example: string): string {
  if (service.type === "ExternalName") return "An alias has no names below it: the Pods would get none.";
  if (!selects) return `Its selector does not match the Pods: ${example} would be NXDOMAIN.`;
  if (!service.headless) {
    return `${example} would be answered by CoreDNS, but not by kube-dns: Kubernetes specifies names for single Pods under headless Services only.`;
  }
  return `A Pod gets a name such as ${example}; ${code(service.name)} alone answers with all ready Pods.`;
}

function portsOf(service: ServiceModel): string {
  const ports = service.ports.map(({ name, port }) => (name === "" ? String(port) : `${name} ${port}`));
  return ports.length === 0 ? "It has no ports." : `Ports: ${list(ports.map(code))}.`;
}

/** The labels of the Pods; before the template is written, those that the selector asks of them. */
function labelsIn(object: KubeObject): Labels | undefined {
  const labels = labelsOfPods(object) ?? {};
  if (Object.keys(labels).length > 0) return labels;
  return "selector" in object && object.kind !== "Service" ? object.selector?.matchLabels : undefined;
}

/** The first Pod's host name, as the field makes it. */
function hostOf(object: KubeObject | undefined): string {
  if (object?.kind === "StatefulSet") return `${object.meta.name}-${object.ordinalsStart ?? 0}`;
  return (object && podSpecOf(object)?.spec.hostname) ?? "<hostname>";
}

/** Those with the text in them, when there are too many to send. */
function narrowed(candidates: readonly Candidate[], typed: string): readonly Candidate[] {
  if (candidates.length <= most) return candidates;
  return candidates.filter(({ name }) => name.includes(typed)).slice(0, most);
}

type Write = (name: string, place: number) => Pick<CompletionItem, "label" | "textEdit" | "filterText" | "sortText">;

/** Replaces the whole value, and keeps its quotes. */
function writer(
  analysis: Analysis,
  uri: Uri,
  environment: Environment | undefined,
  { value, quote, before, after }: OpenField,
): Write {
  const range = rangeOf(analysis, uri, value);
  return (name, place) => {
    const written = environment === undefined ? name : asExpressions(analysis, environment, name);
    const textEdit: TextEdit = { range, newText: `${before}${quote}${written}${quote}${after}` };
    // Editors compare what stands in the range with this text.
    return { label: name, textEdit, filterText: `${quote}${name}`, sortText: String(place).padStart(4, "0") };
  };
}

/** The headless Service that is missing: named like what is typed, else after the object. */
function creations(
  analysis: Analysis,
  field: OpenField,
  candidates: readonly Candidate[],
  write: Write,
): CompletionItem[] {
  const { declaration, kind } = field;
  if (kind === "backend" || declaration === undefined || declaration.templated) return [];
  const taken = new Set(candidates.map(({ name }) => name));
  const { name } = declaration.object.meta;
  const wanted = [field.name, `${name}-headless`, `${name}-peers`].find(
    (one) => isDns1123Label(one) && !taken.has(one),
  );
  if (wanted === undefined) return [];
  return createHeadlessService(analysis, declaration, wanted).map(
    ({ edits }): CompletionItem => ({
      ...write(wanted, most),
      label: `Create headless Service '${wanted}'`,
      kind: kinds.create,
      detail: "before this object, with its selector and ports",
      additionalTextEdits: textEditsOf(analysis, edits)[declaration.uri] ?? [],
    }),
  );
}

/** The environment of the file; of one that cannot be read just now, that of its neighbours. */
function environmentAround(analysis: Analysis, uri: Uri): Environment | undefined {
  const [own] = analysis.environmentsOf(uri);
  if (own !== undefined) return own;
  for (let folder = folderOf(pathOf(uri)); folder.includes("/"); folder = folderOf(folder)) {
    for (const { uri: neighbour } of analysis.declarationsIn(folder)) {
      const [found] = analysis.environmentsOf(neighbour);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function namespaceAround(analysis: Analysis, environment: Environment | undefined, field: OpenField): string {
  const { defaultNamespace } = analysis.settings;
  const [made] = field.declaration === undefined ? [] : (environment?.madeFrom(field.declaration) ?? []);
  if (environment !== undefined && made !== undefined) return namespaceInCluster(environment, made, defaultNamespace);
  return field.object?.meta.namespace ?? defaultNamespace;
}
