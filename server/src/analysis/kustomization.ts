/**
 * Knows which files a kustomization directs: resources that live only inside it, patches that are no objects. It does
 * not render; environments that it owns are therefore open.
 */
import { readYaml } from "../manifests/read-yaml.ts";
import { folderOf, resolveFrom } from "../text/uri-path.ts";

/** The files and folders that one kustomization names, as decoded paths. */
export interface Kustomization {
  /** The kustomization file itself. */
  readonly path: string;
  readonly folder: string;
  /** Local files and folders under resources, bases, components, crds, generators, transformers, configurations. */
  readonly resources: readonly string[];
  /** Local files of patches, patchesStrategicMerge, patchesJson6902. */
  readonly patches: readonly string[];
}

/** Reads a kustomization file. Anything that is not as expected is left out; it never fails. */
export function readKustomization(path: string, text: string): Kustomization {
  const folder = folderOf(path);
  const result = readYaml(text);
  const value = result.kind === "value" && isRecord(result.value) ? result.value : {};
  const fields = new Map(Object.entries(value).map(([key, item]) => [key.toLowerCase(), item]));
  const list = (key: string): readonly unknown[] => {
    const item = fields.get(key);
    return Array.isArray(item) ? item : [];
  };
  const local = (items: readonly unknown[]): string[] =>
    items
      .filter((item): item is string => typeof item === "string" && isLocal(item))
      .map((item) => resolveFrom(folder, item));
  const patchPaths = ["patches", "patchesjson6902"].flatMap((key) =>
    list(key).map((item) => (isRecord(item) ? item["path"] : undefined)),
  );
  return {
    path,
    folder,
    resources: local(
      ["resources", "bases", "components", "crds", "generators", "transformers", "configurations"].flatMap(list),
    ),
    patches: local([...list("patchesstrategicmerge"), ...patchPaths]),
  };
}

/** A remote base is a URL or `host/org/repo//path?ref=`; an inline patch has line breaks. */
function isLocal(reference: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:\/\/|^[^/]+@|\?ref=|\n/.test(reference) && !reference.includes("//");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
