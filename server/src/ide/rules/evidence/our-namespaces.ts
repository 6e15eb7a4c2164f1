/** Decides which namespaces this workspace fills: only there may a name be called missing. */
import type { Analysis } from "../../../workspace/analysis.ts";
import { saidByFiles } from "../host-names/said-names.ts";

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
  // All of a release is in the chart that is looked at.
  if (namespace === analysis.judged?.chart?.namespace) return true;
  return (
    namespace === defaultNamespace || analysis.derive(saidByFiles(defaultNamespace)).words.has(`filled ${namespace}`)
  );
}
