/**
 * Finds the files that kustomizations name and that are not read yet: bases outside of what was scanned, sources of
 * generators that are not manifests. It does not read them.
 */

import { memoize } from "../../base/memo.ts";
import { asUri, type Uri } from "../../base/source.ts";
import { folderOf, pathOf } from "../../base/uri-path.ts";
import type { AnalysedFile, Analysis } from "../../workspace/analysis.ts";
import type { Fold } from "../../workspace/index/index-base.ts";
import { kustomizationFileNames, readKustomization } from "../../workspace/kustomizations/kustomization.ts";

const kustomizationOf = memoize((file: AnalysedFile) =>
  readKustomization(pathOf(file.uri), file.text, file.links?.folder),
);

/**
 * The URIs to try, spelled like those of the kustomizations: of a folder, its kustomization by each name.
 * @param everyName also the other names in a folder whose kustomization is known: a second one is an error
 */
export function wantedFiles(analysis: Analysis, everyName = false): readonly Uri[] {
  const kustomizations = kustomizationsOf(analysis);
  const wanted = new Set<Uri>();
  for (const file of kustomizations) {
    for (const candidates of namedBy(file)) {
      const missing = candidates.filter((candidate) => analysis.fileAt(candidate) === undefined);
      // The path itself stands in front of the names in it.
      const isKnown = missing[0] !== candidates[0] || (!everyName && missing.length < candidates.length);
      if (!isKnown) for (const candidate of missing) wanted.add(resolveUri(file.uri, candidate));
    }
  }
  return [...wanted];
}

/** Tells of a file whether any kustomization names it. Linear in what they name, once. */
export function namedFiles(analysis: Analysis): (uri: Uri) => boolean {
  const { keyOf } = analysis.names;
  const named = new Set(kustomizationsOf(analysis).flatMap((file) => namedBy(file).flat().map(keyOf)));
  return (uri) => named.has(keyOf(pathOf(uri)));
}

function kustomizationsOf(analysis: Analysis): readonly AnalysedFile[] {
  return [...analysis.derive(kustomizationFiles).values()];
}

/** The kustomizations among all files, so that a change among very many others does not look at each. */
const kustomizationFiles: Fold<ReadonlyMap<Uri, AnalysedFile>> = {
  empty: new Map(),
  next: (state, files) => {
    const changed = files.filter(({ before, after }) => [before, after].some(isKustomization));
    if (changed.length === 0) return state;
    const made = new Map(state);
    for (const { before, after } of changed) {
      if (isKustomization(after)) made.set(after.uri, after);
      else if (before !== undefined) made.delete(before.uri);
    }
    return made;
  },
};

function isKustomization(file: AnalysedFile | undefined): file is AnalysedFile {
  return file?.role === "kustomization";
}

/** The paths of each file that a kustomization names; of a folder, those that its kustomization may have. */
function namedBy(file: AnalysedFile): readonly (readonly string[])[] {
  const { resources, patches, others } = kustomizationOf(file);
  return [
    ...resources.map((path) => [path, ...kustomizationFileNames.map((name) => `${path}/${name}`)]),
    ...[...patches, ...others].map((path) => [path]),
  ];
}

/** A decoded path as a URI, in the spelling of a file's own as far as both are the same. */
function resolveUri(base: Uri, path: string): Uri {
  const [from, to] = [folderOf(pathOf(base)).split("/"), path.split("/")];
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  const kept = base.split("/").slice(0, common);
  return asUri([...kept, ...to.slice(common).map(encodeURIComponent)].join("/"));
}
