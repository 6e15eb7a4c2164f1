/**
 * Runs the rules over the objects that the engine makes of a chart, for each set of values, and decides what is reported:
 * not what another release's name would mend, and as information what only some sets of values show.
 */

import { stringAt } from "../../../base/json.ts";
import { getOrAdd, memoize } from "../../../base/memo.ts";
import { asUri, type Uri } from "../../../base/source.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { mentionsOf } from "../../../workspace/asking/mentions.ts";
import { anyRelease } from "../../../workspace/charts/chart-environments.ts";
import { forChart } from "../../../workspace/charts/for-chart.ts";
import { forFile } from "../../../workspace/environments/for-file.ts";
import { siteSpan, templatedValueSite, type ValueSite, valueSite } from "../../../workspace/places/site.ts";
import { isName } from "../host-names/why-unjudged.ts";
import type { Finding, Rule, Severity } from "../run/rule.ts";
import { rules } from "../run/rules.ts";
import { ignoredAt } from "../run/suppressions.ts";
import { type Ignored, ignoredBy } from "../unused-suppression.ts";
import { unusedInChart } from "./unused-in-chart.ts";

/** A finding about an object of a chart. */
export interface ChartReported {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly severity: Severity;
  readonly environment: Environment;
  readonly declaration: Declaration;
  /** The key of a values file that holds what is wrong, where it is that value, unchanged. */
  readonly value?: ValueSite;
}

/** The findings at places of a file of a chart: a template, or whatever else a place is in. */
export function chartFindings(
  analysis: Analysis,
  uri: Uri,
  environments: readonly Environment[],
): readonly ChartReported[] {
  const [first] = environments;
  if (first === undefined) return [];
  return [
    ...(merged(analysis)(first)(environments).get(uri) ?? []),
    ...unusedInChart(analysis, uri, environments, (environment) => placedIn(analysis)(environment).used),
  ];
}

/** By the first environment and all that are looked at: some sets may not have been rendered yet. */
const merged = memoize((analysis: Analysis) =>
  memoize((_: Environment) => {
    const known = new Map<string, ReadonlyMap<Uri, readonly ChartReported[]>>();
    return (environments: readonly Environment[]): ReadonlyMap<Uri, readonly ChartReported[]> => {
      const key = environments.map(({ id }) => id).join("\n");
      const made = known.get(key) ?? merge(analysis, environments);
      known.set(key, made);
      return made;
    };
  }),
);

function merge(analysis: Analysis, environments: readonly Environment[]): ReadonlyMap<Uri, readonly ChartReported[]> {
  const found = new Map<string, Placed[]>();
  for (const environment of environments)
    for (const placed of certain(analysis)(environment)) getOrAdd(found, placed.key, () => []).push(placed);
  const byUri = new Map<Uri, ChartReported[]>();
  for (const [first, ...others] of found.values())
    if (first !== undefined) getOrAdd(byUri, first.uri, () => []).push(weighed([first, ...others]));
  return byUri;
}

/**
 * What is found at one place, at its own severity where the chart's own values show it, or something is installed so; else as
 * information. The words are those of one set that is named.
 */
function weighed(found: readonly [Placed, ...Placed[]]): ChartReported {
  const ofKind = (kind: "default" | "release"): readonly Placed[] =>
    found.filter(({ reported }) => reported.environment.chart?.kind === kind);
  const [own] = ofKind("default");
  if (own !== undefined) return own.reported;
  const installed = ofKind("release");
  const meant = installed.length > 0 ? installed : found;
  const { reported } = meant[0] ?? found[0];
  const [name = "", ...others] = new Set(meant.map((placed) => placed.reported.environment.chart?.set ?? ""));
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  const message = `${reported.finding.message} (with ${name}${more})`;
  const isWeak = installed.length === 0 && (reported.severity === "error" || reported.severity === "warning");
  return {
    ...reported,
    finding: { ...reported.finding, message },
    severity: isWeak ? "information" : reported.severity,
  };
}

interface Placed {
  readonly key: string;
  readonly uri: Uri;
  readonly reported: ChartReported;
}

/** What holds whatever the release is called. */
const certain = memoize((analysis: Analysis) =>
  memoize((environment: Environment): readonly Placed[] => {
    const { found } = placedIn(analysis)(environment);
    const { isReleaseAssumed, other } = environment.chart ?? {};
    if (found.length === 0 || isReleaseAssumed !== true || other === undefined) return found;
    const renamed = new Map(placedAgain(analysis, other(), found).map((placed) => [placed.key, placed]));
    return found.filter((placed) => {
      const there = renamed.get(placed.key);
      return there !== undefined && !isMended(environment, other(), placed, there);
    });
  }),
);

/** How many names the objects of an environment say, once they were judged. */
export const judgedNames: WeakMap<Environment, number> = new WeakMap();

function countNames(analysis: Analysis, declarations: readonly Declaration[]): number {
  const names = (declaration: Declaration): number =>
    mentionsOf(analysis, declaration).filter(
      (mention) => mention.kind === "service" || (mention.kind === "host" && isName(mention)),
    ).length;
  return declarations.reduce((sum, declaration) => sum + names(declaration), 0);
}

interface PlacedFindings {
  readonly found: readonly Placed[];
  /** Comments that ignored something. */
  readonly used: ReadonlySet<Ignored>;
}

const placedIn = memoize((analysis: Analysis) =>
  memoize((environment: Environment): PlacedFindings => {
    const about = forFile(analysis, asUri(`${environment.chart?.folder ?? ""}/Chart.yaml`));
    judgedNames.set(environment, countNames(about, environment.declarations));
    return judge(analysis, environment, { rules, isMeant: () => true });
  }),
);

/** What the rules that found something say of the same templates under the name of another release. */
function placedAgain(analysis: Analysis, environment: Environment, found: readonly Placed[]): readonly Placed[] {
  const meant = new Set(found.map(({ reported }) => reported.rule));
  const uris = new Set(found.map(({ reported }) => reported.declaration.uri));
  return judge(analysis, environment, {
    rules: rules.filter((rule) => meant.has(rule)),
    isMeant: ({ uri }) => uris.has(uri),
  }).found;
}

interface Judged {
  readonly rules: readonly Rule[];
  readonly isMeant: (declaration: Declaration) => boolean;
}

function judge(analysis: Analysis, environment: Environment, { rules: applied, isMeant }: Judged): PlacedFindings {
  const about = forFile(analysis, asUri(`${environment.chart?.folder ?? ""}/Chart.yaml`));
  const scoped = forChart(about)(environment);
  const own = environment.declarations.filter(
    (declaration) => analysis.files.has(declaration.uri) && isMeant(declaration),
  );
  const used = new Set<Ignored>();
  const found = applied.flatMap((rule) => {
    const level = about.settings.rules[rule.id];
    if (level === "off" || (rule.needs === "workspace" && !about.loaded)) return [];
    /** What one statement prints may hold several faults. */
    const said = new Map<string, string[]>();
    return own.flatMap((declaration) =>
      [...rule.check({ analysis: scoped, environment, declaration })].flatMap((finding): readonly Placed[] => {
        const place = siteSpan(analysis, finding.at);
        if (place === undefined) return [];
        const value = valueSite(analysis, finding.at);
        const ignored = ignoredBy(analysis, rule.id, finding.at) ?? ignoredWhere(analysis, rule.id, value);
        if (ignored !== undefined) {
          used.add(ignored);
          return [];
        }
        const severity = level ?? finding.severity ?? rule.severity;
        const at = `${rule.id} ${place.uri} ${place.span.start}-${place.span.end}`;
        const messages = said.get(at) ?? [];
        said.set(at, messages);
        if (!messages.includes(finding.message)) messages.push(finding.message);
        const from = value?.path === undefined ? (templatedValueSite(analysis, finding.at) ?? value) : value;
        const reported = { rule, finding, severity, environment, declaration, ...(from && { value: from }) };
        return [{ key: `${at} ${messages.indexOf(finding.message)}`, uri: place.uri, reported }];
      }),
    );
  });
  return { found, used };
}

/** The comment at the key of the values that holds what is wrong, or at the statement of another template that wrote it. */
function ignoredWhere(analysis: Analysis, ruleId: string, value: ValueSite | undefined): Ignored | undefined {
  const file = value && analysis.files.get(value.uri);
  return file && ignoredAt(file, ruleId, [value.span.start]);
}

/** What comments ignored in the objects of environments of charts. */
export function ignoredInCharts(analysis: Analysis, environments: readonly Environment[]): readonly Ignored[] {
  return environments.flatMap((environment) => [...placedIn(analysis)(environment).used]);
}

/** Rules whose findings are about a name that is, or might be, that of a Service. */
const namesServices: ReadonlySet<string> = new Set([
  "certificate-names",
  "external-name-not-a-host",
  "host-unresolvable",
  "never-a-name",
  "pod-name-of-deployment",
  "service-name-unknown",
  "service-port-unknown",
  "srv-port-unnamed",
  "subdomain-without-service",
  "wrong-namespace",
]);

/**
 * True where a release of another name would have what is missing: a name that is written out may be that of a Service as
 * some release calls it.
 */
function isMended(own: Environment, other: Environment, here: Placed, there: Placed): boolean {
  if (!namesServices.has(here.reported.rule.id)) return false;
  const text = textAt(here.reported.finding);
  if (text === undefined || textAt(there.reported.finding) !== text) return false;
  const labels = text.split(".").slice(0, 2);
  const release = releaseOf(own, other);
  return labels.some((label) =>
    [...patternsOf(other, anyRelease, false), ...(release === undefined ? [] : patternsOf(own, release, true))].some(
      ({ before, behind, least }) => {
        const middle = label.length - before.length - behind.length;
        return middle >= least && label.startsWith(before) && label.endsWith(behind);
      },
    ),
  );
}

/** The text that a finding is about. */
function textAt({ at }: Finding): string | undefined {
  const text = stringAt(at.declaration.rendered?.value, at.path);
  return at.within === undefined ? text : text?.slice(at.within.start, at.within.end);
}

/** What the assumed name of the release is, as the names of Services show it. */
function releaseOf(own: Environment, other: Environment): string | undefined {
  const names = namesOf(own);
  for (const name of namesOf(other)) {
    const at = name.indexOf(anyRelease);
    if (at < 0) continue;
    const [before, behind] = [name.slice(0, at), name.slice(at + anyRelease.length)];
    const same = names.find(
      (one) => one.length > before.length + behind.length && one.startsWith(before) && one.endsWith(behind),
    );
    if (same !== undefined) return same.slice(before.length, same.length - behind.length);
  }
  return undefined;
}

interface NamePattern {
  readonly before: string;
  readonly behind: string;
  /** Characters that stand between them. */
  readonly least: number;
}

/** Names of Services around a part that may be any text, or any text that holds it. */
function patternsOf(environment: Environment, part: string, isKept: boolean): readonly NamePattern[] {
  return namesOf(environment).flatMap((name) => {
    const at = name.indexOf(part);
    if (at < 0) return [];
    return [
      { before: name.slice(0, at), behind: name.slice(at + (isKept ? 0 : part.length)), least: 1 },
      ...(isKept ? [{ before: name.slice(0, at + part.length), behind: name.slice(at + part.length), least: 1 }] : []),
    ];
  });
}

function namesOf(environment: Environment): readonly string[] {
  return environment.declarations.flatMap(({ object }) => (object.kind === "Service" ? [object.meta.name] : []));
}
