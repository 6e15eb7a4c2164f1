/** Gives the tools for models to VS Code: as tools of language models, and as a server of the Model Context Protocol. */
import {
  Disposable,
  type ExtensionContext,
  LanguageModelTextPart,
  LanguageModelToolResult,
  lm,
  McpStdioServerDefinition,
  workspace,
} from "vscode";
import { type Program, runProgram } from "./command-line.ts";

/** The id that package.json gives the provider. */
const provider = "podns.mcp";
const prefix = "podns_";

/** Registers both until disposed. An editor without language models has neither. */
export function provideAgentTools(context: ExtensionContext, program: Program): Disposable {
  const { contributes, version }: Manifest = context.extension.packageJSON;
  const tools = contributes.languageModelTools.map(({ name }) =>
    lm.registerTool<object>(name, {
      invoke: async ({ input }) => {
        const args = ["mcp", "--call", name.slice(prefix.length), ...rootsOf()];
        const { stdout, stderr } = await runProgram(program, args, rootsOf()[0] ?? ".", JSON.stringify(input));
        return new LanguageModelToolResult([new LanguageModelTextPart(stdout === "" ? stderr : stdout)]);
      },
    }),
  );
  const { command, script, env } = program;
  const server = lm.registerMcpServerDefinitionProvider(provider, {
    provideMcpServerDefinitions: () =>
      rootsOf().length === 0
        ? []
        : [new McpStdioServerDefinition("PodNS", command, [script, "mcp", ...rootsOf()], { ...env }, String(version))],
  });
  return Disposable.from(...tools, server);
}

/** What is read of package.json. */
interface Manifest {
  readonly version: string;
  readonly contributes: { readonly languageModelTools: readonly { readonly name: string }[] };
}

/** The folders of the workspace on this disk. */
function rootsOf(): readonly string[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);
}

/** False in editors that know no language models. */
export function hasLanguageModels(): boolean {
  // Older editors lack the members that the types promise.
  const known: Partial<typeof lm> | undefined = lm;
  return known?.registerTool !== undefined && known.registerMcpServerDefinitionProvider !== undefined;
}
