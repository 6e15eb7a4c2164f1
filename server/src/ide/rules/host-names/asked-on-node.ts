/**
 * Finds names of the cluster that kubelet looks up on the node: hosts of its own probes and hooks, which no Pod
 * asks for.
 */

import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { HostMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { kubeletHostsOf, siteOf } from "../../../workspace/asking/mentions.ts";
import { isJudged, near } from "../evidence/reach.ts";
import type { Finding, Severity } from "../run/rule.ts";
import { fullParts, shortPodParts } from "./parts.ts";
import { askFrom, compatible, servicesInView, whyOf } from "./view.ts";

/**
 * A complete name of the cluster is certain to fail there, unless the settings give the node the cluster's DNS server. A short
 * one may be a host of the node's network: it is reported only where a near Service has that name.
 */
export function* askedOnNode(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
): Iterable<Finding> {
  if (!isJudged(declaration)) return;
  for (const mention of kubeletHostsOf(analysis, declaration)) {
    const severity = certaintyOf(environment, declaration, mention);
    if (severity === undefined) continue;
    const simulation = askFrom(analysis, environment, declaration, mention);
    if (simulation.outcome === "resolved") continue;
    const why = whyOf(simulation);
    yield {
      at: siteOf(declaration, mention),
      severity,
      message: `'${mention.host}' does not resolve: ${why}; without 'host' it calls the Pod itself`,
      unresolved: { name: mention.host, why },
    };
  }
}

function certaintyOf(environment: Environment, declaration: Declaration, mention: HostMention): Severity | undefined {
  const full = fullParts(mention);
  if (full !== undefined)
    return full.domain === "" || full.domain === environment.podDns.clusterDomain ? "warning" : undefined;
  const pod = shortPodParts(mention);
  const [service = "", namespace, more] = mention.labels;
  const named = pod ?? (more === undefined ? { service, namespace } : undefined);
  if (named === undefined) return undefined;
  const own = named.namespace ?? declaration.object.meta.namespace;
  const isNear = servicesInView(environment, named.service, own).some(
    ({ object, distance }) => distance <= near && compatible(object.meta.namespace, own),
  );
  return isNear ? "information" : undefined;
}
