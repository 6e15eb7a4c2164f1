/** Knows how rows of text become columns; refuses to know what they mean. */

/** Columns two blanks apart, headings in front, no blanks at the ends of lines. A cell may have several lines. */
export function table(headings: readonly string[], rows: readonly (readonly (string | readonly string[])[])[]): string {
  const lines = [headings, ...rows.flatMap(linesOf)];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ""))));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

function linesOf(row: readonly (string | readonly string[])[]): readonly (readonly string[])[] {
  const cells = row.map((cell) => (typeof cell === "string" ? [cell] : cell));
  const height = Math.max(1, ...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, at) => cells.map((cell) => cell[at] ?? ""));
}

function widthOf(text: string): number {
  return [...text].length;
}

/** JSON for people and programs: indented, with a final line end. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
