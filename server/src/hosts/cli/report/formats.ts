/** Lists the forms of a report, and writes reports where the command line says. */
import { mkdirSync, writeFileSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { localPaths } from "../../node/disk-paths.ts";
import { reasonOf } from "../../node/file-host.ts";
import { findingsText } from "../lint.ts";
import { type Shown, shownJson } from "../shown.ts";
import { type Look, type Terminal, UsageError } from "../terminal.ts";
import { checkstyleText } from "./checkstyle.ts";
import { githubText } from "./github.ts";
import { gitlabText } from "./gitlab.ts";
import { junitText } from "./junit.ts";
import type { Report } from "./report.ts";
import { sarifText } from "./sarif.ts";
import { unixText } from "./unix.ts";

const { dirname, resolve } = localPaths;

/** The forms in the order of the help. */
export const reportFormats = ["pretty", "unix", "json", "sarif", "github", "junit", "gitlab", "checkstyle"] as const;
export type ReportFormat = (typeof reportFormats)[number];

const writers: Readonly<Record<ReportFormat, (report: Report, look: Look) => Shown>> = {
  pretty: (report, look) => findingsText(report.rows("field"), look),
  unix: (report) => unixText(report.rows("field")),
  json: (report) => shownJson(report.rows("object")),
  sarif: sarifText,
  github: githubText,
  junit: junitText,
  gitlab: gitlabText,
  checkstyle: checkstyleText,
};

/** A report in one of the forms. @param look how `pretty` is looked at */
export function reportText(report: Report, format: ReportFormat, look: Look = {}): Shown {
  return writers[format](report, look);
}

/** What `--output FORMAT=FILE` says. */
export interface ReportOutput {
  readonly format: ReportFormat;
  /** As it was given; `-` is standard output. */
  readonly file: string;
}

/** Forms that other lines may stand beside. */
const lines: ReadonlySet<ReportFormat> = new Set(["pretty", "unix", "github"]);

/**
 * Reads one `--output`, behind those before it.
 * @throws InvalidArgumentError for a form that there is not, or a second report that one file would have to hold
 */
export function reportOutput(text: string, before: readonly ReportOutput[] = []): readonly ReportOutput[] {
  const at = text.indexOf("=");
  const format = reportFormats.find((one) => one === text.slice(0, at));
  const file = text.slice(at + 1);
  if (at < 0 || format === undefined) {
    throw new InvalidArgumentError(`It is FORMAT=FILE, where FORMAT is one of ${reportFormats.join(", ")}.`);
  }
  if (file === "") throw new InvalidArgumentError("Name a file behind the equals sign, or - for standard output.");
  const other = before.find((one) => one.file === file);
  if (other !== undefined && !(file === "-" && lines.has(format) && lines.has(other.format))) {
    throw new InvalidArgumentError(`'${file}' holds ${other.format} already: name another file.`);
  }
  return [...before, { format, file }];
}

/**
 * Writes the reports; folders that are not there are made.
 * @throws UsageError for a file that cannot be written
 */
export function writeReports(report: Report, outputs: readonly ReportOutput[], terminal: Terminal): void {
  for (const { format, file } of outputs) {
    if (file === "-") terminal.out(reportText(report, format, terminal.look));
    else writeTextFile(file, reportText(report, format), terminal);
  }
}

/** @throws UsageError for a file that cannot be written */
export function writeTextFile(file: string, text: Shown, terminal: Terminal): void {
  const path = resolve(terminal.cwd, file);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`cannot write '${file}': ${reasonOf(error)}`);
  }
}
