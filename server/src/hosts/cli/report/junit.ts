/** Writes findings as JUnit XML: a suite for each file, a failed test for each finding; a file without findings has one that passes. */
import type { XmlElement } from "../../../base/xml.ts";
import { type Shown, shownXml } from "../shown.ts";
import type { Report, ReportFinding } from "./report.ts";

export function junitText({ findings, files }: Report): Shown {
  const byFile = new Map<string, ReportFinding[]>(files.map((file) => [file, []]));
  for (const found of findings) byFile.get(found.file)?.push(found);
  const suites = [...byFile].map(([file, own]) => suiteOf(file, own));
  const tests = suites.reduce((sum, { children }) => sum + children.length, 0);
  return shownXml({
    name: "testsuites",
    attributes: { name: "PodNS", tests, failures: findings.length, errors: 0, time: 0 },
    children: suites,
  });
}

interface Suite extends XmlElement {
  readonly children: readonly XmlElement[];
}

function suiteOf(file: string, findings: readonly ReportFinding[]): Suite {
  const passed: XmlElement = { name: "testcase", attributes: { classname: file, name: "podns lint", file, time: 0 } };
  const children = findings.length === 0 ? [passed] : findings.map(caseOf);
  return {
    name: "testsuite",
    attributes: { name: file, tests: children.length, failures: findings.length, errors: 0, skipped: 0, time: 0 },
    children,
  };
}

function caseOf({ file, range, rule, severity, message, object }: ReportFinding): XmlElement {
  const place = `${file}:${range.line}:${range.column}`;
  const about = object === null ? "" : ` (${object})`;
  return {
    name: "testcase",
    attributes: { classname: file, name: `${rule} at ${range.line}:${range.column}`, file, line: range.line, time: 0 },
    children: [
      {
        name: "failure",
        attributes: { message, type: severity },
        children: [`${place}: ${severity}: ${message}${about} [${rule}]`],
      },
    ],
  };
}
