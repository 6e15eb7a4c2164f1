/**
 * Builds kustomizations from the workspace's files: on first use, and kept while every file that a build read says
 * the same.
 */

import { sameItems } from "../../base/collections.ts";
import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import { pathOf } from "../../base/uri-path.ts";
import { sameReading } from "../../kubernetes/kustomize/read.ts";
import { placeDocuments, type SourceFile } from "../../kubernetes/kustomize/source-file.ts";
import type { FieldOrigin } from "../../kubernetes/manifests/manifest.ts";
import type { AnalysedFile } from "../analysis.ts";
import { environmentFileOf } from "../index/file-facts.ts";
import {
  asKustomize,
  type Built,
  type BuiltAs,
  buildNow,
  carriedTo,
  followedTo,
  type Kept,
  type ReadAnalysed,
} from "./built.ts";

/** Builds by folder, across changes of the workspace. */
export interface KustomizeCache {
  /** The kustomization of a folder, with the workspace's files of a moment. */
  readonly build: (folder: string, moment: FilesBetweenChanges, as?: BuiltAs) => Built;
  /**
   * The build of a folder as it was when `settle` was called, with what has become of the files of the moment as far as anybody can tell without
   * building: the same objects, places in the documents that stand where those did. Undefined where there was none.
   */
  readonly last: (folder: string, moment: FilesBetweenChanges) => Built | undefined;
  /** The last builds are those of now from here on. */
  readonly settle: () => void;
  /** True when an edit of a file changes neither its objects nor any value that a build reads in it: only comments and white space. */
  readonly sameReading: (before: AnalysedFile, now: AnalysedFile) => boolean;
  /** Begins a new moment: builds that read none of these paths need no look. @param paths undefined: any may have changed */
  readonly changed: (paths: Iterable<string> | undefined) => void;
  /** The number of the moment. */
  readonly now: () => number;
  /** Lets the builds of all other folders go. */
  readonly keep: (folders: ReadonlySet<string>) => void;
}

/** The workspace's files between two changes. */
export interface FilesBetweenChanges {
  readonly number: number;
  readonly read: ReadAnalysed;
}

/** A kustomization that certainly fails, or whose build passed a bound (`gaveUp`), and where. */
export interface KustomizationFailure {
  readonly uri: Uri;
  readonly message: string;
  readonly gaveUp: boolean;
  /** From the document's root. */
  readonly at: FieldOrigin;
}

/**
 * @param counted is called for each build that is done
 * @param keyOf gives one key for all paths that may mean the same file
 */
export function kustomizeCache(counted: () => void, keyOf: (path: string) => string): KustomizeCache {
  const known = new Map<string, Kept>();
  /** Builds that others have replaced since everything was settled. */
  const settled = new Map<string, Kept>();
  const inUse = readers(keyOf);
  /** The last moment at which something that a folder's build read may have changed. */
  const changedAt = new Map<string, number>();
  let now = 0;
  let sourceOf = sources();
  let last: { readonly before: AnalysedFile; readonly now: AnalysedFile; readonly same: boolean } | undefined;
  /** Many builds ask about the same edit one after the other. */
  const sameSource = (before: AnalysedFile, after: AnalysedFile): boolean => {
    if (last?.before !== before || last.now !== after) {
      const declared = [before, after].map((file) => environmentFileOf(file).declarations);
      const same =
        before.role === after.role &&
        sameItems(declared[0] ?? [], declared[1] ?? []) &&
        sameReading(sourceOf(before), sourceOf(after));
      last = { before, now: after, same };
    }
    return last.same;
  };
  return {
    sameReading: sameSource,
    now: () => now,
    build: (folder, { number, read }, as = asKustomize) => {
      const before = known.get(folder);
      const isSameWay = before?.as === JSON.stringify(as);
      // Somebody may still ask for what was before a change.
      if (isSameWay && number >= before.at && before.at >= (changedAt.get(folder) ?? 0)) return before;
      let made = isSameWay ? followedTo(before, read, sameSource) : undefined;
      // What is followed read the same paths.
      const isBuilt = made === undefined;
      if (made === undefined) {
        counted();
        made = buildNow({ folder, read, as }, before, sourceOf);
      }
      made = { ...made, at: number };
      if (isBuilt && before !== undefined && !settled.has(folder)) settled.set(folder, before);
      known.set(folder, made);
      if (isBuilt) inUse.replace(folder, before?.inputs ?? [], made.inputs);
      // What has changed since then was not looked for.
      if (number < now) changedAt.set(folder, now);
      return made;
    },
    last: (folder, { number, read }) => {
      const before = settled.get(folder) ?? known.get(folder);
      if (before === undefined) return undefined;
      const isNow = !settled.has(folder) && number >= before.at && before.at >= (changedAt.get(folder) ?? 0);
      return isNow ? before : carriedTo(before, read);
    },
    settle: () => settled.clear(),
    changed: (paths) => {
      now += 1;
      // Names may be told apart in another way, too.
      if (paths === undefined) inUse.reset([...known].map(([folder, { inputs }]) => [folder, inputs]));
      for (const folder of paths === undefined ? known.keys() : inUse.of(paths)) changedAt.set(folder, now);
    },
    keep: (folders) => {
      const gone = [...known].filter(([folder]) => !folders.has(folder));
      for (const [folder, { inputs }] of gone) {
        known.delete(folder);
        settled.delete(folder);
        changedAt.delete(folder);
        inUse.replace(folder, inputs, []);
      }
      // With them goes what was read of their files, which may stay for other reasons.
      if (gone.length > 0) sourceOf = sources();
    },
  };
}

type Inputs = Built["inputs"];

/** Which builds asked for a path. */
function readers(keyOf: (path: string) => string): {
  readonly of: (paths: Iterable<string>) => ReadonlySet<string>;
  readonly replace: (folder: string, before: Inputs, after: Inputs) => void;
  readonly reset: (all: readonly (readonly [folder: string, inputs: Inputs])[]) => void;
} {
  const folders = new Map<string, Set<string>>();
  const replace = (folder: string, before: Inputs, after: Inputs): void => {
    for (const { path } of before) {
      const those = folders.get(keyOf(path));
      those?.delete(folder);
      if (those?.size === 0) folders.delete(keyOf(path));
    }
    for (const { path } of after) {
      const key = keyOf(path);
      const those = folders.get(key) ?? new Set();
      folders.set(key, those.add(folder));
    }
  };
  return {
    of: (paths) => new Set([...paths].flatMap((path) => [...(folders.get(keyOf(path)) ?? [])])),
    replace,
    reset: (all) => {
      folders.clear();
      for (const [folder, inputs] of all) replace(folder, [], inputs);
    },
  };
}

/** The same source for the same file: what is read of it is remembered with it. */
function sources(): (file: AnalysedFile) => SourceFile {
  return memoize((file) => {
    const manifests = file.manifests.length > 0 ? file.manifests : placeDocuments(file.text);
    const { uri, text, links } = file;
    return { uri, path: pathOf(uri), text, manifests, ...(links === undefined ? {} : { links }) };
  });
}
