/** Writes completions for shells from the commands and flags that the help lists. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write their variables so.
import type { Command, Option } from "commander";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** A script that the shell reads: `source <(podns completion bash)`. */
export function completionScript(program: Command, shell: Shell): string {
  const writers: Readonly<Record<Shell, (program: Command) => readonly string[]>> = { bash, zsh, fish };
  return `${writers[shell](program).join("\n")}\n`;
}

function commandsOf(program: Command): readonly Command[] {
  return program.commands.filter((command) => command.name() !== "help");
}

/** What may stand behind a flag: the words of a choice, else a file; undefined for a flag without a value. */
function valuesOf(option: Option): readonly string[] | "file" | undefined {
  if (!option.required && !option.optional) return undefined;
  return option.argChoices ?? "file";
}

function flagsOf(option: Option): readonly string[] {
  return [option.short, option.long].flatMap((flag) => flag ?? []);
}

function optionsOf(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command);
}

/** The words of a command's first argument where it has a choice. */
function firstWords(command: Command): readonly string[] {
  return command.registeredArguments[0]?.argChoices ?? [];
}

function bash(program: Command): readonly string[] {
  const commands = commandsOf(program);
  const values = commands.flatMap((command) =>
    optionsOf(command).flatMap((option) => {
      const words = valuesOf(option);
      if (words === undefined) return [];
      const pattern = flagsOf(option)
        .map((flag) => `${command.name()}:${flag}`)
        .join("|");
      return words === "file"
        ? [`    ${pattern}) _podns_files; return ;;`]
        : [`    ${pattern}) _podns_words '${words.join(" ")}'; return ;;`];
    }),
  );
  const flags = commands.map((command) => {
    const words = optionsOf(command).flatMap(flagsOf).join(" ");
    return `      ${command.name()}) _podns_words '${words}' ;;`;
  });
  const first = commands.filter((command) => firstWords(command).length > 0);
  return [
    "# bash completion of podns: source <(podns completion bash)",
    '_podns_words() { local IFS=$\' \\t\\n\'; COMPREPLY=($(compgen -W "$1" -- "$cur")); }',
    "_podns_files() { local IFS=$'\\n'; COMPREPLY=($(compgen -f -- \"$cur\")); }",
    "_podns() {",
    '  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command="" word',
    "  COMPREPLY=()",
    "  if [[ $cur == = ]]; then cur=; fi",
    "  if [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi",
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    `    case $word in ${commands.map((command) => command.name()).join("|")}) command=$word; break ;; esac`,
    "  done",
    "  case $command:$prev in",
    ...values,
    "  esac",
    "  if [[ $cur == -* ]]; then",
    "    case $command in",
    ...flags,
    `      *) _podns_words '${optionsOf(program).flatMap(flagsOf).join(" ")}' ;;`,
    "    esac",
    `  elif [[ -z $command ]]; then _podns_words '${commands.map((command) => command.name()).join(" ")}'`,
    ...first.map(
      (command) => `  elif [[ $command == ${command.name()} ]]; then _podns_words '${firstWords(command).join(" ")}'`,
    ),
    "  else _podns_files",
    "  fi",
    "}",
    "complete -o filenames -F _podns podns",
  ];
}

function zsh(program: Command): readonly string[] {
  const text = (words: string): string => words.replace(/[[\]:\\]/g, "\\$&").replaceAll("'", "'\\''");
  const commands = commandsOf(program);
  const specsOf = (command: Command): readonly string[] =>
    optionsOf(command).flatMap((option) => {
      const words = valuesOf(option);
      const value = words === undefined ? "" : words === "file" ? ":file:_files" : `:value:(${words.join(" ")})`;
      // A long flag takes its value behind an equals sign, too.
      const end = (flag: string): string => (value !== "" && flag.startsWith("--") ? "=" : "");
      return flagsOf(option).map((flag) => `'*${flag}${end(flag)}[${text(option.description)}]${value}'`);
    });
  return [
    "#compdef podns",
    '# zsh completion of podns: podns completion zsh > "${fpath[1]}/_podns"',
    "_podns() {",
    "  local -a commands",
    "  commands=(",
    ...commands.map((command) => `    '${command.name()}:${text(command.description())}'`),
    "  )",
    "  if (( CURRENT == 2 )); then _describe command commands; return; fi",
    "  local command=$words[2]",
    "  shift words; (( CURRENT-- ))",
    "  case $command in",
    ...commands.flatMap((command) => {
      const first = firstWords(command);
      const rest = first.length > 0 ? `'1:value:(${first.join(" ")})'` : "'*:file:_files'";
      return [`    ${command.name()})`, `      _arguments ${[...specsOf(command), rest].join(" \\\n        ")} ;;`];
    }),
    "  esac",
    "}",
    'if [[ $funcstack[1] == _podns ]]; then _podns "$@"; else compdef _podns podns; fi',
  ];
}

function fish(program: Command): readonly string[] {
  const text = (words: string): string => `'${words.replace(/[\\']/g, "\\$&")}'`;
  const commands = commandsOf(program);
  const names = commands.map((command) => command.name()).join(" ");
  return [
    "# fish completion of podns: podns completion fish > ~/.config/fish/completions/podns.fish",
    ...commands.map(
      (command) =>
        `complete -c podns -f -n 'not __fish_seen_subcommand_from ${names}' -a ${command.name()} -d ${text(command.description())}`,
    ),
    ...commands.flatMap((command) => {
      const start = `complete -c podns -n '__fish_seen_subcommand_from ${command.name()}'`;
      const first = firstWords(command);
      return [
        ...(first.length > 0 ? [`${start} -f -a '${first.join(" ")}'`] : []),
        ...optionsOf(command).map((option) => {
          const words = valuesOf(option);
          const short = option.short === undefined ? "" : ` -s ${option.short.slice(1)}`;
          const long = option.long === undefined ? "" : ` -l ${option.long.slice(2)}`;
          const value = words === undefined ? "" : words === "file" ? " -r" : ` -x -a '${words.join(" ")}'`;
          return `${start}${short}${long}${value} -d ${text(option.description)}`;
        }),
      ];
    }),
  ];
}
