/**
 * Reports what a Pod's `ndots` does to the names that its containers use: some are asked as they are first, some last.
 */

import type { PodModel } from "../../cluster/state/cluster.ts";
import { readAs } from "../../cluster/state/config-readers.ts";
import { resolvConfOf } from "../../dns/server/pod-dns.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Container, PodSpec } from "../../kubernetes/manifests/object.ts";
import type { HostMention } from "../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { askersFor } from "../../workspace/asking/ask-from-pod.ts";
import { hostsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { podTemplateOf } from "./evidence/pod-template.ts";
import { isJudged } from "./evidence/reach.ts";
import { changeTo } from "./host-names/change-host.ts";
import { askFrom, outcomeFrom, podsMadeBy } from "./host-names/view.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const ndots: Rule = {
  id: "ndots",
  severity: "information",
  needs: "workspace",
  why: "A name with at least `ndots` dots is asked as it is before the search list is tried; musl (Alpine) then stops. A name with fewer dots goes through the whole list first, which costs names outside the cluster several lookups each time.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  ports:
    - port: 5432
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: shop
  labels:
    app: app
spec:
  dnsConfig:
    options:
      - name: ndots
        value: "1"
  containers:
    - name: app
      image: alpine:3.20
      env:
        - name: DB
          value: postgres://db.shop:5432/app
#                           ^^^^^^^ 💡 warning: 'db.shop' does not resolve: with ndots 1 it is asked as it stands first, outside the cluster, and musl (Alpine) does not go on to the search list; write 'db.shop.svc.cluster.local' (ndots)
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  ports:
    - port: 5432
---
apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: shop
  labels:
    app: app
spec:
  dnsConfig:
    options:
      - name: ndots
        value: "2"
  containers:
    - name: app
      image: alpine:3.20
      env:
        - name: DB
          value: postgres://db.shop:5432/app
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    const template = podTemplateOf(declaration.object);
    if (!isJudged(declaration)) return;
    if (template === undefined) {
      if (readAs(declaration.object) !== undefined) yield* inConfig(analysis, environment, declaration);
      return;
    }
    // Most Pods use no name that ndots affects: then no cluster is built for them.
    const least = leastDots(template.spec);
    const mayMatter = (mention: HostMention): boolean =>
      !mention.absolute && (mention.labels.length > least || (isLasting(declaration) && isOutside(mention)));
    if (!hostsOf(analysis, declaration).some(mayMatter)) return;
    const [pod] = podsMadeBy(environment, declaration);
    if (pod === undefined) return;
    const limit = ndotsOf(environment, pod);
    const costly = new Set<string>();
    for (const mention of hostsOf(analysis, declaration)) {
      const container = containerOf(mention);
      if (container === undefined || mention.absolute) continue;
      const dots = mention.labels.length - 1;
      if (dots >= limit && dots > 0) {
        const finding = tooLow(analysis, environment, declaration, mention, limit, imageOf(template.spec, container));
        if (finding === undefined) continue;
        const { full, ...told } = finding;
        yield { ...told, fixes: () => changeTo(analysis, declaration, mention, full) };
      } else if (isLasting(declaration) && isOutside(mention) && dots < limit && !costly.has(container)) {
        costly.add(container);
        yield costlyName(environment, declaration, pod, mention, limit);
      }
    }
  },
};

/** What stands in a ConfigMap is asked by the first Pods that read it: reported where musl does not find it. */
function* inConfig(analysis: Analysis, environment: Environment, declaration: Declaration): Iterable<Finding> {
  const hosts = hostsOf(analysis, declaration).filter(
    ({ isHost, absolute, labels }) => isHost && !absolute && labels.length > 1,
  );
  const [asker] = hosts.length === 0 ? [] : askersFor(environment, declaration);
  const image = asker && imageOf(asker.pod.spec, asker.container ?? "");
  if (asker === undefined || image === undefined || !isMuslImage(image)) return;
  const limit = ndotsOf(environment, asker.pod);
  for (const mention of hosts) {
    const finding =
      mention.labels.length > limit ? tooLow(analysis, environment, declaration, mention, limit, image) : undefined;
    if (finding === undefined) continue;
    const { full, ...told } = finding;
    yield { ...told, fixes: () => changeTo(analysis, declaration, mention, full) };
  }
}

function isMuslImage(image: string): boolean {
  return /alpine|musl/.test(image);
}

/** ndots as the spec alone shows it: what it says, what kubelet writes, or 1, the least that a name with a dot needs. */
function leastDots({ dnsConfig, dnsPolicy = "ClusterFirst", hostNetwork }: PodSpec): number {
  const said = Number(dnsConfig?.options.findLast(({ name }) => name === "ndots")?.value);
  if (Number.isInteger(said)) return Math.max(1, Math.min(said, 15));
  const isCluster = dnsPolicy === "ClusterFirstWithHostNet" || (dnsPolicy === "ClusterFirst" && !hostNetwork);
  return isCluster ? 5 : 1;
}

/** The number that the Pod's resolv.conf has; libc's default is 1. */
function ndotsOf(environment: Environment, pod: PodModel): number {
  const { conf } = resolvConfOf(pod, environment.podDns);
  const value = Number(conf.options.find(({ name }) => name === "ndots")?.value ?? "1");
  return Number.isInteger(value) && value >= 0 ? Math.min(value, 15) : 1;
}

function containerOf({ context }: HostMention): string | undefined {
  return context.kind === "env" || context.kind === "argument" ? context.container : undefined;
}

function imageOf(spec: PodSpec, container: string): string {
  const all: readonly Container[] = [...spec.containers, ...spec.initContainers];
  return all.find(({ name }) => name === container)?.image ?? "";
}

/** A name of the cluster that only the search list completes, asked as it is before. */
function tooLow(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
  limit: number,
  image: string,
): (Finding & { readonly full: string }) | undefined {
  const glibc = askFrom(analysis, environment, declaration, mention, { client: "getent-hosts" });
  const [asked] = glibc.steps;
  const answered = glibc.steps.at(-1);
  if (glibc.outcome !== "resolved" || asked?.origin.kind !== "as-is" || answered?.origin.kind === "as-is")
    return undefined;
  const full = (glibc.records[0]?.record.name ?? "").replace(/\.$/, "");
  if (full === "" || full === mention.host) return undefined;
  const musl = outcomeFrom(analysis, environment, declaration, mention, { client: "musl-getent" }) !== "resolved";
  const isMusl = isMuslImage(image);
  if (!musl) return undefined;
  const first = `with ndots ${limit} it is asked as it stands first, outside the cluster`;
  return {
    at: siteOf(declaration, mention),
    severity: isMusl ? "warning" : "information",
    message: isMusl
      ? `'${mention.host}' does not resolve: ${first}, and musl (Alpine) does not go on to the search list; write '${full}'`
      : `'${mention.host}' does not resolve with musl (Alpine): ${first}, and musl does not go on to the search list, as glibc does; write '${full}'`,
    full,
  };
}

/** What runs for long and asks again and again; a script asks once. */
function isLasting({ object }: Declaration): boolean {
  return /^(Deployment|StatefulSet|DaemonSet)$/.test(object.kind);
}

/** Configured domains that certainly do not belong to the cluster. */
function isOutside({ context, form, host, labels }: HostMention): boolean {
  if (context.kind !== "env") return false;
  return (form === "url" || form === "host-port") && labels.length > 1 && /\.(com|org|net|io|edu|gov)$/.test(host);
}

function costlyName(
  environment: Environment,
  declaration: Declaration,
  pod: PodModel,
  mention: HostMention,
  limit: number,
): Finding {
  const { conf } = resolvConfOf(pod, environment.podDns);
  const dots = mention.labels.length - 1;
  const lookups = conf.search.length;
  return {
    at: siteOf(declaration, mention),
    severity: "hint",
    message: `'${mention.host}' has ${dots} ${dots === 1 ? "dot" : "dots"}, fewer than ndots ${limit}: each lookup asks ${lookups} names of the search list first; a final dot, or a lower ndots in dnsConfig, spares them`,
  };
}
