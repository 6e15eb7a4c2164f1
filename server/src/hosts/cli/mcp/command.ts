/** Runs `podns mcp`: the tools for models, over standard input and output, or one of them once. */
import { type Command, Option } from "commander";
import { agentTools, inputSchema } from "../../../protocol/agent-tools.ts";
import type { CommonOptions } from "../options.ts";
import { shownLines } from "../shown.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { version } from "../version.ts";
import type { Given } from "./arguments.ts";
import { callTool, rootsOf, type ToolContext } from "./tools.ts";

export interface McpOptions extends CommonOptions {
  readonly call?: string;
}

/** Adds the arguments and flags to the command. */
export function addMcpOptions(command: Command): Command {
  return command
    .argument("[root...]", "folders that may be read; none: the current directory")
    .addOption(
      new Option("--call <tool>", "run one tool with the arguments that standard input has as JSON, and end").choices(
        agentTools.map(({ name }) => name),
      ),
    )
    .addHelpText("after", mcpHelp());
}

function mcpHelp(): string {
  return `
Tools: ${agentTools.map(({ name }) => name).join(", ")}. They only read, and nothing outside of the roots.
Exit status of --call: 1 when the tool could not answer.`;
}

/** @returns the exit status */
export async function mcp(paths: readonly string[], options: McpOptions, terminal: Terminal): Promise<number> {
  const roots = rootsOf(paths, terminal.cwd);
  const [cwd = terminal.cwd] = roots;
  // Standard output belongs to the protocol, and nobody reads what files were skipped.
  const context: ToolContext = { roots, options, terminal: { ...terminal, cwd, out: () => {}, err: () => {} } };
  const call = async (name: string, given: Given): Promise<{ readonly text: string; readonly isError: boolean }> => {
    const { lines, isError } = await callTool(name, given, context);
    return { text: shownLines(bounded(lines)).trimEnd(), isError };
  };
  if (options.call !== undefined) {
    const { text, isError } = await call(options.call, argumentsOf(await terminal.stdin()));
    terminal.out(shownLines(text.split("\n")));
    return isError ? 1 : 0;
  }
  const { serveTools } = await import("./server.ts");
  const tools = agentTools.map((tool) => ({
    ...{ name: tool.name, title: tool.title, description: tool.description },
    inputSchema: inputSchema(tool),
  }));
  await serveTools({ version: version(), tools, call });
  return 0;
}

/** Characters of a line, and of an answer, at most: a model pays for each. */
const longestLine = 1_000;
const longestAnswer = 100_000;

function bounded(lines: readonly string[]): readonly string[] {
  let length = 0;
  const short = lines.map((line) => (line.length <= longestLine ? line : `${line.slice(0, longestLine)}…`));
  const kept = short.filter((line) => {
    length += line.length + 1;
    return length <= longestAnswer;
  });
  const left = short.length - kept.length;
  return left === 0 ? kept : [...kept, `… and ${left} more lines: narrow the question, or lower 'limit'`];
}

/** @throws UsageError for what is not an object of JSON */
function argumentsOf(bytes: Uint8Array): Given {
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below.
  }
  throw new UsageError("standard input has no object of JSON");
}
