/** Finds who names a DNS name: the programs that would ask for it, and the fields that mean its Service. */

import type { Uri } from "../../../base/source.ts";
import { lowerName, relative } from "../../../dns/data/name.ts";
import { clusterDomain } from "../../../dns/server/server.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { HostMention, Mention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import { simulateFor } from "../../../workspace/asking/ask-from-pod.ts";
import { givenBy, mentionsOf, siteOf } from "../../../workspace/asking/mentions.ts";
import type { Site } from "../../../workspace/places/site.ts";
import type { CommandEnvironment } from "../command-environments.ts";
import { placeOfSite } from "../place.ts";

/** A line that names something. */
export interface Use {
  readonly file: string;
  readonly line: number;
}

/** The lines that ask for a name, by the name: absolute, without the final dot, in lower case. */
export type Uses = ReadonlyMap<string, readonly Use[]>;

/**
 * All lines of an environment's objects by the names that their programs ask for, whether they are answered or not.
 * @param nameOf how files are called
 * @param wanted only these names are looked for, absolute, without the final dot; absent: all
 */
export function usesIn(
  analysis: Analysis,
  environment: CommandEnvironment,
  nameOf: (uri: Uri) => string,
  wanted?: Iterable<string>,
): Uses {
  const begins = wanted && beginningsOf(wanted);
  const uses = new Map<string, Use[]>();
  const add = (names: readonly string[], site: Site): void => {
    const place = names.length === 0 ? undefined : placeOfSite(analysis, site);
    if (place === undefined) return;
    const use = { file: nameOf(place.uri), line: place.range.line };
    for (const name of new Set(names)) addUse(uses, name, use);
  };
  for (const declaration of environment.declarations) {
    if (declaration.refusals.length > 0) continue;
    for (const mention of mentionsOf(analysis, declaration)) {
      // What is asked for begins with what is written.
      if (begins !== undefined && mention.kind !== "service" && !begins.has(mention.labels.join("."))) continue;
      add(askedBy(analysis, environment, declaration, mention), siteOf(declaration, mention));
    }
    const target = targetOf(declaration);
    if (target !== undefined) add([target], { declaration, path: ["spec", "externalName"] });
  }
  return uses;
}

/** What an alias leads to. */
function targetOf({ object }: Declaration): string | undefined {
  if (object.kind !== "Service" || object.type !== "ExternalName" || object.externalName === undefined)
    return undefined;
  return relative(lowerName(object.externalName));
}

/** The names, and all their beginnings of whole labels. */
function beginningsOf(names: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of names) {
    for (let end = name.indexOf("."); end >= 0; end = name.indexOf(".", end + 1)) found.add(name.slice(0, end));
    found.add(name);
  }
  return found;
}

function addUse(uses: Map<string, Use[]>, name: string, use: Use): void {
  const known = uses.get(name);
  if (known === undefined) uses.set(name, [use]);
  else if (!known.some(({ file, line }) => file === use.file && line === use.line)) known.push(use);
}

function askedBy(
  analysis: Analysis,
  environment: CommandEnvironment,
  declaration: Declaration,
  mention: Mention,
): readonly string[] {
  if (mention.kind === "service") {
    const { defaultNamespace } = analysis.settings;
    const namespace = mention.namespace ?? declaration.object.meta.namespace ?? defaultNamespace;
    return [`${mention.service}.${namespace}.svc.${clusterDomain(environment.server)}`.toLowerCase()];
  }
  if (mention.kind === "host" && !isUse(mention)) return [];
  // Of a name whose first labels somebody fills in, the rest is the name of a Service.
  const given =
    mention.kind === "host"
      ? givenBy(analysis, mention)
      : { name: mention.labels.join("."), defaultNamespace: analysis.settings.defaultNamespace };
  const { steps } = simulateFor(environment, declaration, given);
  const own = steps.filter(({ response }) => response.kind !== "reply" || response.reason.kind !== "node-server");
  return own.map(({ question }) => relative(lowerName(question.name)));
}

/** A bare word may be anything, unless a key or a program calls it a host. */
function isUse({ form, isHost, context, host }: HostMention): boolean {
  if (context.kind === "certificate" || context.kind === "kubelet") return false;
  return (isHost || form !== "bare") && !host.includes("*") && host !== "localhost";
}
