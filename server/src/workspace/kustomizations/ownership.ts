/**
 * Determines which kustomizations reach which files, and which of them no other one includes. It builds none of them.
 */
import { append } from "../../base/collections.ts";
import { lazy } from "../../base/lazy.ts";
import { memoize } from "../../base/memo.ts";
import type { Kustomization } from "./kustomization.ts";

/** Who directs which files. */
export interface Ownership {
  /** Files owned by kustomizations, each with the roots that reach it. */
  readonly owned: ReadonlyMap<string, readonly Kustomization[]>;
  readonly patches: ReadonlySet<string>;
  /** Kustomizations that no other one includes, by folder. */
  readonly roots: readonly Kustomization[];
  /** The files of the root's objects. */
  readonly closure: (root: Kustomization) => readonly string[];
  /** The roots whose builds may read the file. */
  readonly naming: (path: string) => readonly Kustomization[];
}

/** Follows the resources of every kustomization down to its files. */
export function ownershipOf(kustomizations: readonly Kustomization[]): Ownership {
  const byFolder = new Map(kustomizations.map((kustomization) => [kustomization.folder, kustomization]));
  const included = new Set<string>();
  for (const kustomization of kustomizations) {
    for (const resource of kustomization.resources) if (byFolder.has(resource)) included.add(resource);
  }
  const reach = memoize((root: Kustomization): readonly Kustomization[] => {
    const seen = new Set<Kustomization>();
    const visit = (kustomization: Kustomization): void => {
      if (seen.has(kustomization)) return;
      seen.add(kustomization);
      for (const resource of kustomization.resources) {
        const base = byFolder.get(resource);
        if (base !== undefined) visit(base);
      }
    };
    visit(root);
    return [...seen];
  });
  const closure = memoize((root: Kustomization): readonly string[] =>
    reach(root).flatMap(({ resources }) => resources.filter((resource) => !byFolder.has(resource))),
  );
  const owned = new Map<string, Kustomization[]>();
  const roots = kustomizations
    .filter(({ folder }) => !included.has(folder))
    .sort((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0));
  for (const root of roots) {
    for (const path of new Set(closure(root))) {
      append(owned, path, root);
    }
  }
  const naming = lazy(() => {
    const found = new Map<string, Kustomization[]>();
    for (const root of roots) {
      const named = reach(root).flatMap((made) => [made.path, ...made.resources, ...made.patches, ...made.others]);
      for (const path of new Set(named)) {
        append(found, path, root);
      }
    }
    return found;
  });
  return {
    owned,
    patches: new Set(kustomizations.flatMap((kustomization) => kustomization.patches)),
    roots,
    closure,
    naming: (path) => naming().get(path) ?? [],
  };
}
