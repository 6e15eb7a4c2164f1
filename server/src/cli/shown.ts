/**
 * Makes everything that is printed out of lines, tables, JSON and YAML. Text of manifests can come through here only:
 * it moves no cursor, begins no line of its own and gives no command to whatever reads a log.
 */
import { isVisible, visible, visibleLines } from "../text/visible.ts";
import type { Paint, Style } from "./colors.ts";

/** Text that may be printed as it is. Nothing else makes it. */
export type Shown = string & { readonly shown: unique symbol };

/** One line without its end: what would be a control character shows as `\x1b`, a line end as `\n`. */
export function shownLine(text: string): string {
  return withoutCommands(isVisible(text) ? text : visible(text));
}

/** Lines, each with its end. */
export function shownLines(lines: readonly string[]): Shown {
  return shown(lines.map((line) => `${shownLine(line)}\n`).join(""));
}

/** A part of a line, and how a terminal shows it. */
export interface Piece {
  readonly text: string;
  readonly style?: Style;
}

/**
 * Lines of pieces, each line with its end.
 * @param paint absent: without colours
 */
export function shownPieces(lines: readonly (readonly Piece[])[], paint: Paint | undefined): Shown {
  if (paint === undefined) return shownLines(lines.map((pieces) => pieces.map(({ text }) => text).join("")));
  const painted = ({ text, style }: Piece): string =>
    style === undefined ? shownLine(text) : paint(style, shownLine(text));
  return shown(lines.map((pieces) => `${pieces.map(painted).join("")}\n`).join(""));
}

/** A table's lines, its headings in bold. */
export function shownTable(lines: readonly string[], paint: Paint | undefined): Shown {
  return shownPieces(
    lines.map((text, index) => [index === 0 ? { text, style: "bold" } : { text }]),
    paint,
  );
}

/** A text whose lines and tabulators are meant, such as what a client prints. */
export function shownText(text: string): Shown {
  const lines = text.split("\n").map((line) => line.split("\t").map(visible).join("\t"));
  return shown(lines.map(withoutCommands).join("\n"));
}

/** JSON for people and programs: indented, with a final line end. */
export function shownJson(value: unknown): Shown {
  const text = visibleLines(JSON.stringify(value, null, 2), unicodeEscape);
  return shown(`${text.replace(azureCommand, "#\\u0023$1")}\n`);
}

/** What the printer of YAML has made safe already (kustomize/print.ts). */
export function shownYaml(text: string): Shown {
  return shown(text);
}

function shown(text: string): Shown {
  // The brand exists for the compiler only.
  return text as Shown;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Logging commands of Azure Pipelines, which older runners of GitHub take as well, stand anywhere in a line. */
const azureCommand = /##(\[|vso\[)/g;

/** An address at the beginning of a line is none. */
const ipv6 = /^::[0-9a-f:.]*(?:[\s%/*]|$)/i;

/**
 * Workflow commands of GitHub are lines that begin with `::` behind blanks
 * (github.com/actions/runner src/Runner.Common/ActionCommand.cs).
 */
function withoutCommands(line: string): string {
  const text = line.replace(azureCommand, "#\\x23$1");
  const start = text.length - text.trimStart().length;
  const isCommand = text.startsWith("::", start) && !ipv6.test(text.slice(start));
  return isCommand ? `${text.slice(0, start)}\\x3a${text.slice(start + 1)}` : text;
}
