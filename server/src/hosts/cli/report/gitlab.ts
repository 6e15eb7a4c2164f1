/** Writes findings as a Code Quality report of GitLab (docs.gitlab.com/ci/testing/code_quality). */
import type { Severity } from "../../../ide/rules/run/rule.ts";
import { type Shown, shownJson } from "../shown.ts";
import type { Report, ReportFinding } from "./report.ts";

const severities: Readonly<Record<Severity, string>> = {
  error: "critical",
  warning: "major",
  information: "minor",
  hint: "info",
};

/** A list of issues; each fingerprint once. */
export function gitlabText({ findings }: Report): Shown {
  return shownJson(findings.map(issueOf));
}

function issueOf({ rule, severity, message, file, range, fingerprint }: ReportFinding): object {
  return {
    description: message,
    check_name: rule,
    fingerprint,
    severity: severities[severity],
    location: { path: file, lines: { begin: range.line, end: range.endLine } },
  };
}
