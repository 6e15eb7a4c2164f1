/** Leads from keys of values and named templates to where they are written, and back. */
import type { Location } from "vscode-languageserver-types";
import type { AnalysedFile, Analysis } from "../../analysis/analysis.ts";
import {
  type ChartWord,
  chartFilesOf,
  isValuesAt,
  keyAt,
  keySpan,
  levelsOf,
  valuesFilesFor,
  wordsOf,
} from "../../analysis/chart-words.ts";
import type { Path } from "../../manifests/path.ts";
import type { Uri } from "../../text/source.ts";
import { type Span, touches } from "../../text/span.ts";
import { pathOf } from "../../text/uri-path.ts";
import { rangeOf } from "../convert.ts";

/** The word at an offset of a template. */
export function chartWordAt(analysis: Analysis, uri: Uri, offset: number): ChartWord | undefined {
  const file = analysis.files.get(uri);
  if (file?.role !== "helm-template") return undefined;
  return wordsOf(file).find(({ span }) => touches(span, offset));
}

/** Where the word under the cursor is defined: the keys of all values files that have it, or the template of the name. */
export function chartDefinitions(analysis: Analysis, uri: Uri, offset: number): readonly Location[] {
  const word = chartWordAt(analysis, uri, offset);
  if (word === undefined) return [];
  if (word.kind === "value") return keysOf(analysis, uri, word.path);
  return templates(analysis, uri).flatMap((file) =>
    wordsOf(file).flatMap((other) =>
      other.kind === "define" && other.name === word.name ? [locationAt(analysis, file.uri, other.span)] : [],
    ),
  );
}

/** What reads the key of a values file, or uses the named template, under the cursor. */
export function chartReferences(analysis: Analysis, uri: Uri, offset: number): readonly Location[] {
  const word = chartWordAt(analysis, uri, offset);
  if (word !== undefined && word.kind !== "value") {
    return templates(analysis, uri).flatMap((file) =>
      wordsOf(file).flatMap((other) =>
        other.kind === "use" && other.name === word.name ? [locationAt(analysis, file.uri, other.span)] : [],
      ),
    );
  }
  const keys = word === undefined ? keyUnder(analysis, uri, offset) : fullPaths(analysis, uri, word.path);
  return keys.flatMap((key) => readersOf(analysis, uri, key));
}

/** The places in templates that read a key of the outermost chart's values, or something that holds it. */
export function readersOf(analysis: Analysis, uri: Uri, key: Path): readonly Location[] {
  return templates(analysis, uri).flatMap((file) =>
    wordsOf(file).flatMap((word) => {
      if (word.kind !== "value") return [];
      const reads = fullPaths(analysis, file.uri, word.path).some(
        (path) =>
          path.every((part, index) => index >= key.length || part === String(key[index])) && path.length <= key.length,
      );
      return reads ? [locationAt(analysis, file.uri, word.span)] : [];
    }),
  );
}

/** The key under the cursor, from the root of the outermost chart's values. */
export function keyUnder(analysis: Analysis, uri: Uri, offset: number): readonly Path[] {
  const file = analysis.files.get(uri);
  if (file === undefined || !isValuesAt(analysis, uri)) return [];
  const found = keyAt(file, offset);
  return found === undefined ? [] : fullPaths(analysis, uri, found.path);
}

/** A path of a chart's values as paths of those of the outermost chart; `global` is one for all. */
function fullPaths(analysis: Analysis, uri: Uri, path: Path): readonly Path[] {
  if (path[0] === "global") return [path];
  let paths: readonly Path[] = [path];
  for (const { names } of levelsOf(analysis, pathOf(uri)).slice(0, -1))
    paths = paths.flatMap((below) => names.map((name) => [name, ...below]));
  return paths;
}

function keysOf(analysis: Analysis, uri: Uri, path: readonly string[]): readonly Location[] {
  return valuesFilesFor(analysis, pathOf(uri)).flatMap(({ file, prefix }) => {
    const full = path[0] === "global" ? path : [...prefix, ...path];
    const span = keySpan(file, full);
    return span === undefined ? [] : [locationAt(analysis, file.uri, span)];
  });
}

function templates(analysis: Analysis, uri: Uri): readonly AnalysedFile[] {
  return chartFilesOf(analysis, pathOf(uri)).filter(({ role }) => role === "helm-template");
}

function locationAt(analysis: Analysis, uri: Uri, span: Span): Location {
  return { uri, range: rangeOf(analysis, uri, span) };
}
