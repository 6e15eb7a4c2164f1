/** Reports that a kustomization cannot be built, and where. It does not build any. */

import { shortened } from "../../base/excerpt.ts";
import type { Uri } from "../../base/source.ts";
import { type Span, shift } from "../../base/span.ts";
import { nearestSpan } from "../../kubernetes/manifests/locate.ts";
import type { Analysis } from "../analysis.ts";

/** One defect, at offsets of the file. */
export interface KustomizationProblem {
  readonly span: Span;
  /** An error is kustomize's own; a warning says that PodNS gave up. */
  readonly severity: "error" | "warning";
  readonly message: string;
}

/** What kustomize certainly refuses, or PodNS does not build, and what is written in this file. Empty until the first scan is complete. */
export function kustomizationProblems(analysis: Analysis, uri: Uri): readonly KustomizationProblem[] {
  if (!analysis.loaded) return [];
  const seen = new Set<string>();
  return analysis.kustomizationFailures(uri).flatMap(({ uri: where, message, gaveUp, at }): KustomizationProblem[] => {
    if (where !== uri) return [];
    const placed = analysis.files.get(uri)?.manifests.find(({ manifest }) => manifest === at.manifest);
    if (placed === undefined) return [];
    const span = shift(firstLine(placed.manifest.text, nearestSpan(placed.manifest, at.path)), placed.start);
    const key = `${span.start} ${message}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const text = gaveUp ? `this is not built: ${message}` : `kustomize refuses to build this: ${message}`;
    return [{ span, severity: gaveUp ? "warning" : "error", message: shortened(text) }];
  });
}

/** Of a long value its first line is enough to point at. */
function firstLine(text: string, span: Span): Span {
  const end = text.slice(span.start, span.end).search(/[\r\n]/);
  return end <= 0 ? span : { start: span.start, end: span.start + end };
}
