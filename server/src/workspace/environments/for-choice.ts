/**
 * Makes an analysis that shows the environments that a person chose first. What holds for all environments
 * (findings) is looked at without the choice.
 */

import { memoize } from "../../base/memo.ts";
import type { Analysis, Environment } from "../analysis.ts";

/** @param chosen ids of environments, at most one for each workspace folder; unknown ones are ignored */
export function forChoice(analysis: Analysis, chosen: readonly string[]): Analysis {
  return chosen.length === 0 ? analysis : choosing(analysis)(chosen);
}

/** The analysis with its environments in their own order. */
export function withoutChoice(analysis: Analysis): Analysis {
  return analysis.choice?.without ?? analysis;
}

const choosing = memoize((analysis: Analysis) =>
  memoize((chosen: readonly string[]): Analysis => {
    const ids = new Set(chosen);
    const inFront = memoize((all: readonly Environment[]): readonly Environment[] => {
      const first = all.filter(({ id }) => ids.has(id));
      return first.length === 0 ? all : [...first, ...all.filter(({ id }) => !ids.has(id))];
    });
    return {
      ...analysis,
      choice: { ids, without: analysis },
      environmentsOf: (uri) => inFront(analysis.environmentsOf(uri)),
      environments: () => inFront(analysis.environments()),
      chartsAt: (path) => inFront(analysis.chartsAt(path)),
      chartsInView: (path) => {
        const seen = analysis.chartsInView(path);
        // The values that somebody chose are looked at, also where the others are rendered step by step.
        const first = analysis.chartsAt(path).filter(({ id }) => ids.has(id));
        return first.length === 0 ? seen : [...first, ...seen.filter(({ id }) => !ids.has(id))];
      },
    };
  }),
);
