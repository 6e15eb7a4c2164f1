/** Writes findings as workflow commands of GitHub, which become annotations of a pull request. */
import type { Severity } from "../../../ide/rules/run/rule.ts";
import { type Shown, shownCommands, type WorkflowCommand } from "../shown.ts";
import type { Report, ReportFinding } from "./report.ts";

const commands: Readonly<Record<Severity, WorkflowCommand["command"]>> = {
  error: "error",
  warning: "warning",
  information: "notice",
  hint: "notice",
};

/** A command for each finding. Columns stand only in those of one line: GitHub refuses others. */
export function githubText({ findings }: Report): Shown {
  return shownCommands(findings.map(commandOf));
}

function commandOf({ rule, severity, message, file, range }: ReportFinding): WorkflowCommand {
  const { line, column, endLine, endColumn } = range;
  const columns = line === endLine ? { col: column, endColumn } : {};
  return {
    command: commands[severity],
    properties: { file, line, endLine, ...columns, title: `PodNS ${rule}` },
    message,
  };
}
