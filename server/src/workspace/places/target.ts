/** Finds what stands under a cursor: document, declaration, field. */

import type { Uri } from "../../base/source.ts";
import { type Span, shift } from "../../base/span.ts";
import { pathAt } from "../../kubernetes/manifests/locate.ts";
import type { Declaration, Manifest } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import type { Analysis } from "../analysis.ts";
import { chartTargetAt } from "../charts/chart-target.ts";

export interface Target {
  readonly manifest: Manifest;
  /** Offset of the manifest in the file. */
  readonly start: number;
  /** Absent where the document declares no object (yet). */
  readonly declaration?: Declaration;
  /** Relative to the declaration's object, or to the document without one. */
  readonly path: Path;
  readonly part: "key" | "value";
  /** Offsets into the file. */
  readonly span: Span;
}

/** The field at an offset of a file, or undefined outside of any document. */
export function targetAt(analysis: Analysis, uri: Uri, offset: number): Target | undefined {
  const file = analysis.files.get(uri);
  if (file?.role === "helm-template" && analysis.environmentsOf(uri).some(({ chart }) => chart !== undefined))
    return chartTargetAt(analysis, uri, offset);
  const placed = file?.manifests.findLast(({ start }) => start <= offset);
  if (placed === undefined || offset > placed.start + placed.manifest.text.length) return undefined;
  const { manifest, start } = placed;
  const found = pathAt(manifest, offset - start);
  if (found === undefined) return undefined;
  const span = shift(found.span, start);
  const index = manifest.bases.findIndex((base) => base.every((part, at) => found.path[at] === part));
  const declaration = manifest.declarations[index];
  if (declaration === undefined) return { manifest, start, path: found.path, part: found.part, span };
  const base = manifest.bases[index] ?? [];
  return { manifest, start, declaration, path: found.path.slice(base.length), part: found.part, span };
}
