/** THE table: which requests are answered, what the client hears of them, and which pure function answers. */
import { CodeActionRequest, DocumentDiagnosticRequest, HoverRequest } from "vscode-languageserver";
import { codeActions } from "../features/code-actions.ts";
import { documentDiagnostics } from "../features/diagnostics.ts";
import { hover } from "../features/hover.ts";
import { namesFrom } from "../features/names.ts";
import { recordsText } from "../features/records.ts";
import { simulateQuestion } from "../features/simulate.ts";
import { namesRequest, recordsRequest, simulateRequest } from "../protocol/request.ts";
import { type Feature, feature } from "./feature.ts";

/** Milliseconds that an answer waits for the first scan: someone looks at the editor, or at the panel. */
const short = 2_000;
const long = 10_000;

export const features: readonly Feature[] = [
  feature(
    DocumentDiagnosticRequest.type,
    {
      capabilities: {
        diagnosticProvider: { identifier: "podns", interFileDependencies: true, workspaceDiagnostics: true },
      },
      patience: 0,
      empty: { kind: "full", items: [] },
    },
    documentDiagnostics,
  ),
  feature(
    CodeActionRequest.type,
    { capabilities: { codeActionProvider: { codeActionKinds: ["quickfix"] } }, patience: short, empty: null },
    codeActions,
  ),
  feature(HoverRequest.type, { capabilities: { hoverProvider: true }, patience: short, empty: null }, hover),
  feature(simulateRequest, { capabilities: {}, patience: long }, simulateQuestion),
  feature(namesRequest, { capabilities: {}, patience: long, empty: { names: [], complete: true } }, namesFrom),
  feature(recordsRequest, { capabilities: {}, patience: long }, recordsText),
];
