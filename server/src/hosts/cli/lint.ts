/** Makes rows of the findings of `podns lint`, and prints them. */

import { addAll } from "../../base/long-lists.ts";
import type { Uri } from "../../base/source.ts";
import { visible } from "../../base/visible.ts";
import type { Severity } from "../../ide/rules/run/rule.ts";
import type { Style } from "./colors.ts";
import type { FoundProblem } from "./findings.ts";
import type { Range } from "./place.ts";
import { type Piece, type Shown, shownPieces } from "./shown.ts";
import type { Look } from "./terminal.ts";
import { fits, wrapped } from "./wrap.ts";

/** One finding in JSON. */
export interface FindingRow extends Range {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  /** `StatefulSet default/web`; null for a defect of the text itself (rule `yaml`). */
  readonly object: string | null;
  /** Null where every environment says the same. */
  readonly environment: string | null;
  /** The titles of the quick fixes. */
  readonly fixes: readonly string[];
  /** Of a chart: what wrote that which the template there prints. */
  readonly value?: ValuePlace;
}

/** A key of a values file, or a place in another template. */
interface ValuePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Null where it wrote only a part. */
  readonly key: string | null;
}

/**
 * The rows of findings by file, place and rule.
 * @param fileName how files are called
 * @param extent "object": a finding about an object as a whole spans it, for programs that look up what is judged
 */
export function rowsOf(
  found: readonly FoundProblem[],
  fileName: (uri: Uri) => string,
  extent: "field" | "object",
): readonly FindingRow[] {
  return found.map((one) => rowOf(one, fileName, extent)).sort(compare);
}

function rowOf(found: FoundProblem, fileName: (uri: Uri) => string, extent: "field" | "object"): FindingRow {
  const { rule, severity, message, object, environment, fixes, value } = found;
  const { uri, range } = extent === "object" ? (found.whole ?? found) : found;
  const row: FindingRow = {
    rule,
    severity,
    message,
    file: fileName(uri),
    line: range.line,
    column: range.column,
    endLine: range.endLine,
    endColumn: range.endColumn,
    object,
    environment,
    fixes: fixes.map(({ title }) => title),
  };
  if (value === undefined) return row;
  const { line, column } = value.range;
  return { ...row, value: { file: fileName(value.uri), line, column, key: value.key } };
}

/** By file, place and rule. */
export function compare(a: ComparedFinding, b: ComparedFinding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

type ComparedFinding = Pick<FindingRow, "file" | "line" | "column" | "rule">;

/** What a finding's exit status is decided by. */
export const failLevels = ["error", "warning", "information", "never"] as const;
export type FailLevel = (typeof failLevels)[number];

/** True when a finding is as severe as the level, or more. */
export function fails(rows: readonly Pick<FindingRow, "severity">[], level: FailLevel): boolean {
  if (level === "never") return false;
  const severe = failLevels.slice(0, failLevels.indexOf(level) + 1);
  return rows.some(({ severity }) => severe.some((one) => one === severity));
}

/** Findings under the files that they are in, and how many there are. */
export function findingsText(rows: readonly FindingRow[], look: Look = {}): Shown {
  if (rows.length === 0) return shownPieces([[{ text: "No problems.", style: "green" }]], look.paint);
  const lines: (readonly Piece[])[] = [];
  let file: string | undefined;
  for (const found of rows) {
    if (found.file !== file) {
      if (file !== undefined) lines.push([]);
      lines.push([{ text: found.file, style: "bold" }]);
      file = found.file;
    }
    addAll(lines, findingLines(found, look.columns));
  }
  return shownPieces([...lines, [], [{ text: summary(rows) }]], look.paint);
}

const severityStyles: Readonly<Record<Severity, Style>> = {
  error: "red",
  warning: "yellow",
  information: "blue",
  hint: "dim",
};

/** Characters in front of a message: two blanks, the place, the severity. */
const indent = 23;
/** A message is broken into no narrower lines. */
const narrowest = 30;

/** One line; on a terminal as many as its columns need, the rest of a message below its beginning. */
function findingLines(found: FindingRow, columns: number | undefined): readonly (readonly Piece[])[] {
  const place = `${found.line}:${found.column}`.padEnd(8);
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(narrowest, columns - indent);
  const fold = (text: string, head: readonly Piece[], tail: readonly Piece[]): readonly (readonly Piece[])[] => {
    const parts = wrapped(visible(text), room);
    return parts.map((part, index) => {
      const isLast = index === parts.length - 1;
      return [...(index === 0 ? head : [{ text: " ".repeat(indent) }]), { text: part }, ...(isLast ? tail : [])];
    });
  };
  const rule: readonly Piece[] = [{ text: "  " }, { text: found.rule, style: "dim" }];
  const last = wrapped(visible(found.message), room).at(-1) ?? "";
  const isBeside = fits(`${last}  ${found.rule}`, room);
  return [
    ...fold(
      found.message,
      [
        { text: `  ${place} ` },
        { text: found.severity.padEnd(11), style: severityStyles[found.severity] },
        { text: " " },
      ],
      isBeside ? rule : [],
    ),
    ...(isBeside ? [] : [[{ text: " ".repeat(indent) }, ...rule.slice(1)]]),
    ...(found.value === undefined
      ? []
      : fold(
          valueText(found.value),
          [{ text: `  ${" ".repeat(8)} ` }, { text: "from".padEnd(11), style: "cyan" }, { text: " " }],
          [],
        )),
    ...found.fixes.flatMap((title) =>
      fold(title, [{ text: `  ${" ".repeat(8)} ` }, { text: "fix".padEnd(11), style: "cyan" }, { text: " " }], []),
    ),
  ];
}

function valueText({ file, line, column, key }: ValuePlace): string {
  return `${file}:${line}:${column}${key === null ? "" : ` (${key})`}`;
}

function summary(rows: readonly FindingRow[]): string {
  const counts = (["error", "warning", "information", "hint"] as const).flatMap((severity) => {
    const count = rows.filter((found) => found.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 || severity === "information" ? "" : "s"}`];
  });
  return `${rows.length} ${rows.length === 1 ? "problem" : "problems"} (${counts.join(", ")})`;
}
