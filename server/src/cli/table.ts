/** Makes columns of rows of text; refuses to know what they mean. */
import { visible } from "../text/visible.ts";

/**
 * Lines: columns two blanks apart, headings in front, no blanks at the ends of lines. A cell may have several lines,
 * as an array; a line end inside a text is shown as `\n`.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly (string | readonly string[])[])[],
): readonly string[] {
  const lines = [headings, ...rows.flatMap(linesOf)].map((line) => line.map(visible));
  const widths = headings.map((_, column) => lines.reduce((most, line) => Math.max(most, widthOf(line[column])), 0));
  return lines.map((line) =>
    line
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))
      .join("  ")
      .trimEnd(),
  );
}

function linesOf(row: readonly (string | readonly string[])[]): readonly (readonly string[])[] {
  const cells = row.map((cell) => (typeof cell === "string" ? [cell] : cell));
  const height = cells.reduce((most, cell) => Math.max(most, cell.length), 1);
  return Array.from({ length: height }, (_, at) => cells.map((cell) => cell[at] ?? ""));
}

function widthOf(text = ""): number {
  return [...text].length;
}
