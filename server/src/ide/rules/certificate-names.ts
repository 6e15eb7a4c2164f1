/** Reports certificates of a StatefulSet that leave out names of its Pods which are used somewhere. */

import { asList, stringAt, valueAt } from "../../base/json.ts";
import { getOrAdd, memoize } from "../../base/memo.ts";
import { namespaceOf } from "../../cluster/state/identity.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { WorkloadObject } from "../../kubernetes/manifests/object.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { hostsOf, mentionsOf } from "../../workspace/asking/mentions.ts";
import { objectValue } from "../../workspace/places/object-value.ts";
import { insertItemBefore } from "./fixes/edit-fields.ts";
import { fullParts, type HostParts, numbered, shortPodParts } from "./host-names/parts.ts";
import { compatible, setsInView } from "./host-names/view.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const certificateNames: Rule = {
  id: "certificate-names",
  severity: "warning",
  needs: "workspace",
  why: "Whoever connects to a Pod by its own name checks the certificate against that name: it has to list each of them, or `*.service.namespace.svc…`; a wildcard covers one label only.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  clusterIP: None
  selector:
    app: db
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
  namespace: shop
spec:
  serviceName: db
  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: db
          env:
            - name: PEERS
              value: https://db-0.db.shop.svc:5432,https://db-1.db.shop.svc:5432,https://db-2.db.shop.svc:5432
          volumeMounts:
            - name: tls
              mountPath: /tls
      volumes:
        - name: tls
          secret:
            secretName: db-tls
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: db
  namespace: shop
spec:
  secretName: db-tls
  dnsNames:
# ^^^^^^^^ 💡 warning: the certificate of StatefulSet 'db' does not cover 'db-0.db.shop.svc', 'db-1.db.shop.svc', 'db-2.db.shop.svc', which are used: add '*.db.shop.svc' (a wildcard stands for one label) (certificate-names)
    - db.shop.svc
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  clusterIP: None
  selector:
    app: db
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
  namespace: shop
spec:
  serviceName: db
  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: db
          env:
            - name: PEERS
              value: https://db-0.db.shop.svc:5432,https://db-1.db.shop.svc:5432,https://db-2.db.shop.svc:5432
          volumeMounts:
            - name: tls
              mountPath: /tls
      volumes:
        - name: tls
          secret:
            secretName: db-tls
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: db
  namespace: shop
spec:
  secretName: db-tls
  dnsNames:
    - db.shop.svc
    - "*.db.shop.svc"
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    const { object } = declaration;
    if (
      object.kind !== "Other" ||
      object.otherKind !== "Certificate" ||
      !object.apiVersion.startsWith("cert-manager.io/")
    )
      return;
    const secret = stringAt(objectValue(analysis, declaration), ["spec", "secretName"]);
    const covered = mentionsOf(analysis, declaration).flatMap((mention) =>
      mention.kind === "host" ? [mention.host] : [],
    );
    if (secret === undefined || covered.length === 0) return;
    for (const set of setsWith(analysis, environment, declaration, secret)) {
      const used = usedNames(analysis, environment, set);
      const missing = used.filter((name) => !covered.some((pattern) => covers(pattern, name)));
      const [first] = missing;
      if (first === undefined) continue;
      const wildcard = `*${first.slice(first.indexOf("."))}`;
      yield {
        at: { declaration, path: ["spec", "dnsNames"], part: "key" },
        message: `the certificate of StatefulSet '${set.object.meta.name}' does not cover ${missing
          .slice(0, 3)
          .map((name) => `'${name}'`)
          .join(
            ", ",
          )}${missing.length > 3 ? " and more" : ""}, which ${missing.length === 1 ? "is" : "are"} used: add '${wildcard}' (a wildcard stands for one label)`,
        related: [{ at: { declaration: set, path: ["metadata", "name"] }, message: "mounts the certificate" }],
        fixes: () => {
          const edits = insertItemBefore(analysis, declaration, ["spec", "dnsNames", 0], `"${wildcard}"`);
          const title = `Add '${wildcard}' to dnsNames (cert-manager issues the certificate again)`;
          return edits.length === 0 ? [] : [{ title, preferred: true, edits }];
        },
      };
    }
  },
};

/** A certificate's name against a name that is asked for (RFC 6125 section 6.4.3). */
function covers(pattern: string, name: string): boolean {
  if (pattern === name) return true;
  return pattern.startsWith("*.") && name.includes(".") && pattern.slice(1) === name.slice(name.indexOf("."));
}

/** StatefulSets near the certificate, in its namespace, that mount its Secret. */
function setsWith(
  analysis: Analysis,
  environment: Environment,
  certificate: Declaration,
  secret: string,
): readonly Declaration[] {
  const namespace = namespaceOf(certificate.object, analysis.settings);
  const sets = setsBySecret(analysis)(environment).get(secret) ?? [];
  return sets.filter(({ object }) => namespaceOf(object, analysis.settings) === namespace);
}

/** By the Secrets that they mount. */
const setsBySecret = memoize((analysis: Analysis) =>
  memoize((environment: Environment): ReadonlyMap<string, readonly Declaration[]> => {
    const found = new Map<string, Declaration[]>();
    for (const declaration of environment.nearby) {
      if (declaration.object.kind !== "StatefulSet") continue;
      const volumes = asList(valueAt(objectValue(analysis, declaration), ["spec", "template", "spec", "volumes"]));
      const secrets = volumes.flatMap((volume) => [
        stringAt(volume, ["secret", "secretName"]),
        ...asList(valueAt(volume, ["projected", "sources"])).map((source) => stringAt(source, ["secret", "name"])),
      ]);
      for (const secret of new Set(secrets))
        if (secret !== undefined) getOrAdd(found, secret, () => []).push(declaration);
    }
    return found;
  }),
);

/** The set's per-Pod names as strings near the set write them, each spelling once. */
function usedNames(analysis: Analysis, environment: Environment, set: Declaration): readonly string[] {
  const names = new Set<string>();
  const isInView = setsInView(environment, set.object.meta.name).some((other) => other.declaration === set);
  for (const { host, parts, pod } of podNames(analysis)(environment).get(set.object.meta.name) ?? []) {
    if (!isInView || !isMember(set.object, pod)) continue;
    if (parts.service !== serviceOf(set.object) || !compatible(parts.namespace, set.object.meta.namespace)) continue;
    names.add(host);
  }
  return [...names];
}

interface PodName {
  readonly host: string;
  readonly parts: HostParts;
  readonly pod: { readonly base: string; readonly ordinal: number };
}

/** The names of Pods in all strings nearby, by what may be their set. */
const podNames = memoize((analysis: Analysis) =>
  memoize((environment: Environment): ReadonlyMap<string, readonly PodName[]> => {
    const found = new Map<string, PodName[]>();
    for (const mention of environment.nearby.flatMap((declaration) => hostsOf(analysis, declaration))) {
      const parts = fullParts(mention) ?? shortPodParts(mention);
      const pod = numbered(parts?.endpoint ?? "");
      if (parts === undefined || pod === undefined) continue;
      getOrAdd(found, pod.base, () => []).push({ host: mention.host, parts, pod });
    }
    return found;
  }),
);

function serviceOf(object: Declaration["object"]): string | undefined {
  return object.kind === "StatefulSet" ? object.serviceName : undefined;
}

function isMember(object: Declaration["object"], pod: { readonly base: string; readonly ordinal: number }): boolean {
  if (object.kind !== "StatefulSet" || pod.base !== object.meta.name) return false;
  const { replicas = 1, ordinalsStart = 0 }: WorkloadObject = object;
  return pod.ordinal >= ordinalsStart && pod.ordinal < ordinalsStart + replicas;
}
