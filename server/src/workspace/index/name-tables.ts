/** Finds the objects of one environment by kind and name, and by the labels of the Pods that they make. */

import { append } from "../../base/collections.ts";
import { memoize } from "../../base/memo.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { labelsOfPods } from "../../kubernetes/manifests/pod-template.ts";
import type { Environment } from "../analysis.ts";
import { isCustomResource } from "./lookup.ts";

/** What an environment that lists all that it has finds by name and label. */
export function lookupsIn(
  declarations: () => readonly Declaration[],
): Pick<Environment, "named" | "podMakersWith" | "ofOtherKind"> {
  return {
    named: (kind, name) => tablesOf(declarations()).byName.get(`${kind} ${name}`) ?? [],
    podMakersWith: (key, value) => tablesOf(declarations()).byLabel.get(`${key}=${value}`) ?? [],
    ofOtherKind: (kind) => tablesOf(declarations()).byOtherKind.get(kind) ?? [],
  };
}

interface Tables {
  readonly byName: ReadonlyMap<string, readonly Declaration[]>;
  readonly byLabel: ReadonlyMap<string, readonly Declaration[]>;
  readonly byOtherKind: ReadonlyMap<string, readonly Declaration[]>;
  /** Custom resources. */
  readonly others: readonly Declaration[];
}

/** Made once for each list. */
export const tablesOf: (declarations: readonly Declaration[]) => Tables = memoize((declarations) => {
  const byName = new Map<string, Declaration[]>();
  const byLabel = new Map<string, Declaration[]>();
  const byOtherKind = new Map<string, Declaration[]>();
  const others: Declaration[] = [];
  for (const declaration of declarations) {
    const { object } = declaration;
    append(byName, `${object.kind} ${object.meta.name}`, declaration);
    for (const [key, value] of Object.entries(labelsOfPods(object) ?? {}))
      append(byLabel, `${key}=${value}`, declaration);
    if (object.kind !== "Other") continue;
    append(byOtherKind, object.otherKind, declaration);
    if (isCustomResource(object.apiVersion)) others.push(declaration);
  }
  return { byName, byLabel, byOtherKind, others };
});
