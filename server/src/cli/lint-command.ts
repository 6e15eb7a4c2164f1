/** Runs `podns lint`: its flags, the reports that it writes, and its exit status. */
import { type Command, Option } from "commander";
import { checkedFiles, problemsFound } from "./findings.ts";
import { type FailLevel, failLevels, fails, rowsOf } from "./lint.ts";
import { checkedIn, checkedLines } from "./lint-summary.ts";
import type { CommonOptions } from "./options.ts";
import {
  type ReportFormat,
  type ReportOutput,
  reportFormats,
  reportOutput,
  reportText,
  writeReports,
} from "./report/formats.ts";
import { reportOf } from "./report/report.ts";
import { reportNames, type Session } from "./session.ts";
import { version } from "./version.ts";

export interface LintOptions extends CommonOptions {
  readonly format: ReportFormat;
  readonly output?: readonly ReportOutput[];
  readonly failOn: FailLevel;
  readonly why?: boolean;
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
    .option("--why", "list the names that are not judged, and why, on standard error")
    .addHelpText("after", lintHelp);
}

const lintHelp = `
Findings go to standard output, unless an --output goes there. What was checked, and of how many names nothing is said, goes to standard
error: a name is not judged where something may exist that no manifest shows (an open kustomization, an operator, another repository).
Formats: pretty, json (schemas/lint.schema.json), sarif (2.1.0), github (workflow commands), junit, gitlab (Code Quality), checkstyle.
With --format, names of files in pretty and json are relative to the current directory.`;

/** @returns the exit status */
export function lint(session: Session, given: readonly string[], options: LintOptions): number {
  const { terminal } = session;
  const { analysis } = session.workspace;
  const found = problemsFound(session, analysis);
  const { format, output = [] } = options;
  const report = reportOf(
    analysis,
    found,
    reportNames(session),
    checkedFiles(analysis).map(({ uri }) => uri),
    version(),
  );
  if (!output.some(({ file }) => file === "-")) {
    const here =
      format === "pretty" || format === "json"
        ? { ...report, rows: (extent: "field" | "object") => rowsOf(found, session.fileName, extent) }
        : report;
    terminal.out(reportText(here, format, terminal.look));
  }
  writeReports(report, output, terminal);
  const rows = rowsOf(found, session.fileName, "field");
  const checked = checkedIn(session, analysis, rows, (done, of) => terminal.progress?.("counting names", done, of));
  const searched = given.length === 0 ? "the current directory" : given.map((path) => `'${path}'`).join(", ");
  for (const line of checkedLines(checked, searched, options.why === true)) terminal.err(line);
  return fails(rows, options.failOn) ? 1 : 0;
}
