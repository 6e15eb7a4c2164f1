/** Describes host names in strings for the editor: where they lead and what is behind them. */
import type { Position } from "vscode-languageserver-types";
import type { Uri } from "../../base/source.ts";
import type { PodModel } from "../../cluster/state/cluster.ts";
import { asPredicate, nslookupWords } from "../../dns/clients/other-program.ts";
import { clientForImage } from "../../dns/clients/programs.ts";
import type { Phrase, Simulation } from "../../dns/clients/simulation.ts";
import { verdict } from "../../dns/clients/verdict.ts";
import { relative } from "../../dns/data/name.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { HostMention, Mention } from "../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { askersFor, imageOf, simulateFor, simulateFrom } from "../../workspace/asking/ask-from-pod.ts";
import {
  type BuiltMention,
  builtMentionAt,
  givenBy,
  type MentionTarget,
  mentionAt,
} from "../../workspace/asking/mentions.ts";
import { isAskable, isShown } from "../rules/host-names/shown-names.ts";
import { podsOf } from "./cluster-objects.ts";
import { offsetAt } from "./convert.ts";
import type { HoverContext, HoverText } from "./hover/context.ts";
import { bold } from "./hover/context.ts";
import { environmentLine } from "./hover/environment-line.ts";
import { code, escapeText, list, plural } from "./markdown.ts";

/** The host under a cursor; undefined elsewhere, and for fields that name a Service by the API's structure. */
export function hostAt(analysis: Analysis, uri: Uri, position: Position): MentionTarget | undefined {
  const offset = offsetAt(analysis, uri, position);
  const found = offset === undefined ? undefined : mentionAt(analysis, uri, offset);
  return found?.mentions[0].kind === "host" ? found : undefined;
}

/**
 * The host under a cursor in a file that is a part of other objects: a patch, or what a controller applies over a
 * folder.
 */
export function builtHostAt(analysis: Analysis, uri: Uri, position: Position): BuiltMention | undefined {
  const offset = offsetAt(analysis, uri, position);
  const found = offset === undefined ? undefined : builtMentionAt(analysis, uri, offset);
  return found?.mentions[0].kind === "host" ? found : undefined;
}

/** What a mention resolves to in an environment; undefined for a word like any other. */
function lookUp(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: Mention,
): Simulation | undefined {
  if (!isAskable(mention)) return undefined;
  const simulation = simulateFor(environment, declaration, givenBy(analysis, mention));
  return isShown(mention, simulation) ? simulation : undefined;
}

/** The hover of a host name: the resolver's verdict, for each name that the text stands for. */
export function hostHover(context: HoverContext, { mentions }: MentionTarget): HoverText | undefined {
  const { analysis, environment, declaration } = context;
  const told = mentions.flatMap((mention) => {
    const simulation = lookUp(analysis, environment, declaration, mention);
    return mention.kind === "host" && simulation !== undefined ? [{ mention, simulation }] : [];
  });
  const [first] = told;
  if (first === undefined || declaration.refusals.length > 0) return undefined;
  const from = first.simulation.pod ?? podsOf(environment, declaration)[0];
  const lines = told.slice(0, 5).map(({ mention, simulation }) => {
    const words = inMarkdown(verdict(simulation).phrases);
    return `${mention.expanded ? `${code(mention.host)} ` : ""}${words}`;
  });
  const more = told.length > lines.length ? `, and ${plural(told.length - lines.length, "name")} more` : "";
  const port = first.mention.port === undefined ? "" : portSentence(first.simulation, first.mention.port);
  return {
    head: `${bold(first.mention.expanded && told.length > 1 ? plural(told.length, "name") : first.mention.host)}${more}`,
    sentences: [
      lines.map((line) => `${line}.`).join("\n\n"),
      port,
      programSentence(context, first),
      otherReaders(context, first),
    ],
    // The panel asks in Pods.
    ...(first.mention.context.kind === "kubelet"
      ? {}
      : { ask: { name: first.mention.host, ...(from === undefined ? {} : { from }) } }),
  };
}

interface FoundHost {
  readonly mention: HostMention;
  readonly simulation: Simulation;
}

/** What a host is in an environment, in few words. */
export function hostOutcome(
  context: Pick<HoverContext, "analysis" | "environment">,
  { declaration, mentions }: MentionTarget,
): HostOutcome | undefined {
  const [made] = context.environment.madeFrom(declaration);
  return made && outcomeIn(context, made, mentions);
}

/** The same for an object as it is applied in the environment. */
export function outcomeIn(
  { analysis, environment }: Pick<HoverContext, "analysis" | "environment">,
  made: Declaration,
  mentions: readonly Mention[],
): HostOutcome | undefined {
  const hosts = mentions.flatMap((mention) => (mention.kind === "host" ? [mention] : [])).slice(0, mostHosts);
  if (hosts.length === 0) return undefined;
  const simulations = hosts.map((host) => simulateFor(environment, made, givenBy(analysis, host)));
  const [first] = simulations as [Simulation]; // There is one for each host, and one host at least.
  const resolving = simulations.filter(({ outcome }) => outcome === "resolved").length;
  const isOne = simulations.length === 1;
  const words = isOne ? wordsOf(first) : `${resolving} of ${simulations.length} resolve`;
  const plain = isOne ? detailOf(first, (text) => text) : "";
  const detail = isOne ? detailOf(first, code) : words;
  return { words, detail, plain, resolves: resolving === simulations.length, first };
}

interface HostOutcome {
  /** `resolves`, `NXDOMAIN`, `2 of 3 resolve`. */
  readonly words: string;
  /** What it resolves to, as Markdown: `2 addresses`. */
  readonly detail: string;
  /** The same as text. */
  readonly plain: string;
  readonly resolves: boolean;
  readonly first: Simulation;
}

function wordsOf({ outcome }: Simulation): string {
  switch (outcome) {
    case "resolved":
      return "resolves";
    case "nxdomain":
      return "NXDOMAIN";
    case "nodata":
      return "no address";
    case "servfail":
      return "SERVFAIL";
    case "timeout":
      return "no answer";
    case "outside":
      return "outside the cluster";
  }
}

function detailOf(simulation: Simulation, mark: (text: string) => string): string {
  if (simulation.outcome !== "resolved") return wordsOf(simulation);
  const alias = simulation.records.find(({ record }) => record.data.type === "CNAME")?.record.data;
  if (alias?.type === "CNAME") return `alias of ${mark(relative(alias.target))}`;
  const { length } = simulation.records;
  return length === 0 ? "resolves" : `${length} ${length === 1 ? "address" : "addresses"}`;
}

/**
 * One line where the host is something else in other environments of the file: **dev**: resolves · **prod**: NXDOMAIN,
 * prefix (`prod-db`).
 */
export function hostElsewhere(
  context: HoverContext,
  target: MentionTarget,
  environments: readonly Environment[],
): string {
  const { analysis, environment } = context;
  const here = hostOutcome(context, target);
  if (here === undefined) return "";
  const others = environments
    .filter(({ id }) => id !== environment.id)
    .slice(0, mostEnvironments)
    .flatMap((other) => {
      const there = hostOutcome({ analysis, environment: other }, target);
      return there === undefined || there.detail === here.detail ? [] : [{ environment: other, there }];
    });
  // Where all resolve, they differ in what they resolve to.
  const isSame = others.every(({ there }) => there.words === here.words);
  const said = (outcome: HostOutcome): string => (isSame ? outcome.detail : outcome.words);
  const differing = others.filter(({ there }) => said(there) !== said(here));
  return environmentLine(
    { label: environment.label, words: said(here) },
    differing.map(({ environment: other, there }) => {
      const why = there.resolves || isSame ? "" : changedName(environment, here.first, other);
      return { label: other.label, words: `${said(there)}${why}` };
    }),
  );
}

/** Hosts of one text that are asked in other environments, too. */
const mostHosts = 20;

/** What another environment calls the Service that answers here, where that is why it does not answer there. */
function changedName(here: Environment, { records }: Simulation, other: Environment): string {
  const service = records.find(({ origin }) => origin?.service?.declaration !== undefined)?.origin?.service;
  const declaration = service?.declaration;
  if (service === undefined || declaration === undefined) return "";
  const source = declaration.rendered?.source ?? declaration;
  const [made] = other.madeFrom(source);
  if (made === undefined) return "";
  const there = other.cluster.serviceOf(made);
  const written = source.object.meta.name;
  const { name } = made.object.meta;
  if (name !== service.name) {
    const how = name.endsWith(written) ? "prefix" : name.startsWith(written) ? "suffix" : "another name";
    return `, ${how} (${code(name)})`;
  }
  if (there !== undefined && there.namespace !== service.namespace) return `, namespace ${code(there.namespace)}`;
  return here.kind === other.kind && there === undefined ? ", no such Service" : "";
}

/** Environments that are asked beside the one that a hover is about. */
const mostEnvironments = 20;

/** Phrases with their code marked. */
export function inMarkdown(phrases: readonly Phrase[]): string {
  return phrases.map(({ text, code: isCode }) => (isCode === true ? code(text) : escapeText(text))).join("");
}

/** Says it where the nslookup in the Pod's image does not find what the application finds, or the other way round. */
function programSentence(
  { analysis, environment, declaration }: HoverContext,
  { mention, simulation }: FoundHost,
): string {
  const given = givenBy(analysis, mention);
  const { pod } = simulation;
  if (pod === undefined || given.type !== undefined) return "";
  const client = clientForImage(imageOf(pod, given.container));
  const words = inMarkdown(nslookupWords(simulation, simulateFor(environment, declaration, { ...given, client })));
  return words === "" ? "" : `${words}.`;
}

/** Says it where other Pods that read the same ConfigMap or Secret find something else. */
function otherReaders(
  { analysis, environment, declaration }: HoverContext,
  { mention, simulation }: FoundHost,
): string {
  const { pod } = simulation;
  if (pod === undefined || pod.declaration === declaration) return "";
  const given = givenBy(analysis, mention);
  const others = askersFor(environment, declaration)
    .filter((asker) => asker.pod !== pod)
    .slice(0, mostReaders)
    .map((asker) => ({ asker, told: simulateFrom(environment, declaration, given, asker) }))
    .filter(({ told }) => told.outcome !== simulation.outcome);
  const [first] = others;
  if (first === undefined) return "";
  const same = others.filter(({ told }) => told.outcome === first.told.outcome);
  const who = list(same.map(({ asker }) => makerOf(asker.pod)));
  return `That is in the Pods of ${makerOf(pod)}; in those of ${who} it ${inMarkdown(asPredicate(verdict(first.told).phrases))}.`;
}

/** Workloads that are asked from, of those that read one object. */
const mostReaders = 10;

function makerOf({ controller, name }: PodModel): string {
  return controller === undefined ? `Pod ${code(name)}` : `${controller.kind} ${code(controller.name)}`;
}

/**
 * Warns where the Service behind the name has no such port; a Pod accepts connections on ports that it does not
 * declare.
 */
function portSentence({ records }: Simulation, port: number): string {
  const service = records.find(({ origin }) => origin?.service !== undefined)?.origin?.service;
  if (service === undefined || service.headless || service.type === "ExternalName" || service.ports.length === 0)
    return "";
  if (service.ports.some((own) => own.port === port)) return "";
  const ports = service.ports.map((own) => code(String(own.port))).join(", ");
  return `Service ${code(service.name)} has no port ${code(String(port))}; it has ${ports}.`;
}
