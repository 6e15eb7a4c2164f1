/** Runs `podns lint`: its flags, the reports that it writes, and its exit status. */
import { type Command, Option } from "commander";
import type { Uri } from "../../base/source.ts";
import { localPaths } from "../node/disk-paths.ts";
import { useEngine } from "./chart/engine-charts.ts";
import { refusedCharts } from "./chart/refused-charts.ts";
import { renderCharts } from "./chart/rendered-by-helm.ts";
import { checkedFiles, type FoundProblem, problemsFound } from "./findings.ts";
import { withRevision } from "./git/revision.ts";
import { readGivenText } from "./given-file.ts";
import { type FailLevel, failLevels, fails, rowsOf } from "./lint.ts";
import { checkedIn, checkedLines } from "./lint-summary.ts";
import type { CommonOptions, FlagSettings } from "./options.ts";
import { emptyLine } from "./problems.ts";
import {
  type ReportFormat,
  type ReportOutput,
  reportFormats,
  reportOutput,
  reportText,
  writeReports,
} from "./report/formats.ts";
import { type Known, knownOf, readBaseline, withoutKnown, writeBaseline } from "./report/known.ts";
import { type Report, reportOf } from "./report/report.ts";
import { reportNames, rootOf, type Session, shownPath } from "./session.ts";
import { UsageError } from "./terminal.ts";
import { version } from "./version.ts";

export interface LintOptions extends CommonOptions {
  readonly format: ReportFormat;
  readonly output?: readonly ReportOutput[];
  readonly failOn: FailLevel;
  readonly why?: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: string | true;
  readonly since?: string;
}

/** Adds the flags to the command. */
export function addLintOptions(command: Command): Command {
  return command
    .addOption(new Option("--format <format>", "form of the output").choices([...reportFormats]).default("pretty"))
    .addOption(
      new Option(
        "--output <format=file>",
        "write a report to a file, - for standard output (repeatable); its names are relative to the repository's root",
      ).argParser(reportOutput),
    )
    .addOption(
      new Option("--fail-on <severity>", "the least severity of a finding that makes the exit status 1")
        .choices([...failLevels])
        .default("error"),
    )
    .option("--baseline <file>", "report only what is not in this baseline; the rest does not count")
    .option("--write-baseline [file]", "write what is found to the baseline, and end with exit status 0")
    .option(
      "--since <ref>",
      "report only what is not found in this revision of git: a branch, a tag, a commit, HEAD~1, main...HEAD",
    )
    .option("--why", "list the names that are not judged and the charts that are open, and why, on standard error")
    .addHelpText("after", lintHelp);
}

const lintHelp = `
Findings go to standard output, unless an --output goes there. What was checked, and of how many names nothing is said, goes to standard
error: a name is not judged where something may exist that no manifest shows (an open kustomization, an operator, another repository).
Formats: pretty, unix (FILE:LINE:COLUMN: severity: message), json (schemas/lint.schema.json), sarif (2.1.0), github (workflow commands), junit, gitlab (Code Quality), checkstyle.
With --format, names of files in pretty, unix and json are relative to the current directory.`;

/** The PATHs: behind `--baseline FILE --write-baseline` comes the first of them. */
export function pathsToLint(
  given: readonly string[],
  { baseline, writeBaseline: first }: LintOptions,
): readonly string[] {
  return baseline !== undefined && typeof first === "string" ? [first, ...given] : given;
}

/** What was asked for, and what it is asked of. */
export interface LintRun {
  readonly session: Session;
  /** As they were given. */
  readonly paths: readonly string[];
  readonly options: LintOptions;
  readonly settings: FlagSettings;
}

/** @returns the exit status */
export async function lint(run: LintRun): Promise<number> {
  const { session, options, paths } = run;
  const { terminal } = session;
  const { analysis } = session.workspace;
  const all = problemsFound(session, analysis);
  const nameOf = reportNames(session);
  const files = checkedFiles(analysis).map(({ uri }) => uri);
  const target = baselineToWrite(options);
  if (target !== undefined) {
    if (options.since !== undefined)
      throw new UsageError("--write-baseline writes all that is found: leave out --since");
    writeBaseline(target, all, nameOf, terminal);
    terminal.err(`podns: ${all.length} findings are written to '${target}'\n`);
    writeReports(reportOf(analysis, all, nameOf, files, version()), options.output ?? [], terminal);
    return 0;
  }
  const found = await newOnly(run, all, nameOf);
  const report = reportOf(analysis, found, nameOf, files, version());
  const { format, output = [] } = options;
  // Of nothing it is not said that it has no problems.
  const refused = refusedCharts(analysis, session.fileName);
  const isToRead = found.length > 0 || (files.length > 0 && refused.length === 0) || format !== "pretty";
  if (isToRead && !output.some(({ file }) => file === "-")) {
    terminal.out(
      reportText(
        withRows(report, (extent) => rowsOf(found, session.fileName, extent)),
        format,
        terminal.look,
      ),
    );
  }
  writeReports(report, output, terminal);
  const rows = rowsOf(all, session.fileName, "field");
  const checked = checkedIn(session, analysis, rows, (done, of) => terminal.progress?.("counting names", done, of));
  for (const line of refused) terminal.err(`${line}\n`);
  for (const line of checkedLines(checked, emptyLine(paths), options.why === true)) terminal.err(line);
  return fails(found, options.failOn) ? 1 : 0;
}

/** The report with other rows; what few forms read is still made when they do. */
function withRows(report: Report, rows: Report["rows"]): Report {
  return {
    get findings() {
      return report.findings;
    },
    get files() {
      return report.files;
    },
    rows,
    version: report.version,
  };
}

/** Where the baseline goes; undefined where none is written. @throws UsageError for no file */
function baselineToWrite({ baseline, writeBaseline: target }: LintOptions): string | undefined {
  if (target === undefined) return undefined;
  if (baseline === undefined && target !== true) return target;
  if (baseline === undefined) throw new UsageError("--write-baseline needs a file: give it --baseline FILE");
  return baseline;
}

/** The findings that neither the baseline nor the revision has. */
async function newOnly(
  run: LintRun,
  all: readonly FoundProblem[],
  nameOf: (uri: Uri) => string,
): Promise<readonly FoundProblem[]> {
  const { session, options } = run;
  const { terminal } = session;
  const { baseline, since } = options;
  let found = all;
  if (since !== undefined) {
    const { added } = withoutKnown(found, nameOf, await knownSince(run, since));
    terminal.err(`podns: ${found.length - added.length} of ${found.length} findings are in '${since}', too\n`);
    found = added;
  }
  if (baseline !== undefined) {
    const known = readBaseline(readGivenText(localPaths.resolve(terminal.cwd, baseline), baseline), baseline);
    const { added, gone } = withoutKnown(found, nameOf, known);
    // With --since, what is known of the baseline may have been left out before.
    const over = gone === 0 || since !== undefined ? "" : `; ${gone} of those in it are found no more`;
    terminal.err(`podns: ${found.length - added.length} of ${found.length} findings are in the baseline${over}\n`);
    found = added;
  }
  return found;
}

async function knownSince({ session, options, settings }: LintRun, since: string): Promise<readonly Known[]> {
  const { terminal, sources, snapshot } = session;
  const root = rootOf(session);
  if (!root.isRepository)
    throw new UsageError(`--since needs a repository of git: '${shownPath(root.folder, terminal.cwd)}' is in none`);
  if (sources.stdin) throw new UsageError("--since compares files: standard input is in no revision");
  const paths = [...sources.folders, ...sources.files].map((path) => root.name(path));
  // The program helm renders into one state only.
  const like = options.helm === true ? undefined : { session, root: root.folder };
  const revision = { root: root.folder, name: since, paths, snapshot, like };
  return withRevision(revision, settings, terminal, async (before) => {
    if (before === undefined) return [];
    // What shares with the other state has its charts.
    if (before.onDisk === undefined) {
      if (options.helm === true) await renderCharts(before);
      await prepareLint(before, options);
    }
    return knownOf(problemsFound(before, before.workspace.analysis), reportNames(before));
  });
}

/** Renders charts, unless the program helm has done so. */
export async function prepareLint(session: Session, options: CommonOptions): Promise<void> {
  if (options.helm !== true && options.snapshot !== true) await useEngine(session);
}
