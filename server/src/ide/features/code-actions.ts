/**
 * Lists the actions for a range: the quick fixes of the findings that overlap it and how to ignore them, changes of the name under
 * the cursor, and what fixes a whole file. All are computed anew at each request.
 */
import type { CodeAction, Range, WorkspaceEdit } from "vscode-languageserver-types";
import type { Edit } from "../../base/edit.ts";
import { asUri, type Uri } from "../../base/source.ts";
import { intersects, type Span } from "../../base/span.ts";
import { visible } from "../../base/visible.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { mentionAt } from "../../workspace/asking/mentions.ts";
import { withoutChoice } from "../../workspace/environments/for-choice.ts";
import { siteSpan } from "../../workspace/places/site.ts";
import type { Reported } from "../rules/run/run.ts";
import { ignoreHere } from "../rules/unused-suppression.ts";
import type { HostPlace } from "./actions/action.ts";
import { mostEnvironments } from "./actions/action.ts";
import { extractConfigMap } from "./actions/extract-config-map.ts";
import { fixProved, fixRule } from "./actions/fix-all.ts";
import { peerListActions } from "./actions/peer-list.ts";
import { rewriteHost } from "./actions/rewrite-host.ts";
import { srvAction } from "./actions/srv-name.ts";
import { ignoreInFile, ignoreInRepository, type RepositoryChange } from "./actions/suppress.ts";
import type { ClientSupport } from "./client.ts";
import { spanAt, workspaceEditOf } from "./convert.ts";
import { diagnosticOf } from "./diagnostics.ts";
import { findingsOf } from "./findings.ts";

export interface CodeActionParams {
  readonly textDocument: { readonly uri: string };
  readonly range: Range;
  readonly context: { readonly only?: readonly string[] };
}

/** The kind of what fixes a file; a rule's id behind it means that rule alone. */
const fixAllKind = "source.fixAll.podns";

/** Each action is one undo step, preferred fixes are marked. What is asked for by kind alone is about the whole file. */
export function codeActions(asked: Analysis, params: CodeActionParams, client: ClientSupport): CodeAction[] {
  const analysis = withoutChoice(asked);
  const { only } = params.context;
  const uri = asUri(params.textDocument.uri);
  const selection = spanAt(analysis, uri, params.range);
  const wants = (kind: string): boolean => only === undefined || only.some((asking) => isWithinKind(kind, asking));
  return [
    ...(selection !== undefined && wants("quickfix") ? quickFixes(analysis, uri, selection, client) : []),
    ...(selection !== undefined ? refactors(analysis, uri, selection).filter(({ kind }) => wants(kind ?? "")) : []),
    ...(only === undefined ? [] : sourceActions(analysis, uri, only)),
  ];
}

/** Kinds are hierarchical: "" and "quickfix" ask for quick fixes, "quickfix.x" does not. */
function isWithinKind(kind: string, asking: string): boolean {
  return asking === "" || kind === asking || kind.startsWith(`${asking}.`);
}

function quickFixes(analysis: Analysis, uri: Uri, selection: Span, client: ClientSupport): CodeAction[] {
  const all = findingsOf(analysis, uri);
  const here = all.filter(({ finding }) => {
    const place = siteSpan(analysis, finding.at);
    return place !== undefined && intersects(place.span, selection);
  });
  const fixes = here.flatMap((reported) => fixesOf(analysis, reported, client));
  const rules = [...new Set(here.map(({ rule }) => rule.id))];
  return [...fixes, ...rules.flatMap((id) => fixAllOf(analysis, uri, all, id))];
}

function fixesOf(analysis: Analysis, reported: Reported, client: ClientSupport): CodeAction[] {
  const { finding, rule } = reported;
  const diagnostic = diagnosticOf(analysis, reported);
  const about = diagnostic === undefined ? {} : { diagnostics: [diagnostic] };
  const [here, inFile] = [ignoreHere, ignoreInFile].map((make) => make(analysis, rule.id, finding.at));
  const fixes = [...(finding.fixes?.() ?? []), ...[here, inFile].filter((fix) => fix !== undefined)];
  const inRepository = ignoreInRepository(analysis, rule.id, finding.at);
  return [
    ...fixes.map(
      ({ title, preferred, edits }): CodeAction => ({
        title: visible(title),
        kind: "quickfix",
        ...(preferred === true ? { isPreferred: true } : {}),
        ...about,
        edit: workspaceEditOf(analysis, edits),
      }),
    ),
    ...repositoryAction(analysis, inRepository, client).map((action) => ({ ...action, ...about })),
  ];
}

/** A file that is not there yet can be made only where the editor can make files. */
function repositoryAction(
  analysis: Analysis,
  change: RepositoryChange | undefined,
  client: ClientSupport,
): readonly CodeAction[] {
  if (change === undefined || (change.creates && !client.createsFiles)) return [];
  const { title, edit, creates } = change;
  const start = { line: 0, character: 0 };
  const made: WorkspaceEdit = {
    documentChanges: [
      { kind: "create", uri: edit.uri },
      {
        textDocument: { uri: edit.uri, version: null },
        edits: [{ range: { start, end: start }, newText: edit.text }],
      },
    ],
  };
  return [{ title: visible(title), kind: "quickfix", edit: creates ? made : workspaceEditOf(analysis, [edit]) }];
}

/** The same rule's other findings in the file, where there are any. */
function fixAllOf(analysis: Analysis, uri: Uri, all: readonly Reported[], ruleId: string): readonly CodeAction[] {
  if (all.filter(({ rule }) => rule.id === ruleId).length < 2) return [];
  const { edits, count } = fixRule(uri, all, ruleId);
  if (count < 2) return [];
  const title = `Fix all ${count} findings of '${ruleId}' in this file`;
  return [{ title, kind: "quickfix", edit: workspaceEditOf(analysis, edits) }];
}

/** What an editor asks for when a file is saved: all that is proved, or one rule that a person chose. */
function sourceActions(analysis: Analysis, uri: Uri, only: readonly string[]): CodeAction[] {
  const findings = (): readonly Reported[] => findingsOf(analysis, uri);
  const made = (title: string, kind: string, edits: readonly Edit[]): CodeAction[] =>
    edits.length === 0 ? [] : [{ title, kind, edit: workspaceEditOf(analysis, edits) }];
  return [...new Set(only)].flatMap((asking) => {
    if (asking !== "" && isWithinKind(fixAllKind, asking))
      return made("Fix all that is certain in this file", fixAllKind, fixProved(uri, findings()).edits);
    if (!asking.startsWith(`${fixAllKind}.`)) return [];
    const ruleId = asking.slice(fixAllKind.length + 1);
    return made(
      `Fix all findings of '${visible(ruleId)}' in this file`,
      asking,
      fixRule(uri, findings(), ruleId).edits,
    );
  });
}

/** What can be done with the host name under the cursor. */
function refactors(analysis: Analysis, uri: Uri, selection: Span): readonly CodeAction[] {
  const place = hostPlace(analysis, uri, selection);
  if (place === undefined) return [];
  const actions = [...rewriteHost(place), ...peerListActions(place), ...srvAction(place), ...extractConfigMap(place)];
  return actions.map(({ title, kind, edits }) => ({
    title: visible(title),
    kind,
    edit: workspaceEditOf(analysis, edits),
  }));
}

const hasAnchor = /(?:^|[\s,[{])&[^\s,[\]{}]/;
const hasAlias = /(?:^|[\s,[{])\*[^\s,[\]{}]/;

function hostPlace(analysis: Analysis, uri: Uri, selection: Span): HostPlace | undefined {
  const found = mentionAt(analysis, uri, selection.end);
  const mention = found?.mentions[0];
  if (found === undefined || mention?.kind !== "host" || found.mentions.length > 1) return undefined;
  const { declaration } = found;
  if (declaration.refusals.length > 0 || declaration.templated) return undefined;
  // What an alias takes would change, too.
  const { text = "" } = analysis.place(declaration)?.manifest ?? {};
  if (hasAnchor.test(text) && hasAlias.test(text)) return undefined;
  const environments = analysis.environmentsOf(uri);
  if (environments.length === 0 || environments.length > mostEnvironments) return undefined;
  const made = environments.flatMap((environment) =>
    environment.madeFrom(declaration).map((one) => ({ environment, declaration: one })),
  );
  return made.length === 0 ? undefined : { analysis, uri, declaration, mention, made };
}
