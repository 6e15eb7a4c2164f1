/**
 * Finds declarations by key: by name, by Pod label, by folder, by namespace. An index never changes. A change makes
 * a new one, and the work depends only on the size of the change.
 */

import { sameItems } from "../../base/collections.ts";
import { getOrAdd } from "../../base/memo.ts";
import { folderOf, pathOf } from "../../base/uri-path.ts";
import { VersionedMap } from "../../base/versioned-map.ts";
import { addressesOf, isGiant, showsAddresses } from "../../cluster/state/object-source.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { labelsOfPods } from "../../kubernetes/manifests/pod-template.ts";
import type { Seen } from "../environments/branches.ts";
import { contestable } from "../environments/plain-view.ts";
import { isCustomResource } from "./lookup.ts";

/** What one file declared before a change, and after it. */
export interface FileDifference {
  /** Decoded. */
  readonly path: string;
  /** True for files whose objects are applied as they are written: no kustomization owns them. */
  readonly isPlain: boolean;
  readonly before: readonly Declaration[];
  readonly after: readonly Declaration[];
}

export interface DeclarationIndex {
  /** In the order of paths, then of the text. */
  readonly named: (kind: string, name: string) => readonly Declaration[];
  /** Declared by files directly in the folder (decoded). */
  readonly inFolder: (folder: string) => readonly Declaration[];
  /** Declared by plain files in the folder (decoded) or below it, as far as it is seen. */
  readonly plainUnder: (folder: string, seen?: Seen) => readonly Declaration[];
  /** What makes Pods with the label, Pods themselves included. */
  readonly podMakersWith: (key: string, value: string) => readonly Declaration[];
  readonly ofOtherKind: (kind: string) => readonly Declaration[];
  readonly customResources: () => readonly Declaration[];
  /** Declared by plain files for the namespace as it is written; undefined: where none is. */
  readonly plainIn: (namespace: string | undefined) => readonly Declaration[];
  /** Declared by plain files outside of namespaces. */
  readonly plainClusterScoped: () => readonly Declaration[];
  /** The namespaces that plain files write. */
  readonly plainNamespaces: () => Iterable<string>;
  /** Stands for this state where `plainChangedSince` is asked. It holds no other state. */
  readonly version: object;
  /**
   * The namespaces for which plain files declare something else than at an earlier version: as they are written, "" for
   * objects outside of namespaces, undefined for those that state none. Undefined where this state did not come of that one.
   */
  readonly plainChangedSince: (version: object) => ReadonlySet<string | undefined> | undefined;
  /** Declared by plain files: what holds an address or asks for an IP family. */
  readonly plainShowingAddresses: () => readonly Declaration[];
  /** Of plain files, see `ObjectSource.mostAddresses`. */
  readonly mostAddresses: number;
  /** Of plain files, see `ObjectSource.giants`. */
  readonly largeWorkloads: number;
  /** Identities that several plain files define, each with their paths. The same map while it says the same. */
  readonly contested: ReadonlyMap<string, readonly string[]>;
  readonly with: (differences: readonly FileDifference[]) => DeclarationIndex;
}

interface State {
  readonly giants: number;
  readonly lists: VersionedMap<string, readonly Declaration[]>;
  /** The folders in a folder that hold plain declarations, directly or further below, as paths in their order. */
  readonly folders: VersionedMap<string, readonly string[]>;
  readonly namespaces: VersionedMap<string, number>;
  readonly mostAddresses: number;
  readonly contested: ReadonlyMap<string, readonly string[]>;
}

export const emptyIndex: DeclarationIndex = indexOf({
  lists: VersionedMap.of(),
  folders: VersionedMap.of(),
  namespaces: VersionedMap.of(),
  mostAddresses: 0,
  giants: 0,
  contested: new Map(),
});

function indexOf(state: State): DeclarationIndex {
  const get = (key: string): readonly Declaration[] => state.lists.get(key) ?? [];
  return {
    named: (kind, name) => get(`name ${kind} ${name}`),
    inFolder: (folder) => get(`folder ${folder}`),
    plainUnder: (folder, seen) => belowFolder(folder, get, (name) => state.folders.get(name) ?? [], seen),
    podMakersWith: (key, value) => get(`label ${key}=${value}`),
    ofOtherKind: (kind) => get(`kind ${kind}`),
    customResources: () => get("custom"),
    plainIn: (namespace) => get(namespace === undefined ? "unwritten" : inNamespace + namespace),
    plainClusterScoped: () => get("cluster"),
    plainNamespaces: () => [...state.namespaces.keys()],
    version: state.lists,
    plainChangedSince: (version) => {
      const keys = version instanceof VersionedMap ? state.lists.changedSince(version) : undefined;
      return keys && new Set([...keys].flatMap(namespaceOfKey));
    },
    plainShowingAddresses: () => get("addresses"),
    mostAddresses: state.mostAddresses,
    largeWorkloads: state.giants,
    contested: state.contested,
    with: (differences) => changed(state, differences),
  };
}

/** The namespace that a list is about; none for lists of other things. */
function namespaceOfKey(key: string): readonly (string | undefined)[] {
  if (key === "unwritten") return [undefined];
  if (key === "cluster") return [""];
  return key.startsWith(inNamespace) ? [key.slice(inNamespace.length)] : [];
}

const inNamespace = "namespace ";

interface Keys {
  readonly all: readonly string[];
  readonly plain: readonly string[];
}

/** Under what a declaration is found, but for its folder. */
function keysOf(declaration: Declaration): Keys {
  const { object } = declaration;
  const labels = Object.entries(labelsOfPods(object) ?? {}).map(([key, value]) => `label ${key}=${value}`);
  const isClusterScoped = object.kind === "Namespace" || object.kind === "Node";
  const { namespace } = object.meta;
  const place = isClusterScoped ? "cluster" : namespace === undefined ? "unwritten" : inNamespace + namespace;
  return {
    all: [
      `name ${object.kind} ${object.meta.name}`,
      ...labels,
      ...(object.kind === "Other" ? [`kind ${object.otherKind}`] : []),
      ...(object.kind === "Other" && isCustomResource(object.apiVersion) ? ["custom"] : []),
    ],
    plain: [
      place,
      ...(showsAddresses(declaration) ? ["addresses"] : []),
      ...contestable(object).map((identity) => `identity ${identity}`),
    ],
  };
}

interface Block {
  readonly path: string;
  readonly declarations: Declaration[];
}

function changed(state: State, differences: readonly FileDifference[]): DeclarationIndex {
  /** For each key the files in which something under it changed, with what they have under it now. */
  const blocks = new Map<string, Block[]>();
  // Each path has one difference: its block is the last one of a key.
  const blockOf = (key: string, path: string): Block => {
    const files = getOrAdd(blocks, key, () => []);
    const last = files.at(-1);
    if (last?.path === path) return last;
    const made: Block = { path, declarations: [] };
    files.push(made);
    return made;
  };
  const written = new Map<string, number>();
  let most = state.mostAddresses;
  let giants = state.giants;
  for (const { path, isPlain, before, after } of differences) {
    const folder = folderOf(path);
    const place = (declaration: Declaration, put: (block: Block) => void): void => {
      const { all, plain } = keysOf(declaration);
      put(blockOf(`folder ${folder}`, path));
      for (const key of all) put(blockOf(key, path));
      if (!isPlain) return;
      put(blockOf(plainFolder + folder, path));
      for (const key of plain) put(blockOf(key, path));
    };
    const count = (declaration: Declaration, by: 1 | -1): void => {
      if (!isPlain) return;
      most += by * addressesOf(declaration);
      if (isGiant(declaration)) giants += by;
      const { namespace } = declaration.object.meta;
      if (namespace !== undefined) written.set(namespace, (written.get(namespace) ?? 0) + by);
    };
    for (const declaration of before) {
      count(declaration, -1);
      place(declaration, () => undefined);
    }
    for (const declaration of after) {
      count(declaration, 1);
      place(declaration, (block) => block.declarations.push(declaration));
    }
  }
  const lists = new Map<string, readonly Declaration[] | undefined>();
  for (const [key, files] of blocks) {
    const list = state.lists.get(key) ?? [];
    const next = replaceBlocks(list, files);
    if (!sameItems(list, next)) lists.set(key, next.length === 0 ? undefined : next);
  }
  const namespaces = new Map<string, number | undefined>();
  for (const [namespace, by] of written) {
    const before = state.namespaces.get(namespace) ?? 0;
    if (by !== 0) namespaces.set(namespace, before + by === 0 ? undefined : before + by);
  }
  const listAt = (key: string): readonly Declaration[] | undefined =>
    lists.has(key) ? lists.get(key) : state.lists.get(key);
  const folders = foldersAfter(state.folders, lists, listAt);
  return indexOf({
    lists: state.lists.with(lists),
    folders,
    namespaces: state.namespaces.with(namespaces),
    mostAddresses: most,
    giants,
    contested: contestedAfter(state.contested, lists),
  });
}

const plainFolder = "plain folder ";

/**
 * The folders after some lists changed.
 * @param listAt the list of a key after the change
 */
function foldersAfter(
  before: State["folders"],
  lists: ReadonlyMap<string, readonly Declaration[] | undefined>,
  listAt: (key: string) => readonly Declaration[] | undefined,
): State["folders"] {
  const changes = new Map<string, Set<string>>();
  const isIn = (folder: string, child: string): boolean =>
    changes.get(folder)?.has(child) ?? hasSorted(before.get(folder) ?? [], child);
  const isEmpty = (folder: string): boolean => (changes.get(folder)?.size ?? before.get(folder)?.length ?? 0) === 0;
  for (const key of lists.keys()) {
    if (!key.startsWith(plainFolder)) continue;
    for (let child = key.slice(plainFolder.length); child !== ""; child = folderOf(child)) {
      const parent = folderOf(child);
      const isHeld = listAt(plainFolder + child) !== undefined || !isEmpty(child);
      if (isHeld === isIn(parent, child)) break;
      const next = getOrAdd(changes, parent, () => new Set(before.get(parent)));
      if (isHeld) next.add(child);
      else next.delete(child);
    }
  }
  return before.with(
    new Map([...changes].map(([at, children]) => [at, children.size === 0 ? undefined : [...children].sort()])),
  );
}

function hasSorted(sorted: readonly string[], text: string): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === text;
}

function pathOfDeclaration({ uri }: Declaration): string {
  return pathOf(uri);
}

/** The plain declarations in a folder and below it, in the order of their paths. */
function belowFolder(
  top: string,
  listAt: (key: string) => readonly Declaration[],
  foldersIn: (folder: string) => readonly string[],
  seen: Seen = (list) => list,
): readonly Declaration[] {
  const found: Declaration[] = [];
  /** What is left to do, the next thing last: a folder, or the declarations of one file. */
  const left: (string | readonly Declaration[])[] = [top];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next !== "string") {
      for (const declaration of next) found.push(declaration);
      continue;
    }
    const parts: { readonly path: string; readonly part: string | Declaration[] }[] = [];
    for (const declaration of seen(listAt(plainFolder + next), pathOfDeclaration)) {
      const path = pathOfDeclaration(declaration);
      const last = parts.at(-1);
      if (last?.path === path && typeof last.part !== "string") last.part.push(declaration);
      else parts.push({ path, part: [declaration] });
    }
    // A path goes on with a slash behind a folder's name: that decides the order.
    for (const folder of seen(foldersIn(next), (path) => path)) parts.push({ path: `${folder}/`, part: folder });
    parts.sort((a, b) => (a.path < b.path ? 1 : -1));
    for (const { part } of parts) left.push(part);
  }
  return found;
}

/** A list with other blocks for some files; its order is that of paths. */
function replaceBlocks(list: readonly Declaration[], blocks: readonly Block[]): readonly Declaration[] {
  const [first] = blocks;
  if (list.length === 0 && blocks.length === 1 && first !== undefined) return first.declarations;
  // A few files are found by halving; many are merged in one pass.
  if (blocks.length <= 8) return blocks.reduce(replaceBlock, list);
  const sorted = [...blocks].sort((a, b) => (a.path < b.path ? -1 : 1));
  const last = list.at(-1);
  // Files are loaded in the order of their paths.
  if (last !== undefined && pathOf(last.uri) < (sorted[0]?.path ?? ""))
    return list.concat(sorted.flatMap(({ declarations }) => declarations));
  const replaced = new Set(blocks.map(({ path }) => path));
  const result: Declaration[] = [];
  let next = 0;
  const flush = (path: string | undefined): void => {
    for (let block = sorted[next]; block !== undefined; block = sorted[next]) {
      if (path !== undefined && block.path > path) return;
      for (const declaration of block.declarations) result.push(declaration);
      next += 1;
    }
  };
  for (const declaration of list) {
    const path = pathOf(declaration.uri);
    if (replaced.has(path)) continue;
    flush(path);
    result.push(declaration);
  }
  flush(undefined);
  return result;
}

function replaceBlock(list: readonly Declaration[], { path, declarations }: Block): readonly Declaration[] {
  const start = firstAt(list, (other) => other >= path);
  const end = firstAt(list, (other) => other > path);
  // So many arguments fit every stack.
  return declarations.length < 1000
    ? list.toSpliced(start, end - start, ...declarations)
    : [...list.slice(0, start), ...declarations, ...list.slice(end)];
}

/** The index of the first declaration whose path passes; the list's length where none does. */
function firstAt(list: readonly Declaration[], passes: (path: string) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const declaration = list[middle];
    if (declaration === undefined || passes(pathOf(declaration.uri))) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Identities with several files, after some lists changed. */
function contestedAfter(
  before: ReadonlyMap<string, readonly string[]>,
  lists: ReadonlyMap<string, readonly Declaration[] | undefined>,
): ReadonlyMap<string, readonly string[]> {
  const prefix = "identity ";
  let after: Map<string, readonly string[]> | undefined;
  for (const [key, list = []] of lists) {
    if (!key.startsWith(prefix)) continue;
    const identity = key.slice(prefix.length);
    if (list.length < 2 && !before.has(identity)) continue;
    const paths = [...new Set(list.map(({ uri }) => pathOf(uri)))];
    const known = before.get(identity) ?? [];
    if (paths.length < 2 ? known.length === 0 : sameItems(known, paths)) continue;
    after ??= new Map(before);
    if (paths.length < 2) after.delete(identity);
    else after.set(identity, paths);
  }
  // In the order of identities, so that no history shows.
  return after === undefined ? before : new Map([...after].sort(([a], [b]) => (a < b ? -1 : 1)));
}
