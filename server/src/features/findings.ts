/**
 * Caches the findings of each file of a snapshot: they are computed once, however many requests ask. It does not depend
 * on LSP.
 */
import type { Analysis } from "../analysis/analysis.ts";
import { withoutChoice } from "../analysis/for-choice.ts";
import { memoize } from "../analysis/memo.ts";
import { type Reported, findingsOf as run } from "../rules/run.ts";
import type { Uri } from "../text/source.ts";

const found = memoize((_: Analysis): Map<Uri, readonly Reported[]> => new Map());

/** The findings of a file, whichever environment is chosen: one run of the rules per snapshot. */
export function findingsOf(asked: Analysis, uri: Uri): readonly Reported[] {
  const analysis = withoutChoice(asked);
  const known = found(analysis);
  const before = known.get(uri);
  if (before !== undefined) return before;
  const findings = run(analysis, uri);
  known.set(uri, findings);
  return findings;
}
