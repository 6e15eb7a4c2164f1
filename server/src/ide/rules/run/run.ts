/**
 * Runs the rules over a file: every declaration in each environment that it belongs to. Severities come from the
 * settings. A finding is reported only where it holds in every environment that has the declaration.
 */

import { shortened } from "../../../base/excerpt.ts";
import { lazy } from "../../../base/lazy.ts";
import { memoize } from "../../../base/memo.ts";
import type { Uri } from "../../../base/source.ts";
import { folderOf, pathOf } from "../../../base/uri-path.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import { formatPath } from "../../../kubernetes/manifests/path.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { environmentsGivenIn, isInView } from "../../../workspace/charts/given-values.ts";
import { forFile } from "../../../workspace/environments/for-file.ts";
import { generatedIn } from "../../../workspace/kustomizations/generated.ts";
import { siteSpan, type ValueSite, writtenAt } from "../../../workspace/places/site.ts";
import { chartFindings, ignoredInCharts } from "../charts/run-chart.ts";
import { isKnownInCharts } from "../charts/unused-in-chart.ts";
import { type Ignored, ignoredBy, unusedIn, unusedSuppression } from "../unused-suppression.ts";
import { type Elsewhere, elsewhere } from "./elsewhere.ts";
import type { Finding, Rule, Severity } from "./rule.ts";
import { rules } from "./rules.ts";
import { suppressionsOf } from "./suppressions.ts";

/** A finding with what it came from. */
export interface Reported {
  /** Of an object of a chart: the key of a values file that holds what is wrong. */
  readonly value?: ValueSite;
  readonly rule: Rule;
  readonly finding: Finding;
  readonly severity: Severity;
  readonly environment: Environment;
  readonly declaration: Declaration;
}

/**
 * All findings of a file but those that a comment ignores (suppressions.ts). Rules that need the whole workspace are
 * silent before its first scan is complete.
 */
export function judgeFile(workspace: Analysis, uri: Uri): readonly Reported[] {
  const charts = chartsToJudge(workspace, uri);
  if (charts !== undefined) {
    const found = chartFindings(workspace, uri, charts);
    return found.map((reported) => ({ ...reported, finding: shortFinding(reported.finding) }));
  }
  const analysis = forFile(workspace, uri);
  const { reported, used } = runRules(analysis, uri);
  return [...reported, ...unused(workspace, uri, used)];
}

/** The sets of values that are judged for a file of a chart; undefined for other files, and where nothing was rendered. */
function chartsToJudge(analysis: Analysis, uri: Uri): readonly Environment[] | undefined {
  const role = analysis.files.get(uri)?.role;
  if (role !== "helm-template" && role !== "helm-chart") return undefined;
  const all = analysis.chartsInView(pathOf(uri));
  return all.length === 0 ? undefined : all;
}

interface Run {
  readonly reported: readonly Reported[];
  /** What comments ignored, in any file. */
  readonly used: ReadonlySet<Ignored>;
}

function runRules(analysis: Analysis, uri: Uri): Run {
  // Templates are judged only as they are rendered: what they print depends on the values that a user chooses.
  if (analysis.files.get(uri)?.role === "helm-template") return { reported: [], used: new Set() };
  const environments = analysis.environmentsOf(uri);
  const declarations = (analysis.files.get(uri)?.manifests ?? []).flatMap(({ manifest }) => manifest.declarations);
  const reported: Reported[] = [];
  const used = new Set<Ignored>();
  const applied = running(analysis);
  const others = lazy(() => environments.map((environment) => elsewhere(analysis, environment)));
  const report = (rule: Rule, declaration: Declaration, { finding, environment }: Found): void => {
    const ignored = ignoredBy(analysis, rule.id, finding.at);
    if (ignored !== undefined) used.add(ignored);
    else {
      const severity = analysis.settings.rules[rule.id] ?? finding.severity ?? rule.severity;
      if (severity === "off") return;
      reported.push({ rule, finding: shortFinding(finding), severity, environment, declaration });
    }
  };
  for (const [rule, declaration, found] of inGenerated(analysis, uri, applied)) report(rule, declaration, found);
  const clean = cleanIn(analysis, environments[0]);
  const dirty = new Set<Declaration>();
  const judged = declarations.filter((declaration) => !clean.has(declaration));
  // Rules that read the same document run one after the other, so that it is read once. The findings are in the order
  // of the rules.
  const byRule = applied.map((): (readonly [Declaration, Found])[] => []);
  for (const declaration of judged)
    for (const [index, rule] of applied.entries())
      for (const found of inEvery(analysis, environments[0], others, declaration, rule, dirty))
        byRule[index]?.push([declaration, found]);
  for (const [index, rule] of applied.entries())
    for (const [declaration, found] of byRule[index] ?? []) report(rule, declaration, found);
  for (const declaration of judged) if (!dirty.has(declaration)) clean.add(declaration);
  if (environments.length > 1) {
    const told = new Set(
      reported.flatMap(({ finding }) => (finding.unresolved === undefined ? [] : [keyOf(analysis, finding)])),
    );
    const telling = applied.filter(({ reportsNames: tellsNames }) => tellsNames === true);
    for (const declaration of declarations) {
      for (const { rule, ...found } of inSome(analysis, others(), declaration, telling))
        if (!told.has(keyOf(analysis, found.finding))) report(rule, declaration, found);
    }
  }
  return { reported, used };
}

/** What is found in the objects that the generators of a kustomization make: of those of a base other overlays may differ. */
function* inGenerated(
  analysis: Analysis,
  uri: Uri,
  applied: readonly Rule[],
): Iterable<readonly [Rule, Declaration, Found]> {
  const generated = generatedIn(analysis, uri);
  if (generated === undefined) return;
  const { environment, declarations } = generated;
  const folder = folderOf(pathOf(uri));
  for (const rule of applied.filter(({ needs }) => needs === "workspace"))
    for (const declaration of declarations)
      for (const finding of rule.check({ analysis, environment, declaration })) {
        const written = siteSpan(analysis, finding.at);
        const isOwn = written !== undefined && folderOf(pathOf(written.uri)) === folder;
        yield [rule, declaration, { environment, finding: isOwn ? finding : atMost(finding, "information") }];
      }
}

function atMost(finding: Finding, severity: Severity): Finding {
  return finding.severity === "hint" ? finding : { ...finding, severity };
}

/**
 * The declarations in which no rule finds anything in an environment, as long as no fact changes. For the environment
 * that is reported, findings are not kept: fixes are about texts.
 */
function cleanIn(analysis: Analysis, environment: Environment | undefined): WeakSet<Declaration> {
  return environment === undefined ? new WeakSet() : cleanBy(analysis.factsOf(environment))(environment.id);
}

const cleanBy = memoize((_facts: object) => {
  const known = new Map<string, WeakSet<Declaration>>();
  return (id: string): WeakSet<Declaration> => {
    const clean = known.get(id) ?? new WeakSet<Declaration>();
    known.set(id, clean);
    return clean;
  };
});

/** Does what a file's findings need of an environment besides the first: a piece of the work that they would wait for. */
export function judgeOtherEnvironment(workspace: Analysis, uri: Uri, environment: Environment): void {
  const analysis = forFile(workspace, uri);
  const telling = running(analysis).filter(({ reportsNames: tellsNames }) => tellsNames === true);
  const there = elsewhere(analysis, environment);
  for (const { manifest } of analysis.files.get(uri)?.manifests ?? [])
    for (const declaration of manifest.declarations) there.unresolved(declaration, telling);
}

/** Whether a rule finds anything in a file's objects, as one environment has them, that is written in another file. */
export function isFoundAt(workspace: Analysis, uri: Uri, environment: Environment, at: Uri): boolean {
  const analysis = forFile(workspace, uri);
  const there = elsewhere(analysis, environment);
  const applied = running(analysis);
  return (analysis.files.get(uri)?.manifests ?? []).some(({ manifest }) =>
    manifest.declarations.some((declaration) =>
      applied.some((rule) =>
        there.check(declaration, rule).some((finding) => siteSpan(analysis, finding.at)?.uri === at),
      ),
    ),
  );
}

/** Those that are not switched off, and do not wait for the first scan. */
function running(analysis: Analysis): readonly Rule[] {
  return rules.filter(
    ({ id, needs }) => analysis.settings.rules[id] !== "off" && (needs === "document" || analysis.loaded),
  );
}

/** Comments that ignored nothing. Not computed where a rule may report nothing because something is unknown. */
function unused(workspace: Analysis, uri: Uri, used: ReadonlySet<Ignored>): readonly Reported[] {
  const analysis = forFile(workspace, uri);
  const level = analysis.settings.rules[unusedSuppression.id];
  const environments = analysis.environmentsOf(uri);
  const [environment] = environments;
  const file = analysis.files.get(uri);
  if (file === undefined || suppressionsOf(file).length === 0) return [];
  if (environment === undefined || level === "off" || !analysis.loaded) return [];
  if (environments.some(({ open }) => open.length > 0)) return [];
  const ids = rules.map(({ id }) => id);
  // What a kustomization builds with this file may be found elsewhere and written here.
  const others = analysis.builtWith(uri).filter((other) => other !== uri);
  const given = environmentsGivenIn(workspace, uri);
  const all = new Set([
    ...used,
    ...others.flatMap((other) => [...runRules(forFile(analysis, other), other).used]),
    ...ignoredInCharts(
      workspace,
      given.filter((one) => isInView(workspace, one)),
    ),
  ]);
  const places = given.length === 0 ? {} : { isKnown: isKnownInCharts(workspace, uri) };
  return unusedIn(analysis, uri, all, ids, places).map((finding) => ({
    rule: unusedSuppression,
    finding,
    severity: level ?? unusedSuppression.severity,
    environment,
    declaration: finding.at.declaration,
  }));
}

interface Found {
  readonly finding: Finding;
  readonly environment: Environment;
}

/**
 * The rule's findings about a declaration that hold in every environment, as found in the first. A declaration that is
 * right in one of them is not reported.
 * @param all the first included
 * @param dirty takes in the declaration where there is something in the first
 */
function inEvery(
  analysis: Analysis,
  first: Environment | undefined,
  all: () => readonly Elsewhere[],
  declaration: Declaration,
  rule: Rule,
  dirty: Set<Declaration>,
): readonly Found[] {
  if (first === undefined) return nothing;
  let findings = check(analysis, first, declaration, rule);
  if (findings.length === 0) return nothing;
  dirty.add(declaration);
  for (const there of all()) {
    if (findings.length === 0) return nothing;
    if (there.environment === first) continue;
    const keys = new Set(there.check(declaration, rule).map((finding) => kindOf(analysis, finding)));
    findings = findings.filter((finding) => keys.has(kindOf(analysis, finding)));
  }
  // What is only guessed of one overlay is more than a guess where all of them show it (inSome).
  if (all().length > 1)
    findings = findings.filter(({ severity, unresolved }) => severity !== "hint" || unresolved === undefined);
  return findings.map((finding) => ({ finding, environment: first }));
}

/** Names that do not resolve in some environments, or in each for another reason, which another rule may report. */
function inSome(
  analysis: Analysis,
  all: readonly Elsewhere[],
  declaration: Declaration,
  telling: readonly Rule[],
): readonly (Found & { readonly rule: Rule })[] {
  const byPlace = new Map<string, Failure[]>();
  for (const there of all) {
    const { environment } = there;
    for (const { rule, finding } of there.unresolved(declaration, telling)) {
      const key = keyOf(analysis, finding);
      const known = byPlace.get(key);
      if (known === undefined) byPlace.set(key, [{ rule, finding, environment }]);
      // What several rules report about one environment is one failure.
      else if (known.at(-1)?.environment !== environment) known.push({ rule, finding, environment });
    }
  }
  const environments = all.map(({ environment }) => environment);
  return [...byPlace.values()].flatMap((failures) => {
    const known = analysis.isBehind ? stillFailing(analysis, failures, environments[0]) : failures;
    const [first] = known;
    return first === undefined ? [] : [{ ...first, finding: inOverlays(known, environments) }];
  });
}

/**
 * While some environments are as they were before an edit: what failed there before and is still written. What fails in the
 * first alone may fail in all of them, which is known when they are built.
 */
function stillFailing(
  analysis: Analysis,
  failures: readonly Failure[],
  first: Environment | undefined,
): readonly Failure[] {
  const written = failures.filter(({ finding }) => {
    const place = siteSpan(analysis, finding.at);
    const text = place && analysis.files.get(place.uri)?.text.slice(place.span.start, place.span.end);
    return text?.includes(finding.unresolved?.name ?? "") === true;
  });
  return written.some(({ environment }) => environment !== first) ? written : [];
}

type Failure = Found & { readonly rule: Rule };

/** Environments that are named in one message. */
const mostNamed = 3;

/** One finding for what fails in several environments: certain where it fails in all of them. */
function inOverlays(failures: readonly Failure[], environments: readonly Environment[]): Finding {
  const [{ finding }] = failures as readonly [Failure]; // The caller has one at least.
  const isEverywhere = failures.length === environments.length;
  const reasons = failures
    .slice(0, mostNamed)
    .map((failure) => `in '${failure.environment.label}' ${failure.finding.unresolved?.why ?? ""}`);
  const more = failures.length > mostNamed ? `; and ${failures.length - mostNamed} more` : "";
  const where = isEverywhere ? "anywhere" : `in ${failures.length} of ${environments.length} overlays`;
  const isHint = failures.every((failure) => failure.finding.severity === "hint");
  const { fixes: _, ...rest } = finding;
  return {
    ...rest,
    namesEnvironments: true,
    severity: isEverywhere && !isHint ? "warning" : "information",
    message: `'${finding.unresolved?.name ?? ""}' does not resolve ${where}: ${reasons.join("; ")}${more}`,
  };
}

const nothing: readonly never[] = [];

function check(analysis: Analysis, environment: Environment, declaration: Declaration, rule: Rule): readonly Finding[] {
  // Most declarations have no findings: no list is made for them.
  let findings: Finding[] | undefined;
  for (const made of environment.madeFrom(declaration)) {
    for (const finding of rule.check({ analysis, environment, declaration: made })) {
      if (findings === undefined) findings = [finding];
      else findings.push(finding);
    }
  }
  return findings ?? nothing;
}

/** A name in a file may be a megabyte long. */
function shortFinding(finding: Finding): Finding {
  const { message, related, fixes } = finding;
  return {
    ...finding,
    message: shortened(message),
    ...(related && { related: related.map((one) => ({ ...one, message: shortened(one.message) })) }),
    ...(fixes && { fixes: () => fixes().map((fix) => ({ ...fix, title: shortened(fix.title) })) }),
  };
}

/** A name that does not resolve, and one that does and says something else, are two findings of one place. */
function kindOf(analysis: Analysis, finding: Finding): string {
  return `${finding.unresolved === undefined ? "" : "unresolved "}${keyOf(analysis, finding)}`;
}

/** Findings of two environments are one when they stand at the same place in the text. */
function keyOf(analysis: Analysis, { at }: Finding): string {
  const written = writtenAt(analysis, at.declaration, at.path);
  const within = at.within === undefined ? "" : ` ${at.within.start}-${at.within.end}`;
  return written === undefined ? "" : `${written.uri} ${written.start} ${formatPath(written.path)}${within}`;
}
