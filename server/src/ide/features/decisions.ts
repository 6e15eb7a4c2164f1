/** The log of decisions: why something is judged, or not. Its words are those of `podns lint --why`. */

import { shortened } from "../../base/excerpt.ts";
import { asUri, type Uri } from "../../base/source.ts";
import type { Span } from "../../base/span.ts";
import type { Steps } from "../../base/steps.ts";
import { isWithin, pathOf, relativeTo, shownPathOf } from "../../base/uri-path.ts";
import { visible } from "../../base/visible.ts";
import type { FileRole } from "../../kubernetes/manifests/manifest.ts";
import type { DecisionLink, DecisionsParams, DecisionsResult } from "../../protocol/decisions.ts";
import type { AnalysedFile, Analysis, Environment } from "../../workspace/analysis.ts";
import { forFile } from "../../workspace/environments/for-file.ts";
import { type Site, siteSpan } from "../../workspace/places/site.ts";
import {
  askedNames,
  mostAskedNames,
  type NameBudget,
  type NotJudged,
  notJudgedWords,
} from "../rules/host-names/asked-names.ts";
import { rules } from "../rules/run/rules.ts";
import { judgeFile } from "../rules/run/run.ts";
import { suppressionsOf } from "../rules/run/suppressions.ts";
import { rangeOf } from "./convert.ts";
import { environmentsHolding } from "./environments.ts";

/** So many lines of one kind are shown. */
const mostLines = 500;

/** A place of a file that a line begins with. */
interface Placed {
  readonly uri: Uri;
  readonly span: Span;
}

interface Line {
  readonly at?: Placed;
  readonly text: string;
}

/** Works through the files; between two of them others have their turn. */
export function* decisions(analysis: Analysis, { uri, position }: DecisionsParams): Steps<DecisionsResult> {
  const file = uri === undefined ? undefined : analysis.files.get(asUri(uri));
  const budget = { left: mostAskedNames };
  const unjudged: Line[] = [];
  const ignored: Line[] = [];
  const ofFile: Line[] = [];
  let names = 0;
  for (const each of analysis.files.values()) {
    const about = namesIn(analysis, each, budget);
    names += about.names;
    for (const line of about.unjudged) unjudged.push(line);
    const comments = ignoredLines(each);
    for (const line of comments) ignored.push(line);
    if (each === file)
      for (const line of [...about.unjudged, ...findingLines(analysis, each), ...comments]) ofFile.push(line);
    yield;
  }
  const page = pageAbout(analysis);
  if (file !== undefined) writeFile(page, analysis, file, ofFile, position?.line);
  else if (uri !== undefined) {
    page.title("This file");
    page.line({ text: `'${nameIn(analysis, pathOf(asUri(uri)))}' is not read: ${whyNotRead(analysis, asUri(uri))}` });
  }
  writeFiles(page, analysis);
  writeEnvironments(page, analysis.environments());
  const rest = budget.left < 0 ? `; only the first ${mostAskedNames} were asked` : "";
  page.title(`Names not judged: ${unjudged.length} of ${names}${rest}`);
  page.lines(unjudged, "Every name resolves, is reported, or does not belong to the cluster.");
  page.title(`Comments that ignore findings: ${ignored.length}`);
  page.lines(ignored, "No comment 'podns-ignore' is in a file.");
  const off = rules.filter(({ id }) => analysis.settings.rules[id] === "off").map(({ id }) => id);
  page.title("Rules that are off");
  page.line({ text: off.length === 0 ? "None." : off.join(", ") });
  return page.result();
}

function writeFile(page: Page, analysis: Analysis, file: AnalysedFile, all: readonly Line[], line?: number): void {
  const own = environmentsHolding(analysis, file.uri);
  if (line !== undefined) {
    const here = all.filter(({ at }) => at !== undefined && linesOf(analysis, at).includes(line));
    page.title(`Line ${line + 1} of ${nameIn(analysis, pathOf(file.uri))}`);
    page.lines(
      here,
      "Nothing on this line is reported, left unjudged or ignored: what it names resolves, or is not a name of the cluster.",
    );
  }
  page.title(`This file: ${nameIn(analysis, pathOf(file.uri))}`);
  page.line({ text: `It is ${roleWords[file.role]}.` });
  page.lines(
    own.map((environment) => ({ text: environmentWords(environment) })),
    "It belongs to no environment.",
  );
  page.lines(all, "Nothing in it is reported, left unjudged or ignored.");
}

function linesOf(analysis: Analysis, { uri, span }: Placed): readonly number[] {
  const { start, end } = rangeOf(analysis, uri, span);
  return [start.line, end.line];
}

const roleWords: Readonly<Record<FileRole, string>> = {
  manifests: "read as manifests",
  kustomization: "a kustomization: it directs other files",
  "helm-template": "a template of a Helm chart: what it makes is judged, not what is written",
  "helm-chart": "a part of a Helm chart: its values or its description",
  settings: "the repository's settings for PodNS",
  unreadable: "not read: it is not text, or too large",
  other: "read, and holds no Kubernetes object",
};

function whyNotRead(analysis: Analysis, uri: Uri): string {
  const path = pathOf(uri);
  const known = analysis.unread.get(analysis.names.keyOf(path))?.why;
  if (known !== undefined) return known;
  if (!analysis.folders.some((folder) => isWithin(path, folder))) return "it lies outside of the workspace";
  return analysis.loaded
    ? "a glob of 'podns.exclude' matches it, or it is not a YAML or JSON file"
    : "files are still being read";
}

function writeFiles(page: Page, analysis: Analysis): void {
  page.title(`Files read: ${analysis.files.size}${analysis.loaded ? "" : " so far; others are still being read"}`);
  const counts = new Map<FileRole, number>();
  for (const { role } of analysis.files.values()) counts.set(role, (counts.get(role) ?? 0) + 1);
  page.lines(
    [...counts].sort((a, b) => b[1] - a[1]).map(([role, count]) => ({ text: `${count} ${roleWords[role]}` })),
    "There are none.",
  );
  page.lines([...analysis.unread].map(([path, { why }]) => ({ text: `${nameIn(analysis, path)}: not read: ${why}` })));
  const { exclude } = analysis.settings;
  page.line({ text: `Not looked for: ${exclude.length === 0 ? "nothing" : exclude.join(", ")} ('podns.exclude')` });
}

function writeEnvironments(page: Page, all: readonly Environment[]): void {
  const open = all.filter((environment) => environment.open.length > 0).length;
  const why = "there something may exist that no manifest shows, so nothing is called missing";
  page.title(`Environments: ${all.length}, ${open === 0 ? "none of them open" : `${open} of them open: ${why}`}`);
  page.lines(
    all.map((environment) => ({ text: environmentWords(environment) })),
    "There are none.",
  );
}

function environmentWords({ label, open, kind }: Environment): string {
  const name = label === "" ? "workspace" : label;
  const shown = kind === "plain" ? `${name} (plain files)` : name;
  return open.length === 0 ? `${shown} is closed` : `${shown} is open: ${open.map((one) => shortened(one)).join("; ")}`;
}

/** The names that a file asks for; a line for each of which nothing is said. */
function namesIn(
  workspace: Analysis,
  file: AnalysedFile,
  budget: NameBudget,
): { readonly names: number; readonly unjudged: readonly Line[] } {
  if (file.role !== "manifests" && file.role !== "kustomization") return { names: 0, unjudged: [] };
  const analysis = forFile(workspace, file.uri);
  let names = 0;
  const unjudged: NotJudged[] = [];
  for (const found of askedNames(analysis, file, budget)) {
    names += found.size;
    for (const one of found.values()) if (one !== undefined) unjudged.push(one);
  }
  if (unjudged.length === 0) return { names, unjudged: [] };
  const reported = new Set(judgeFile(workspace, file.uri).map(({ finding }) => keyOf(analysis, finding.at)));
  const kept = unjudged.filter(({ site }) => !reported.has(keyOf(analysis, site)));
  return { names, unjudged: kept.map((one) => ({ ...placed(analysis, one.site), text: notJudgedWords(one) })) };
}

function keyOf(analysis: Analysis, site: Site): string {
  const place = siteSpan(analysis, site);
  return place === undefined ? "" : `${place.uri} ${place.span.start}`;
}

function placed(analysis: Analysis, site: Site): { readonly at?: Placed } {
  const at = siteSpan(analysis, site);
  return at === undefined ? {} : { at };
}

function findingLines(workspace: Analysis, { uri }: AnalysedFile): readonly Line[] {
  return judgeFile(workspace, uri).map(({ rule, finding, severity, environment }) => ({
    ...placed(workspace, finding.at),
    text: `${severity}: ${finding.message} (${rule.id}, in ${environment.label === "" ? "workspace" : environment.label})`,
  }));
}

function ignoredLines(file: AnalysedFile): readonly Line[] {
  return suppressionsOf(file).flatMap(({ rules: named, covers, span }) =>
    named.map(({ id }) => ({
      at: { uri: file.uri, span },
      text: `findings of '${id}' are ignored ${covers.start === 0 && covers.end > file.text.length ? "in the whole file" : "here"}`,
    })),
  );
}

/** A path as people name it: within its workspace folder. */
function nameIn(analysis: Analysis, path: string): string {
  const folder = analysis.folders.find((one) => one !== "" && isWithin(path, one));
  return visible(shownPathOf(folder === undefined ? path : relativeTo(path, folder)));
}

/** Collects lines and links. */
interface Page {
  readonly title: (text: string) => void;
  /** @param empty stands in place of the list where there are no lines */
  readonly lines: (all: readonly Line[], empty?: string) => void;
  readonly line: (line: Line) => void;
  readonly result: () => DecisionsResult;
}

function pageAbout(analysis: Analysis): Page {
  const written: string[] = [];
  const links: DecisionLink[] = [];
  const line = ({ at, text }: Line): void => {
    const shown = visible(shortened(text));
    if (at === undefined) {
      written.push(`  ${shown}`);
      return;
    }
    const target = rangeOf(analysis, at.uri, at.span);
    const { start } = target;
    const place = `${nameIn(analysis, pathOf(at.uri))}:${start.line + 1}:${start.character + 1}`;
    const row = written.length;
    const range = { start: { line: row, character: 2 }, end: { line: row, character: 2 + place.length } };
    links.push({ range, uri: at.uri, target });
    written.push(`  ${place}: ${shown}`);
  };
  return {
    title: (text) => {
      if (written.length > 0) written.push("");
      written.push(visible(text));
    },
    lines: (all, empty) => {
      if (all.length === 0 && empty !== undefined) line({ text: empty });
      for (const one of all.slice(0, mostLines)) line(one);
      if (all.length > mostLines) line({ text: `… and ${all.length - mostLines} more` });
    },
    line,
    result: () => ({ text: `${written.join("\n")}\n`, links }),
  };
}
