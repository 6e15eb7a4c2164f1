/** Writes findings as Checkstyle XML, which most servers of CI read. */
import type { Severity } from "../../../ide/rules/run/rule.ts";
import { type Shown, shownXml } from "../shown.ts";
import type { Report, ReportFinding } from "./report.ts";

const severities: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "info",
  hint: "info",
};

/** An element for each file that was checked. Columns are UTF-16 code units from 1. */
export function checkstyleText({ findings, files }: Report): Shown {
  const byFile = new Map<string, ReportFinding[]>(files.map((file) => [file, []]));
  for (const found of findings) byFile.get(found.file)?.push(found);
  return shownXml({
    name: "checkstyle",
    attributes: { version: "4.3" },
    children: [...byFile].map(([file, own]) => ({
      name: "file",
      attributes: { name: file },
      children: own.map(({ range, severity, message, rule }) => ({
        name: "error",
        attributes: {
          ...{ line: range.line, column: range.column, severity: severities[severity], message },
          source: `podns.${rule}`,
        },
      })),
    })),
  });
}
