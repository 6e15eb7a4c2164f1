/** Writes findings as lines `FILE:LINE:COLUMN: severity: message (rule)`, which editors and problem matchers read. */
import type { FindingRow } from "../lint.ts";
import { type Shown, shownLines } from "../shown.ts";

/** A line for each finding, whatever its length. */
export function unixText(rows: readonly FindingRow[]): Shown {
  return shownLines(
    rows.map(
      ({ file, line, column, severity, message, rule }) =>
        `${file}:${line}:${column}: ${severity}: ${message} (${rule})`,
    ),
  );
}
