/** Reports Pods whose NetworkPolicies let no DNS question out: such Pods resolve no name, whatever else is allowed. */

import { asList, asMap, valueAt } from "../../base/json.ts";
import { getOrAdd, memoize } from "../../base/memo.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { labelsOfPods } from "../../kubernetes/manifests/pod-template.ts";
import type { HostMention } from "../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { mentionsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { objectValue } from "../../workspace/places/object-value.ts";
import {
  type Denied,
  deniedAmong,
  dnsAllowed,
  type EgressPolicy,
  egressPolicy,
  hasOtherPolicies,
  networkPolicies,
} from "./evidence/network-policy.ts";
import { called } from "./evidence/pod-template.ts";
import { isFinal, near } from "./evidence/reach.ts";
import { insertAfter, insertItemBefore, replaceRaw } from "./fixes/edit-fields.ts";
import type { Finding, Fix, Rule } from "./run/rule.ts";

export const dnsEgressDenied: Rule = {
  id: "dns-egress-denied",
  severity: "warning",
  needs: "workspace",
  why: "A NetworkPolicy with egress rules denies all that it does not list, and DNS is easily forgotten: without port 53 (UDP, and TCP for long answers) to the cluster's DNS server its Pods resolve no name at all.",
  bad: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api
spec:
  podSelector:
    matchLabels:
      app: api
  policyTypes: [Egress]
  egress:
# ^^^^^^ 💡 warning: no name resolves in the Pods of Deployment 'api', not even 'redis': NetworkPolicy 'api' lets them reach only what it lists, and nothing lists DNS (port 53 over UDP and TCP to kube-dns) (dns-egress-denied)
    - to:
        - podSelector:
            matchLabels:
              app: redis
      ports:
        - port: 6379
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: api
          image: api
          env:
            - name: REDIS
              value: redis://redis:6379
`,
  good: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api
spec:
  podSelector:
    matchLabels:
      app: api
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - protocol: UDP
          port: 53
        - protocol: TCP
          port: 53
    - to:
        - podSelector:
            matchLabels:
              app: redis
      ports:
        - port: 6379
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: api
          image: api
          env:
            - name: REDIS
              value: redis://redis:6379
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    const policy = egressPolicy(analysis, declaration);
    if (policy === undefined || declaration.templated || !isFinal(environment, declaration)) return;
    if (environment.open.length > 0 || hasOtherPolicies(analysis, environment)) return;
    const { namespace } = declaration.object.meta;
    const allowed = dnsAllowed(policy.rules, namespace);
    if (allowed === "udp") return;
    const denied = deniedMakers(analysis, environment, policy);
    const [first] = denied;
    if (first === undefined) return;
    const used = denied.flatMap((maker) => usedName(analysis, maker) ?? []).at(0);
    yield {
      at: { declaration, path: ["spec", policy.rules.length > 0 ? "egress" : "policyTypes"], part: "key" },
      // Without any rule it is isolation, which may be meant.
      severity: policy.rules.length > 0 && (used !== undefined || reachesPods(policy)) ? "warning" : "information",
      message: describe(declaration, first, allowed, used?.mention),
      related: [
        { at: { declaration: first, path: ["metadata", "name"] }, message: "the Pods that it selects" },
        ...(used === undefined ? [] : [{ at: siteOf(used.maker, used.mention), message: "a name that they use" }]),
      ],
      fixes: () => allowDns(analysis, declaration),
    };
  },
};

/**
 * The near workloads that the policy selects and that no policy lets ask. Each is reported for one policy, those with
 * rules first.
 */
function deniedMakers(analysis: Analysis, environment: Environment, policy: EgressPolicy): readonly Declaration[] {
  const { namespace } = policy.declaration.object.meta;
  const known = deniedIn(analysis)(environment.version);
  const { byPolicy, untold } = getOrAdd(known, namespace, () => deniedAt(analysis, environment, namespace));
  const told = byPolicy.get(policy.declaration) ?? untold.filter(({ object }) => selectsPods(policy, object));
  return told.filter(
    // Only objects that are certainly in one namespace are reported.
    (maker) => maker.object.meta.namespace === namespace && environment.distance(maker) <= near,
  );
}

function selectsPods(policy: EgressPolicy, object: Declaration["object"]): boolean {
  const labels = labelsOfPods(object);
  return labels !== undefined && policy.selects(labels);
}

/** By the version of an environment, which all its files share, and by namespace. */
const deniedIn = memoize((_: Analysis) => memoize((_version: object) => new Map<string | undefined, Denied>()));

/** @param namespace undefined: the workloads that state none */
function deniedAt(analysis: Analysis, environment: Environment, namespace: string | undefined): Denied {
  return deniedAmong(analysis, networkPolicies(environment, namespace), environment.stating(namespace ?? ""));
}

function usedName(
  analysis: Analysis,
  maker: Declaration,
): { readonly maker: Declaration; readonly mention: HostMention } | undefined {
  const mention = mentionsOf(analysis, maker).find(
    (other): other is HostMention =>
      other.kind === "host" &&
      (other.context.kind === "env" || other.context.kind === "argument") &&
      (other.form === "url" || other.form === "host-port") &&
      !/^(\d+\.){3}\d+$|^localhost$|:/.test(other.host),
  );
  return mention && { maker, mention };
}

/** True when a rule leads to Pods, which are found by the names of their Services. */
function reachesPods({ rules }: EgressPolicy): boolean {
  return rules.some((rule) =>
    asList(valueAt(rule, ["to"])).some((peer) => asMap(valueAt(peer, ["podSelector"])) !== undefined),
  );
}

function describe(
  policy: Declaration,
  maker: Declaration,
  allowed: "tcp" | "nothing",
  used: HostMention | undefined,
): string {
  const why =
    allowed === "tcp"
      ? "port 53 is listed over TCP only (the default protocol), while DNS asks over UDP first"
      : "nothing lists DNS (port 53 over UDP and TCP to kube-dns)";
  const where = maker.object.kind === "Pod" ? called(maker.object) : `the Pods of ${called(maker.object)}`;
  return `no name resolves in ${where}${used === undefined ? "" : `, not even '${used.host}'`}: NetworkPolicy '${policy.object.meta.name}' lets them reach only what it lists, and ${why}`;
}

const rule = `to:
  - namespaceSelector:
      matchLabels:
        kubernetes.io/metadata.name: kube-system
    podSelector:
      matchLabels:
        k8s-app: kube-dns
ports:
  - protocol: UDP
    port: 53
  - protocol: TCP
    port: 53`;

function allowDns(analysis: Analysis, declaration: Declaration): readonly Fix[] {
  const egress = valueAt(objectValue(analysis, declaration), ["spec", "egress"]);
  const item = rule
    .split("\n")
    .map((line, index) => `  ${index === 0 ? "- " : "  "}${line}`)
    .join("\n");
  const edits =
    asList(egress).length > 0
      ? insertItemBefore(analysis, declaration, ["spec", "egress", 0], rule)
      : egress === undefined
        ? insertAfter(analysis, declaration, ["spec", "policyTypes"], `egress:\n${item}`)
        : replaceRaw(analysis, declaration, ["spec", "egress"], item);
  if (edits.length === 0) return [];
  return [{ title: "Allow DNS to kube-system/kube-dns (UDP and TCP 53)", preferred: true, edits }];
}
