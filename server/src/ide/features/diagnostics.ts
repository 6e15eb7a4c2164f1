/** Converts findings and errors of the text to diagnostics. It decides nothing about them. */
import type { Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity } from "vscode-languageserver-types";
import { asUri, type Uri } from "../../base/source.ts";
import { shift } from "../../base/span.ts";
import { visible } from "../../base/visible.ts";
import { formatPath } from "../../kubernetes/manifests/path.ts";
import type { AnalysedFile, Analysis } from "../../workspace/analysis.ts";
import { chartProblems } from "../../workspace/charts/chart-problems.ts";
import { withoutChoice } from "../../workspace/environments/for-choice.ts";
import { kustomizationProblems } from "../../workspace/kustomizations/kustomization-problems.ts";
import { siteSpan } from "../../workspace/places/site.ts";
import { rulesPage } from "../rules/run/document.ts";
import { repositoryFileProblems } from "../rules/run/repository-file.ts";
import type { Severity } from "../rules/run/rule.ts";
import { isFoundAt, type Reported } from "../rules/run/run.ts";
import { locationOf, rangeOf } from "./convert.ts";
import { findingsOf } from "./findings.ts";
import { list } from "./markdown.ts";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = { error: 1, warning: 2, information: 3, hint: 4 };

export interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** Everything that is wrong with a file, in the order of its text: the same whichever environment is chosen. */
export function diagnosticsOf(asked: Analysis, uri: Uri): Diagnostic[] {
  const analysis = withoutChoice(asked);
  const file = analysis.files.get(uri);
  if (file?.role === "settings") return settingsProblems(analysis, file);
  if (file?.role === "helm-template" || file?.role === "helm-chart") return chartDiagnostics(analysis, uri);
  const isOwn = file?.role === "manifests";
  if (!isOwn && file?.role !== "kustomization") return [];
  const all = [
    ...(isOwn ? problemsOf(analysis, uri) : []),
    ...failuresOf(analysis, uri),
    ...reportedIn(analysis, uri).map((reported) => diagnosticOf(analysis, reported)),
  ];
  return all.filter((diagnostic) => diagnostic !== undefined).sort(byPlace);
}

/** What is found in the objects that a chart makes, where its template or values write it, and what helm refuses. */
function chartDiagnostics(analysis: Analysis, uri: Uri): Diagnostic[] {
  const failures = chartProblems(analysis, uri).map(
    ({ span, severity, message }): Diagnostic => ({
      range: rangeOf(analysis, uri, span),
      severity: severities[severity],
      code: "helm",
      source: "podns",
      message: visible(message),
    }),
  );
  const found = findingsOf(analysis, uri).flatMap((reported) => diagnosticOf(analysis, reported) ?? []);
  return [...failures, ...found].sort(byPlace);
}

/** What stands in the file: found in it, or in what a kustomization builds with it. */
function reportedIn(analysis: Analysis, uri: Uri): readonly Reported[] {
  const readers = analysis.readIn(uri);
  const others = analysis
    .builtWith(uri)
    .filter((other) => other !== uri && mayBeWritten(analysis, other, uri, readers));
  const uris = new Set([uri, ...others]);
  const told = new Map<string, Reported>();
  for (const reported of [...uris].flatMap((other) => findingsOf(analysis, other))) {
    const { rule, finding } = reported;
    const site = siteSpan(analysis, finding.at);
    if (site?.uri !== uri) continue;
    // What a base generates is found in each of its overlays.
    const key = JSON.stringify([rule.id, site.span, finding.message]);
    if (!told.has(key)) told.set(key, reported);
  }
  return [...told.values()];
}

/**
 * Whether something that is found in one file may be written in another. A base's file has the environments of all overlays:
 * where few of them read the other file, only those are judged for it.
 * @param readers the ids of the environments that read the other file
 */
function mayBeWritten(analysis: Analysis, file: Uri, at: Uri, readers: ReadonlySet<string>): boolean {
  if (analysis.files.get(file)?.role === "kustomization") return true;
  const environments = analysis.environmentsOf(file);
  const judged = environments.filter(({ id }) => readers.has(id));
  return judged.length === environments.length || judged.some((one) => isFoundAt(analysis, file, one, at));
}

/** What kustomize refuses, where it is written. */
function failuresOf(analysis: Analysis, uri: Uri): readonly Diagnostic[] {
  return kustomizationProblems(analysis, uri).map(({ span, severity, message }) => ({
    range: rangeOf(analysis, uri, span),
    severity: severities[severity],
    code: "kustomize",
    source: "podns",
    message: visible(message),
  }));
}

/** The answer to a pull for one document. */
export function documentDiagnostics(
  analysis: Analysis,
  { textDocument }: DocumentParams,
): { readonly kind: "full"; items: Diagnostic[] } {
  return { kind: "full", items: diagnosticsOf(analysis, asUri(textDocument.uri)) };
}

/** A finding at its place. */
export function diagnosticOf(analysis: Analysis, reported: Reported): Diagnostic | undefined {
  const { rule, finding, severity, environment, value } = reported;
  const place = siteSpan(analysis, finding.at);
  if (place === undefined) return undefined;
  // For a chart, the message itself says with which values it occurs.
  const isSaid = environment.chart !== undefined || finding.namesEnvironments === true;
  const where = isSaid ? "" : environmentsWords(withoutChoice(analysis), reported);
  const related = (finding.related ?? []).flatMap(({ at, message }): DiagnosticRelatedInformation[] => {
    const location = locationOf(analysis, at);
    return location === undefined ? [] : [{ location, message: visible(message) }];
  });
  if (value !== undefined) {
    const key = value.path === undefined ? "written here" : `the value '${formatPath(value.path)}'`;
    const location = { uri: value.uri, range: rangeOf(analysis, value.uri, value.span) };
    related.unshift({ location, message: visible(key) });
  }
  return {
    range: rangeOf(analysis, place.uri, place.span),
    severity: severities[severity],
    code: rule.id,
    codeDescription: { href: `${rulesPage}#${rule.id}` },
    source: "podns",
    message: visible(`${finding.message}${where}`),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
  };
}

/**
 * ` (in a and b)`: the environments that a finding of a file of several holds in, which are all of them (ide/rules/run/run.ts). What a
 * generator of a kustomization made was looked at in the one alone.
 */
function environmentsWords(analysis: Analysis, { finding, environment, declaration }: Reported): string {
  const all = analysis.environmentsOf(finding.at.declaration.uri);
  if (all.length < 2) return "";
  const isGenerated = declaration.rendered !== undefined;
  return ` (in ${isGenerated ? environment.label : list(all.map(({ label }) => label))})`;
}

function settingsProblems(analysis: Analysis, file: AnalysedFile): Diagnostic[] {
  return repositoryFileProblems(analysis, file).map(({ span, severity, message }) => ({
    range: rangeOf(analysis, file.uri, span),
    severity: severities[severity],
    code: "settings",
    source: "podns",
    message: visible(message),
  }));
}

function problemsOf(analysis: Analysis, uri: Uri): readonly Diagnostic[] {
  const { manifests = [] } = analysis.files.get(uri) ?? {};
  return manifests.flatMap(({ manifest, start }) =>
    manifest.problems.map((problem) => ({
      range: rangeOf(analysis, uri, shift(problem.span, start)),
      severity: severities[problem.severity],
      code: "yaml",
      source: "podns",
      message: visible(problem.message),
    })),
  );
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character;
}
