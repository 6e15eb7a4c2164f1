/**
 * Leads from a path as a manifest writes it to the file that the disk finds there, whose name may differ in case or
 * in its Unicode form.
 */

import type { NameRules } from "../../base/file-names.ts";
import { lazy } from "../../base/lazy.ts";
import type { Uri } from "../../base/source.ts";
import { folderOf, pathOf } from "../../base/uri-path.ts";
import type { Kustomization } from "./kustomization.ts";

/** The path of a known file or folder in its own letters; any other path as it is. */
export type FoundPaths = (path: string) => string;

const asWritten: FoundPaths = (path) => path;

/** Linear in the files, on first use; free where every spelling is a file of its own. */
export function findPaths(uris: Iterable<Uri>, names: NameRules): FoundPaths {
  if (names.exact) return asWritten;
  const known = lazy(() => {
    const found = new Map<string, string>();
    for (const uri of uris) {
      for (let path = pathOf(uri); path !== ""; path = folderOf(path)) {
        const key = names.keyOf(path);
        if (found.has(key)) break;
        found.set(key, path);
      }
    }
    return found;
  });
  return (path) => known().get(names.keyOf(path)) ?? path;
}

/** The kustomization with the paths that it names as the disk finds them. */
export function withFoundPaths(kustomization: Kustomization, found: FoundPaths): Kustomization {
  if (found === asWritten) return kustomization;
  return {
    ...kustomization,
    resources: kustomization.resources.map(found),
    patches: kustomization.patches.map(found),
    others: kustomization.others.map(found),
  };
}
