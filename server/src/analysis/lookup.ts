/** Knows where things are declared in the whole workspace: by name, by folder, by the labels of Pods. */
import type { Declaration } from "../manifests/manifest.ts";
import type { KubeObject, Labels, PodSpec } from "../manifests/object.ts";
import type { Path } from "../manifests/path.ts";
import type { Uri } from "../text/source.ts";
import { folderOf } from "../text/uri-path.ts";
import { memoize } from "./memo.ts";

export interface Lookup {
  readonly named: (kind: string, name: string) => readonly Declaration[];
  readonly inFolder: (folder: string) => readonly Declaration[];
  readonly podMakersWith: (key: string, value: string) => readonly Declaration[];
  readonly customResources: readonly Declaration[];
}

interface LookupFile {
  readonly uri: Uri;
  readonly path: string;
  readonly declarations: readonly Declaration[];
}

/**
 * Indexes all declarations once; linear in their number.
 * @param rendered found by name and labels, too; they are in no folder
 */
export function makeLookup(files: readonly LookupFile[], rendered: readonly Declaration[] = []): Lookup {
  const byName = new Map<string, Declaration[]>();
  const byFolder = new Map<string, Declaration[]>();
  const byLabel = new Map<string, Declaration[]>();
  const customResources: Declaration[] = [];
  const addByObject = (declaration: Declaration): void => {
    const { name, labels } = keysOf(declaration);
    add(byName, name, declaration);
    for (const label of labels) add(byLabel, label, declaration);
  };
  for (const declaration of rendered) addByObject(declaration);
  for (const file of files) {
    const folder = folderOf(file.path);
    for (const declaration of file.declarations) {
      addByObject(declaration);
      add(byFolder, folder, declaration);
      if (keysOf(declaration).isCustom) customResources.push(declaration);
    }
  }
  return {
    named: (kind, name) => byName.get(`${kind} ${name}`) ?? [],
    inFolder: (folder) => byFolder.get(folder) ?? [],
    podMakersWith: (key, value) => byLabel.get(`${key}=${value}`) ?? [],
    customResources,
  };
}

interface Keys {
  readonly name: string;
  readonly labels: readonly string[];
  readonly isCustom: boolean;
}

/** Under what a declaration is found; made once, and used after every change of any other. */
const keysOf = memoize(
  ({ object }: Declaration): Keys => ({
    name: `${object.kind} ${object.meta.name}`,
    labels: Object.entries(labelsOfPods(object) ?? {}).map(([key, value]) => `${key}=${value}`),
    isCustom: object.kind === "Other" && isCustom(object.apiVersion),
  }),
);

/** The labels of the Pods that an object makes, those that its controller adds left out; undefined: makes none. */
export function labelsOfPods(object: KubeObject): Labels | undefined {
  switch (object.kind) {
    case "Pod":
      return object.meta.labels;
    case "StatefulSet":
    case "Deployment":
    case "ReplicaSet":
    case "ReplicationController":
    case "DaemonSet":
    case "Job":
    case "CronJob":
      return object.template?.labels;
    default:
      return undefined;
  }
}

/** The spec of the Pods that an object is or makes, and where it stands in the object; undefined: makes none. */
export function podSpecOf(object: KubeObject): { readonly spec: PodSpec; readonly path: Path } | undefined {
  switch (object.kind) {
    case "Pod":
      return { spec: object.spec, path: ["spec"] };
    case "StatefulSet":
    case "Deployment":
    case "ReplicaSet":
    case "ReplicationController":
    case "DaemonSet":
    case "Job":
      return object.template && { spec: object.template.spec, path: ["spec", "template", "spec"] };
    case "CronJob":
      return (
        object.template && { spec: object.template.spec, path: ["spec", "jobTemplate", "spec", "template", "spec"] }
      );
    default:
      return undefined;
  }
}

/** Groups without a dot and those of k8s.io are Kubernetes' own; the rest belong to operators. */
function isCustom(apiVersion: string): boolean {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  if (!group.includes(".")) return false;
  return !/(^|\.)k8s\.io$/.test(group) || group.endsWith(".x-k8s.io");
}

function add(map: Map<string, Declaration[]>, key: string, declaration: Declaration): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [declaration]);
  else known.push(declaration);
}
