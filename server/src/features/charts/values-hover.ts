/** Says of a key in a values file which objects it makes and what they are called, and which templates read it. */
import type { Analysis, Environment } from "../../analysis/analysis.ts";
import { isValuesAt, keyAt } from "../../analysis/chart-words.ts";
import { givenIn } from "../../analysis/given-values.ts";
import { memoize } from "../../analysis/memo.ts";
import { siteSpan } from "../../analysis/site.ts";
import type { Declaration } from "../../manifests/manifest.ts";
import { formatPath, type Path } from "../../manifests/path.ts";
import type { Uri } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { nameOf, pathOf } from "../../text/uri-path.ts";
import { rangeOf } from "../convert.ts";
import { code, escapeText, list, placeLink } from "../markdown.ts";
import { nameOfService, serviceOf } from "../model.ts";
import { keysUnder, readersOf } from "./chart-navigation.ts";

/** A field that is the value of a key, unchanged. */
interface MadeField {
  readonly environment: Environment;
  readonly declaration: Declaration;
  readonly path: Path;
  readonly key: Path;
}

const mostFields = 6;

/** Markdown and what it is about; undefined for anything but a key of values that something reads. */
export function valuesHover(
  analysis: Analysis,
  uri: Uri,
  offset: number,
): { readonly text: string; readonly span: Span } | undefined {
  const found = keyUnder(analysis, uri, offset);
  if (found === undefined) return undefined;
  const fields = found.environments.flatMap((environment) =>
    fieldsOf(environment)(uri).filter(({ key }) => isBelow(key, found.path)),
  );
  const readers = keysUnder(analysis, uri, offset).flatMap(({ path, key }) => readersOf(analysis, path, key));
  if (fields.length === 0 && readers.length === 0) return undefined;
  const shown = new Set(fields.map((field) => fieldText(analysis, field)));
  const more = shown.size > mostFields ? `, and ${shown.size - mostFields} more` : "";
  const lines = [
    code(formatPath(found.path)),
    shown.size === 0 ? "" : `Makes ${[...shown].slice(0, mostFields).join(", ")}${more}.`,
    readers.length === 0 ? "" : `Read in ${list(readers.map((reader) => linkText(reader)))}.`,
  ];
  return { text: lines.filter((line) => line !== "").join("\n\n"), span: found.span };
}

/** The key under the cursor, and the environments whose values the file gives. */
function keyUnder(
  analysis: Analysis,
  uri: Uri,
  offset: number,
): { readonly path: Path; readonly span: Span; readonly environments: readonly Environment[] } | undefined {
  const file = analysis.files.get(uri);
  if (file === undefined) return undefined;
  if (file.role === "helm-chart" && isValuesAt(analysis, uri)) {
    const found = keyAt(file, offset);
    return found && { ...found, environments: analysis.chartsInView(pathOf(uri)) };
  }
  const given = givenIn(analysis, uri).flatMap(({ environment, keyAt: keyOf }) => {
    const found = keyOf(offset);
    return found === undefined ? [] : [{ ...found, environment }];
  });
  const [first] = given;
  return first && { ...first, environments: given.map(({ environment }) => environment) };
}

function linkText({ uri, range }: ReturnType<typeof readersOf>[number]): string {
  const label = `${nameOf(pathOf(uri))}:${range.start.line + 1}`;
  return placeLink(label, { uri, range, label });
}

function isBelow(key: Path, path: Path): boolean {
  return path.every((part, index) => part === key[index]);
}

/** `` `spec.ports[0].port` of Service `web` (`web.default.svc.cluster.local`) `` */
function fieldText(analysis: Analysis, { environment, declaration, path }: MadeField): string {
  const { kind, meta } = declaration.object;
  const service = serviceOf(environment, declaration);
  const name = service === undefined ? "" : ` (${code(nameOfService(environment, service))})`;
  const place = siteSpan(analysis, { declaration, path });
  const label = code(formatPath(path));
  const link =
    place === undefined
      ? ""
      : ` in ${placeLink(nameOf(pathOf(place.uri)), { uri: place.uri, range: rangeOf(analysis, place.uri, place.span), label })}`;
  return `${label} of ${escapeText(kind === "Other" ? declaration.object.otherKind : kind)} ${code(meta.name)}${name}${link}`;
}

/** By the values file that holds the key. */
const fieldsOf = memoize((environment: Environment) => {
  const found = new Map<Uri, MadeField[]>();
  for (const declaration of environment.declarations) {
    for (const { path, part } of declaration.rendered?.spots?.() ?? []) {
      const value = part === "value" ? declaration.rendered?.spot?.(path, "value")?.value : undefined;
      if (value === undefined) continue;
      const known = found.get(value.uri) ?? [];
      known.push({ environment, declaration, path, key: value.path });
      found.set(value.uri, known);
    }
  }
  return (uri: Uri): readonly MadeField[] => found.get(uri) ?? [];
});
