/** Opens what a command is about: the files of its PATHs, their charts, their clusters. Says what is wrong with them. */
import type { Analysis } from "../../workspace/analysis.ts";
import { chartLines, chosenEnvironments } from "./chart/chosen-environments.ts";
import { useEngine } from "./chart/engine-charts.ts";
import { followCharts } from "./chart/live-charts.ts";
import { type Charts, renderCharts } from "./chart/rendered-by-helm.ts";
import { type CommandEnvironment, commandEnvironments } from "./command-environments.ts";
import { checkedFiles } from "./findings.ts";
import { type CommonOptions, settingsFor } from "./options.ts";
import { emptyLine, noteLines, unreadLines, unrenderedLines } from "./problems.ts";
import { openSession, type Session } from "./session.ts";
import type { Terminal } from "./terminal.ts";

/** What commands that show environments take. */
export interface ChosenOptions extends CommonOptions {
  readonly environment?: readonly string[];
}

/** Reads the PATHs; with `--helm` their charts are rendered. */
export async function open(given: readonly string[], options: CommonOptions, terminal: Terminal): Promise<Session> {
  const { session } = await openWithCharts(given, options, terminal);
  return session;
}

async function openWithCharts(
  given: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
): Promise<{ readonly session: Session; readonly charts: Charts | undefined }> {
  const session = await openSession(given, settingsFor(options, terminal), options.snapshot === true, terminal);
  return { session, charts: options.helm === true ? await renderCharts(session) : undefined };
}

/** The same for a command that follows its files: charts are rendered by helm, or by the engine. */
export async function openToFollow(
  given: readonly string[],
  options: ChosenOptions,
  terminal: Terminal,
): Promise<{ readonly session: Session; readonly charts: Charts | undefined }> {
  const opened = await openWithCharts(given, options, terminal);
  if (opened.charts !== undefined || options.snapshot === true) return opened;
  const { session } = opened;
  const charts = await followCharts(session, options.environment);
  for (const line of chartsShown(session.workspace.analysis.environments(), options.environment)) terminal.err(line);
  return { session, charts };
}

function chartsShown(
  environments: ReturnType<Analysis["environments"]>,
  names: readonly string[] | undefined,
): readonly string[] {
  return chartLines(environments, chosenEnvironments(environments, names), names);
}

/** What a command that shows environments is about. */
interface Opened {
  readonly session: Session;
  readonly analysis: Analysis;
  readonly environments: readonly CommandEnvironment[];
}

/** Reads the PATHs, builds their clusters and says what is wrong with the manifests. */
export async function openEnvironments(
  given: readonly string[],
  options: ChosenOptions,
  terminal: Terminal,
): Promise<Opened> {
  const session = await open(given, options, terminal);
  if (options.helm !== true && options.snapshot !== true) await useEngine(session);
  const { analysis } = session.workspace;
  const environments = commandEnvironments(analysis, session.snapshot, options, session.given, givingUp(terminal));
  const clusters = environments.map(({ cluster }) => cluster);
  // A kustomization of which nothing can be made has no environment.
  const isBare = analysis.environments().length === 0;
  const isEmpty =
    session.skipped.size === 0 &&
    checkedFiles(analysis).every(({ role }) => role === "settings" || (role === "kustomization" && isBare));
  const lines = [
    ...(isEmpty ? [`${emptyLine(given)}\n`] : []),
    ...unreadLines(session, analysis),
    ...unrenderedLines(session, analysis),
    ...(session.snapshot ? [] : chartsShown(analysis.environments(), options.environment)),
    ...noteLines(session, analysis, clusters),
  ];
  for (const line of lines) terminal.err(line);
  return { session, analysis, environments };
}

/** Reports what a list leaves out, each sentence once. */
export function givingUp(terminal: Terminal): (why: string) => void {
  const said = new Set<string>();
  return (why) => {
    if (!said.has(why)) terminal.err(`podns: given up: ${why}\n`);
    said.add(why);
  };
}
