/** Says why a name that does not resolve is not reported: what keeps the rules from being certain. */

import { memoize } from "../../../base/memo.ts";
import { comingBehind } from "../../../cluster/state/behind.ts";
import { namespaceOf } from "../../../cluster/state/identity.ts";
import { isDns1123Label } from "../../../dns/data/name.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import { isTemplated } from "../../../kubernetes/manifests/role.ts";
import type { HostMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { siteOf } from "../../../workspace/asking/mentions.ts";
import { isRefused } from "../evidence/reach.ts";
import { hostUnresolvable } from "../host-unresolvable.ts";
import { rules } from "../run/rules.ts";
import { ignoredBy } from "../unused-suppression.ts";
import { fullParts, type HostParts, numbered, shortPodParts, writeHost } from "./parts.ts";
import { asksElsewhere, isNxdomain, mayMean, outcomeFrom } from "./view.ts";
import { isMeshHost, isOurNamespace, mayExistUnseen } from "./workspace-names.ts";

/** True for a host that is written as one: a bare word may be anything. */
export function isName({ form, context, host }: HostMention): boolean {
  return form !== "bare" && context.kind !== "certificate" && host !== "localhost";
}

/**
 * Why nothing is said of a name that is not reported, as the end of "3 names not judged: 3 …". Undefined for a name that
 * resolves, or that is not a name of the cluster.
 */
export function whyUnjudged(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
): string | undefined {
  // host-unresolvable reports all hosts of kubelet that certainly fail.
  if (mention.context.kind === "kubelet") return undefined;
  const parts = partsOf(analysis, environment, mention);
  if (parts === undefined || isMeshHost(analysis, mention.host)) return undefined;
  // host-network-dns-policy judges them.
  if (asksElsewhere(environment, declaration)) return undefined;
  // The rules have asked this; also through /etc/hosts of the Pod itself.
  if (outcomeFrom(analysis, environment, declaration, mention) === "resolved") return undefined;
  const name = writeHost({
    ...parts,
    namespace: parts.namespace ?? namespaceOf(declaration.object, analysis.settings),
    domain: environment.podDns.clusterDomain,
  });
  if (!isNxdomain(environment, name)) return undefined;
  return (
    keptQuiet(analysis, environment, declaration, mention) ??
    openReason(environment) ??
    closedReason(analysis, environment, declaration, parts)
  );
}

/** Why a finding about a name is not told: somebody wants it so. A comment counts where there is a finding that it ignores. */
function keptQuiet(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
): string | undefined {
  if (analysis.settings.rules[hostUnresolvable.id] === "off")
    return `that no rule judges ('${hostUnresolvable.id}' is off)`;
  const site = siteOf(declaration, mention);
  if (!telling.some(({ id }) => ignoredBy(analysis, id, site) !== undefined)) return undefined;
  return ignoredNames(analysis)(environment)(declaration).has(mention.host)
    ? "that comments ignore (podns-ignore)"
    : undefined;
}

/** The rules that tell of names. */
const telling = rules.filter(({ reportsNames: tellsNames }) => tellsNames === true);

/** The names of an object of which a finding is ignored. Its rules run once, however many names it has. */
const ignoredNames = memoize((analysis: Analysis) =>
  memoize((environment: Environment) =>
    memoize((declaration: Declaration): ReadonlySet<string> => {
      const found = new Set<string>();
      for (const rule of telling)
        for (const { at, unresolved } of rule.check({ analysis, environment, declaration })) {
          if (unresolved === undefined || ignoredBy(analysis, rule.id, at) === undefined) continue;
          for (const name of [unresolved.name, ...(unresolved.also ?? [])]) found.add(name);
        }
      return found;
    }),
  ),
);

/** What leaves an environment open, in words; undefined for one that is closed. */
export function openReason({ kind, label, open }: Environment): string | undefined {
  const [first, ...others] = open;
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  const name = kind === "kustomization" ? `kustomization '${label.replace(/ \(kustomization\)$/, "")}'` : `'${label}'`;
  return `behind the open ${name} (${first.replace(/ \(kustomization '[^']*'\)$/, "")}${more})`;
}

function closedReason(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  { service, namespace, domain }: HostParts,
): string {
  const { meta } = declaration.object;
  if (isTemplated(meta.name) || isTemplated(meta.namespace ?? "")) return "in objects with placeholders in their names";
  if (isRefused(declaration)) return "in objects that the API server refuses";
  const own = namespace ?? namespaceOf(declaration.object, analysis.settings);
  const model = environment.cluster.services.get(`${own}/${service}`);
  if (model !== undefined && comingBehind(environment.cluster, model) !== undefined)
    return "of Pods that CronJobs make when their time comes";
  if (namespace !== undefined && domain !== undefined && !isOurNamespace(analysis, namespace))
    return `in namespaces that these manifests do not fill ('${namespace}')`;
  if (mayExistUnseen(analysis, service, namespace)) return "that an operator, a chart or a template may make";
  if (model !== undefined) return "of Services that are there, without that Pod or port";
  if (mayMean(analysis, environment, declaration, service, namespace))
    return "of Services that are not applied together with these files";
  return domain === undefined ? "that may be names outside the cluster" : "where nothing is certain";
}

/** A name as one of the cluster: with `svc`, of a Pod, or a single label. */
function partsOf(analysis: Analysis, environment: Environment, mention: HostMention): HostParts | undefined {
  const full = fullParts(mention);
  if (full !== undefined)
    return full.domain === "" || full.domain === environment.podDns.clusterDomain ? full : undefined;
  const [service, ...others] = mention.labels;
  if (service !== undefined && others.length === 0) return isDns1123Label(service) ? { service } : undefined;
  const pod = shortPodParts(mention);
  const set = numbered(pod?.endpoint ?? "")?.base ?? "";
  return analysis.declarationsNamed("StatefulSet", set).length > 0 ? pod : undefined;
}
