/** Reports names that treat the Pods of a Deployment, or of a Job without subdomain, as if they had fixed names. */

import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { HostMention } from "../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { hostsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { isJudged, isRefused, near } from "./evidence/reach.ts";
import { byPlace, changeTo } from "./host-names/change-host.ts";
import { fullParts, type HostParts, numbered, writeHost } from "./host-names/parts.ts";
import { compatible, declarationsInView, outcomeFrom, servicesInView } from "./host-names/view.ts";
import { servicesAnywhere } from "./host-names/workspace-names.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const podNameOfDeployment: Rule = {
  id: "pod-name-of-deployment",
  severity: "warning",
  needs: "workspace",
  reportsNames: true,
  why: "Only the Pods of a StatefulSet have fixed names in DNS. Those of a Deployment are called at random, and those of an Indexed Job have names only under a Service that is its `subdomain`.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
    app: api
  ports:
    - port: 8080
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicas: 2
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
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: client
data:
  UPSTREAM: http://api-0.api:8080
#                  ^^^^^^^^^ 💡 warning: 'api-0.api' does not resolve: the Pods of Deployment 'api' get random names, and none of them has a name in DNS; use the Service, or a StatefulSet (pod-name-of-deployment)
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
    app: api
  ports:
    - port: 8080
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicas: 2
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
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: client
data:
  UPSTREAM: http://api:8080
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    if (isRefused(declaration) || environment.open.length > 0) return;
    const hosts = hostsOf(analysis, declaration);
    for (const [mention] of byPlace(hosts)) {
      const finding = judge(analysis, environment, declaration, mention);
      if (finding !== undefined) yield finding;
    }
  },
};

function judge(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
): Finding | undefined {
  const parts = partsOf(mention);
  if (parts?.endpoint === undefined) return undefined;
  const { clusterDomain } = environment.podDns;
  if (parts.domain !== undefined && parts.domain !== "" && parts.domain !== clusterDomain) return undefined;
  const namespace = parts.namespace ?? declaration.object.meta.namespace;
  const [service] = servicesInView(environment, parts.service, namespace);
  if (service === undefined || service.distance > near || !isJudged(service.declaration)) return undefined;
  if (servicesAnywhere(analysis, parts.endpoint).length > 0) return undefined;
  const workload = workloadOf(analysis, environment, parts.endpoint, namespace);
  if (workload === undefined || workload.distance > near) return undefined;
  const outcome = outcomeFrom(analysis, environment, declaration, mention);
  if (outcome !== "nxdomain") return undefined;
  return {
    at: siteOf(declaration, mention),
    message: `'${mention.host}' does not resolve: ${workload.why}`,
    unresolved: { name: mention.host, why: workload.why },
    related: [{ at: { declaration: workload.declaration, path: ["metadata", "name"] }, message: "makes the Pods" }],
    fixes: () => changeTo(analysis, declaration, mention, serviceAlone(parts)),
  };
}

function partsOf(mention: HostMention): HostParts | undefined {
  const full = fullParts(mention);
  if (full !== undefined) return full;
  const [endpoint, service, namespace, more] = mention.labels;
  if (endpoint === undefined || service === undefined || more !== undefined) return undefined;
  return { endpoint, service, ...(namespace === undefined ? {} : { namespace }) };
}

function serviceAlone({ service, namespace, domain }: HostParts): string {
  return writeHost({
    service,
    ...(namespace === undefined ? {} : { namespace }),
    ...(domain === undefined ? {} : { domain }),
  });
}

interface Maker {
  readonly declaration: Declaration;
  readonly distance: number;
  readonly why: string;
}

/** The workload that the label names a Pod of, when no StatefulSet is called so. */
function workloadOf(
  analysis: Analysis,
  environment: Environment,
  label: string,
  namespace: string | undefined,
): Maker | undefined {
  const pod = numbered(label);
  const generated = /^([a-z0-9][-a-z0-9]*?)-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/.exec(
    label,
  );
  const base = pod?.base ?? generated?.[1];
  if (base === undefined || analysis.declarationsNamed("StatefulSet", base).length > 0) return undefined;
  for (const kind of ["Deployment", "ReplicaSet", "DaemonSet"]) {
    const [found] = judgedInView(environment, kind, base, namespace);
    if (found === undefined) continue;
    const why =
      generated === null
        ? `the Pods of ${kind} '${base}' get random names, and none of them has a name in DNS; use the Service, or a StatefulSet`
        : `'${label}' is the random name of one Pod of ${kind} '${base}', and such a Pod has no name in DNS; use the Service`;
    return { ...found, why };
  }
  const [job] = pod === undefined ? [] : judgedInView(environment, "Job", base, namespace);
  if (job?.declaration.object.kind !== "Job") return undefined;
  const { completionMode, template } = job.declaration.object;
  const subdomain = template?.spec.subdomain ?? "";
  if (completionMode !== "Indexed") {
    return {
      ...job,
      why: `the Pods of Job '${base}' get random names; with completionMode 'Indexed' and a subdomain they have fixed ones`,
    };
  }
  if (subdomain !== "") return undefined;
  return {
    ...job,
    why: `Job '${base}' is Indexed, but its Pods have no subdomain: set it to the name of a headless Service`,
  };
}

function judgedInView(
  environment: Environment,
  kind: string,
  name: string,
  namespace: string | undefined,
): readonly { readonly declaration: Declaration; readonly distance: number }[] {
  return declarationsInView(environment, kind, name).filter(
    ({ declaration }) =>
      isJudged(declaration) &&
      "template" in declaration.object &&
      declaration.object.template !== undefined &&
      declaration.object.template.spec.hostname === undefined &&
      compatible(declaration.object.meta.namespace, namespace),
  );
}
