/** THE table: which requests are answered, and which pure function answers. What the client hears of them is in capabilities.ts. */
import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  DeclarationRequest,
  DefinitionRequest,
  DocumentDiagnosticRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentSymbolRequest,
  HoverRequest,
  ImplementationRequest,
  InlayHintRequest,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  SelectionRangeRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  TypeDefinitionRequest,
  WillRenameFilesRequest,
  WorkspaceSymbolRequest,
} from "vscode-languageserver";
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from "../../ide/features/call-hierarchy.ts";
import { renderedChart } from "../../ide/features/charts/rendered-chart.ts";
import { codeActions } from "../../ide/features/code-actions.ts";
import { codeLenses } from "../../ide/features/code-lenses.ts";
import { compareEnvironments } from "../../ide/features/compare-environments.ts";
import { completion } from "../../ide/features/completion.ts";
import { decisions } from "../../ide/features/decisions.ts";
import { documentDiagnostics } from "../../ide/features/diagnostics.ts";
import { documentLinks } from "../../ide/features/document-links.ts";
import { environments } from "../../ide/features/environments.ts";
import { explorer, explorerAhead, explorerPlace } from "../../ide/features/explorer.ts";
import { hover } from "../../ide/features/hover.ts";
import { inlayHints } from "../../ide/features/inlay-hints.ts";
import { namesFrom } from "../../ide/features/names.ts";
import { definition, highlights, implementation, references, typeDefinition } from "../../ide/features/navigation.ts";
import { simulateQuestion } from "../../ide/features/panel-simulation.ts";
import { recordsText } from "../../ide/features/records.ts";
import { prepareRename, rename } from "../../ide/features/rename.ts";
import { willRenameFiles } from "../../ide/features/rename-files.ts";
import { selectionRanges } from "../../ide/features/selection-ranges.ts";
import { semanticTokens, semanticTokensIn } from "../../ide/features/semantic-tokens.ts";
import { preparedNaming } from "../../ide/features/symbol/naming-index.ts";
import { documentSymbols, workspaceSymbols, workspaceSymbolsAhead } from "../../ide/features/symbols.ts";
import {
  compareRequest,
  decisionsRequest,
  environmentsRequest,
  explorerPlaceRequest,
  explorerRequest,
  mapRequest,
  mapTextRequest,
  namesRequest,
  recordsRequest,
  renderedChartRequest,
  simulateRequest,
  timelineRequest,
} from "../../protocol/request.ts";
import { type Feature, feature, steppedFeature } from "./feature.ts";

/** Milliseconds that an answer waits for the first scan: someone looks at the editor, or at the panel. */
const short = 2_000;
const long = 10_000;

export const features: readonly Feature[] = [
  feature(
    DocumentDiagnosticRequest.type,
    {
      patience: 0,
      empty: { kind: "full", items: [] },
    },
    documentDiagnostics,
  ),
  feature(CodeActionRequest.type, { patience: short, empty: null }, codeActions),
  feature(HoverRequest.type, { patience: short, empty: null }, hover),
  feature(DefinitionRequest.type, { patience: short, empty: null }, definition),
  feature(DeclarationRequest.type, { patience: short, empty: null }, definition),
  feature(TypeDefinitionRequest.type, { patience: short, empty: null }, typeDefinition),
  feature(ImplementationRequest.type, { patience: short, empty: null }, implementation),
  feature(ReferencesRequest.type, { patience: short, ahead: preparedNaming, empty: null }, references),
  feature(DocumentHighlightRequest.type, { patience: short, empty: null }, highlights),
  feature(PrepareRenameRequest.type, { patience: short, empty: null }, prepareRename),
  feature(RenameRequest.type, { patience: long, ahead: preparedNaming }, rename),
  feature(WillRenameFilesRequest.type, { patience: short, empty: null }, willRenameFiles),
  feature(SelectionRangeRequest.type, { patience: short, empty: null }, selectionRanges),
  feature(DocumentLinkRequest.type, { patience: short, empty: null }, documentLinks),
  feature(CallHierarchyPrepareRequest.type, { patience: short, empty: null }, prepareCallHierarchy),
  feature(
    CallHierarchyIncomingCallsRequest.type,
    { patience: short, ahead: preparedNaming, empty: null },
    incomingCalls,
  ),
  feature(CallHierarchyOutgoingCallsRequest.type, { patience: short, empty: null }, outgoingCalls),
  feature(CompletionRequest.type, { patience: short, empty: null }, completion),
  feature(DocumentSymbolRequest.type, { patience: short, empty: null }, documentSymbols),
  feature(
    WorkspaceSymbolRequest.type,
    { patience: short, ahead: workspaceSymbolsAhead, empty: null },
    workspaceSymbols,
  ),
  feature(SemanticTokensRequest.type, { patience: short, empty: null }, semanticTokens),
  feature(SemanticTokensRangeRequest.type, { patience: short, empty: null }, semanticTokensIn),
  feature(InlayHintRequest.type, { patience: short, empty: null }, inlayHints),
  feature(CodeLensRequest.type, { patience: short, empty: null }, codeLenses),
  feature(simulateRequest, { patience: long }, simulateQuestion),
  steppedFeature(timelineRequest, { patience: long }, async () => {
    const { overTime } = await import("../../ide/features/time/over-time.ts");
    return overTime;
  }),
  feature(namesRequest, { patience: long, empty: { names: [], complete: true } }, namesFrom),
  feature(recordsRequest, { patience: long }, recordsText),
  feature(
    environmentsRequest,
    { patience: long, empty: { environments: [], shown: null, own: [], files: 0 } },
    environments,
  ),
  feature(compareRequest, { patience: long }, compareEnvironments),
  steppedFeature(
    mapRequest,
    { patience: long },
    async () => (await import("../../ide/features/map/show-map.ts")).showMap,
  ),
  steppedFeature(
    mapTextRequest,
    { patience: long },
    async () => (await import("../../ide/features/map/show-map.ts")).mapText,
  ),
  feature(explorerRequest, { patience: long, ahead: explorerAhead, empty: { nodes: [] } }, explorer),
  feature(explorerPlaceRequest, { patience: short, empty: { path: [] } }, explorerPlace),
  feature(renderedChartRequest, { patience: long }, renderedChart),
  steppedFeature(decisionsRequest, { patience: long }, async () => decisions),
];
