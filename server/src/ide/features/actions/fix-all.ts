/**
 * Makes one edit of the fixes of a file's findings: of all that are proved, or of one rule. Two that touch the same text are
 * never made together.
 */

import type { Edit } from "../../../base/edit.ts";
import { addAll } from "../../../base/long-lists.ts";
import type { Uri } from "../../../base/source.ts";
import type { Fix } from "../../rules/run/rule.ts";
import type { Reported } from "../../rules/run/run.ts";

/**
 * The rules whose preferred fix follows from the manifests alone: a comment that ignores nothing, the one form of a value that
 * the API server takes, a name in full that is asked for sooner. Fixes of other rules may guess what a person meant.
 */
const proved: ReadonlySet<string> = new Set(["unused-suppression", "ndots"]);
const provedTitle = /^(?:Quote |Write \d+ without quotes)/;

/** Fixes that one action makes. */
const mostFixes = 500;

/** What an action that fixes many changes, and how many findings it is about. */
export interface FixedAll {
  readonly edits: readonly Edit[];
  readonly count: number;
}

/** The fixes of a file's findings that follow from the manifests alone. */
export function fixProved(uri: Uri, findings: readonly Reported[]): FixedAll {
  return together(uri, findings, (reported, fix) => proved.has(reported.rule.id) || provedTitle.test(fix.title));
}

/** The preferred fix of each finding of one rule, where there is exactly one. */
export function fixRule(uri: Uri, findings: readonly Reported[], ruleId: string): FixedAll {
  return together(
    uri,
    findings.filter(({ rule }) => rule.id === ruleId),
    () => true,
  );
}

function together(
  uri: Uri,
  findings: readonly Reported[],
  isWanted: (reported: Reported, fix: Fix) => boolean,
): FixedAll {
  const edits: Edit[] = [];
  const seen = new Set<string>();
  let count = 0;
  for (const reported of findings) {
    if (count >= mostFixes) break;
    const preferred = (reported.finding.fixes?.() ?? []).filter((fix) => fix.preferred === true);
    const [fix] = preferred;
    if (fix === undefined || preferred.length > 1 || !isWanted(reported, fix)) continue;
    if (fix.edits.some((edit) => edit.uri !== uri)) continue;
    const keys = fix.edits.map(({ span, text }) => `${span.start} ${span.end} ${text}`);
    const fresh = fix.edits.filter((_, index) => !seen.has(keys[index] ?? ""));
    if (fresh.some((edit) => edits.some((other) => overlaps(edit, other)))) continue;
    for (const key of keys) seen.add(key);
    addAll(edits, fresh);
    count += 1;
  }
  return { edits, count };
}

/** Two insertions at one place as well: their order would be arbitrary. */
function overlaps({ span: a }: Edit, { span: b }: Edit): boolean {
  if (a.start === b.start) return true;
  return a.start < b.end && b.start < a.end;
}
