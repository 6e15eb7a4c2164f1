/**
 * Lists the names that objects ask for, and those of which nothing is said: for the summary of `podns lint` and the
 * log of decisions.
 */

import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { AnalysedFile, Analysis, Environment } from "../../../workspace/analysis.ts";
import { mentionsOf, siteOf } from "../../../workspace/asking/mentions.ts";
import { generatedIn } from "../../../workspace/kustomizations/generated.ts";
import type { Site } from "../../../workspace/places/site.ts";
import { isName, whyUnjudged } from "./why-unjudged.ts";

/** A name that does not resolve and is not reported. */
export interface NotJudged {
  readonly site: Site;
  readonly name: string;
  /** The end of "3 names not judged: 3 …". */
  readonly reason: string;
}

/** So many names may be asked, each in each environment. */
export interface NameBudget {
  left: number;
}

/** What a caller asks at most. */
export const mostAskedNames = 10_000;

/** What is made of a declaration, with the environment that it is in. */
type Made = readonly [Environment, Declaration];

/** What environments have of a declaration that a file holds. */
function madeIn(environments: readonly Environment[], declaration: Declaration): readonly Made[] {
  return environments.flatMap((environment) =>
    environment.madeFrom(declaration).map((made): Made => [environment, made]),
  );
}

/**
 * The names that the objects of a file ask for, and those that a kustomization in it generates: a table for each object, with a
 * value for names that some environment leaves unjudged.
 * @param analysis as it is for the file (forFile)
 */
export function* askedNames(
  analysis: Analysis,
  { uri, manifests }: AnalysedFile,
  budget: NameBudget,
): Iterable<ReadonlyMap<string, NotJudged | undefined>> {
  const own = analysis.environmentsOf(uri);
  for (const { manifest } of manifests)
    for (const declaration of manifest.declarations) yield namesOf(analysis, madeIn(own, declaration), budget);
  // Of what a kustomization generates no file holds an object.
  const generated = generatedIn(analysis, uri);
  for (const declaration of generated?.declarations ?? [])
    if (generated !== undefined) yield namesOf(analysis, [[generated.environment, declaration]], budget);
}

/** The names of an object in its environments. */
function namesOf(
  analysis: Analysis,
  all: readonly Made[],
  budget: NameBudget,
): ReadonlyMap<string, NotJudged | undefined> {
  const found = new Map<string, NotJudged | undefined>();
  for (const [environment, made] of all) {
    // A name that one text has again and again is asked once.
    const asked = new Set<string>();
    for (const mention of mentionsOf(analysis, made)) {
      if (mention.kind === "service") found.set(`service ${mention.service}`, undefined);
      else if (mention.kind === "host" && isName(mention) && found.get(mention.host) === undefined) {
        const key = JSON.stringify([mention.host, mention.path]);
        if (asked.has(key)) continue;
        asked.add(key);
        budget.left -= 1;
        const reason = budget.left < 0 ? undefined : whyUnjudged(analysis, environment, made, mention);
        found.set(
          mention.host,
          reason === undefined ? undefined : { site: siteOf(made, mention), name: mention.host, reason },
        );
      }
    }
  }
  return found;
}

/** The sentence about one name, without its place. */
export function notJudgedWords({ name, reason }: Pick<NotJudged, "name" | "reason">): string {
  return `'${name}' is not judged: it is one ${reason}`;
}
