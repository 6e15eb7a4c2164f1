/** Reports Pods that ask for names of the cluster while their resolv.conf does not lead to its DNS server. */

import { readAs } from "../../cluster/state/config-readers.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { PodSpec } from "../../kubernetes/manifests/object.ts";
import type { HostMention } from "../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { hostsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { makersSelectedBy, podTemplateOf } from "./evidence/pod-template.ts";
import { isJudged, near } from "./evidence/reach.ts";
import { insertAfter, replaceValue } from "./fixes/edit-fields.ts";
import { fullParts, type HostParts, numbered, shortPodParts } from "./host-names/parts.ts";
import {
  askFrom,
  asksElsewhere,
  compatible,
  declarationsInView,
  outcomeFrom,
  servicesInView,
  setsInView,
  whyOf,
} from "./host-names/view.ts";
import type { Finding, Fix, Rule } from "./run/rule.ts";

export const hostNetworkDnsPolicy: Rule = {
  id: "host-network-dns-policy",
  severity: "warning",
  needs: "workspace",
  why: "With `hostNetwork: true` the default dnsPolicy ClusterFirst means the node's resolv.conf, as `dnsPolicy: Default` always does: names of the cluster do not resolve there, nor where dnsConfig names servers of the Internet only. ClusterFirstWithHostNet asks the cluster's DNS server.",
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
#                  ^^^^ 💡 warning: 'collector.monitoring.svc' does not resolve: with hostNetwork and dnsPolicy ClusterFirst the Pods ask the node's DNS servers, which do not know names of the cluster; set dnsPolicy: ClusterFirstWithHostNet (host-network-dns-policy)
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
    if (pod === undefined) {
      if (readAs(declaration.object) !== undefined && isJudged(declaration) && asksElsewhere(environment, declaration))
        yield* bareWords(analysis, environment, declaration, hostsOf(analysis, declaration));
      return;
    }
    if (!isJudged(declaration)) return;
    const { hostNetwork, dnsPolicy = "ClusterFirst", dnsConfig } = pod.spec;
    const isNodes = dnsPolicy === "Default" || (hostNetwork && dnsPolicy === "ClusterFirst");
    // Servers of its own may be those of the cluster.
    const servers = dnsConfig?.nameservers ?? [];
    if (servers.length > 0 ? !asksElsewhere(environment, declaration) : !isNodes) return;
    const used = usedName(analysis, environment, declaration);
    if (used === undefined) {
      yield* bareWords(analysis, environment, declaration, givenHosts(analysis, declaration));
      return;
    }
    const path = [...pod.path, "spec", dnsPolicy === "ClusterFirst" ? "hostNetwork" : "dnsPolicy"];
    const instead = hostNetwork ? "ClusterFirstWithHostNet" : "ClusterFirst";
    const settings = dnsPolicy === "ClusterFirst" ? "hostNetwork and dnsPolicy ClusterFirst" : `dnsPolicy ${dnsPolicy}`;
    const asked = servers.length > 0 ? serversAsked(servers) : "the node's DNS servers, which do not know";
    const { mention, from } = used;
    yield {
      at: { declaration, path },
      message: `'${mention.host}' does not resolve: with ${settings} the Pods ask ${asked} names of the cluster; set dnsPolicy: ${instead}`,
      related: [{ at: siteOf(from, mention), message: `'${mention.host}' is used here` }],
      fixes: () => setPolicy(analysis, declaration, { spec: pod.spec, path: [...pod.path, "spec"] }, instead),
    };
  },
};

function serversAsked([server = "", ...others]: readonly string[]): string {
  return others.length === 0
    ? `${server}, a DNS server outside the cluster, which does not know`
    : `${server} first, a DNS server outside the cluster, which does not know`;
}

/** A name with the object that it stands in: the Pods' own, or a ConfigMap that they read. */
interface UsedName {
  readonly mention: HostMention;
  readonly from: Declaration;
}

/** The first name of the cluster that the Pods are given: a complete one, a Pod's of a set near, or that of a Service near. */
function usedName(analysis: Analysis, environment: Environment, declaration: Declaration): UsedName | undefined {
  const fails = (mention: HostMention, from: Declaration): boolean =>
    isOfCluster(analysis, environment, declaration, mention) &&
    outcomeFrom(analysis, environment, from, mention) !== "resolved";
  const own = givenHosts(analysis, declaration).find((mention) => fails(mention, declaration));
  if (own !== undefined) return { mention: own, from: declaration };
  for (const from of configsOf(environment, declaration)) {
    // A word of a file may be anything; where other Pods read it, too, it is asked as they ask.
    const mention = hostsOf(analysis, from).find(
      (one) =>
        one.isHost &&
        !/no_?proxy/i.test(String(one.path.at(-1))) &&
        isOfCluster(analysis, environment, declaration, one),
    );
    if (mention !== undefined) return { mention, from };
  }
  return undefined;
}

/** The ConfigMaps and Secrets whose contents the Pods get. */
function configsOf(environment: Environment, declaration: Declaration): readonly Declaration[] {
  const { cluster } = environment;
  const [pod] = cluster.podsOf(declaration);
  return (pod?.spec.reads ?? []).flatMap(({ kind, name }) => {
    if (kind === "ConfigMap") return cluster.configMaps.get(`${pod?.namespace}/${name}`)?.declaration ?? [];
    const secrets = declarationsInView(environment, "Other", name).map((found) => found.declaration);
    return secrets.find((other) => readAs(other.object)?.kind === kind && cluster.podsReading(other).length > 0) ?? [];
  });
}

/** True for a name of the cluster that the Pods ask for; not for one that tells them who they are. */
function isOfCluster(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
): boolean {
  const pod = fullParts(mention) ?? shortPodParts(mention);
  if (pod?.endpoint !== undefined && isPeer(declaration, mention, pod.endpoint)) return true;
  const full = fullParts(mention);
  if (full !== undefined) {
    const isInZone = full.domain === "" || full.domain === environment.podDns.clusterDomain;
    const isApi = full.service === "kubernetes" && full.namespace === "default";
    return isInZone && !isApi && !isOwn(analysis, environment, declaration, full.service, full.namespace);
  }
  if (mention.form !== "url" && mention.form !== "host-port") return false;
  if (pod !== undefined && hasSet(environment, pod)) return true;
  return isServiceNear(analysis, environment, declaration, mention);
}

/** The hosts that the Pods get in their environment and their commands. */
function givenHosts(analysis: Analysis, declaration: Declaration): readonly HostMention[] {
  return hostsOf(analysis, declaration).filter(({ context }) => {
    // Names that are not to be asked for through a proxy are not asked for here either.
    if (context.kind === "env") return !/no_?proxy/i.test(context.name);
    return context.kind === "argument";
  });
}

/** Another Pod of the same set: that it is told who it is itself is not a lookup. */
function isPeer({ object }: Declaration, { expanded }: HostMention, endpoint: string): boolean {
  if (object.kind !== "StatefulSet" || expanded || object.replicas === 1) return false;
  return numbered(endpoint)?.base === object.meta.name;
}

/** True for a Pod of a StatefulSet near, under the set's own Service. */
function hasSet(environment: Environment, { endpoint, service, namespace }: HostParts): boolean {
  const pod = numbered(endpoint ?? "");
  if (pod === undefined) return false;
  return setsInView(environment, pod.base).some(
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
  const [found] = servicesInView(environment, service, namespace);
  if (found === undefined || found.distance > near) return false;
  if (namespace !== undefined && found.object.meta.namespace !== namespace) return false;
  return !isOwn(analysis, environment, declaration, service, namespace);
}

/** Words that a key or a program calls hosts: each may be a host of the node's network, so the word itself is underlined. */
function* bareWords(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mentions: readonly HostMention[],
): Iterable<Finding> {
  for (const mention of mentions) {
    if (mention.form !== "bare" || !mention.isHost || !isServiceNear(analysis, environment, declaration, mention))
      continue;
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
  return servicesInView(environment, service, namespace).some(({ object }) =>
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
