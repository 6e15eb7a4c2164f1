/** Finds what the name under a cursor is the name of, in each environment of its file. */
import type { Position } from "vscode-languageserver-types";
import type { Uri } from "../../../base/source.ts";
import { type Span, touches } from "../../../base/span.ts";
import { samePath } from "../../../kubernetes/manifests/path.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { siteSpan } from "../../../workspace/places/site.ts";
import { offsetAt, targetOf } from "../convert.ts";
import { meaningOf } from "./host-labels.ts";
import { labelSite, type Occurrence, wholeSite } from "./occurrences.ts";
import { type Place, type Subject, subjectsOf } from "./subject.ts";
import { type Use, usesOf } from "./use.ts";

/** What is meant in one environment. */
export interface Meant extends Occurrence {
  readonly environment: Environment;
  /** Never empty; the first is the one to go to. */
  readonly subjects: readonly [Subject, ...Subject[]];
}

/** A name in a text. */
export interface SymbolAt {
  /** Of the label alone, and of all of the host or field; offsets into the file. */
  readonly span: Span;
  readonly whole: Span;
  readonly meant: readonly [Meant, ...Meant[]];
}

/**
 * The name under a cursor; undefined for what names nothing that is there.
 * @param most how many of the file's environments are looked at
 */
export function symbolAt(
  analysis: Analysis,
  uri: Uri,
  position: Position,
  most: number = mostEnvironments,
): SymbolAt | undefined {
  const offset = offsetAt(analysis, uri, position);
  const target = targetOf(analysis, uri, position);
  const declaration = target?.declaration;
  if (offset === undefined || declaration === undefined || target?.part !== "value") return undefined;
  const found: Meant[] = [];
  let spans: Pick<SymbolAt, "span" | "whole"> | undefined;
  for (const environment of analysis.environmentsOf(uri).slice(0, most)) {
    for (const made of environment.madeFrom(declaration)) {
      const place: Place = { analysis, environment, declaration: made };
      const at =
        useAt(place, uri, offset, (use) => samePath(use.path, target.path)) ?? onlyRendered(place, uri, offset);
      if (at === undefined) continue;
      const subjects = subjectsOf(place, at.use);
      const [first, ...more] = subjects.length > 0 ? subjects : serviceOf(place, at.use);
      if (first === undefined) continue;
      spans ??= subjects.length > 0 ? at : { span: at.whole, whole: at.whole };
      found.push({ environment, declaration: made, use: at.use, subjects: [first, ...more] });
    }
  }
  const [first, ...others] = found;
  return first === undefined || spans === undefined
    ? undefined
    : { span: spans.span, whole: spans.whole, meant: [first, ...others] };
}

/** Environments of a file that an answer is about: a base may have hundreds of overlays. */
const mostEnvironments = 20;

/** On `svc`, on the domain, and on a Pod that is not there: the Service of the host. */
function serviceOf({ analysis, environment, declaration }: Place, { claim }: Use): readonly Subject[] {
  const meaning = claim.kind === "host" && meaningOf(analysis, environment, declaration, claim.mention);
  return meaning ? [{ kind: "service", service: meaning.service }] : [];
}

interface UseAt extends Pick<SymbolAt, "span" | "whole"> {
  readonly use: Use;
}

/** Of the names at an offset the one with the narrowest place; where a host is expanded, its last label. */
function useAt(place: Place, uri: Uri, offset: number, isCandidate: (use: Use) => boolean): UseAt | undefined {
  let best: UseAt | undefined;
  let around: UseAt | undefined;
  for (const use of usesOf(place.analysis, place.declaration)) {
    if (!isCandidate(use)) continue;
    const occurrence = { declaration: place.declaration, use };
    const label = siteSpan(place.analysis, labelSite(occurrence));
    if (label === undefined || label.uri !== uri) continue;
    const found = siteSpan(place.analysis, wholeSite(occurrence));
    const whole = found?.uri === uri ? found.span : label.span;
    if (touches(whole, offset)) around ??= { use, span: whole, whole };
    if (!touches(label.span, offset)) continue;
    if (best !== undefined && best.span.end - best.span.start <= label.span.end - label.span.start) continue;
    best = { use, span: label.span, whole };
  }
  return best ?? around;
}

/** A renderer may move a field to another path: its place is the same. */
function onlyRendered(place: Place, uri: Uri, offset: number): UseAt | undefined {
  return place.declaration.rendered === undefined ? undefined : useAt(place, uri, offset, () => true);
}
