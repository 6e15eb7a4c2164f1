/** Hands the objects of an environment of plain files to the cluster, namespace by namespace. */

import { sameItems } from "../../base/collections.ts";
import { memoize, whileInUse } from "../../base/memo.ts";
import { pathOf } from "../../base/uri-path.ts";
import type { ObjectSource } from "../../cluster/state/object-source.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { DeclarationIndex } from "../index/declaration-index.ts";
import type { ObjectsAt } from "./models.ts";
import { type EnvironmentFile, isInView, type Membership, membersInView } from "./plain-view.ts";

/** The declarations of each environment and namespace as they were last time. It saves work and decides nothing. */
export type PlainMemory = (key: string) => Map<string, Kept>;

/** @param turn the states of the workspace so far */
export function plainMemory(turn: () => number): PlainMemory {
  return whileInUse(() => new Map<string, Kept>(), turn);
}

interface Kept {
  readonly from: readonly (readonly Declaration[])[];
  readonly declarations: readonly Declaration[];
}

export interface PlainObjects extends Membership {
  readonly declared: DeclarationIndex;
  readonly fileAt: (path: string) => EnvironmentFile | undefined;
}

/** The objects of the environment with this id. */
export function plainObjects(objects: PlainObjects, memory: PlainMemory, id: string): ObjectsAt {
  return (defaultNamespace) => sourceIn(objects, defaultNamespace, memory(`${defaultNamespace} ${id}`));
}

/** The declarations in view that state the namespace or none, in the order of files. */
export function statingIn(objects: PlainObjects, namespace: string): readonly Declaration[] {
  const { declared } = objects;
  return membersInView(merged([declared.plainIn(namespace), declared.plainIn(undefined)], objects), objects);
}

function sourceIn(objects: PlainObjects, defaultNamespace: string, kept: Map<string, Kept>): ObjectSource {
  const { declared } = objects;
  const own = new Map<string, readonly Declaration[]>();
  const listsFor = (namespace: string): readonly (readonly Declaration[])[] => {
    if (namespace === "") return [declared.plainClusterScoped()];
    const written = declared.plainIn(namespace);
    return namespace === defaultNamespace ? [written, declared.plainIn(undefined)] : [written];
  };
  return {
    namespaces: () => new Set(["", defaultNamespace, ...declared.plainNamespaces()]),
    declarationsIn: (namespace) => {
      const made = own.get(namespace);
      if (made !== undefined) return made;
      const from = listsFor(namespace);
      const before = kept.get(namespace);
      const isSame = before !== undefined && sameItems(before.from, from);
      const found = isSame ? before.declarations : membersInView(merged(from, objects), objects);
      const declarations = before !== undefined && sameItems(before.declarations, found) ? before.declarations : found;
      kept.set(namespace, { from, declarations });
      own.set(namespace, declarations);
      return declarations;
    },
    showingAddresses: () =>
      objects
        .seen(declared.plainShowingAddresses(), ({ uri }) => pathOf(uri))
        .filter(({ uri }) => isInView(pathOf(uri), objects)),
    version: declared.version,
    changedSince: (version) => {
      const changed = declared.plainChangedSince(version);
      return changed && new Set([...changed].map((namespace) => namespace ?? defaultNamespace));
    },
    mostAddresses: () => declared.mostAddresses,
    giants: () => declared.largeWorkloads,
  };
}

/** What is seen of several lists as one, in the order of files and of their texts. */
function merged(
  lists: readonly (readonly Declaration[])[],
  { seen, fileAt }: Pick<PlainObjects, "seen" | "fileAt">,
): readonly Declaration[] {
  const seenLists = lists.map((list) => seen(list, ({ uri }) => pathOf(uri))).filter((list) => list.length > 0);
  const [first = [], ...others] = seenLists;
  if (others.length === 0) return first;
  return seenLists
    .flat()
    .map((declaration) => ({ declaration, path: pathOf(declaration.uri) }))
    .sort((a, b) => {
      if (a.path !== b.path) return a.path < b.path ? -1 : 1;
      const file = fileAt(a.path);
      if (file === undefined) return 0;
      const places = placesIn(file);
      return (places.get(a.declaration) ?? -1) - (places.get(b.declaration) ?? -1);
    })
    .map(({ declaration }) => declaration);
}

/** Where each of a file's declarations stands first. */
const placesIn = memoize(({ declarations }: EnvironmentFile): ReadonlyMap<Declaration, number> => {
  const places = new Map<Declaration, number>();
  for (const [index, declaration] of declarations.entries())
    if (!places.has(declaration)) places.set(declaration, index);
  return places;
});
