/** Reads what a client can show from its capabilities and the initialization options of PROTOCOL.md. */

import type { InitializeParams } from "vscode-languageserver";
import { valueAt } from "../../base/json.ts";
import type { ClientSupport } from "../../ide/features/client.ts";
import { recordsCommand, simulateCommand } from "../../protocol/commands.ts";

/** What is not announced, or announced in another form, is not there. */
export function clientSupportOf({ capabilities, initializationOptions }: InitializeParams): ClientSupport {
  const announced = (...path: readonly string[]): unknown => valueAt(capabilities, ["textDocument", ...path]);
  const formats = announced("hover", "contentFormat");
  const commands = listAt(initializationOptions, "commands");
  return {
    commands: commands.includes(simulateCommand) && commands.includes(recordsCommand),
    // A client that names no format dates from before there was a choice: Markdown was the only format.
    markdown: Array.isArray(formats) ? formats.includes("markdown") : true,
    definitionLinks: announced("definition", "linkSupport") === true,
    changeAnnotations:
      typeof valueAt(capabilities, ["workspace", "workspaceEdit", "changeAnnotationSupport"]) === "object" &&
      valueAt(capabilities, ["workspace", "workspaceEdit", "documentChanges"]) === true,
    createsFiles:
      valueAt(capabilities, ["workspace", "workspaceEdit", "documentChanges"]) === true &&
      listAt(valueAt(capabilities, ["workspace", "workspaceEdit"]), "resourceOperations").includes("create"),
    hierarchicalSymbols: announced("documentSymbol", "hierarchicalDocumentSymbolSupport") === true,
  };
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = valueAt(value, [key]);
  return Array.isArray(list) ? list : [];
}
