/** Holds what all forms of a report are made from: findings with names of files in the repository, and the files that were looked at. */

import { lazy } from "../../../base/lazy.ts";
import type { Uri } from "../../../base/source.ts";
import type { Severity } from "../../../ide/rules/run/rule.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import type { FileRange, FoundProblem } from "../findings.ts";
import { compare, type FindingRow, rowsOf } from "../lint.ts";
import { type Range, rangeOf } from "../place.ts";
import { fingerprintsOf } from "./fingerprints.ts";

/** A range in a file of the repository. */
export interface ReportPlace {
  /** Relative to the root of the repository, with forward slashes. */
  readonly file: string;
  readonly range: Range;
}

export interface ReportFinding extends ReportPlace {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly object: string | null;
  readonly environment: string | null;
  /** Unique in the report, and the same in the next one wherever its line has moved. */
  readonly fingerprint: string;
  readonly related: readonly (ReportPlace & { readonly message: string })[];
  readonly fixes: readonly ReportFix[];
}

export interface ReportFix {
  readonly title: string;
  readonly edits: readonly (ReportPlace & { readonly text: string })[];
}

export interface Report {
  /** By file, place and rule. */
  readonly findings: readonly ReportFinding[];
  /** The same for `json` and `pretty`. */
  readonly rows: (extent: "field" | "object") => readonly FindingRow[];
  /** All files that were checked, sorted. */
  readonly files: readonly string[];
  readonly version: string;
}

/**
 * @param nameOf how files are called
 * @param checked the files that were looked at
 */
export function reportOf(
  analysis: Analysis,
  found: readonly FoundProblem[],
  nameOf: (uri: Uri) => string,
  checked: readonly Uri[],
  version: string,
): Report {
  const names = new Map<Uri, string>();
  const fileName = (uri: Uri): string => {
    const name = names.get(uri) ?? nameOf(uri);
    names.set(uri, name);
    return name;
  };
  const sorted = lazy(() => {
    const placed = found.map((one) => ({ one, file: fileName(one.uri), ...one.range, rule: one.rule }));
    return placed.sort(compare).map(({ one }) => one);
  });
  // Most forms need neither fixes nor fingerprints.
  const findings = lazy(() => reported(analysis, sorted(), fileName));
  return {
    get findings() {
      return findings();
    },
    get files() {
      return [...new Set([...checked.map(fileName), ...sorted().map(({ uri }) => fileName(uri))])].sort();
    },
    rows: (extent) => rowsOf(sorted(), fileName, extent),
    version,
  };
}

function reported(
  analysis: Analysis,
  found: readonly FoundProblem[],
  fileName: (uri: Uri) => string,
): readonly ReportFinding[] {
  const placeOf = ({ uri, range }: FileRange): ReportPlace => ({ file: fileName(uri), range });
  const fingerprints = fingerprintsOf(found, ({ uri }) => fileName(uri));
  return found.map((one, index): ReportFinding => {
    const { rule, severity, message, object, environment, value } = one;
    const written = value && { ...placeOf(value), message: value.key === null ? "written here" : `'${value.key}'` };
    return {
      ...{ rule, severity, message, object, environment, ...placeOf(one) },
      fingerprint: fingerprints[index] ?? "",
      related: [
        ...one.detail().related.map((other) => ({ ...placeOf(other), message: other.message })),
        ...(written ? [written] : []),
      ],
      fixes: one.fixes.flatMap(({ title, edits }) => {
        const places = edits.flatMap(({ uri, span, text }) => {
          const file = analysis.files.get(uri);
          return file === undefined ? [] : [{ file: fileName(uri), range: rangeOf(file, span), text }];
        });
        return places.length === edits.length ? [{ title, edits: places }] : [];
      }),
    };
  });
}
