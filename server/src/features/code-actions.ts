/** Lists the quick fixes for a range: those of the findings that overlap it, computed anew at each request. */
import type { CodeAction, Range } from "vscode-languageserver-types";
import type { Analysis } from "../analysis/analysis.ts";
import { siteSpan } from "../analysis/site.ts";
import { ignoreHere } from "../rules/unused-suppression.ts";
import { asUri } from "../text/source.ts";
import { intersects } from "../text/span.ts";
import { visible } from "../text/visible.ts";
import { spanAt, workspaceEditOf } from "./convert.ts";
import { diagnosticOf } from "./diagnostics.ts";
import { findingsOf } from "./findings.ts";

export interface CodeActionParams {
  readonly textDocument: { readonly uri: string };
  readonly range: Range;
  readonly context: { readonly only?: readonly string[] };
}

/** Quick fixes, each one undo step, preferred ones marked. */
export function codeActions(analysis: Analysis, params: CodeActionParams): CodeAction[] {
  const { only } = params.context;
  // Kinds are hierarchical: "" and "quickfix" ask for quick fixes, "quickfix.x" does not.
  if (only !== undefined && !only.some((kind) => kind === "" || kind === "quickfix")) return [];
  const uri = asUri(params.textDocument.uri);
  const selection = spanAt(analysis, uri, params.range);
  if (selection === undefined) return [];
  return findingsOf(analysis, uri).flatMap((reported): CodeAction[] => {
    const place = siteSpan(analysis, reported.finding.at);
    if (place === undefined || !intersects(place.span, selection)) return [];
    const diagnostic = diagnosticOf(analysis, reported);
    const ignore = ignoreHere(analysis, reported.rule.id, reported.finding.at);
    const fixes = [...(reported.finding.fixes?.() ?? []), ...(ignore === undefined ? [] : [ignore])];
    return fixes.map(({ title, preferred, edits }) => ({
      title: visible(title),
      kind: "quickfix",
      ...(preferred === true ? { isPreferred: true } : {}),
      ...(diagnostic === undefined ? {} : { diagnostics: [diagnostic] }),
      edit: workspaceEditOf(analysis, edits),
    }));
  });
}
