/**
 * Caches the findings of each file of a snapshot: they are computed once, however many requests ask. It does not depend
 * on LSP.
 */

import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { withoutChoice } from "../../workspace/environments/for-choice.ts";
import { type Reported, judgeFile as run } from "../rules/run/run.ts";

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
