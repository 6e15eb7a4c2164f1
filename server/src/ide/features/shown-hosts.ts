/** Finds the host names of a document with what each leads to, as the environment that is shown has them. */

import type { Uri } from "../../base/source.ts";
import { intersects, type Span } from "../../base/span.ts";
import type { Simulation } from "../../dns/clients/simulation.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { HostMention } from "../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { simulateFor } from "../../workspace/asking/ask-from-pod.ts";
import { givenBy, mentionsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { siteSpan } from "../../workspace/places/site.ts";
import { declarationsOf } from "./convert.ts";

export interface ShownHost {
  readonly environment: Environment;
  /** As files hold it, and as the environment has it. */
  readonly declaration: Declaration;
  readonly made: Declaration;
  readonly mention: HostMention;
  /** Of the host in the file. */
  readonly span: Span;
  readonly simulation: Simulation;
}

/** Host names of one object, and of one answer: a file with more was written by no hand, and each is asked of a resolver. */
const mostOfObject = 1_000;
const mostHosts = 3_000;

/**
 * The first of them, where there are too many.
 * @param within the part of the file that is looked at
 */
export function shownHosts(analysis: Analysis, uri: Uri, within: Span): readonly ShownHost[] {
  const shown: ShownHost[] = [];
  for (const { environment, declaration, made } of shownObjects(analysis, uri)) {
    // Where a text stands for several names, nothing is shown between its letters.
    const hosts = mentionsOf(analysis, declaration).filter(
      (mention): mention is HostMention => mention.kind === "host" && !mention.expanded && !mention.host.includes("*"),
    );
    for (const mention of hosts.slice(0, mostOfObject)) {
      const site = siteSpan(analysis, siteOf(declaration, mention));
      if (site?.uri !== uri || !intersects(site.span, within)) continue;
      if (shown.length === mostHosts) return shown;
      const simulation = simulateFor(environment, made, givenBy(analysis, mention));
      shown.push({ environment, declaration, made, mention, span: site.span, simulation });
    }
  }
  return shown;
}

/** The objects of a document that the environment on show makes something of. */
export function shownObjects(
  analysis: Analysis,
  uri: Uri,
): readonly Pick<ShownHost, "environment" | "declaration" | "made">[] {
  const [environment] = analysis.environmentsOf(uri);
  if (environment === undefined) return [];
  return declarationsOf(analysis, uri, environment).flatMap((declaration) => {
    const [made] = environment.madeFrom(declaration);
    const isUnknown = declaration.templated || declaration.refusals.length > 0;
    return made === undefined || isUnknown ? [] : [{ environment, declaration, made }];
  });
}
