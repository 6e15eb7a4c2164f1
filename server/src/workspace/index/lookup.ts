/** Looks up where things are declared in the whole workspace: by name, by folder, by the labels of Pods. */
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { DeclarationIndex } from "./declaration-index.ts";
import type { RenderedLookup } from "./rendered-lookup.ts";

export interface Lookup {
  readonly named: (kind: string, name: string) => readonly Declaration[];
  readonly inFolder: (folder: string) => readonly Declaration[];
  readonly podMakersWith: (key: string, value: string) => readonly Declaration[];
  readonly customResources: readonly Declaration[];
}

/**
 * What files declare and what was rendered from them, together.
 * @param rendered found by name and labels; they are in no folder
 */
export function makeLookup(declared: DeclarationIndex, rendered: () => RenderedLookup): Lookup {
  const both = (own: readonly Declaration[], others: readonly Declaration[]): readonly Declaration[] =>
    own.length === 0 ? others : [...own, ...others];
  return {
    named: (kind, name) => both(rendered().find(`name ${kind} ${name}`), declared.named(kind, name)),
    inFolder: declared.inFolder,
    podMakersWith: (key, value) => both(rendered().find(`label ${key}=${value}`), declared.podMakersWith(key, value)),
    get customResources() {
      return declared.customResources();
    },
  };
}

/** Groups without a dot and those of k8s.io are Kubernetes' own; the rest belong to operators. */
export function isCustomResource(apiVersion: string): boolean {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  if (!group.includes(".")) return false;
  return !/(^|\.)k8s\.io$/.test(group) || group.endsWith(".x-k8s.io");
}
