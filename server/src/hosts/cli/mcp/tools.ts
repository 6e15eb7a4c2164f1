/** Does what the tools for models do (protocol/agent-tools.ts): reads the roots, answers in short lines, writes nothing. */

import { explainStep } from "../../../dns/clients/explain.ts";
import { phrasesToText } from "../../../dns/clients/phrases.ts";
import { clientForImage } from "../../../dns/clients/programs.ts";
import type { Phrase, Simulation, Step } from "../../../dns/clients/simulation.ts";
import { meantBy } from "../../../dns/clients/suggest.ts";
import { verdict } from "../../../dns/clients/verdict.ts";
import { lowerName, relative } from "../../../dns/data/name.ts";
import { formatData } from "../../../dns/data/record.ts";
import { type NameState, namesIn } from "../../../dns/server/name-states.ts";
import { originName } from "../../../dns/server/origin-name.ts";
import type { Severity } from "../../../ide/rules/run/rule.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import { largestFile } from "../../../kubernetes/manifests/role.ts";
import { agentTools } from "../../../protocol/agent-tools.ts";
import { simulateIn } from "../../../workspace/asking/ask-from-pod.ts";
import { createBoundary } from "../../node/boundary.ts";
import { isInside, localPaths } from "../../node/disk-paths.ts";
import { refusedCharts } from "../chart/refused-charts.ts";
import { type CommandEnvironment, commandEnvironments } from "../command-environments.ts";
import { namesDiff, sidesOf } from "../diff/command.ts";
import { compareNames, type NamesDiff } from "../diff/compare.ts";
import { prettyDiff } from "../diff/print.ts";
import { usesIn } from "../diff/uses.ts";
import { type FoundProblem, problemsFound } from "../findings.ts";
import { type FindingRow, rowsOf } from "../lint.ts";
import { prepareLint } from "../lint-command.ts";
import { mapRows } from "../map/command.ts";
import { chooseAsker } from "../nslookup.ts";
import { type CommonOptions, settingsFor } from "../options.ts";
import { placeOf } from "../place.ts";
import { knownOf, withoutKnown } from "../report/known.ts";
import { realPath, statsOf } from "../repository.ts";
import { openSession, reportNames, type Session } from "../session.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { changes, type Given, lineLimit, optionalText, text } from "./arguments.ts";

const { join, resolve, toUri } = localPaths;

/** What may be looked at, and how. */
export interface ToolContext {
  /** Absolute paths of folders: nothing outside of them is read. */
  readonly roots: readonly string[];
  readonly options: CommonOptions;
  readonly terminal: Terminal;
}

/** Lines of an answer; `isError`: what went wrong, and what to do about it. */
export interface ToolAnswer {
  readonly lines: readonly string[];
  readonly isError: boolean;
}

type Tool = (given: Given, context: ToolContext) => Promise<readonly string[]>;

const tools: Readonly<Record<string, Tool>> = {
  resolve: (given, context) => lookUp(given, context, resolvedLines),
  explain_failure: (given, context) => lookUp(given, context, explainedLines),
  list_names: listNames,
  find_users: findUsers,
  map_names: mapNames,
  lint: lintFiles,
  diff: diffStates,
  what_if: whatIf,
};

/** Runs a tool. Mistakes in the arguments are answers, too. */
export async function callTool(name: string, given: Given, context: ToolContext): Promise<ToolAnswer> {
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (tool === undefined) {
    const known = agentTools.map((one) => one.name).join(", ");
    return { lines: [`There is no tool '${name}'; there are ${known}.`], isError: true };
  }
  try {
    return { lines: await tool(given, context), isError: false };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { lines: [`${error.message}.`], isError: true };
  }
}

/** Where a path of a model leads. @throws UsageError for one that leads out of the roots */
function within(given: string, { roots }: ToolContext): string {
  const [first = "/"] = roots;
  const candidates = [...roots, ...foldersAbove(first)].map((root) => resolve(root, given));
  const inside = candidates.filter((path) => roots.some((root) => isInside(path, root) && isReallyInside(path, root)));
  const found = inside.find((path) => statsOf(path) !== undefined) ?? inside[0];
  if (found === undefined) {
    throw new UsageError(
      `'${given}' lies outside of what may be read: give a path below ${roots.map((root) => `'${root}'`).join(" or ")}`,
    );
  }
  return found;
}

/** The folder and all above it: names in answers start at the root of the repository, which may be one of them. */
function foldersAbove(folder: string): readonly string[] {
  const parent = localPaths.dirname(folder);
  return parent === folder ? [] : [parent, ...foldersAbove(parent)];
}

/** False for a path that leads out through a link; what is not there yet counts by its folder. */
function isReallyInside(path: string, root: string): boolean {
  let there = path;
  while (statsOf(there) === undefined && localPaths.dirname(there) !== there) there = localPaths.dirname(there);
  return isInside(realPath(there), realPath(root));
}

async function open(given: Given, context: ToolContext): Promise<Session> {
  const path = optionalText(given, "path");
  const paths = path === undefined ? context.roots : [within(path, context)];
  return openBounded(paths, context);
}

async function openBounded(paths: readonly string[], { roots, options, terminal }: ToolContext): Promise<Session> {
  const settings = settingsFor(options, terminal);
  const session = await openSession(paths, settings, options.snapshot === true, terminal, createBoundary(roots));
  await prepareLint(session, options);
  return session;
}

/** The clusters to look at. @throws UsageError where there is no such environment */
function environmentsFor(session: Session, given: Given, { options }: ToolContext): readonly CommandEnvironment[] {
  const { workspace, snapshot, given: folders } = session;
  const all = commandEnvironments(workspace.analysis, snapshot, options, folders, () => {});
  const wanted = optionalText(given, "environment");
  if (wanted === undefined) return all;
  const found = all.filter(({ label }) => label === wanted || label.startsWith(`${wanted} (`));
  if (found.length > 0) return found;
  throw new UsageError(
    `there is no environment '${wanted}'; there are ${all
      .slice(0, 20)
      .map(({ label }) => `'${label}'`)
      .join(", ")}`,
  );
}

/** As many lines as are wanted, and how many are left out. */
function atMost(lines: readonly string[], limit: number, none: string): readonly string[] {
  if (lines.length === 0) return [none];
  if (lines.length <= limit) return lines;
  return [...lines.slice(0, limit), `… and ${lines.length - limit} more: narrow the question, or raise 'limit'`];
}

/** A line for each pair of who asks and what is asked for; Services lead to the workloads behind them. */
async function mapNames(given: Given, context: ToolContext): Promise<readonly string[]> {
  const session = await open(given, context);
  const environments = environmentsFor(session, given, context);
  const { analysis } = session.workspace;
  const state = optionalText(given, "state");
  const namespace = optionalText(given, "namespace");
  const filter = optionalText(given, "filter");
  const wanted = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(filter === undefined ? {} : { text: filter }),
  };
  const left: string[] = [];
  const maps = mapRows({ session, analysis, environments }, (why) => left.push(why), wanted);
  const lines = maps.flatMap(({ environment, edges }) => {
    const shown = edges.filter((edge) => state === undefined || (edge.state === state && edge.relation !== "behind"));
    const where = maps.length > 1 ? `${environment}: ` : "";
    return shown.map(({ from, to, relation, state: own, names }) => {
      const uses = names.map(({ name, source }) =>
        source === null ? name : `${name} at ${source.file}:${source.line}`,
      );
      const what = relation === "behind" ? "Pods behind it" : `${own}: ${uses.join(", ")}`;
      return `${where}${from} -> ${to}: ${what}`;
    });
  });
  return [...atMost(lines, lineLimit(given), "No name is on the map."), ...left.map((why) => `Left out: ${why}`)];
}

type LinesOfAnswer = (
  session: Session,
  environment: CommandEnvironment,
  name: string,
  simulation: Simulation,
) => readonly string[];

async function lookUp(given: Given, context: ToolContext, tell: LinesOfAnswer): Promise<readonly string[]> {
  const session = await open(given, context);
  return lookUpIn(session, environmentsFor(session, given, context), given, tell);
}

function lookUpIn(
  session: Session,
  environments: readonly CommandEnvironment[],
  given: Given,
  tell: LinesOfAnswer,
): readonly string[] {
  const name = text(given, "name");
  const from = optionalText(given, "from");
  const type = optionalText(given, "type");
  const { environment, pod } = chooseAsker(session, session.workspace.analysis, environments, from);
  const typed = type === undefined ? { name } : { name, type: type.toUpperCase() };
  const simulation = simulateIn(environment, pod, typed, clientForImage(pod?.spec.containers[0]?.image));
  const who = pod === undefined ? "any Pod of the default namespace" : `Pod ${pod.namespace}/${pod.name}`;
  const where =
    environments.length > 1
      ? ` in environment '${environment.label}' (one of ${environments.length}: choose with 'environment')`
      : "";
  return [`Asked from ${who}${where}.`, ...tell(session, environment, name, simulation)];
}

function resolvedLines(
  session: Session,
  _: CommandEnvironment,
  name: string,
  simulation: Simulation,
): readonly string[] {
  const head = `'${name}': ${simulation.outcome}: ${phrasesToText(verdict(simulation).phrases)}`;
  const records = simulation.records.map(({ record, origin }) => {
    const behind = originName(origin);
    const place = behind === null ? "" : `  ${behind}${placeText(session, origin?.declarations[0])}`;
    const madeUp = origin?.synthetic === true ? "  (address made up)" : "";
    return `${relative(record.name)}  ${record.data.type}  ${formatData(record.data)}${madeUp}${place}`;
  });
  if (simulation.outcome === "resolved") return [head, ...records];
  return [head, ...records, "Call explain_failure with the same arguments for each question and what was meant."];
}

function explainedLines(
  session: Session,
  environment: CommandEnvironment,
  name: string,
  simulation: Simulation,
): readonly string[] {
  if (simulation.outcome === "resolved")
    return [
      ...resolvedLines(session, environment, name, simulation),
      "It resolves: nothing to explain. Is 'from' the Pod that fails?",
    ];
  const meant = meantBy(simulation, name, environment.server);
  const { phrases } = verdict(simulation, meant);
  const steps = simulation.steps.map(
    (step) =>
      `asked ${step.question.name} ${step.question.type}: ${resultOf(step)}: ${phrasesToText(explainStep(step))}`,
  );
  const all = [...phrases, ...(meant?.phrases ?? []), ...simulation.steps.flatMap((step) => explainStep(step))];
  const typed = meant === undefined || meant.typed.length === 0 ? [] : [`Resolves instead: ${meant.typed.join(", ")}`];
  return [`'${name}': ${phrasesToText(phrases)}`, ...typed, ...placesOf(session, all), ...steps];
}

function resultOf({ response }: Step): string {
  if (response.kind === "timeout") return "timeout";
  if (response.kind === "needs-outside") return "outside the cluster";
  return response.outcome === "nodata" ? "NODATA" : response.rcode;
}

/** Where the objects stand that an explanation names. */
function placesOf(session: Session, phrases: readonly Phrase[]): readonly string[] {
  const lines = phrases.flatMap(({ declaration, text: words }) =>
    declaration === undefined ? [] : [`see ${words}${placeText(session, declaration)}`],
  );
  return [...new Set(lines)].slice(0, 5);
}

function placeText(session: Session, declaration: Declaration | undefined): string {
  const place = declaration && placeOf(session.workspace.analysis, declaration, []);
  return place === undefined ? "" : ` at ${reportNames(session)(place.uri)}:${place.range.line}`;
}

async function listNames(given: Given, context: ToolContext): Promise<readonly string[]> {
  const filter = optionalText(given, "filter")?.toLowerCase() ?? "";
  const session = await open(given, context);
  const environments = environmentsFor(session, given, context);
  const lines = environments.flatMap((environment) =>
    [...namesIn(environment, () => {})].flatMap(([name, { object, state }]) => {
      const line = `${name}  ${state}  ${object}${environments.length > 1 ? `  in '${environment.label}'` : ""}`;
      return `${name} ${object}`.toLowerCase().includes(filter) ? [line] : [];
    }),
  );
  return atMost(lines, lineLimit(given), "No names: leave out 'filter', or look at another 'path'.");
}

async function findUsers(given: Given, context: ToolContext): Promise<readonly string[]> {
  const wanted = relative(lowerName(text(given, "name")));
  const session = await open(given, context);
  const nameOf = reportNames(session);
  const lines = new Set<string>();
  for (const environment of environmentsFor(session, given, context)) {
    const names = namesIn(environment, () => {});
    for (const [name, places] of usesIn(session.workspace.analysis, environment, nameOf)) {
      if (name !== wanted && !isMeant(name, wanted, names.get(name))) continue;
      const state = names.get(name)?.state ?? "does not resolve";
      for (const { file, line } of places) lines.add(`${file}:${line}  uses ${name} (${state})`);
    }
  }
  return atMost([...lines].sort(), lineLimit(given), `Nobody uses '${wanted}' in these manifests.`);
}

/**
 * A program asks for many names on its way: a beginning means those that are there, and of a Service the names of its Pods.
 */
function isMeant(name: string, wanted: string, state: NameState | undefined): boolean {
  if (state === undefined) return false;
  const isPods = state.object.startsWith("Pod ") && name.slice(name.indexOf(".") + 1).startsWith(`${wanted}.`);
  return isPods || name.startsWith(`${wanted}.`);
}

const severities: readonly Severity[] = ["error", "warning", "information", "hint"];

function findingLine({ file, line, column, severity, rule, message, fixes }: FindingRow): string {
  const fix = fixes.length === 0 ? "" : `  [fix: ${fixes[0]}]`;
  return `${file}:${line}:${column}  ${severity}  ${message}  (${rule})${fix}`;
}

async function lintFiles(given: Given, context: ToolContext): Promise<readonly string[]> {
  const least = optionalText(given, "severity") ?? "information";
  const most = severities.map(String).indexOf(least);
  if (most < 0) throw new UsageError(`'severity' must be one of ${severities.join(", ")}`);
  const session = await open(given, context);
  const rows = rowsOf(problemsFound(session, session.workspace.analysis), reportNames(session), "field");
  const counted = rows.filter(({ severity }) => severities.indexOf(severity) <= most);
  const sorted = [...counted].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  const refused = refusedCharts(session.workspace.analysis, reportNames(session));
  return atMost([...refused, ...sorted.map(findingLine)], lineLimit(given), "No problems.");
}

async function diffStates(given: Given, context: ToolContext): Promise<readonly string[]> {
  const { options, roots, terminal } = context;
  const git = optionalText(given, "git");
  const flags = { ...options, format: "pretty" as const };
  const boundary = { roots };
  if (git !== undefined && ["a", "b"].some((key) => optionalText(given, key) !== undefined))
    throw new UsageError("give either 'git' or 'a' and 'b': 'git' compares two states of the roots");
  if (git !== undefined) {
    const found = await namesDiff({ paths: roots, options: { ...flags, git }, terminal, boundary });
    return diffLines(found, given);
  }
  const sides = ["a", "b"].map((key) => {
    const value = text(given, key);
    // An environment is not a path.
    const isPath = roots.some((root) => statsOf(resolve(root, value)) !== undefined) || value.includes("..");
    return isPath || localPaths.isAbsolute(value) ? within(value, context) : value;
  });
  return diffLines(await namesDiff({ paths: sides, options: flags, terminal, boundary }), given);
}

function diffLines(found: NamesDiff, given: Given): readonly string[] {
  return atMost(prettyDiff(found), lineLimit(given), "No name appears, vanishes or changes.");
}

async function whatIf(given: Given, context: ToolContext): Promise<readonly string[]> {
  const changed = changes(given).map(({ path, text: content }) => {
    if ((content?.length ?? 0) > largestFile) throw new UsageError(`the text of '${path}' is too long: split the file`);
    const file = within(path, context);
    const there = statsOf(file);
    if (there !== undefined && !there.isFile())
      throw new UsageError(`'${path}' is not a file: name each file by its path`);
    if (content === null && there === undefined)
      throw new UsageError(
        `'${path}' is not there, and cannot be deleted: list_names and lint show the paths of files`,
      );
    return { uri: toUri(file), text: content };
  });
  const session = await openBounded(context.roots, context);
  const nameOf = reportNames(session);
  const before = sidesOf(session, environmentsFor(session, given, context), nameOf);
  const problems = problemsFound(session, session.workspace.analysis);
  // The workspace lives as long as this call: nothing is written to the disk.
  session.workspace.apply(changed);
  const environments = environmentsFor(session, given, context);
  const now = problemsFound(session, session.workspace.analysis);
  const { added, gone } = withoutKnown(now, nameOf, knownOf(problems, nameOf));
  const lookup =
    optionalText(given, "name") === undefined ? [] : ["", ...lookUpIn(session, environments, given, resolvedLines)];
  return [
    ...diffLines(compareNames(before, sidesOf(session, environments, nameOf)), given),
    "",
    ...atMost(newLines(added, nameOf), lineLimit(given), "No new findings."),
    `${gone} findings are gone. Nothing was written.`,
    ...lookup,
  ];
}

function newLines(added: readonly FoundProblem[], nameOf: ReturnType<typeof reportNames>): readonly string[] {
  return rowsOf(added, nameOf, "field").map((row) => `new: ${findingLine(row)}`);
}

/** The folders that a command line names, links resolved. @throws UsageError for what is not a folder */
export function rootsOf(paths: readonly string[], cwd: string): readonly string[] {
  const given = paths.length === 0 ? ["."] : paths;
  return given.map((path) => {
    const folder = join(resolve(cwd, path), ".");
    if (statsOf(folder)?.isDirectory() !== true) throw new UsageError(`'${path}' is not a folder`);
    return realPath(folder);
  });
}
