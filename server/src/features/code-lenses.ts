/** Puts lenses above StatefulSets and headless Services: the questions that can be asked there. It gives no answers. */
import type { CodeLens, Command } from "vscode-languageserver-types";
import type { Analysis, Environment } from "../analysis/analysis.ts";
import { siteSpan } from "../analysis/site.ts";
import type { Declaration } from "../manifests/manifest.ts";
import {
  type RecordsArguments,
  recordsCommand,
  type SimulateArguments,
  simulateCommand,
} from "../protocol/commands.ts";
import { asUri, type Uri } from "../text/source.ts";
import type { ClientSupport } from "./client.ts";
import { declarationsOf, rangeOf } from "./convert.ts";
import type { DocumentParams } from "./diagnostics.ts";
import { plural } from "./markdown.ts";
import { idOf, podsBehind, podsOf, serviceNamed, serviceOf } from "./model.ts";

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
    return [{ title: "Simulate nslookup", command: simulateCommand, arguments: [simulate] }];
  }
  const service = serviceOf(environment, declaration);
  if (service?.headless !== true) return [];
  return [records(`${plural(podsBehind(environment, service).length, "Pod")} · All records`)];
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
