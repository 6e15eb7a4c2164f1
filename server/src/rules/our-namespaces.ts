/** Knows which namespaces this workspace fills: only there may a name be called missing. */
import type { Analysis } from "../analysis/analysis.ts";
import { memoize } from "../analysis/memo.ts";

/** Namespaces that somebody else fills, whatever manifests say. */
const others = /^(kube-|gke-|openshift)/;

/**
 * True for the namespaces of the setting `podns.namespaces`; where it is empty, for those that a Namespace or a Service of
 * the workspace is in. Never for those of the cluster itself, unless the setting names them.
 */
export function isOurs(analysis: Analysis, namespace: string): boolean {
  const { namespaces, defaultNamespace } = analysis.settings;
  if (namespaces.length > 0) return namespaces.includes(namespace);
  if (others.test(namespace)) return false;
  return namespace === defaultNamespace || filledBy(analysis).has(namespace);
}

const filledBy = memoize((analysis: Analysis): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const file of analysis.files.values()) {
    if (file.role !== "manifests") continue;
    for (const { object } of file.manifests.flatMap(({ manifest }) => manifest.declarations)) {
      if (object.kind === "Namespace") found.add(object.meta.name);
      else if (object.kind === "Service" && object.meta.namespace !== undefined) found.add(object.meta.namespace);
    }
  }
  return found;
});
