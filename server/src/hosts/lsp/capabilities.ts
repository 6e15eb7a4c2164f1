/**
 * States the capabilities for each request of the table of features (features.ts): the client gets them before the
 * features are loaded. Requests of PROTOCOL.md's own have no capability.
 */
import type { ServerCapabilities } from "vscode-languageserver";
import { tokenTypes } from "../../protocol/semantic-tokens.ts";

const semanticTokens: ServerCapabilities = {
  semanticTokensProvider: { legend: { tokenTypes: [...tokenTypes], tokenModifiers: [] }, full: true, range: true },
};

export const capabilitiesByRequest: Readonly<Record<string, ServerCapabilities>> = {
  "textDocument/diagnostic": {
    diagnosticProvider: { identifier: "podns", interFileDependencies: true, workspaceDiagnostics: true },
  },
  "textDocument/codeAction": {
    codeActionProvider: {
      codeActionKinds: ["quickfix", "refactor.rewrite", "refactor.extract", "source.fixAll.podns"],
    },
  },
  "textDocument/hover": { hoverProvider: true },
  "textDocument/definition": { definitionProvider: true },
  "textDocument/declaration": { declarationProvider: true },
  "textDocument/typeDefinition": { typeDefinitionProvider: true },
  "textDocument/implementation": { implementationProvider: true },
  "textDocument/references": { referencesProvider: true },
  "textDocument/documentHighlight": { documentHighlightProvider: true },
  "textDocument/rename": { renameProvider: { prepareProvider: true } },
  "textDocument/prepareRename": { renameProvider: { prepareProvider: true } },
  // Any file may be one that a generator or a chart reads.
  "workspace/willRenameFiles": {
    workspace: { fileOperations: { willRename: { filters: [{ pattern: { glob: "**/*" } }] } } },
  },
  "textDocument/selectionRange": { selectionRangeProvider: true },
  "textDocument/documentLink": { documentLinkProvider: {} },
  "textDocument/prepareCallHierarchy": { callHierarchyProvider: true },
  "callHierarchy/incomingCalls": { callHierarchyProvider: true },
  "callHierarchy/outgoingCalls": { callHierarchyProvider: true },
  // A blank or a quote begins a value; the others a part of a host in it.
  "textDocument/completion": { completionProvider: { triggerCharacters: [" ", ":", '"', "'", "/", "@", ".", ","] } },
  "textDocument/documentSymbol": { documentSymbolProvider: true },
  "workspace/symbol": { workspaceSymbolProvider: true },
  "textDocument/semanticTokens/full": semanticTokens,
  "textDocument/semanticTokens/range": semanticTokens,
  "textDocument/inlayHint": { inlayHintProvider: true },
  "textDocument/codeLens": { codeLensProvider: {} },
};

/** All of them as one. */
export function featureCapabilities(): ServerCapabilities {
  return Object.assign({}, ...Object.values(capabilitiesByRequest));
}
