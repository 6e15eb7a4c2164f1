/** THE table: which requests are answered, what the client hears of them, and which pure function answers. */
import { CodeActionRequest, DocumentDiagnosticRequest } from "vscode-languageserver";
import { codeActions } from "../features/code-actions.ts";
import { documentDiagnostics } from "../features/diagnostics.ts";
import { type Feature, feature } from "./feature.ts";

/** Milliseconds that an answer waits for the first scan. */
const short = 2_000;

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
];
