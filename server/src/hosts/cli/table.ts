/** Makes columns of rows of text that fit a terminal; what they mean is not looked at. */
import { largest } from "../../base/long-lists.ts";
import { visible } from "../../base/visible.ts";
import { widthOf, wrapped } from "./wrap.ts";

type Cell = string | readonly string[];

/** Blanks between two columns. */
const gap = 2;
/** A column that is broken to fit is at least this wide. */
const narrowest = 16;

/**
 * Lines: columns two blanks apart, headings in front, no blanks at the ends of lines. A cell may have several lines,
 * as an array; a line end inside a text is shown as `\n`.
 * @param width characters of a line at most: wide cells are broken, and where that would make columns of few characters each
 * row becomes a block with a line for each cell. Absent: as wide as they are
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  width: number = Number.POSITIVE_INFINITY,
): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "string" ? [cell] : cell).map(visible)));
  const natural = headings.map((heading, column) =>
    cells.reduce((most, row) => Math.max(most, largest((row[column] ?? []).map(widthOf))), widthOf(heading)),
  );
  const room = width - gap * (headings.length - 1);
  if (natural.reduce((sum, each) => sum + each, 0) <= room)
    return columns([headings, ...cells.flatMap(linesOf)], natural);
  const cap = capFor(natural, room);
  if (cap < narrowest) return blocks(headings, cells, width);
  const widths = natural.map((each) => Math.min(each, cap));
  const broken = cells.map((row) =>
    row.map((cell, column) => cell.flatMap((line) => wrapped(line, widths[column] ?? cap))),
  );
  return columns([headings, ...broken.flatMap(linesOf)], widths);
}

function columns(lines: readonly (readonly string[])[], widths: readonly number[]): readonly string[] {
  return lines.map((line) =>
    line
      .map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
      .join(" ".repeat(gap))
      .trimEnd(),
  );
}

/** The width that no column may pass so that all fit into the room. */
function capFor(widths: readonly number[], room: number): number {
  let left = room;
  const sorted = [...widths].sort((a, b) => a - b);
  for (const [index, width] of sorted.entries()) {
    const share = Math.floor(left / (sorted.length - index));
    if (width > share) return share;
    left -= width;
  }
  return Number.POSITIVE_INFINITY;
}

/** Each row as lines of heading and cell, an empty line between two rows. */
function blocks(
  headings: readonly string[],
  rows: readonly (readonly (readonly string[])[])[],
  width: number,
): readonly string[] {
  const first = headings.reduce((most, heading) => Math.max(most, widthOf(heading)), 0) + gap;
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : [""]),
    ...headings.flatMap((heading, column) => {
      const lines = (row[column] ?? []).flatMap((line) => wrapped(line, Math.max(8, width - first)));
      return lines.map((line, at) => `${(at === 0 ? heading : "").padEnd(first)}${line}`.trimEnd());
    }),
  ]);
}

function linesOf(row: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const height = row.reduce((most, cell) => Math.max(most, cell.length), 1);
  return Array.from({ length: height }, (_, at) => row.map((cell) => cell[at] ?? ""));
}
