/** Links the files and folders that a kustomization names. Names of objects have definitions instead. */

import type { DocumentLink } from "vscode-languageserver-types";
import { asList, asMap } from "../../base/json.ts";
import { asUri, type Uri } from "../../base/source.ts";
import { shift } from "../../base/span.ts";
import { folderOf, resolveFrom } from "../../base/uri-path.ts";
import { spanOf } from "../../kubernetes/manifests/locate.ts";
import type { Manifest } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { type JsonValue, readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import { scalarPartSpan } from "../../kubernetes/manifests/scalar-text.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { kustomizationFileNames } from "../../workspace/kustomizations/kustomization.ts";
import { rangeOf } from "./convert.ts";
import type { DocumentParams } from "./diagnostics.ts";

/** The references of a kustomization to files that are there; null for other files. */
export function documentLinks(analysis: Analysis, { textDocument }: DocumentParams): DocumentLink[] | null {
  const uri = asUri(textDocument.uri);
  const file = analysis.files.get(uri);
  if (file?.role !== "kustomization") return null;
  return file.manifests.flatMap(({ manifest, start }) => {
    const result = readYaml(manifest.text);
    const references = result.kind === "value" ? referencesIn(result.value) : [];
    return references.flatMap(({ path, text }): readonly DocumentLink[] => {
      const target = fileOf(analysis, uri, text);
      const span = target && spanOfText(manifest, path, text);
      return target === undefined || span === undefined
        ? []
        : [{ range: rangeOf(analysis, uri, shift(span, start)), target }];
    });
  });
}

/** Fields whose strings are files and folders, or that hold some with a `path` or `files` of their own (kustomize's types). */
const fields: ReadonlySet<string> = new Set([
  "bases",
  "components",
  "configMapGenerator",
  "configurations",
  "crds",
  "generators",
  "patches",
  "patchesJson6902",
  "patchesStrategicMerge",
  "replacements",
  "resources",
  "secretGenerator",
  "transformers",
  "validators",
]);

/** A text that names a file or a folder, `key=file` among them. */
export interface Reference {
  readonly path: Path;
  readonly text: string;
}

/** The texts of a kustomization that name files. */
export function referencesIn(value: JsonValue): readonly Reference[] {
  return Object.entries(asMap(value) ?? {}).flatMap(([key, list]) =>
    fields.has(key) && Array.isArray(list) ? list.flatMap((item, index) => inItem(item, [key, index])) : [],
  );
}

/** The texts of one entry that name files: itself, or its fields. */
export function inItem(item: JsonValue, path: Path): readonly Reference[] {
  if (typeof item === "string") return [{ path, text: item }];
  const map = asMap(item);
  return ["path", "files", "envs", "env"].flatMap((key) => {
    const inner = map?.[key];
    if (typeof inner === "string") return [{ path: [...path, key], text: inner }];
    return asList(inner).flatMap((text, index) =>
      typeof text === "string" ? [{ path: [...path, key, index], text }] : [],
    );
  });
}

/** The file that is meant: of a folder its kustomization, of `key=file` the file. */
function fileOf(analysis: Analysis, uri: Uri, text: string): Uri | undefined {
  if (text.includes("\n") || text.includes("://")) return undefined;
  const reference = text.slice(text.indexOf("=") + 1);
  const target = resolveFrom(folderOf(uri), reference.split("/").map(encodeURIComponent).join("/"));
  const candidates = [target, ...kustomizationFileNames.map((name) => `${target}/${name}`)];
  return candidates.map(asUri).find((candidate) => analysis.files.has(candidate));
}

function spanOfText(manifest: Manifest, path: Path, text: string): ReturnType<typeof spanOf> {
  return scalarPartSpan(manifest, path, { start: 0, end: text.length }) ?? spanOf(manifest, path, "value");
}
