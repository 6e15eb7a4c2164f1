/** Leads from keys of values and named templates to where they are written, and back. */
import type { Location } from "vscode-languageserver-types";
import type { Uri } from "../../../base/source.ts";
import { type Span, touches } from "../../../base/span.ts";
import { pathOf } from "../../../base/uri-path.ts";
import type { Path } from "../../../kubernetes/manifests/path.ts";
import type { AnalysedFile, Analysis } from "../../../workspace/analysis.ts";
import {
  type ChartWord,
  chartFilesOf,
  isValuesAt,
  keyAt,
  keySpan,
  levelsOf,
  valuesFilesFor,
  wordsOf,
} from "../../../workspace/charts/chart-words.ts";
import { givenIn, givenTo } from "../../../workspace/charts/given-values.ts";
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
  return templates(analysis, pathOf(uri)).flatMap((file) =>
    wordsOf(file).flatMap((other) =>
      other.kind === "define" && other.name === word.name ? [locationAt(analysis, file.uri, other.span)] : [],
    ),
  );
}

/** What reads the key of a values file, or uses the named template, under the cursor. */
export function chartReferences(analysis: Analysis, uri: Uri, offset: number): readonly Location[] {
  const word = chartWordAt(analysis, uri, offset);
  if (word !== undefined && word.kind !== "value") {
    return templates(analysis, pathOf(uri)).flatMap((file) =>
      wordsOf(file).flatMap((other) =>
        other.kind === "use" && other.name === word.name ? [locationAt(analysis, file.uri, other.span)] : [],
      ),
    );
  }
  return word === undefined
    ? readersOfKeys(analysis, keysUnder(analysis, uri, offset))
    : readersOfKeys(
        analysis,
        fullPaths(analysis, pathOf(uri), word.path).map((key) => ({ path: pathOf(uri), key })),
      );
}

/** The places in templates that read one of the keys, each once: a chart with several aliases has a key for each. */
export function readersOfKeys(analysis: Analysis, keys: readonly ChartKey[]): readonly Location[] {
  const all = keys.flatMap(({ path, key }) => readersOf(analysis, path, key));
  return [...new Map(all.map((location) => [JSON.stringify(location), location])).values()];
}

/** The places in templates that read a key of the outermost chart's values, or something that holds it. @param path in the chart */
export function readersOf(analysis: Analysis, path: string, key: Path): readonly Location[] {
  return templates(analysis, path).flatMap((file) =>
    wordsOf(file).flatMap((word) => {
      if (word.kind !== "value") return [];
      const reads = fullPaths(analysis, pathOf(file.uri), word.path).some(
        (full) =>
          full.every((part, index) => index >= key.length || part === String(key[index])) && full.length <= key.length,
      );
      return reads ? [locationAt(analysis, file.uri, word.span)] : [];
    }),
  );
}

/** A key of the outermost chart's values, and a path in that chart. */
export interface ChartKey {
  readonly path: string;
  readonly key: Path;
}

/** The key under the cursor: in a values file of a chart, or where values are given to one; of each chart once. */
export function keysUnder(analysis: Analysis, uri: Uri, offset: number): readonly ChartKey[] {
  const file = analysis.files.get(uri);
  if (file === undefined) return [];
  if (isValuesAt(analysis, uri)) {
    const path = pathOf(uri);
    const found = keyAt(file, offset);
    return found === undefined ? [] : fullPaths(analysis, path, found.path).map((key) => ({ path, key }));
  }
  const byFolder = new Map<string, ChartKey>();
  for (const { environment, keyAt: keyOf } of givenIn(analysis, uri)) {
    const found = keyOf(offset);
    const folder = environment.chart?.folder;
    if (found === undefined || folder === undefined) continue;
    const key = { path: `${folder}/Chart.yaml`, key: found.path };
    byFolder.set(JSON.stringify([folder, found.path]), key);
  }
  return [...byFolder.values()];
}

/** A path of a chart's values as paths of those of the outermost chart; `global` is one for all. */
function fullPaths(analysis: Analysis, at: string, path: Path): readonly Path[] {
  if (path[0] === "global") return [path];
  let paths: readonly Path[] = [path];
  for (const { prefixes } of levelsOf(analysis, at).slice(0, -1))
    paths = paths.flatMap((below) => prefixes.map((own) => [...own, ...below]));
  return paths;
}

/** Where the key is written: in values that a release gives, then in the files of the chart and of those that carry it. */
function keysOf(analysis: Analysis, uri: Uri, path: readonly string[]): readonly Location[] {
  const folder = analysis.chartsAt(pathOf(uri))[0]?.chart?.folder ?? "";
  const paths = fullPaths(analysis, pathOf(uri), path);
  const given = givenTo(analysis, folder).flatMap((values) =>
    paths.flatMap((full) => {
      const span = values.keySpan(full);
      return span === undefined ? [] : [locationAt(analysis, values.uri, span)];
    }),
  );
  const own = valuesFilesFor(analysis, pathOf(uri)).flatMap(({ file, prefix }) => {
    const full = path[0] === "global" ? path : [...prefix, ...path];
    const span = keySpan(file, full);
    return span === undefined ? [] : [locationAt(analysis, file.uri, span)];
  });
  const byPlace = new Map([...given, ...own].map((location) => [JSON.stringify(location), location]));
  return [...byPlace.values()];
}

function templates(analysis: Analysis, path: string): readonly AnalysedFile[] {
  return chartFilesOf(analysis, path).filter(({ role }) => role === "helm-template");
}

function locationAt(analysis: Analysis, uri: Uri, span: Span): Location {
  return { uri, range: rangeOf(analysis, uri, span) };
}
