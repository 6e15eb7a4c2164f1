/** Finds the workloads whose NetworkPolicies let no DNS question out: the same that the rule dns-egress-denied names. */

import { append } from "../../base/collections.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { deniedAmong, egressPolicy, policiesOfOtherGroups } from "../rules/evidence/network-policy.ts";
import type { MappedEnvironment } from "./mapped-environment.ts";

/** The workloads that resolve no name. None where something unseen may allow what these policies do not. */
export function blockedMakers(analysis: Analysis, { declarations, open }: MappedEnvironment): ReadonlySet<Declaration> {
  const blocked = new Set<Declaration>();
  const policies = declarations.filter(
    (declaration) => !declaration.templated && egressPolicy(analysis, declaration) !== undefined,
  );
  if (policies.length === 0 || open.length > 0 || policiesOfOtherGroups(declarations).length > 0) return blocked;
  const byNamespace = new Map<string | undefined, Declaration[]>();
  for (const declaration of declarations) {
    const { namespace } = declaration.object.meta;
    append(byNamespace, namespace, declaration);
  }
  for (const namespace of new Set(policies.map(({ object }) => object.meta.namespace))) {
    const makers = byNamespace.get(namespace) ?? [];
    const counting = policies.filter(({ object }) => [undefined, namespace].includes(object.meta.namespace));
    const { byPolicy } = deniedAmong(analysis, counting, makers);
    // Only what is certainly in the policy's namespace.
    for (const [policy, denied] of byPolicy)
      if (policy.object.meta.namespace === namespace) for (const maker of denied) blocked.add(maker);
  }
  return blocked;
}
