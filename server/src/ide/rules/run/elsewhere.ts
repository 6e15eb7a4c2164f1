/**
 * Keeps what rules find in a file's other environments, beside the one that is reported: without fixes, which are
 * about texts, and as long as no fact of the environment changes.
 */

import { memoize } from "../../../base/memo.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import type { Finding, Rule } from "./rule.ts";

/** A name that does not resolve there. */
export interface Unresolved {
  readonly rule: Rule;
  readonly finding: Finding;
}

export interface Elsewhere {
  readonly environment: Environment;
  /** What the rule finds in what the environment has of a declaration. */
  readonly check: (declaration: Declaration, rule: Rule) => readonly Finding[];
  /** @param telling the rules that tell of names; the same for the same declaration while no fact changes */
  readonly unresolved: (declaration: Declaration, telling: readonly Rule[]) => readonly Unresolved[];
}

/** Looks into one environment. */
export function elsewhere(analysis: Analysis, environment: Environment): Elsewhere {
  const found = foundIn(analysis, environment);
  const checkObject = (made: Declaration, rule: Rule): readonly Finding[] => {
    const byRule = found.byObject.get(made) ?? new Map<Rule, readonly Finding[]>();
    if (byRule.size === 0) found.byObject.set(made, byRule);
    let findings = byRule.get(rule);
    if (findings === undefined) {
      const all = [...rule.check({ analysis, environment, declaration: made })];
      findings = all.length === 0 ? nothing : all.map(({ fixes: _, ...rest }) => rest);
      byRule.set(rule, findings);
    }
    return findings;
  };
  const unresolvedIn = (made: Declaration, telling: readonly Rule[]): readonly Unresolved[] => {
    let names = found.names.get(made);
    if (names === undefined) {
      const all = telling.flatMap((rule) => checkObject(made, rule).map((finding) => ({ rule, finding })));
      names = all.filter(({ finding }) => finding.unresolved !== undefined);
      found.names.set(made, names.length === 0 ? nothing : names);
    }
    return names;
  };
  return {
    environment,
    check: (declaration, rule) => inAll(environment.madeFrom(declaration), (made) => checkObject(made, rule)),
    unresolved: (declaration, telling) =>
      inAll(environment.madeFrom(declaration), (made) => unresolvedIn(made, telling)),
  };
}

/** Nearly always there is one object, and nothing found: no list is made for that. */
function inAll<T>(objects: readonly Declaration[], find: (made: Declaration) => readonly T[]): readonly T[] {
  const [only] = objects;
  if (objects.length === 1 && only !== undefined) return find(only);
  return objects.flatMap((made) => find(made));
}

interface Found {
  readonly byObject: WeakMap<Declaration, Map<Rule, readonly Finding[]>>;
  readonly names: WeakMap<Declaration, readonly Unresolved[]>;
}

function foundIn(analysis: Analysis, environment: Environment): Found {
  const known = foundBy(analysis.factsOf(environment));
  const before = known.get(environment.id);
  // Findings name objects: what was built anew has others.
  if (before !== undefined && before.of === environment.version) return before.found;
  const found: Found = { byObject: new WeakMap(), names: new WeakMap() };
  known.set(environment.id, { of: environment.version, found });
  return found;
}

const foundBy = memoize((_facts: object) => new Map<string, { readonly of: object; readonly found: Found }>());

const nothing: readonly never[] = [];
