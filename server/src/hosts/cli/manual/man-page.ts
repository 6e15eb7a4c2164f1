/** Writes the manual page from the commands and flags that the help lists (man-pages(7)). */
import type { EventEmitter } from "node:events";
import type { Command, Option } from "commander";

/** The page `podns(1)`, in roff. @param version of the program */
export function manPage(program: Command, version: string): string {
  const commands = program.commands.filter((command) => command.name() !== "help");
  return `${[
    `.TH PODNS 1 "" "PodNS ${version}" "User Commands"`,
    ".SH NAME",
    `podns \\- ${roff(program.description().replace(/\.$/, ""))}`,
    ".SH SYNOPSIS",
    ...commands.map((command) => `.br\n.B podns ${roff(command.name())}\n${roff(usageOf(command))}`),
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH NOTES",
    ...paragraphs(afterText(program)),
  ].join("\n")}\n`;
}

function usageOf(command: Command): string {
  const args = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return ["[options]", ...args].join(" ");
}

function commandLines(command: Command): readonly string[] {
  return [
    `.SS podns ${roff(`${command.name()} ${usageOf(command)}`)}`,
    roff(sentence(command.description())),
    ...command.createHelp().visibleOptions(command).flatMap(optionLines),
    ...paragraphs(afterText(command)),
  ];
}

function optionLines(option: Option): readonly string[] {
  const choices = option.argChoices === undefined ? "" : ` One of: ${option.argChoices.join(", ")}.`;
  const isShown = option.defaultValue !== undefined && option.defaultValue !== false;
  const preset = isShown ? ` Default: ${option.defaultValueDescription ?? String(option.defaultValue)}.` : "";
  return [".TP", `.B ${roff(option.flags)}`, roff(`${sentence(option.description)}${choices}${preset}`)];
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** What stands below the flags in the help. */
function afterText(command: Command): string {
  let text = "";
  const write = (part: string): void => {
    text += part;
  };
  // A command is an emitter, which the library's types leave out.
  (command as unknown as EventEmitter).emit("afterHelp", { error: false, command, write });
  return text;
}

/** Lines as they stand: in paragraphs of their own. */
function paragraphs(text: string): readonly string[] {
  if (text.trim() === "") return [];
  return [
    ".P",
    ".nf",
    ...text
      .trim()
      .split("\n")
      .map((line) => (line === "" ? "" : roff(line))),
    ".fi",
  ];
}

/** Nothing in it is a request or an escape, and nothing is outside of ASCII: not every roff reads UTF-8 (groff_char(7)). */
function roff(text: string): string {
  const named = text.replaceAll("\\", "\\e").replaceAll("-", "\\-");
  const escaped = named.replace(/[^\0-\x7f]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return `\\[u${point.toString(16).toUpperCase().padStart(4, "0")}]`;
  });
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
