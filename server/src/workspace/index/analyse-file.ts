/** Reads one file: what it is, from its name, place and text, and the documents in it. */

import { append } from "../../base/collections.ts";
import type { NameRules } from "../../base/file-names.ts";
import type { Uri } from "../../base/source.ts";
import { splitDocuments } from "../../base/split.ts";
import { nameOf, pathOf } from "../../base/uri-path.ts";
import type { FileRole, Manifest, PlacedManifest } from "../../kubernetes/manifests/manifest.ts";
import { isUnread, parseManifest, parseTemplate } from "../../kubernetes/manifests/parse.ts";
import { isOfAnotherGroup, looksUnreadable, repositoryFile, roleByName } from "../../kubernetes/manifests/role.ts";
import { maskTemplate } from "../../kubernetes/manifests/template-text.ts";
import type { AnalysedFile } from "../analysis.ts";
import { candidatesOf, inChart, keepIdentities, parseText } from "./file-facts.ts";

/** What the workspace knows of a file's place. */
export interface FilePlace {
  /** A `.podns.yaml` leaves it out. */
  readonly isLeftOut: boolean;
  /** The folders of charts, decoded. */
  readonly charts: ReadonlySet<string>;
  readonly names: NameRules;
  /** A kustomization names it. */
  readonly isKustomized: boolean;
  /** Is called for each document that is parsed. */
  readonly parsed: () => void;
}

/** Characters of a file that is not text: more are not kept. */
const longestKept = 1_000_000;

/** What a file is, and the objects in it. Unchanged documents of the file before it are the same objects. */
export function analyseFile(uri: Uri, text: string, before: AnalysedFile | undefined, place: FilePlace): AnalysedFile {
  const path = pathOf(uri);
  if (place.isLeftOut) return { uri, text, role: "other", manifests: [] };
  // A chart may be a repository of its own, with settings beside its Chart.yaml.
  const ofChart = nameOf(path) === repositoryFile ? undefined : inChart(path, place.charts);
  const byName = ofChart ?? roleByName(uri, place.names);
  const named = byName === "kustomization" && isOfAnotherGroup(text) ? undefined : byName;
  if (named === "helm-template") {
    if (isPartial(path)) return { uri, text, role: named, manifests: [] };
    return {
      uri,
      text,
      role: named,
      manifests: parseDocuments(uri, maskTemplate(text), before, parseTemplate, place.parsed),
    };
  }
  if (named === "kustomization")
    return { uri, text, role: named, manifests: parseDocuments(uri, text, before, parseText, place.parsed) };
  if (named !== undefined && named !== "manifests") return { uri, text, role: named, manifests: [] };
  // A chart that is found later reads it as a template, and refuses it.
  if (looksUnreadable(text))
    return { uri, text: text.length > longestKept ? "" : text, role: "unreadable", manifests: [] };
  if (place.isKustomized && !/\.(ya?ml|json)$/i.test(path))
    return { uri, text, role: "other", manifests: [{ start: 0, manifest: parseText(uri, text) }] };
  const manifests = parseDocuments(uri, text, before, parseManifest, place.parsed);
  const role: FileRole = manifests.some(
    ({ manifest }) => manifest.declarations.length > 0 || manifest.problems.length > 0,
  )
    ? "manifests"
    : "other";
  return { uri, text, role, manifests };
}

/** What read the documents of a file; undefined where it may have been one or the other. */
function parserOf({ uri, role }: AnalysedFile): typeof parseManifest | undefined {
  if (role === "helm-template") return parseTemplate;
  if (role === "kustomization") return parseText;
  return /\.(ya?ml|json)$/i.test(pathOf(uri)) ? parseManifest : undefined;
}

/** Unchanged documents are the same objects, wherever they moved; equal facts keep the declaration they had. */
function parseDocuments(
  uri: Uri,
  text: string,
  last: AnalysedFile | undefined,
  parse: typeof parseManifest,
  parsed: () => void,
): readonly PlacedManifest[] {
  // A file that was something else was read otherwise: of a kustomization no document has problems.
  const before = last !== undefined && parserOf(last) === parse ? last : undefined;
  const reusable = new Map<string, Manifest[]>();
  for (const { manifest } of before?.manifests ?? []) {
    append(reusable, manifest.text, manifest);
  }
  // Taken from the end: to take the first of a million moves all others.
  for (const same of reusable.values()) same.reverse();
  const placed: { start: number; text: string; manifest: Manifest | undefined }[] = [];
  for (const chunk of splitDocuments(text)) {
    placed.push({ start: chunk.start, text: chunk.text, manifest: reusable.get(chunk.text)?.pop() });
  }
  const left = candidatesOf(
    [...reusable.values()]
      .flatMap((same) => same.toReversed())
      .flatMap((manifest) => (isUnread(manifest) ? [] : manifest.declarations)),
  );
  // A file may be a million empty documents: those of one text that hold no object are one.
  const others = new Map<string, Manifest>();
  return placed.map(({ start, text: chunk, manifest }) => {
    const known = manifest ?? others.get(chunk);
    if (known !== undefined) return { start, manifest: known };
    parsed();
    const made = keepIdentities(parse(uri, chunk), left);
    if (!isUnread(made) && made.declarations.length === 0) others.set(chunk, made);
    return { start, manifest: made };
  });
}

/** True for a template that makes no manifest: `_helpers.tpl`, `NOTES.txt`. @param path within a chart, or of a file in templates/ */
export function isPartial(path: string): boolean {
  return /(?:^|\/)templates\//.test(path) && !/\.(?:ya?ml|json)$/i.test(path);
}
