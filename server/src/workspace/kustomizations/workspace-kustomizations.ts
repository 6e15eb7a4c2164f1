/** Holds the kustomizations of a workspace: which files they direct, and what is built of them. */

import { exactNames, type NameRules } from "../../base/file-names.ts";
import type { Uri } from "../../base/source.ts";
import { pathOf } from "../../base/uri-path.ts";
import type { Unread } from "../../kubernetes/kustomize/source-file.ts";
import type { AnalysedFile } from "../analysis.ts";
import { type Deployed, deployedIn } from "../gitops/deployed.ts";
import { kustomizationOf, sameForEnvironments, sameValues } from "../index/file-facts.ts";
import { type Direction, directionOf } from "../index/index-base.ts";
import type { Built, BuiltAs } from "./built.ts";
import { findPaths, withFoundPaths } from "./found-paths.ts";
import { type DeployedAs, type Kustomization, withoutLinks } from "./kustomization.ts";
import { type FilesBetweenChanges, type KustomizeCache, kustomizeCache } from "./kustomize.ts";

/** One state of the workspace. */
export interface KustomizationsState {
  readonly files: ReadonlyMap<Uri, AnalysedFile>;
  /** How the disk tells names apart. */
  readonly names: NameRules;
  /** The workspace folders, decoded. */
  readonly folders: readonly string[];
  /** Files that links led to, as if nothing else led there. */
  readonly linked: ReadonlyMap<Uri, AnalysedFile>;
  /** All files have been found. */
  readonly loaded: boolean;
}

export class WorkspaceKustomizations {
  direction: Direction = directionOf([], undefined);
  /** What Flux and Argo CD apply of the files. */
  deployed: Deployed | undefined;
  #names: NameRules = exactNames;
  /** Every path that a kustomization names, as a key: a change of such a file may change what is built from it. */
  #named: ReadonlySet<string> = new Set();
  /** Those of them whose text itself may count, with its comments. */
  #texts: ReadonlySet<string> = new Set();
  readonly #cache: KustomizeCache;

  /** @param counted is called for each build */
  constructor(counted: () => void) {
    this.#cache = kustomizeCache(counted, (path) => this.#names.keyOf(path));
  }

  /** Looks at all kustomizations again. */
  direct({ files, names, folders, linked, loaded }: KustomizationsState): void {
    this.#names = names;
    const found = findPaths(files.keys(), names);
    const written = [...files.values()]
      .filter(({ role }) => role === "kustomization")
      .map((file) => withFoundPaths(kustomizationOf(file), found));
    const plain = withoutLinks(written, realPaths(files, linked));
    // Which folders there are is known when all of them have been found.
    this.deployed = loaded ? deployedIn([...files.values()], plain, folders, this.deployed) : undefined;
    const kustomizations = [...plain, ...(this.deployed?.kustomizations ?? [])];
    this.direction = directionOf(kustomizations, this.direction);
    this.#named = namedBy([...written, ...kustomizations], names);
    const texts = [...written, ...kustomizations].flatMap(({ others }) => others);
    this.#texts = new Set(texts.map(names.keyOf));
    this.#cache.keep(new Set(kustomizations.map(({ folder }) => folder)));
    // What a controller applies brings files of its own.
    this.#cache.changed(undefined);
  }

  /** True for a path that a kustomization names. */
  isNamed(path: string): boolean {
    return this.#named.size > 0 && this.#named.has(this.#names.keyOf(path));
  }

  /** True for an edit of comments, white space or styles alone, in a file whose text nothing takes as it is. */
  readsTheSame(before: AnalysedFile, after: AnalysedFile): boolean {
    if (before.role !== after.role) return false;
    if (after.role === "manifests" && !(sameForEnvironments(before, after) && sameValues(before, after))) return false;
    const path = pathOf(after.uri);
    if (after.role !== "kustomization" && !this.isNamed(path)) return after.role === "manifests";
    return !this.#texts.has(this.#names.keyOf(path)) && this.#cache.sameReading(before, after);
  }

  /** Files of these paths have changed. */
  changed(paths: readonly string[]): void {
    this.#cache.changed(paths);
  }

  /** The last builds are those of now from here on. */
  settle(): void {
    this.#cache.settle();
  }

  /**
   * Builds the kustomization of a folder from the files of one moment.
   * @param byKey the files by the key of their path
   * @param unread why files that are there were not read, by the key of their path
   * @param behind folders whose builds stay as they were
   */
  builder(
    byKey: ReadonlyMap<string, AnalysedFile>,
    unread: ReadonlyMap<string, Unread>,
    behind: ReadonlySet<string>,
  ): (folder: string) => Built {
    const { keyOf } = this.#names;
    const { deployed } = this;
    const built = new Map<string, Built>();
    const ways = new Map(deployed?.kustomizations.map((made) => [made.folder, made.deployed]));
    const moment: FilesBetweenChanges = {
      number: this.#cache.now(),
      read: (path) => byKey.get(keyOf(path)) ?? unread.get(keyOf(path)) ?? deployed?.files.get(path),
    };
    return (folder) => {
      const known = built.get(folder);
      if (known !== undefined) return known;
      const last = behind.has(folder) ? this.#cache.last(folder, moment) : undefined;
      const made = last ?? this.#cache.build(folder, moment, this.#way(ways.get(folder), folder));
      built.set(folder, made);
      return made;
    };
  }

  /** How a folder is built: as the controller does that applies it. */
  #way(as: DeployedAs | undefined, folder: string): BuiltAs {
    if (as === undefined) return { unrestricted: this.deployed?.unrestricted.has(folder) ?? false };
    const { unrestricted, namespace, substitute } = as;
    return {
      unrestricted,
      ...(namespace === undefined ? {} : { namespace }),
      ...(substitute === undefined ? {} : { substitute }),
    };
  }
}

/** Gives the path of the workspace's file that a path leads to. */
function realPaths(
  files: ReadonlyMap<Uri, AnalysedFile>,
  linked: ReadonlyMap<Uri, AnalysedFile>,
): (path: string) => string {
  if (linked.size === 0) return (path) => path;
  const paths = new Set([...files.keys()].map(pathOf));
  const found = [...linked.values()].filter((file) => leadsElsewhere(file, paths));
  const real = new Map(found.map(({ uri, links }) => [pathOf(uri), links?.file ?? pathOf(uri)]));
  return (path) => real.get(path) ?? path;
}

/** True when the workspace has the file that links lead to by its own path. */
export function leadsElsewhere({ uri, links }: AnalysedFile, paths: ReadonlySet<string>): boolean {
  return links !== undefined && links.file !== pathOf(uri) && paths.has(links.file);
}

/** Every file that a build of these may read, as keys. */
function namedBy(kustomizations: readonly Kustomization[], { keyOf }: NameRules): ReadonlySet<string> {
  return new Set(
    kustomizations.flatMap(({ resources, patches, others }) => [...resources, ...patches, ...others].map(keyOf)),
  );
}
