/** Builds the hovers of fields that concern DNS. The text for each kind of field is in hover/. */

import type { Hover, MarkupContent, Position } from "vscode-languageserver-types";
import { asUri, type Uri } from "../../base/source.ts";
import { pathOf } from "../../base/uri-path.ts";
import { visibleLines } from "../../base/visible.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { KubeObject } from "../../kubernetes/manifests/object.ts";
import { formatPath, type Path, samePath } from "../../kubernetes/manifests/path.ts";
import { podSpecOf } from "../../kubernetes/manifests/pod-template.ts";
import { refusalsAt } from "../../kubernetes/manifests/refusals.ts";
import { immutability } from "../../kubernetes/validation/immutable.ts";
import {
  type RecordsArguments,
  recordsCommand,
  type SimulateArguments,
  simulateCommand,
} from "../../protocol/commands.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { type BuiltMention, type MentionTarget, mentionsOf } from "../../workspace/asking/mentions.ts";
import type { Target } from "../../workspace/places/target.ts";
import { valuesHover } from "./charts/values-hover.ts";
import type { ClientSupport } from "./client.ts";
import { idOf, namespaceInCluster, serviceNamed, serviceOf } from "./cluster-objects.ts";
import { offsetAt, rangeOf, targetOf } from "./convert.ts";
import { chartValueText } from "./hover/chart-value.ts";
import { bold, type HoverContext, type HoverText } from "./hover/context.ts";
import { environmentLine, type InEnvironment } from "./hover/environment-line.ts";
import { containerPortText, hostnameText, podsText, resolvConfText } from "./hover/pod.ts";
import {
  aliasText,
  clusterIpText,
  familiesText,
  portText,
  publishText,
  selectorHover,
  serviceText,
  unknownServiceText,
} from "./hover/service.ts";
import {
  ordinalsText,
  podManagementText,
  replicasText,
  serviceNameText,
  statefulSetText,
} from "./hover/stateful-set.ts";
import { backendAt, isBackendPath } from "./ingress.ts";
import { code, commandLink, escapeText, list, plainText } from "./markdown.ts";
import { builtHostAt, hostAt, hostElsewhere, hostHover } from "./mentions.ts";

export interface PositionParams {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

/** What the field under the cursor means for DNS; null where it means nothing. */
export function hover(analysis: Analysis, params: PositionParams, client: ClientSupport): Hover | null {
  const uri = asUri(params.textDocument.uri);
  const values = valuesHover(analysis, uri, offsetAt(analysis, uri, params.position) ?? 0);
  const valuesOnly = values && {
    contents: contentsOf(values.text, client),
    range: rangeOf(analysis, uri, values.span),
  };
  // The values of an object that installs a chart may hold names that the object's own hover explains.
  if (valuesOnly !== undefined && analysis.files.get(uri)?.role === "helm-chart") return valuesOnly;
  const target = targetOf(analysis, uri, params.position);
  const own = hostAt(analysis, uri, params.position);
  const ownText = own && hostMarkdown(analysis, uri, own, client);
  const built = ownText === undefined ? builtHostAt(analysis, uri, params.position) : undefined;
  const host = built ?? own;
  const about = built === undefined ? ownText : builtMarkdown(analysis, uri, built, client);
  const printed = target && printedText(analysis, uri, target);
  const joined = (text: string): string =>
    [text, printed ?? "", values?.text ?? ""].filter((block) => block !== "").join("\n\n");
  if (host !== undefined && about !== undefined) {
    return { contents: contentsOf(joined(about), client), range: rangeOf(analysis, uri, host.span) };
  }
  // The blank behind `key:` belongs to the field for completion, not for a hover.
  if (target?.declaration === undefined || target.span.start === target.span.end) return valuesOnly ?? null;
  const value = hoverMarkdown(analysis, uri, { ...target, declaration: target.declaration }, client);
  if (value === undefined && printed === undefined) return valuesOnly ?? null;
  return { contents: contentsOf(joined(value ?? ""), client), range: rangeOf(analysis, uri, target.span) };
}

/** What a statement of a chart's template prints. */
function printedText(analysis: Analysis, uri: Uri, target: Target): string | undefined {
  const { declaration } = target;
  return declaration?.rendered?.spot && chartValueText(analysis, uri, { ...target, declaration });
}

function contentsOf(value: string, client: ClientSupport): MarkupContent {
  const text = visibleLines(value);
  return client.markdown ? { kind: "markdown", value: text } : { kind: "plaintext", value: plainText(text) };
}

/** A host name in a string, in the first environment that has a hover for it. */
function hostMarkdown(analysis: Analysis, uri: Uri, host: MentionTarget, client: ClientSupport): string | undefined {
  const environments = analysis.environmentsOf(uri);
  for (const environment of environments) {
    for (const declaration of environment.madeFrom(host.declaration)) {
      const context: HoverContext = { analysis, uri, environment, declaration, path: host.mentions[0].path };
      const text = hostHover(context, host);
      if (text === undefined) continue;
      return write(context, text, environments, client, [hostElsewhere(context, host, environments)]);
    }
  }
  return undefined;
}

/** The same for a host that becomes a part of an object of a kustomization. */
function builtMarkdown(analysis: Analysis, uri: Uri, host: BuiltMention, client: ClientSupport): string | undefined {
  const { environment, declaration, mentions } = host;
  const context: HoverContext = { analysis, uri, environment, declaration, path: mentions[0].path };
  const text = hostHover(context, host);
  return text && write(context, text, [environment], client);
}

/** A Service that a route, a webhook or an APIService names. */
function referenceText(context: HoverContext): HoverText | undefined {
  const { analysis, environment, declaration, path } = context;
  const mention = mentionsOf(analysis, declaration).find((other) => samePath(other.path, path));
  if (mention?.kind !== "service") return undefined;
  const namespace =
    mention.namespace ?? namespaceInCluster(environment, declaration, analysis.settings.defaultNamespace);
  const service = serviceNamed(environment, namespace, mention.service);
  return service === undefined
    ? unknownServiceText(context, namespace, mention.service)
    : serviceText(context, service);
}

function hoverMarkdown(
  analysis: Analysis,
  uri: Uri,
  target: Target & { readonly declaration: Declaration },
  client: ClientSupport,
): string | undefined {
  const environments = analysis.environmentsOf(uri);
  for (const environment of environments) {
    for (const declaration of environment.madeFrom(target.declaration)) {
      const context: HoverContext = { analysis, uri, environment, declaration, path: target.path };
      const text = textOf(context);
      if (text === undefined) continue;
      const others =
        environment.chart === undefined ? inOverlays(context, text, target) : inOtherSets(context, text, target);
      return write(context, text, environments, client, others);
    }
  }
  return undefined;
}

/** Sets of values that a hover goes through. */
const mostSets = 3;

/** What a chart makes of the same place with other values, where that is something else. */
function inOtherSets(
  { analysis, uri, environment }: HoverContext,
  text: HoverText,
  target: Target & { readonly declaration: Declaration },
): readonly string[] {
  const others = analysis.chartsInView(pathOf(uri)).filter(({ id }) => id !== environment.id);
  return others.slice(0, mostSets).flatMap((other) => {
    const [declaration] = other.madeFrom(target.declaration);
    // What helm refuses makes nothing else.
    if (other.chart?.failure() !== undefined) return [];
    if (declaration === undefined) return [`In ${bold(escapeText(other.label))} there is no such object.`];
    const made = textOf({ analysis, uri, environment: other, declaration, path: target.path });
    const isSame = made === undefined || statedIn(made) === statedIn(text);
    return isSame ? [] : [`In ${bold(escapeText(other.label))}: ${made.head}`, made.table ?? ""];
  });
}

/** Environments that a hover goes through. */
const mostEnvironments = 20;

/** One line for the other environments that make something else of the same place. */
function inOverlays(
  { analysis, uri, environment }: HoverContext,
  text: HoverText,
  target: Target & { readonly declaration: Declaration },
): readonly string[] {
  const others = analysis.environmentsOf(uri).filter(({ id }) => id !== environment.id);
  const differing = others.slice(0, mostEnvironments).flatMap((other): InEnvironment[] => {
    const [declaration] = other.madeFrom(target.declaration);
    if (declaration === undefined) return [{ label: other.label, words: "no such object" }];
    const made = textOf({ analysis, uri, environment: other, declaration, path: target.path });
    return made === undefined || statedIn(made) === statedIn(text) ? [] : [{ label: other.label, words: made.head }];
  });
  return [environmentLine(undefined, differing)];
}

/** Head and table without made-up addresses (marked `*`): these may differ although the values state the same. */
function statedIn({ head, table = "" }: HoverText): string {
  const words = `${head}\n${table}`.split(" ");
  return words.filter((word) => !word.includes("\\*")).join(" ");
}

/** Holes in a template get no hover; for a refused object the hover says only that. */
function textOf(context: HoverContext): HoverText | undefined {
  const { declaration, path } = context;
  const subject = subjectAt(declaration.object, path) ?? (path.at(-1) === "name" ? referenceText : undefined);
  if (subject === undefined || declaration.templated) return undefined;
  const [refusal] = refusalsAt(declaration.refusals, context.analysis.settings.kubernetesVersion);
  const { kind, meta } = declaration.object;
  if (refusal !== undefined) {
    return {
      head: `${kind} ${bold(meta.name)} is refused by the API server: none of its names exists`,
      sentences: [`${code(refusal.field || kind)}: ${escapeText(refusal.message)}.`],
    };
  }
  const text = subject(context);
  return text && withImmutability(text, kind === "Other" ? "" : kind, path);
}

/** Says that the field cannot be changed. The hover of serviceName says it itself, where a change may be wanted. */
function withImmutability(text: HoverText, kind: string, path: Path): HoverText {
  const words = immutability(kind, path);
  if (words === undefined || path[1] === "serviceName") return text;
  return { ...text, sentences: [...text.sentences, `${code(formatPath(path.slice(1, 2)))} is ${words} to change it.`] };
}

type Subject = (context: HoverContext) => HoverText | undefined;

/** The table of fields. */
function subjectAt(object: KubeObject, path: Path): Subject | undefined {
  const [first, second, third] = path;
  const isName =
    (first === "kind" && path.length === 1) || (first === "metadata" && second === "name" && path.length === 2);
  if (object.kind === "Ingress") return isBackendPath(path) ? ingressText : undefined;
  if (object.kind === "Service") return isName ? onService(serviceText) : serviceField(path);
  if (object.kind === "StatefulSet") {
    if (isName) return (context) => statefulSetText(context, object);
    if (first === "spec" && path.length === 2) {
      if (second === "serviceName") return (context) => serviceNameText(context, object);
      if (second === "replicas") return (context) => replicasText(context, object);
      if (second === "podManagementPolicy") return (context) => podManagementText(context, object);
    }
    if (first === "spec" && second === "ordinals" && (third === undefined || third === "start"))
      return (context) => ordinalsText(context, object);
  } else if (object.kind === "Pod" || isPodMaker(object)) {
    if (isName || (first === "spec" && path.length === 2 && second === "replicas")) return podsText;
  }
  return podField(object, path);
}

function isPodMaker(object: KubeObject): boolean {
  return podSpecOf(object) !== undefined;
}

function podField(object: KubeObject, path: Path): Subject | undefined {
  const base = podSpecOf(object)?.path;
  if (base === undefined || !base.every((part, index) => path[index] === part)) return undefined;
  const [field, ...below] = path.slice(base.length);
  if (field === "dnsPolicy" || field === "dnsConfig") return resolvConfText;
  const port = field === "containers" ? containerPortAt(object, below) : undefined;
  if (port !== undefined) return (context) => containerPortText(context, port);
  if (below.length > 0) return undefined;
  if (field === "hostNetwork") return resolvConfText;
  return field === "hostname" || field === "subdomain" ? (context) => hostnameText(context, field) : undefined;
}

/** The name of the container port at `[0, "ports", 1, "name"]` of the containers. */
function containerPortAt(object: KubeObject, [container, ports, index, field, ...rest]: Path): string | undefined {
  if (ports !== "ports" || field !== "name" || rest.length > 0) return undefined;
  if (typeof container !== "number" || typeof index !== "number") return undefined;
  return podSpecOf(object)?.spec.containers[container]?.ports[index]?.name;
}

function serviceField([first, second, third, fourth, ...rest]: Path): Subject | undefined {
  if (first !== "spec" || rest.length > 0) return undefined;
  switch (second) {
    case "clusterIP":
    case "clusterIPs":
      return onService((context, service) =>
        service.type === "ExternalName" ? aliasText(context, service) : clusterIpText(context, service),
      );
    case "type":
      return onService(serviceText);
    case "selector":
      return onService((context, service) =>
        service.selector === undefined ? serviceText(context, service) : selectorHover(context, service),
      );
    case "ports":
      return typeof third === "number" && (fourth === "name" || fourth === "port" || fourth === "targetPort")
        ? onService((context, service) => portText(context, service, third))
        : undefined;
    case "externalName":
      return onService(aliasText);
    case "publishNotReadyAddresses":
      return onService(publishText);
    case "ipFamilies":
    case "ipFamilyPolicy":
      return onService((context, service) =>
        service.families.length === 0 ? undefined : familiesText(context, service),
      );
    default:
      return undefined;
  }
}

function onService(
  text: (context: HoverContext, service: NonNullable<ReturnType<typeof serviceOf>>) => HoverText | undefined,
): Subject {
  return (context) => {
    const service = serviceOf(context.environment, context.declaration);
    return service && text(context, service);
  };
}

/** The Service that a backend of an Ingress names. */
function ingressText(context: HoverContext): HoverText | undefined {
  const { analysis, declaration, path } = context;
  const name = backendAt(analysis, declaration, path);
  if (name === undefined) return undefined;
  const namespace = namespaceInCluster(context.environment, context.declaration, analysis.settings.defaultNamespace);
  const service = serviceNamed(context.environment, namespace, name);
  return service === undefined ? unknownServiceText(context, namespace, name) : serviceText(context, service);
}

/** Head, table, paragraph, links, and for which environment all of it holds. */
function write(
  context: HoverContext,
  text: HoverText,
  environments: readonly Environment[],
  client: ClientSupport,
  elsewhere: readonly string[] = [],
): string {
  const sentences = [...text.sentences, text.madeUp === true ? "*\\* made up until the cluster assigns one*" : ""];
  const blocks = [
    text.head,
    text.table ?? "",
    sentences.filter((sentence) => sentence !== "").join(" "),
    client.commands ? links(context, text, environments.length > 1) : "",
    ...elsewhere,
    holdsFor(context.environment, environments),
  ];
  return blocks.filter((block) => block !== "").join("\n\n");
}

function links({ environment, uri }: HoverContext, { ask }: HoverText, several: boolean): string {
  const where = several ? { uri, environment: environment.id } : { uri };
  const records: RecordsArguments = where;
  const all = commandLink("All records", recordsCommand, records);
  if (ask === undefined) return all;
  const simulate: SimulateArguments = {
    ...where,
    ...(ask.from === undefined ? {} : { from: idOf(ask.from) }),
    name: ask.name,
    ...(ask.type === undefined ? {} : { type: ask.type }),
  };
  return `${commandLink("Simulate nslookup", simulateCommand, simulate)} · ${all}`;
}

function holdsFor(environment: Environment, environments: readonly Environment[]): string {
  const others = environments.filter(({ id }) => id !== environment.id).map(({ label }) => escapeText(label));
  const which =
    others.length === 0 ? "" : `As in ${bold(environment.label)}; the file also belongs to ${list(others)}.`;
  const [open] = environment.open;
  const unsure = open === undefined ? "" : `Not certain: ${escapeText(open)}.`;
  return [which, unsure].filter((part) => part !== "").join(" ");
}
