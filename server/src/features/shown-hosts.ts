/** Finds the host names of a document with what each leads to, as the environment that is shown has them. */
import type { Analysis, Environment } from "../analysis/analysis.ts";
import { givenBy, mentionsOf, siteOf } from "../analysis/mentions.ts";
import { simulateFor } from "../analysis/simulate.ts";
import { siteSpan } from "../analysis/site.ts";
import type { Declaration } from "../manifests/manifest.ts";
import type { HostMention } from "../mentions/mention.ts";
import type { Simulation } from "../resolver/simulation.ts";
import type { Uri } from "../text/source.ts";
import { intersects, type Span } from "../text/span.ts";
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

/** Host names that one answer looks up. */
const mostHosts = 1_000;

/** @param within the part of the file that is looked at */
export function shownHosts(analysis: Analysis, uri: Uri, within: Span): readonly ShownHost[] {
  return shownObjects(analysis, uri).flatMap(({ environment, declaration, made }) => {
    // Where a text stands for several names, nothing is shown between its letters.
    const hosts = mentionsOf(analysis, declaration).filter(
      (mention): mention is HostMention => mention.kind === "host" && !mention.expanded && !mention.host.includes("*"),
    );
    return hosts.slice(0, mostHosts).flatMap((mention): ShownHost[] => {
      const site = siteSpan(analysis, siteOf(declaration, mention));
      if (site?.uri !== uri || !intersects(site.span, within)) return [];
      const simulation = simulateFor(environment, made, givenBy(analysis, mention));
      return [{ environment, declaration, made, mention, span: site.span, simulation }];
    });
  });
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
