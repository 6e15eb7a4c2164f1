/** Writes the Markdown of hovers: escaped text, links, tables that stay short. It contains no DNS logic. */

import { visible, visibleLines } from "../../base/visible.ts";
import type { WireLink } from "../../protocol/simulate.ts";

/** Text that Markdown shows as it is, in the middle of a line (marks that count only at its beginning are left). */
export function escapeText(text: string): string {
  const line = visible(text.replace(/\s+/g, " "));
  // URLs, `www.` and mail addresses would be links without any mark.
  return line.replace(/[\\`*_[\]|<>~$&!@]/g, "\\$&").replace(/:(?=\/\/)|(?<=\bwww)\./gi, "\\$&");
}

/** Code, in a cell of a table as well. Backticks inside take a longer fence. */
export function code(text: string): string {
  const clean = visible(text.replace(/[\r\n]+/g, " ")).replaceAll("|", "\\|");
  let longest = 0;
  for (const [ticks] of clean.matchAll(/`+/g)) longest = Math.max(longest, ticks.length);
  if (longest === 0) return `\`${clean}\``;
  const fence = "`".repeat(longest + 1);
  return `${fence} ${clean} ${fence}`;
}

/** Lines of code, with any content. */
export function codeBlock(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((most, [ticks]) => Math.max(most, ticks.length), 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${visibleLines(text).replace(/\n?$/, "\n")}${fence}`;
}

/** A link to a place in a file; the label alone where there is no place. */
export function placeLink(label: string, link: WireLink | undefined): string {
  if (link === undefined) return escapeText(label);
  const { start } = link.range;
  const target = link.uri.replace(
    /[()<>\\\s]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `[${escapeText(label)}](${target}#L${start.line + 1},${start.character + 1})`;
}

/** A link that runs a command with one argument. */
export function commandLink(label: string, command: string, argument: unknown): string {
  const encoded = encodeURIComponent(JSON.stringify([argument]))
    .replaceAll("(", "%28")
    .replaceAll(")", "%29");
  return `[${escapeText(label)}](command:${command}?${encoded})`;
}

/** Rows shown at most; of more, the first five and the last two. */
const shown = 10;

/**
 * A table with a row of Markdown cells for each item, made for those that are shown only; the row that stands for the
 * left out says how many there are.
 */
export function table<T>(head: readonly string[], items: readonly T[], row: (item: T) => readonly string[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const lines = (part: readonly T[]): readonly string[] => part.map((item) => line(row(item)));
  const body =
    items.length <= shown
      ? lines(items)
      : [
          ...lines(items.slice(0, 5)),
          line([`… ${items.length - 7} more`, ...head.slice(1).map(() => "")]),
          ...lines(items.slice(-2)),
        ];
  return [line(head), line(head.map(() => ":---")), ...body].join("\n");
}

/** `1 Pod`, `3 Pods`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `a`, `a and b`, `a, b and c`; of many the first three. */
export function list(items: readonly string[]): string {
  if (items.length > 4) return `${items.slice(0, 3).join(", ")} and ${items.length - 3} more`;
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** The text without marks, links and tables, for editors that show no Markdown. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/^\| :---[ :|-]*\n/gm, "")
    .replace(/^\| (.*?) ?\|$/gm, (_, row: string) => row.split(" | ").join("  "))
    .replace(/^```+(?:text)?\n?/gm, "")
    .replace(/\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replace(/(?<!\\)[*`]/g, "")
    .replace(/\\([\\`*_[\]|<>~$&!@:.])/g, "$1");
}
