/**
 * Makes everything that is printed out of lines, tables, JSON and YAML. Text of manifests can come through here only:
 * it moves no cursor, begins no line of its own and gives no command to whatever reads a log.
 */
import { isVisible, visible, visibleJson, visibleLines } from "../../base/visible.ts";
import { type XmlElement, xmlDocument } from "../../base/xml.ts";
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
  return shown(`${visibleJson(value).replace(azureCommand, "#\\u0023$1")}\n`);
}

/** A command to whatever runs a workflow on GitHub. */
export interface WorkflowCommand {
  readonly command: "error" | "warning" | "notice" | "group" | "endgroup";
  readonly properties?: Readonly<Record<string, string | number>>;
  readonly message: string;
}

/**
 * Workflow commands of GitHub, a line each. Percent signs and line ends are escaped, in properties colons and commas as well
 * (github.com/actions/toolkit packages/core/src/command.ts); other control characters show as in any line.
 */
export function shownCommands(commands: readonly WorkflowCommand[]): Shown {
  const lines = commands.map(({ command, properties = {}, message }) => {
    const pairs = Object.entries(properties).map(([key, value]) => `${key}=${commandProperty(String(value))}`);
    return `::${command}${pairs.length === 0 ? "" : ` ${pairs.join(",")}`}::${commandData(message)}\n`;
  });
  return shown(lines.join(""));
}

function commandData(text: string): string {
  const escaped = visibleLines(text.replaceAll("%", "%25"), (character) =>
    character === "\r" ? "%0D" : character === "\t" ? " " : visible(character),
  ).replaceAll("\n", "%0A");
  return escaped.replace(azureCommand, "#\\x23$1");
}

function commandProperty(text: string): string {
  return commandData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A document of XML 1.0, an element on each line. Characters that XML cannot hold show as in any line. */
export function shownXml(root: XmlElement): Shown {
  return shown(xmlDocument(root).replace(azureCommand, "#&#35;$1"));
}

/** A text as code in a line of Markdown: nothing in it is markup, a link or a mention. */
export function markdownCode(text: string): string {
  return `\`${visible(text).replaceAll("`", "'")}\``;
}

/** What the printer of YAML has made safe already (kubernetes/kustomize/print.ts). */
export function shownYaml(text: string): Shown {
  return shown(text);
}

function shown(text: string): Shown {
  // The brand exists for the compiler only.
  return text as Shown;
}

/** Logging commands of Azure Pipelines, which older runners of GitHub take as well, stand anywhere in a line. */
const azureCommand = /##(\[|vso\[)/g;

/** An address at the beginning of a line is not taken for one. */
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
