/** Knows Pods that ask for names of the cluster while their resolv.conf is the node's, which does not lead to its DNS server. */
import type { Analysis, Environment } from "../analysis/analysis.ts";
import { hostsOf, siteOf } from "../analysis/mentions.ts";
import type { Declaration } from "../manifests/manifest.ts";
import type { PodSpec } from "../manifests/object.ts";
import type { HostMention } from "../mentions/mention.ts";
import { insertAfter, replaceValue } from "./fixes/edit-fields.ts";
import { fullParts, type HostParts, numbered, shortPodParts } from "./hosts/parts.ts";
import { askFrom, compatible, servicesInView, setsInView, whyOf } from "./hosts/view.ts";
import { makersSelectedBy, podTemplateOf } from "./pod-template.ts";
import { isJudged, near } from "./reach.ts";
import type { Finding, Fix, Rule } from "./rule.ts";

export const hostNetworkDnsPolicy: Rule = {
  id: "host-network-dns-policy",
  severity: "warning",
  needs: "workspace",
  why: "With `hostNetwork: true` the default dnsPolicy ClusterFirst means the node's resolv.conf, as `dnsPolicy: Default` always does: names of the cluster do not resolve there. ClusterFirstWithHostNet asks the cluster's DNS server.",
  bad: `
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      hostNetwork: true
#                  ^^^^ 💡 warning: with hostNetwork and dnsPolicy ClusterFirst the Pods ask the node's DNS servers, which do not know 'collector.monitoring.svc'; set dnsPolicy: ClusterFirstWithHostNet (host-network-dns-policy)
      containers:
        - name: agent
          image: agent
          env:
            - name: COLLECTOR
              value: http://collector.monitoring.svc:4318
`,
  good: `
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      hostNetwork: true
      dnsPolicy: ClusterFirstWithHostNet
      containers:
        - name: agent
          image: agent
          env:
            - name: COLLECTOR
              value: http://collector.monitoring.svc:4318
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    const pod = podTemplateOf(declaration.object);
    if (pod === undefined || !isJudged(declaration)) return;
    const { hostNetwork, dnsPolicy = "ClusterFirst", dnsConfig } = pod.spec;
    const isNodes = dnsPolicy === "Default" || (hostNetwork && dnsPolicy === "ClusterFirst");
    // Servers of its own may be those of the cluster.
    if (!isNodes || (dnsConfig?.nameservers.length ?? 0) > 0) return;
    const used = usedName(analysis, environment, declaration);
    if (used === undefined) {
      yield* bareWords(analysis, environment, declaration);
      return;
    }
    const path = [...pod.path, "spec", dnsPolicy === "Default" ? "dnsPolicy" : "hostNetwork"];
    const instead = hostNetwork ? "ClusterFirstWithHostNet" : "ClusterFirst";
    const settings =
      hostNetwork && dnsPolicy !== "Default" ? "hostNetwork and dnsPolicy ClusterFirst" : "dnsPolicy Default";
    yield {
      at: { declaration, path },
      message: `with ${settings} the Pods ask the node's DNS servers, which do not know '${used.host}'; set dnsPolicy: ${instead}`,
      related: [{ at: siteOf(declaration, used), message: `'${used.host}' is used here` }],
      fixes: () => setPolicy(analysis, declaration, { spec: pod.spec, path: [...pod.path, "spec"] }, instead),
    };
  },
};

/** The first name of the cluster that the Pods are given: a complete one, a Pod's of a set near, or that of a Service near. */
function usedName(analysis: Analysis, environment: Environment, declaration: Declaration): HostMention | undefined {
  return givenHosts(analysis, declaration).find((mention) => {
    const pod = fullParts(mention) ?? shortPodParts(mention);
    if (pod?.endpoint !== undefined && isPeer(declaration, mention, pod.endpoint)) return true;
    const full = fullParts(mention);
    if (full !== undefined) {
      const isInZone = full.domain === "" || full.domain === environment.podDns.clusterDomain;
      const isApi = full.service === "kubernetes" && full.namespace === "default";
      return isInZone && !isApi && !isOwn(analysis, environment, declaration, full.service, full.namespace);
    }
    if (mention.form !== "url" && mention.form !== "host-port") return false;
    if (pod !== undefined && hasSet(analysis, environment, pod)) return true;
    return isServiceNear(analysis, environment, declaration, mention);
  });
}

/** The hosts that the Pods get in their environment and their commands. */
function givenHosts(analysis: Analysis, declaration: Declaration): readonly HostMention[] {
  return hostsOf(analysis, declaration).filter(({ context }) => {
    // Names that are not to be asked for through a proxy are not asked for here either.
    if (context.kind === "env") return !/no_?proxy/i.test(context.name);
    return context.kind === "argument";
  });
}

/** Another Pod of the same set: that it is told who it is itself is no lookup. */
function isPeer({ object }: Declaration, { expanded }: HostMention, endpoint: string): boolean {
  if (object.kind !== "StatefulSet" || expanded || object.replicas === 1) return false;
  return numbered(endpoint)?.base === object.meta.name;
}

/** True for a Pod of a StatefulSet near, under the set's own Service. */
function hasSet(analysis: Analysis, environment: Environment, { endpoint, service, namespace }: HostParts): boolean {
  const pod = numbered(endpoint ?? "");
  if (pod === undefined) return false;
  return setsInView(analysis, environment, pod.base).some(
    ({ object, distance }) =>
      distance <= near && object.serviceName === service && compatible(object.meta.namespace, namespace),
  );
}

/** `service` or `service.namespace` of another application near. */
function isServiceNear(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  { labels }: HostMention,
): boolean {
  const [service = "", namespace, more] = labels;
  if (more !== undefined || service === "kubernetes") return false;
  const [found] = servicesInView(analysis, environment, service, namespace);
  if (found === undefined || found.distance > near) return false;
  if (namespace !== undefined && found.object.meta.namespace !== namespace) return false;
  return !isOwn(analysis, environment, declaration, service, namespace);
}

/** Words that a key or a program calls hosts: each may be a host of the node's network, so the word itself is underlined. */
function* bareWords(analysis: Analysis, environment: Environment, declaration: Declaration): Iterable<Finding> {
  for (const mention of givenHosts(analysis, declaration)) {
    if (!mention.isHost || !isServiceNear(analysis, environment, declaration, mention)) continue;
    const simulation = askFrom(analysis, environment, declaration, mention);
    if (simulation.outcome === "resolved") continue;
    yield {
      at: siteOf(declaration, mention),
      severity: "information",
      message: `'${mention.host}' does not resolve: ${whyOf(simulation)}`,
    };
  }
}

/** A Pod that spells the name of its own Service tells who it is (a certificate, an advertised address): no lookup. */
function isOwn(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  service: string,
  namespace: string | undefined,
): boolean {
  return servicesInView(analysis, environment, service, namespace).some(({ object }) =>
    makersSelectedBy(analysis, environment, object).some((maker) => maker.declaration === declaration),
  );
}

function setPolicy(
  analysis: Analysis,
  declaration: Declaration,
  pod: { readonly spec: PodSpec; readonly path: readonly (string | number)[] },
  policy: string,
): readonly Fix[] {
  const edits =
    pod.spec.dnsPolicy === undefined
      ? insertAfter(analysis, declaration, [...pod.path, "hostNetwork"], `dnsPolicy: ${policy}`)
      : replaceValue(analysis, declaration, [...pod.path, "dnsPolicy"], policy);
  return edits.length === 0 ? [] : [{ title: `Set dnsPolicy: ${policy} (makes new Pods)`, preferred: true, edits }];
}
