/** Colours the labels of names: which one is the Service, the namespace, the Pod, the port, the domain, and which leads nowhere. */

import type { Range, SemanticTokens } from "vscode-languageserver-types";
import { stringAt } from "../../base/json.ts";
import { asUri, type Uri } from "../../base/source.ts";
import { intersects, type Span } from "../../base/span.ts";
import { type TokenType, tokenTypes } from "../../protocol/semantic-tokens.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { objectValue } from "../../workspace/places/object-value.ts";
import { siteSpan } from "../../workspace/places/site.ts";
import { fullParts, shortPodParts } from "../rules/host-names/parts.ts";
import { mayExistUnseen } from "../rules/host-names/workspace-names.ts";
import { rangeOf, spanAt } from "./convert.ts";
import type { DocumentParams } from "./diagnostics.ts";
import { type ShownHost, shownHosts, shownObjects } from "./shown-hosts.ts";
import { labelSpansOf, meaningOf } from "./symbol/host-labels.ts";
import { labelSite, withoutQuotes } from "./symbol/occurrences.ts";
import { subjectsOf } from "./symbol/subject.ts";
import { fieldUsesOf } from "./symbol/use.ts";

interface Token {
  readonly span: Span;
  readonly type: TokenType;
}

/** All tokens of a document. */
export function semanticTokens(analysis: Analysis, { textDocument }: DocumentParams): SemanticTokens {
  const uri = asUri(textDocument.uri);
  const length = analysis.files.get(uri)?.text.length ?? 0;
  return encoded(analysis, uri, tokensIn(analysis, uri, { start: 0, end: length }));
}

/** Those of a part of it. */
export function semanticTokensIn(
  analysis: Analysis,
  { textDocument, range }: DocumentParams & { readonly range: Range },
): SemanticTokens {
  const uri = asUri(textDocument.uri);
  const within = spanAt(analysis, uri, range);
  return within === undefined ? { data: [] } : encoded(analysis, uri, tokensIn(analysis, uri, within));
}

function tokensIn(analysis: Analysis, uri: Uri, within: Span): readonly Token[] {
  const hosts = shownHosts(analysis, uri, within).flatMap((host) => tokensOf(analysis, uri, host));
  return [...hosts, ...fieldTokens(analysis, uri, within)];
}

/** The labels of one host name; none for names outside of the cluster, and for words that may be anything. */
function tokensOf(analysis: Analysis, uri: Uri, host: ShownHost): readonly Token[] {
  const { environment, declaration, made, mention, simulation } = host;
  const isMeant = mention.isHost || fullParts(mention) !== undefined || shortPodParts(mention) !== undefined;
  if (simulation.outcome !== "resolved" && !isMeant) return [];
  const meaning = meaningOf(analysis, environment, made, mention, simulation);
  const isMissing = simulation.outcome === "nxdomain" && !mayBeThere(analysis, host);
  if (meaning === undefined && !isMissing) return [];
  const typeAt = (label: number): TokenType | undefined => {
    if (meaning === undefined) return "unresolvable";
    if (label === meaning.serviceAt) return "service";
    if (label === meaning.namespaceAt) return "namespace";
    if (label < meaning.serviceAt && isMissing) return "unresolvable";
    if (label === meaning.endpointAt) return "pod";
    return label < meaning.serviceAt ? "port" : "domain";
  };
  const value = objectValue(analysis, declaration);
  const text = value === undefined ? undefined : stringAt(value, mention.path);
  if (text === undefined) return [];
  return labelSpansOf(mention, text).flatMap(({ label, within }): Token[] => {
    const type = typeAt(label);
    const site = siteSpan(analysis, { declaration, path: mention.path, within });
    return type === undefined || site?.uri !== uri ? [] : [{ span: withoutQuotes(analysis, site).span, type }];
  });
}

/** Something that no manifest shows may make the name: an operator, or what an open environment does not hold. */
function mayBeThere(analysis: Analysis, { environment, mention }: ShownHost): boolean {
  if (environment.open.length > 0 || !analysis.loaded) return true;
  const { service = mention.labels[0] ?? "", namespace } = fullParts(mention) ?? shortPodParts(mention) ?? {};
  return mayExistUnseen(analysis, service, namespace);
}

/** Fields that name a Service or a namespace by the API's own structure. */
function fieldTokens(analysis: Analysis, uri: Uri, within: Span): readonly Token[] {
  return shownObjects(analysis, uri).flatMap(({ environment, declaration, made }) =>
    fieldUsesOf(analysis, declaration).flatMap((use): Token[] => {
      const { kind } = use.claim;
      if ((kind !== "service" && kind !== "namespace") || use.place === "declaration") return [];
      const site = siteSpan(analysis, labelSite({ declaration, use }));
      if (site?.uri !== uri || !intersects(site.span, within)) return [];
      if (subjectsOf({ analysis, environment, declaration: made }, use).length === 0) return [];
      return [{ span: withoutQuotes(analysis, site).span, type: kind }];
    }),
  );
}

/** Five numbers for each token, counted from the one before it. What overlaps or has more than one line is left out. */
function encoded(analysis: Analysis, uri: Uri, tokens: readonly Token[]): SemanticTokens {
  const data: number[] = [];
  let [line, character, end] = [0, 0, -1];
  for (const { span, type } of [...tokens].sort((a, b) => a.span.start - b.span.start)) {
    const range = rangeOf(analysis, uri, span);
    const length = range.end.character - range.start.character;
    if (span.start < end || range.start.line !== range.end.line || length <= 0) continue;
    const isSameLine = range.start.line === line;
    data.push(
      range.start.line - line,
      range.start.character - (isSameLine ? character : 0),
      length,
      tokenTypes.indexOf(type),
      0,
    );
    ({ line, character } = range.start);
    end = span.end;
  }
  return { data };
}
