/**
 * Caches the findings of each file of a snapshot: they are computed once, however many requests ask. It does not depend
 * on LSP.
 */
import type { Analysis } from "../analysis/analysis.ts";
import { memoize } from "../analysis/memo.ts";
import { type Reported, findingsOf as run } from "../rules/run.ts";
import type { Uri } from "../text/source.ts";

const found = memoize((_: Analysis): Map<Uri, readonly Reported[]> => new Map());

/** The findings of a file: one run of the rules per snapshot. */
export function findingsOf(analysis: Analysis, uri: Uri): readonly Reported[] {
  const known = found(analysis);
  const before = known.get(uri);
  if (before !== undefined) return before;
  const findings = run(analysis, uri);
  known.set(uri, findings);
  return findings;
}
