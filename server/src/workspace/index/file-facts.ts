/** Derives what follows from one analysed file alone, or from what an edit made of it. It looks at no other file. */

import { sameItems } from "../../base/collections.ts";
import { sameData } from "../../base/json.ts";
import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import { folderOf, nameOf, pathOf } from "../../base/uri-path.ts";
import { keepDocument, keptDocument } from "../../kubernetes/manifests/locate.ts";
import type { Declaration, FileRole, Manifest } from "../../kubernetes/manifests/manifest.ts";
import { isKeptRecently, readRecentYaml } from "../../kubernetes/manifests/recent-yaml.ts";
import type { AnalysedFile, Place } from "../analysis.ts";
import { type EnvironmentFile, identityOf } from "../environments/plain-view.ts";
import { type Kustomization, readKustomization } from "../kustomizations/kustomization.ts";
import { sameFacts } from "./same-facts.ts";

/** A document that holds no objects, only places. */
export function parseText(_: Uri, text: string): Manifest {
  return { text, declarations: [], bases: [], problems: [] };
}

/** Declarations by identity: those whose facts may be the same. */
export type Candidates = ReadonlyMap<string, readonly Declaration[]>;

/** The most declarations of one identity that are compared; more are refused, or a mistake. */
const mostCompared = 20;

export function candidatesOf(declarations: readonly Declaration[]): Candidates {
  const found = new Map<string, Declaration[]>();
  for (const declaration of declarations) {
    const identity = identityOf(declaration.object);
    const known = found.get(identity);
    if (known === undefined) found.set(identity, [declaration]);
    else if (known.length < mostCompared) known.push(declaration);
  }
  return found;
}

/** Replaces each declaration whose facts an edit left alone by the one it had: the early cutoff. */
export function keepIdentities(manifest: Manifest, candidates: Candidates): Manifest {
  if (candidates.size === 0 || manifest.declarations.length === 0) return manifest;
  const declarations = manifest.declarations.map(
    (made) => candidates.get(identityOf(made.object))?.find((known) => sameFacts(known, made)) ?? made,
  );
  if (new Set(declarations).size < declarations.length) return manifest;
  const same: Manifest = { ...manifest, declarations };
  const nodes = keptDocument(manifest);
  if (nodes !== undefined) keepDocument(same, nodes);
  return same;
}

/** Inside `templates/` of a chart, or one of its own files; undefined elsewhere. */
export function inChart(path: string, charts: ReadonlySet<string>): FileRole | undefined {
  for (let folder = folderOf(path), below = ""; folder !== ""; folder = folderOf(folder)) {
    if (charts.has(folder)) {
      if (below === "templates") return "helm-template";
      return below === "" || below === "charts" || below === "ci" ? "helm-chart" : undefined;
    }
    below = nameOf(folder);
  }
  return undefined;
}

/** Where each declaration of a file stands. */
export const placesOf: (file: AnalysedFile) => ReadonlyMap<Declaration, Place> = memoize(
  (file: AnalysedFile): ReadonlyMap<Declaration, Place> => {
    const places = new Map<Declaration, Place>();
    for (const { manifest, start } of file.manifests) {
      manifest.declarations.forEach((declaration, index) => {
        places.set(declaration, { uri: file.uri, manifest, start, base: manifest.bases[index] ?? [] });
      });
    }
    return places;
  },
);

/** What a kustomization file directs. */
export const kustomizationOf: (file: AnalysedFile) => Kustomization = memoize((file) =>
  readKustomization(pathOf(file.uri), file.text, file.links?.folder),
);

/** What environments need of a file. */
export const environmentFileOf: (file: AnalysedFile) => EnvironmentFile = memoize(
  (file: AnalysedFile): EnvironmentFile => ({
    uri: file.uri,
    path: pathOf(file.uri),
    declarations: file.manifests.flatMap(({ manifest }) => manifest.declarations),
    incomplete: isIncomplete(file),
  }),
);

/** A document that could not be read at all may declare anything. */
function isIncomplete(file: AnalysedFile): boolean {
  return file.manifests.some(
    ({ manifest }) =>
      manifest.declarations.length === 0 && manifest.problems.some((problem) => problem.severity === "error"),
  );
}

/** True when nothing that environments need of the file has changed. */
export function sameEnvironmentFile(a: EnvironmentFile, b: EnvironmentFile): boolean {
  return a.incomplete === b.incomplete && sameItems(a.declarations, b.declarations);
}

/** True for files that declare objects, or that state what is done with them. */
export function bearsOnEnvironments(file: AnalysedFile): boolean {
  return file.role === "manifests" || file.role === "kustomization" || file.role === "helm-template";
}

/** True when an edit of the file leaves every environment as it was. */
export function sameForEnvironments(before: AnalysedFile, after: AnalysedFile): boolean {
  if (before.role !== after.role) return !bearsOnEnvironments(before) && !bearsOnEnvironments(after);
  if (before.role === "helm-template") return sameTemplates(before, after);
  if (before.role === "kustomization") return before.text === after.text;
  return sameEnvironmentFile(environmentFileOf(before), environmentFileOf(after));
}

/**
 * True when each document has the value that it had: what differs are comments, white space, or how a value is written. False
 * where that would take long to find out: a document is read once for each edit.
 */
export function sameValues(before: AnalysedFile, after: AnalysedFile): boolean {
  if (before.manifests.length !== after.manifests.length) return false;
  return before.manifests.every(({ manifest }, index) => {
    const other = after.manifests[index]?.manifest;
    if (other === undefined || manifest.text === other.text) return other !== undefined;
    if (!isKeptRecently(manifest.text) || !isKeptRecently(other.text)) return false;
    const [left, right] = [readRecentYaml(manifest.text), readRecentYaml(other.text)];
    return left.kind === "value" && right.kind === "value" && sameData(left.value, right.value);
  });
}

/** Renderings point into the documents themselves, so any edit of one counts. */
function sameTemplates(before: AnalysedFile, after: AnalysedFile): boolean {
  const documents = (file: AnalysedFile): readonly Manifest[] => file.manifests.map(({ manifest }) => manifest);
  return sameItems(documents(before), documents(after));
}
