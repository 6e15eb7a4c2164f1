/** A file as a build reads it: its text, where it really lies, and which document of it a place belongs to. */

import type { Uri } from "../../base/source.ts";
import { splitDocuments } from "../../base/split.ts";
import type { Manifest, PlacedManifest } from "../manifests/manifest.ts";

export interface SourceFile {
  readonly uri: Uri;
  /** Decoded, see uri-path.ts. */
  readonly path: string;
  readonly text: string;
  /** In order of their places; together they cover the text but for separators. */
  readonly manifests: readonly PlacedManifest[];
  /** Present where links led to it. */
  readonly links?: FileLinks;
}

/** Where links led, as decoded paths: to the file, and to the folder that its name was looked up in. */
export interface FileLinks {
  readonly folder: string;
  readonly file: string;
}

/** True when links led to the same place. */
export function sameLinks(a: FileLinks | undefined, b: FileLinks | undefined): boolean {
  return a?.file === b?.file && a?.folder === b?.folder;
}

/** A file that is not read although it is, or may be, there. */
export interface Unread {
  /** In words that follow its name: `it is a named pipe`. */
  readonly why: string;
  /** True where it lies outside of what may be read at all. */
  readonly outside: boolean;
}

/** Gives the file of a decoded path; undefined when there is none. */
export type ReadFile = (path: string) => SourceFile | Unread | undefined;

export function isUnread<T extends object>(found: T | Unread | undefined): found is Unread {
  return found !== undefined && "why" in found;
}

/** A file that no workspace holds, cut into documents without objects. */
export function sourceFile(uri: Uri, path: string, text: string): SourceFile {
  return { uri, path, text, manifests: placeDocuments(text) };
}

/** The documents of a text whose objects nobody asks for: they only name places. */
export function placeDocuments(text: string): readonly PlacedManifest[] {
  return splitDocuments(text).map((chunk) => ({
    start: chunk.start,
    manifest: { text: chunk.text, declarations: [], bases: [], problems: [] },
  }));
}

/** The document that holds an offset, or that begins behind it. */
export function documentAt(file: SourceFile, offset: number): Manifest | undefined {
  let low = 0;
  let high = file.manifests.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((file.manifests[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return file.manifests[low]?.manifest;
}
