/** Finds what stands at an offset of a chart's template: the field of an object that the statement there prints. */

import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import { type Span, touches } from "../../base/span.ts";
import { nameOf, pathOf } from "../../base/uri-path.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import type { Analysis, Environment } from "../analysis.ts";
import { innerSite, siteSpan } from "../places/site.ts";
import type { Target } from "../places/target.ts";

interface Field {
  readonly declaration: Declaration;
  readonly path: Path;
  readonly part: "key" | "value";
  readonly span: Span;
}

/** The field that the text at an offset prints, with the first set of values that prints it. */
export function chartTargetAt(analysis: Analysis, uri: Uri, offset: number): Target | undefined {
  for (const environment of analysis.chartsInView(pathOf(uri))) {
    const found = fieldAt(fieldsOf(analysis)(environment, uri), offset);
    if (found === undefined) continue;
    const { declaration, path, part, span } = found;
    return { manifest: noManifest, start: 0, declaration, path, part, span };
  }
  return undefined;
}

/** The objects of an environment that the statement at a place prints the same field of: those of a loop. */
export function printedAt(
  analysis: Analysis,
  environment: Environment,
  uri: Uri,
  { span, path }: Pick<Field, "span" | "path">,
): readonly Declaration[] {
  const at = path.join("\n");
  return fieldsOf(analysis)(environment, uri).flatMap((field) =>
    field.part === "value" &&
    field.span.start === span.start &&
    field.span.end === span.end &&
    field.path.join("\n") === at
      ? [field.declaration]
      : [],
  );
}

const noManifest = { text: "", declarations: [], bases: [], problems: [] };

/**
 * The smallest place around the offset. A statement that prints several fields means none of them, but for those of one
 * object after the other in a loop.
 */
function fieldAt(fields: readonly Field[], offset: number): Field | undefined {
  const around = fields.filter(({ span }) => touches(span, offset));
  const [first] = around.toSorted((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start));
  if (first === undefined) return undefined;
  const same = around.filter(
    ({ span, declaration }) =>
      span.start === first.span.start && span.end === first.span.end && declaration === first.declaration,
  );
  const value = same.find(({ part }) => part === "value");
  const paths = new Set(same.map(({ path }) => path.join("\n")));
  return paths.size === 1 ? (value ?? first) : undefined;
}

const fieldsOf = memoize((analysis: Analysis) => {
  const known = new Map<string, readonly Field[]>();
  return (environment: Environment, uri: Uri): readonly Field[] => {
    const key = `${environment.id} ${uri}`;
    const made =
      known.get(key) ??
      (isPartial(uri) ? innerFields(analysis, environment, uri) : ownFields(analysis, environment, uri));
    known.set(key, made);
    return made;
  };
});

function ownFields(analysis: Analysis, { chart }: Environment, uri: Uri): readonly Field[] {
  return (chart?.rendered(uri) ?? []).flatMap((declaration) =>
    (declaration.rendered?.spots?.() ?? []).flatMap(({ path, part }): readonly Field[] => {
      const place = siteSpan(analysis, { declaration, path, part });
      return place?.uri === uri ? [{ declaration, path, part, span: place.span }] : [];
    }),
  );
}

/** What definitions of a partial wrote in objects of other templates, those of a library in its parents' among them. */
function innerFields(analysis: Analysis, { declarations }: Environment, uri: Uri): readonly Field[] {
  return declarations.flatMap((declaration) =>
    (declaration.rendered?.spots?.() ?? []).flatMap(({ path, part }): readonly Field[] => {
      const place = part === "value" ? innerSite(analysis, { declaration, path }) : undefined;
      return place?.uri === uri ? [{ declaration, path, part, span: place.span }] : [];
    }),
  );
}

/** A file of nothing but definitions: it prints nothing itself. */
function isPartial(uri: Uri): boolean {
  return nameOf(pathOf(uri)).startsWith("_");
}
