/** Knows how `podns lint` prints findings; refuses to find any. */
import type { AnalysedFile, Analysis } from "../analysis/analysis.ts";
import { kustomizationProblems } from "../analysis/kustomization-problems.ts";
import { repositoryFileProblems } from "../rules/repository-file.ts";
import type { Severity } from "../rules/rule.ts";
import { findingsOf } from "../rules/run.ts";
import { objectName } from "./object-name.ts";
import { placeOf, placeOfSite, type Range, rangeOf } from "./place.ts";
import { textProblems } from "./problems.ts";
import type { Session } from "./session.ts";
import { type Shown, shownLines } from "./shown.ts";

/** One finding in JSON. */
export interface FindingRow extends Range {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  /** `StatefulSet default/web`; null for a defect of the text itself (rule `yaml`). */
  readonly object: string | null;
  /** Null where every environment says the same. */
  readonly environment: string | null;
  /** The titles of the quick fixes. */
  readonly fixes: readonly string[];
}

/**
 * All findings by file, place and rule: defects of the text, then what rules find.
 * @param extent "object": a finding about an object as a whole spans it, for programs that look up what is judged
 */
export function findingRows(
  session: Session,
  analysis: Analysis,
  extent: "field" | "object" = "field",
): readonly FindingRow[] {
  const files = [...analysis.files.values()].filter(({ role }) =>
    ["manifests", "settings", "kustomization"].includes(role),
  );
  return files
    .flatMap((file) => [
      ...settingsRows(session, analysis, file),
      ...problemRows(session, file),
      ...kustomizationRows(session, analysis, file),
      ...ruleRows(session, analysis, file, extent),
    ])
    .sort(compare);
}

/** Defects of a `.podns.yaml` that the session reads; one above the current directory too. */
function settingsRows(session: Session, analysis: Analysis, file: AnalysedFile): readonly FindingRow[] {
  return repositoryFileProblems(analysis, file).map(({ span, severity, message }) => ({
    rule: "settings",
    severity,
    message,
    file: session.fileName(file.uri),
    ...rangeOf(file, span),
    object: null,
    environment: null,
    fixes: [],
  }));
}

/** What kustomize refuses to build. */
function kustomizationRows(session: Session, analysis: Analysis, file: AnalysedFile): readonly FindingRow[] {
  return kustomizationProblems(analysis, file.uri).map(({ span, severity, message }) => ({
    rule: "kustomize",
    severity,
    message,
    file: session.fileName(file.uri),
    ...rangeOf(file, span),
    object: null,
    environment: null,
    fixes: [],
  }));
}

function problemRows(session: Session, file: AnalysedFile): readonly FindingRow[] {
  return textProblems(file).map(({ severity, message, ...range }) => ({
    rule: "yaml",
    severity,
    message,
    file: session.fileName(file.uri),
    ...range,
    object: null,
    environment: null,
    fixes: [],
  }));
}

function ruleRows(
  session: Session,
  analysis: Analysis,
  file: AnalysedFile,
  extent: "field" | "object",
): readonly FindingRow[] {
  return findingsOf(analysis, file.uri).flatMap(({ rule, finding, severity, environment }) => {
    const { declaration } = finding.at;
    const whole = extent === "object" ? finding.about : undefined;
    const place = whole === undefined ? placeOfSite(analysis, finding.at) : placeOf(analysis, whole, []);
    if (place === undefined) return [];
    return [
      {
        rule: rule.id,
        severity,
        message: finding.message,
        file: session.fileName(place.uri),
        ...place.range,
        object: objectName(declaration.object, analysis.settings.defaultNamespace),
        environment: environment.label,
        fixes: (finding.fixes?.() ?? []).map(({ title }) => title),
      },
    ];
  });
}

function compare(a: FindingRow, b: FindingRow): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

/** Findings under the files that they are in, and how many there are. */
export function findingsText(rows: readonly FindingRow[]): Shown {
  if (rows.length === 0) return shownLines(["No problems."]);
  const lines: string[] = [];
  let file: string | undefined;
  for (const found of rows) {
    if (found.file !== file) {
      if (file !== undefined) lines.push("");
      lines.push(found.file);
      file = found.file;
    }
    lines.push(
      `  ${`${found.line}:${found.column}`.padEnd(8)} ${found.severity.padEnd(11)} ${found.message}  ${found.rule}`,
    );
    for (const title of found.fixes) lines.push(`  ${" ".repeat(8)} ${"fix".padEnd(11)} ${title}`);
  }
  return shownLines([...lines, "", summary(rows)]);
}

function summary(rows: readonly FindingRow[]): string {
  const counts = (["error", "warning", "information", "hint"] as const).flatMap((severity) => {
    const count = rows.filter((found) => found.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 || severity === "information" ? "" : "s"}`];
  });
  return `${rows.length} ${rows.length === 1 ? "problem" : "problems"} (${counts.join(", ")})`;
}
