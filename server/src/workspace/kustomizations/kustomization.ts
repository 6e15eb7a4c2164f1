/**
 * Reads which files a kustomization directs: resources that exist only inside it, patches that are not objects,
 * whatever else a build reads. What the build makes of them is in kustomize.ts.
 */

import { isRecord } from "../../base/json.ts";
import { splitDocuments } from "../../base/split.ts";
import { folderOf, resolveFrom } from "../../base/uri-path.ts";
import { isRemote, kustomizationFileNames } from "../../kubernetes/kustomize/build.ts";
import { readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import type { Substitution } from "../gitops/deployments.ts";

export { kustomizationFileNames };

/** The files and folders that one kustomization names, as decoded paths. */
export interface Kustomization {
  /** The kustomization file itself. */
  readonly path: string;
  readonly folder: string;
  /** Local files and folders under resources, bases, components, crds, generators, transformers, validators, configurations. */
  readonly resources: readonly string[];
  /** Local files of patches, patchesStrategicMerge, patchesJson6902. */
  readonly patches: readonly string[];
  /** All other local files that a build reads: sources of generators, replacements, schemas. */
  readonly others: readonly string[];
  /** A part of others: what it makes alone is not applied. */
  readonly isComponent: boolean;
  /** Present where no file holds it: what a controller applies (deployed.ts). `path` is then the controller's object's. */
  readonly deployed?: DeployedAs;
}

/** How a controller builds and applies a folder. */
export interface DeployedAs {
  /** For people. */
  readonly label: string;
  /** The workspace folder. */
  readonly root: string;
  /** Files outside of the kustomization's folder may be read. */
  readonly unrestricted: boolean;
  /** Where objects that state no namespace land. */
  readonly namespace?: string;
  readonly substitute?: Substitution;
  /** Why it may apply something else than is known. */
  readonly open?: string;
}

/**
 * Reads a kustomization file. Anything that is not as expected is left out; it never fails.
 * @param folder where its references start
 */
export function readKustomization(path: string, text: string, folder: string = folderOf(path)): Kustomization {
  const result = readYaml(splitDocuments(text).find((chunk) => /\S/.test(chunk.text))?.text ?? "");
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
      [
        "resources",
        "bases",
        "components",
        "crds",
        "generators",
        "transformers",
        "validators",
        "configurations",
      ].flatMap(list),
    ),
    patches: local([...list("patchesstrategicmerge"), ...patchPaths]),
    others: local([
      ...["configmapgenerator", "secretgenerator"].flatMap(list).flatMap(generatorFiles),
      ...list("replacements").map((item) => (isRecord(item) ? item["path"] : undefined)),
      openApi(fields.get("openapi")),
    ]),
    isComponent: fields.get("kind") === "Component",
  };
}

/**
 * Kustomizations as kustomize sees them, links resolved: a folder that links lead to is the folder itself, and has one
 * kustomization.
 */
export function withoutLinks(
  kustomizations: readonly Kustomization[],
  realPath: (path: string) => string,
): readonly Kustomization[] {
  const linked = kustomizations.filter(({ path, folder }) => folderOf(path) !== folder);
  const real = new Map(linked.map(({ path, folder }) => [folderOf(path), folder]));
  const own = kustomizations.filter((made) => !linked.includes(made));
  const known = new Set(own.map(({ folder }) => folder));
  const added = linked.filter(({ folder }) => !known.has(folder) && known.add(folder));
  return [...own, ...added].map((made) => {
    const resources = made.resources.map((path) => real.get(path) ?? realPath(path));
    return resources.every((path, index) => path === made.resources[index]) ? made : { ...made, resources };
  });
}

/** Files by name or as `key=file`. */
function generatorFiles(generator: unknown): readonly unknown[] {
  if (!isRecord(generator)) return [];
  const strings = (key: string): readonly string[] => {
    const value = generator[key];
    return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
  };
  return [...strings("files").map((file) => file.slice(file.indexOf("=") + 1)), ...strings("envs"), ...strings("env")];
}

function openApi(value: unknown): unknown {
  return isRecord(value) ? value["path"] : undefined;
}

/** A remote base is a URL or `host/org/repo//path?ref=`; an inline patch has line breaks. */
function isLocal(reference: string): boolean {
  return !/\n/.test(reference) && !isRemote(reference);
}
