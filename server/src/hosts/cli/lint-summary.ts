/** Counts what `podns lint` looked at, and lists the names of which it says nothing. */

import { shortened } from "../../base/excerpt.ts";
import { pathOf } from "../../base/uri-path.ts";
import { judgedNames } from "../../ide/rules/charts/run-chart.ts";
import { askedNames, mostAskedNames, type NotJudged, notJudgedWords } from "../../ide/rules/host-names/asked-names.ts";
import { repositoryFile } from "../../kubernetes/manifests/role.ts";
import type { AnalysedFile, Analysis } from "../../workspace/analysis.ts";
import { forFile } from "../../workspace/environments/for-file.ts";
import { isLibrary } from "./chart/chosen-environments.ts";
import type { FindingRow } from "./lint.ts";
import { placeOfSite } from "./place.ts";
import type { Session } from "./session.ts";

/** A name that does not resolve and is not reported. */
interface Unjudged {
  readonly place: string;
  readonly name: string;
  /** The end of "3 names not judged: 3 …". */
  readonly reason: string;
}

export interface Checked {
  readonly files: number;
  /** Those of them that are `.podns.yaml`. */
  readonly settings: number;
  readonly objects: number;
  readonly names: number;
  readonly environments: number;
  readonly unjudged: readonly Unjudged[];
  /** There are more names than are asked for this summary; rules judge all of them. */
  readonly isCutOff: boolean;
  /** Files of charts whose templates are not rendered. */
  readonly templates: number;
  /** Why charts may make something else, by chart, a line for each set of values and reason. */
  readonly open: ReadonlyMap<string, readonly string[]>;
}

/** What the findings of a file are made from. */
export function isChecked({ role }: AnalysedFile): boolean {
  return role === "manifests" || role === "settings" || role === "kustomization";
}

/** A file of a chart: its findings are about what the engine makes of it. */
export function isOfChart({ role }: AnalysedFile): boolean {
  return role === "helm-template" || role === "helm-chart";
}

/**
 * @param rows what is reported: those names are judged
 * @param each is called for each file that is looked at
 */
export function checkedIn(
  session: Session,
  workspace: Analysis,
  rows: readonly FindingRow[],
  each: (done: number, of: number) => void,
): Checked {
  const reported = new Set(rows.map(({ file, line, column }) => `${file}:${line}:${column}`));
  const files = [...workspace.files.values()].filter(isChecked);
  const environments = new Set<string>();
  const unjudged: Unjudged[] = [];
  let objects = 0;
  let names = 0;
  const budget = { left: mostAskedNames };
  const count = (analysis: Analysis, found: ReadonlyMap<string, NotJudged | undefined>): void => {
    names += found.size;
    for (const one of found.values()) {
      const place = one === undefined ? "" : placeText(session, analysis, one);
      if (one !== undefined && !reported.has(place)) unjudged.push({ place, name: one.name, reason: one.reason });
    }
  };
  for (const [index, file] of files.entries()) {
    each(index, files.length);
    const analysis = forFile(workspace, file.uri);
    for (const { id } of analysis.environmentsOf(file.uri)) environments.add(id);
    for (const { manifest } of file.manifests) objects += manifest.declarations.length;
    for (const found of askedNames(analysis, file, budget)) count(analysis, found);
  }
  const isRendered = workspace.renderedEnvironments().some(({ kind }) => kind === "chart");
  const inCharts = [...workspace.files.values()].filter(({ role }) => role === "helm-template" && !isRendered);
  const rendered = inCharts.filter(({ uri }) => workspace.chartsAt(pathOf(uri)).length > 0);
  const templates = inCharts.length - rendered.length;
  const open = new Map<string, readonly string[]>();
  for (const environment of workspace.environments()) {
    const { chart, id, label } = environment;
    if (chart === undefined) continue;
    environments.add(id);
    const reasons = isLibrary(chart.failure()?.message) ? [] : environment.open;
    if (reasons.length > 0)
      open.set(chart.folder, [
        ...(open.get(chart.folder) ?? []),
        ...reasons.map((reason) => `${label} is open: ${shortened(reason)}`),
      ]);
    // The other sets of values make the same objects again.
    if (chart.kind !== "default") continue;
    objects += chart.size();
    names += judgedNames.get(environment) ?? 0;
  }
  return {
    files: files.length + rendered.length,
    settings: files.filter(({ role }) => role === "settings").length,
    objects,
    names,
    environments: environments.size,
    unjudged,
    isCutOff: budget.left < 0,
    templates,
    open,
  };
}

function placeText(session: Session, analysis: Analysis, { site }: NotJudged): string {
  const place = placeOfSite(analysis, site);
  if (place === undefined) return session.fileName(site.declaration.uri);
  return `${session.fileName(place.uri)}:${place.range.line}:${place.range.column}`;
}

/** So many reasons stand in the summary; `--why` lists all. */
const mostReasons = 4;

/**
 * The lines for standard error.
 * @param empty is said where there was nothing to look at
 * @param why lists each name that is not judged
 */
export function checkedLines(checked: Checked, empty: string, why: boolean): readonly string[] {
  const { files, settings, objects, names, environments, unjudged, isCutOff, templates, open } = checked;
  const rendering =
    templates === 0 ? "" : `; ${counted(templates, "template")} of Helm charts not rendered (--helm renders them)`;
  const all = [counted(files, "file"), counted(objects, "object"), counted(names, "name")].join(", ");
  const looked = `checked ${all} in ${counted(environments, "environment")}`;
  const list = why
    ? [
        ...unjudged.map(({ place, name, reason }) => `${place}: ${notJudgedWords({ name, reason })}\n`),
        ...[...open.values()].flat().map((line) => `${line}\n`),
      ]
    : [];
  const charts =
    open.size === 0 ? "" : `; ${counted(open.size, "chart")} ${open.size === 1 ? "is" : "are"} open (--why says why)`;
  if (objects === 0 && files === settings) {
    const but = settings === 0 ? "" : `but ${repositoryFile} `;
    return [...list, `${empty}: nothing ${but}was checked${charts}${rendering}\n`];
  }
  const rest = isCutOff ? `; only the first ${mostAskedNames} names were asked for this summary` : "";
  return [...list, `${looked}${reasons(unjudged)}${rest}${charts}${rendering}\n`];
}

function reasons(unjudged: readonly Unjudged[]): string {
  if (unjudged.length === 0) return "";
  const counts = new Map<string, number>();
  for (const { reason } of unjudged) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const rest = sorted.slice(mostReasons).reduce((sum, [, count]) => sum + count, 0);
  const parts = sorted.slice(0, mostReasons).map(([reason, count]) => `${count} ${reason}`);
  return `; ${counted(unjudged.length, "name")} not judged: ${[...parts, ...(rest === 0 ? [] : [`${rest} for other reasons`])].join(", ")} (--why lists them)`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
