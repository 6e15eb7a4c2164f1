/**
 * Finds the keys of values and the named templates that a chart's templates use, and where each is defined. It
 * renders nothing.
 */

import { asList, valueAt } from "../../base/json.ts";
import { getOrAdd, memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import type { Span } from "../../base/span.ts";
import { folderOf, isWithin, nameOf, pathOf } from "../../base/uri-path.ts";
import { pathAt, spanOf } from "../../kubernetes/manifests/locate.ts";
import type { Manifest } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import { maskTemplate } from "../../kubernetes/manifests/template-text.ts";
import type { AnalysedFile, Analysis } from "../analysis.ts";

/** A word in an action. Spans are offsets in the file. */
export type ChartWord =
  /** `.Values.a.b` */
  | { readonly kind: "value"; readonly span: Span; readonly path: readonly string[] }
  /** `include "x"`, `template "x"`: the name's text. */
  | { readonly kind: "use"; readonly span: Span; readonly name: string }
  /** `define "x"`, `block "x"`. */
  | { readonly kind: "define"; readonly span: Span; readonly name: string };

/** The words of a template, in the order of its text. */
export const wordsOf: (file: AnalysedFile) => readonly ChartWord[] = memoize((file: AnalysedFile) => {
  const { text } = file;
  const masked = maskTemplate(text);
  const isInAction = (at: number): boolean => masked[at] !== text[at];
  const found: ChartWord[] = [];
  for (const { index, 1: written = "" } of text.matchAll(/\.Values\.([\w.]+)/g)) {
    const parts = written.split(".");
    const empty = parts.indexOf("");
    const path = empty < 0 ? parts : parts.slice(0, empty);
    if (path.length === 0 || !isInAction(index)) continue;
    const length = ".Values.".length + path.join(".").length;
    found.push({ kind: "value", span: { start: index, end: index + length }, path });
  }
  for (const match of text.matchAll(/\b(include|template|define|block)[ \t]+"([^"\r\n]*)"/g)) {
    const [whole, word, name = ""] = match;
    if (!isInAction(match.index)) continue;
    const end = match.index + whole.length - 1;
    const kind = word === "define" || word === "block" ? "define" : "use";
    found.push({ kind, span: { start: end - name.length, end }, name });
  }
  return found.sort((a, b) => a.span.start - b.span.start);
});

/** The templates of the outermost chart that holds a path, and its values files; empty outside of charts. */
export function chartFilesOf(analysis: Analysis, path: string): readonly AnalysedFile[] {
  const folder = analysis.chartsAt(path)[0]?.chart?.folder;
  return folder === undefined ? [] : [...chartFilesByPath(analysis)(folder).values()];
}

const chartFilesByPath = memoize((analysis: Analysis) => {
  const known = new Map<string, ReadonlyMap<string, AnalysedFile>>();
  return (folder: string): ReadonlyMap<string, AnalysedFile> =>
    getOrAdd(known, folder, () => {
      const found = [...analysis.files.values()].filter(({ uri }) => isWithin(pathOf(uri), folder));
      return new Map(found.map((file) => [pathOf(file.uri), file]));
    });
});

/** The file as a document without objects: its keys have places. */
const documentFor = memoize(
  ({ text }: AnalysedFile): Manifest => ({ text, declarations: [], bases: [], problems: [] }),
);

/** Where a key of a values file is written. */
export function keySpan(file: AnalysedFile, path: Path): Span | undefined {
  return spanOf(documentFor(file), path, "key");
}

/** The key of a values file at an offset, or the one whose value stands there. */
export function keyAt(file: AnalysedFile, offset: number): { readonly path: Path; readonly span: Span } | undefined {
  const found = pathAt(documentFor(file), offset);
  return found && { path: found.path, span: found.span };
}

/** The keys of the map at a path of a values file, with what stands there: "" for maps and lists. */
export function keysBelow(file: AnalysedFile, path: Path): readonly (readonly [string, string])[] {
  const value = valueAt(yamlOf(file), path);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([key, item]) => [
    key,
    typeof item === "object" && item !== null ? "" : String(item),
  ]);
}

/** A place in a chart of charts. */
export interface ChartLevel {
  /** Decoded path of the folder. */
  readonly folder: string;
  /** What stands before a key of this chart in the values of the one above it; several where aliases give it more names. */
  readonly prefixes: readonly (readonly string[])[];
}

/** The chart that a file is part of and those that carry it, from the inside out. */
export function levelsOf(analysis: Analysis, path: string): readonly ChartLevel[] {
  return levelsAt(analysis)(folderOf(path));
}

/** By folder: each word of each template asks for them. */
const levelsAt = memoize((analysis: Analysis) => {
  const known = new Map<string, readonly ChartLevel[]>();
  return (folder: string): readonly ChartLevel[] => getOrAdd(known, folder, () => levelsFrom(analysis, folder));
});

function levelsFrom(analysis: Analysis, innermost: string): readonly ChartLevel[] {
  const root = analysis.chartsAt(`${innermost}/Chart.yaml`)[0]?.chart?.folder;
  if (root === undefined) return [];
  const files = chartFilesByPath(analysis)(root);
  const folders: string[] = [];
  for (let folder = innermost; isWithin(folder, root) && folder !== ""; folder = folderOf(folder))
    if (files.has(`${folder}/Chart.yaml`)) folders.push(folder);
  return folders.map((folder, index) => {
    const own = files.get(`${folder}/Chart.yaml`);
    const above = files.get(`${folders[index + 1]}/Chart.yaml`);
    // The templates of a library are executed with the values of the chart that includes them.
    const isLibrary = own !== undefined && valueAt(yamlOf(own), ["type"]) === "library";
    return { folder, prefixes: isLibrary ? [[]] : namesOf(own, above, nameOf(folder)).map((name) => [name]) };
  });
}

function namesOf(own: AnalysedFile | undefined, above: AnalysedFile | undefined, folder: string): readonly string[] {
  const name = own && valueAt(yamlOf(own), ["name"]);
  const called = typeof name === "string" ? name : folder;
  const aliases = asList(above && valueAt(yamlOf(above), ["dependencies"])).flatMap((dependency) => {
    const alias = valueAt(dependency, ["alias"]);
    return valueAt(dependency, ["name"]) === called && typeof alias === "string" ? [alias] : [];
  });
  return aliases.length > 0 ? aliases : [called];
}

const yamlOf = memoize(({ text }: AnalysedFile) => {
  const result = readYaml(text);
  return result.kind === "value" ? result.value : undefined;
});

/** Files that hold values for a chart, and what stands there before its keys; the strongest first. */
export function valuesFilesFor(
  analysis: Analysis,
  path: string,
): readonly { readonly file: AnalysedFile; readonly prefix: readonly string[] }[] {
  const levels = levelsOf(analysis, path);
  const found: { readonly file: AnalysedFile; readonly prefix: readonly string[] }[] = [];
  let prefixes: readonly (readonly string[])[] = [[]];
  for (const [index, level] of levels.entries()) {
    const { folder } = level;
    const isRoot = index === levels.length - 1;
    const files = chartFilesOf(analysis, path).filter(({ uri }) =>
      isRoot ? isValuesFile(pathOf(uri), folder) : pathOf(uri) === `${folder}/values.yaml`,
    );
    for (const file of files) for (const prefix of prefixes) found.push({ file, prefix });
    prefixes = prefixes.flatMap((prefix) => level.prefixes.map((own) => [...own, ...prefix]));
  }
  return found.reverse();
}

function isValuesFile(path: string, folder: string): boolean {
  const below = path.slice(folder.length + 1);
  return /^(?:values[^/]*|[^/]+[-._]values|values\/[^/]+|ci\/[^/]*values)\.ya?ml$/.test(below);
}

/** True for a file that holds values of a chart. */
export function isValuesAt(analysis: Analysis, uri: Uri): boolean {
  const path = pathOf(uri);
  return levelsOf(analysis, path).some(({ folder }) => isWithin(path, folder) && isValuesFile(path, folder));
}
