/**
 * Puts lenses above StatefulSets and headless Services: the questions that can be asked there, and how many of the names
 * resolve.
 */
import type { CodeLens, Command } from "vscode-languageserver-types";
import { asUri, type Uri } from "../../base/source.ts";
import type { PodModel, ServiceModel } from "../../cluster/state/cluster.ts";
import { exists } from "../../dns/server/server.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import {
  type RecordsArguments,
  recordsCommand,
  type SimulateArguments,
  simulateCommand,
} from "../../protocol/commands.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { siteSpan } from "../../workspace/places/site.ts";
import type { ClientSupport } from "./client.ts";
import { idOf, namesBelow, podsBehind, podsOf, serviceNamed, serviceOf } from "./cluster-objects.ts";
import { declarationsOf, rangeOf } from "./convert.ts";
import type { DocumentParams } from "./diagnostics.ts";
import { plural } from "./markdown.ts";

/** The lenses of a document; empty where the setting `codeLens` is off, or the editor cannot run the commands. */
export function codeLenses(analysis: Analysis, { textDocument }: DocumentParams, client: ClientSupport): CodeLens[] {
  const uri = asUri(textDocument.uri);
  const [environment] = analysis.environmentsOf(uri);
  if (!analysis.settings.codeLens || !client.commands || environment === undefined) return [];
  return declarationsOf(analysis, uri, environment).flatMap((declaration): CodeLens[] => {
    // The document's first field, below the comments above it.
    const place = siteSpan(analysis, { declaration, path: ["apiVersion"], part: "key" });
    const [made] = environment.madeFrom(declaration);
    if (place?.uri !== uri || made === undefined) return [];
    const range = rangeOf(analysis, place.uri, place.span);
    return commandsFor(environment, made, uri).map((command) => ({ range, command }));
  });
}

function commandsFor(environment: Environment, declaration: Declaration, uri: Uri): readonly Command[] {
  const where: RecordsArguments = { uri, environment: environment.id };
  const records = (title: string): Command => ({ title, command: recordsCommand, arguments: [where] });
  if (declaration.object.kind === "StatefulSet") {
    const question = questionOf(environment, declaration);
    if (question === undefined) return [];
    const simulate: SimulateArguments = { ...where, ...question };
    const names = governedNames(environment, declaration);
    return [
      { title: "Simulate nslookup", command: simulateCommand, arguments: [simulate] },
      ...(names.length === 0 ? [] : [records(countWords(environment, names))]),
    ];
  }
  const service = serviceOf(environment, declaration);
  if (service?.headless !== true) return [];
  const pods = podsBehind(environment, service);
  const names = namesOf(environment, pods, service);
  const parts = [plural(pods.length, "Pod"), ...(names.length === 0 ? [] : [countWords(environment, names)])];
  return [records([...parts, "All records"].join(" · "))];
}

/** The names of Pods below a Service that somebody would write: those made from an address are left out. */
function namesOf(environment: Environment, pods: readonly PodModel[], service: ServiceModel): readonly string[] {
  const own = pods.flatMap((pod) => {
    const names = namesBelow(environment, pod, service);
    return names.filter((name) => pod.hostname !== "" && name.startsWith(`${pod.hostname}.`));
  });
  return [...new Set(own)];
}

/** Names that are asked for one lens. */
const mostAsked = 1_000;

/** `3 names · 3 resolve`. */
function countWords({ server }: Environment, names: readonly string[]): string {
  if (names.length > mostAsked) return plural(names.length, "name");
  const resolving = names.filter((name) => exists(server, name)).length;
  return `${plural(names.length, "name")} · ${resolving} ${resolving === 1 ? "resolves" : "resolve"}`;
}

function governedNames(environment: Environment, declaration: Declaration): readonly string[] {
  const pods = podsOf(environment, declaration);
  const { object } = declaration;
  const serviceName = "serviceName" in object ? (object.serviceName ?? "") : "";
  const service = pods[0] && serviceNamed(environment, pods[0].namespace, serviceName);
  return service === undefined ? [] : namesOf(environment, pods, service);
}

/** The first Pod asks for its own name below the governing Service, or for the Service when it has no such name. */
function questionOf(
  environment: Environment,
  declaration: Declaration,
): Pick<SimulateArguments, "from" | "name"> | undefined {
  const [pod] = podsOf(environment, declaration);
  const { object } = declaration;
  const serviceName = "serviceName" in object ? (object.serviceName ?? "") : "";
  if (pod === undefined) return undefined;
  const service = serviceNamed(environment, pod.namespace, serviceName);
  if (serviceName === "") return { from: idOf(pod), name: pod.name };
  return { from: idOf(pod), name: service?.headless === false ? serviceName : `${pod.hostname}.${serviceName}` };
}
