/** Knows where a client says what it can show: its capabilities, and the initialization options of PROTOCOL.md. */
import type { InitializeParams } from "vscode-languageserver";
import type { ClientSupport } from "../features/client.ts";
import { recordsCommand, simulateCommand } from "../protocol/commands.ts";

/** What is not announced is not there. */
export function clientSupportOf({ capabilities, initializationOptions }: InitializeParams): ClientSupport {
  const { hover, definition, documentSymbol } = capabilities.textDocument ?? {};
  const commands = commandsOf(initializationOptions);
  return {
    commands: commands.includes(simulateCommand) && commands.includes(recordsCommand),
    // A client that names no format is one from before there was a choice: Markdown was the only one.
    markdown: hover?.contentFormat?.includes("markdown") ?? true,
    definitionLinks: definition?.linkSupport === true,
    hierarchicalSymbols: documentSymbol?.hierarchicalDocumentSymbolSupport === true,
  };
}

function commandsOf(options: unknown): readonly unknown[] {
  const commands = typeof options === "object" && options !== null ? Reflect.get(options, "commands") : undefined;
  return Array.isArray(commands) ? commands : [];
}
