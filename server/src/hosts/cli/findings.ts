/** Gathers what `podns lint` has to say: defects of texts, what kustomize and helm refuse, and what rules find, with their places. */

import type { Uri } from "../../base/source.ts";
import type { Span } from "../../base/span.ts";
import { repositoryFileProblems } from "../../ide/rules/run/repository-file.ts";
import type { Finding, Fix, Severity } from "../../ide/rules/run/rule.ts";
import { judgeFile } from "../../ide/rules/run/run.ts";
import { formatPath } from "../../kubernetes/manifests/path.ts";
import type { AnalysedFile, Analysis } from "../../workspace/analysis.ts";
import { chartProblems } from "../../workspace/charts/chart-problems.ts";
import { kustomizationProblems } from "../../workspace/kustomizations/kustomization-problems.ts";
import { type Site, siteSpan, type ValueSite } from "../../workspace/places/site.ts";
import { isChecked, isOfChart } from "./lint-summary.ts";
import { objectName } from "./object-name.ts";
import { lineText, placeOf, placeOfSite, type Range, rangeOf } from "./place.ts";
import { textProblems } from "./problems.ts";
import type { Session } from "./session.ts";

/** A range in a file. */
export interface FileRange {
  readonly uri: Uri;
  readonly range: Range;
}

/** One thing that is wrong. */
export interface FoundProblem extends FileRange {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** The range of the object that is judged as a whole; absent where `range` says all. */
  readonly whole?: FileRange;
  /** `StatefulSet default/web`; null for a defect of the text itself (rule `yaml`). */
  readonly object: string | null;
  /** Null where every environment says the same. */
  readonly environment: string | null;
  /** What few forms of a report read, made anew for each who asks. */
  readonly detail: () => ProblemDetail;
  readonly fixes: readonly Fix[];
  /** Of a chart: what wrote that which the template there prints. */
  readonly value?: FileRange & { readonly key: string | null };
}

export interface ProblemDetail {
  /** The field without the numbers of items: `spec.ports.targetPort`; "" for a text. */
  readonly field: string;
  /** The first line of what is underlined. */
  readonly excerpt: string;
  readonly related: readonly (FileRange & { readonly message: string })[];
}

/** All that is wrong, file by file. */
export function problemsFound(session: Session, analysis: Analysis): readonly FoundProblem[] {
  const files = checkedFiles(analysis);
  const told = new Set<string>();
  /** What a base generates is found in each of its overlays. */
  const isNew = ({ uri, range, rule, message }: FoundProblem): boolean => {
    const key = [uri, range.line, range.column, rule, message].join("\n");
    return !told.has(key) && told.add(key).size > 0;
  };
  return files.flatMap((file, index) => {
    session.terminal.progress?.("checking files", index, files.length);
    const found = ruleFindings(analysis, file);
    return [...textFindings(analysis, file), ...(file.role === "kustomization" ? found.filter(isNew) : found)];
  });
}

/** The files that findings may be in. */
export function checkedFiles(analysis: Analysis): readonly AnalysedFile[] {
  return [...analysis.files.values()].filter((file) => isChecked(file) || isOfChart(file));
}

/** What a reader of the whole text says: a span or a range in the file. */
interface TextFinding {
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
}

function textFindings(analysis: Analysis, file: AnalysedFile): readonly FoundProblem[] {
  const ranged = (problem: {
    readonly span: Span;
    readonly severity: Severity;
    readonly message: string;
  }): TextFinding => ({ ...problem, range: rangeOf(file, problem.span) });
  const told: Readonly<Record<string, readonly TextFinding[]>> = {
    // Defects of a `.podns.yaml` that the session reads; one above the current directory too.
    settings: repositoryFileProblems(analysis, file).map(ranged),
    yaml: textProblems(file).map(({ severity, message, ...range }) => ({ severity, message, range })),
    // What kustomize refuses to build, and helm to render.
    kustomize: kustomizationProblems(analysis, file.uri).map(ranged),
    helm: chartProblems(analysis, file.uri).map(ranged),
  };
  return Object.entries(told).flatMap(([rule, findings]) =>
    findings.map(({ severity, message, range }) => ({
      ...{ rule, severity, message, uri: file.uri, range, object: null, environment: null, fixes: [] },
      detail: () => ({ field: "", excerpt: lineText(file, range.line), related: [] }),
    })),
  );
}

function ruleFindings(analysis: Analysis, file: AnalysedFile): readonly FoundProblem[] {
  return judgeFile(analysis, file.uri).flatMap(({ rule, finding, severity, environment, value }) => {
    const { declaration } = finding.at;
    // The object of a chart stands in no document of its own.
    const about = finding.about?.rendered?.spot === undefined ? finding.about : undefined;
    const whole = about && placeOf(analysis, about, []);
    const place = placeOfSite(analysis, finding.at) ?? whole;
    if (place === undefined) return [];
    // One literal: there may be a hundred thousand of them.
    const problem: FoundProblem = {
      rule: rule.id,
      severity,
      message: finding.message,
      uri: place.uri,
      range: place.range,
      object: objectName(declaration.object, analysis.settings.defaultNamespace),
      environment: environment.label,
      detail: () => detailOf(analysis, finding),
      fixes: finding.fixes?.() ?? [],
    };
    if (whole === undefined && value === undefined) return [problem];
    return [{ ...problem, ...(whole && { whole }), ...(value && { value: valueRange(analysis, value) }) }];
  });
}

function detailOf(analysis: Analysis, { at, related = [] }: Finding): ProblemDetail {
  return {
    field: formatPath(at.path.filter((part) => typeof part === "string")),
    excerpt: excerptOf(analysis, at),
    related: related.flatMap(({ at: other, message }) => {
      const there = placeOfSite(analysis, other);
      return there === undefined ? [] : [{ ...there, message }];
    }),
  };
}

function excerptOf(analysis: Analysis, site: Site): string {
  const written = siteSpan(analysis, site);
  const file = written && analysis.files.get(written.uri);
  if (written === undefined || file === undefined) return "";
  const { line, endLine } = rangeOf(file, written.span);
  return line === endLine ? file.text.slice(written.span.start, written.span.end) : lineText(file, line);
}

function valueRange(analysis: Analysis, { uri, span, path }: ValueSite): NonNullable<FoundProblem["value"]> {
  const file = analysis.files.get(uri);
  const range = file === undefined ? { line: 1, column: 1, endLine: 1, endColumn: 1 } : rangeOf(file, span);
  return { uri, range, key: path === undefined ? null : formatPath(path) };
}
