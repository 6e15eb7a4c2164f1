/** Reports Services whose names exist only for ready Pods, while the Pods need each other's names to become ready. */

import { append } from "../../base/collections.ts";
import { valueAt } from "../../base/json.ts";
import { memoize } from "../../base/memo.ts";
import { isHeadless } from "../../cluster/state/service-families.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { ServiceObject, WorkloadObject } from "../../kubernetes/manifests/object.ts";
import type { HostMention } from "../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { mentionsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { objectValue } from "../../workspace/places/object-value.ts";
import { isJudged, judgedStatefulSet, near, sameNamespace, servicesNamed } from "./evidence/reach.ts";
import { awaitedPeers, quorumProbe } from "./evidence/waiting.ts";
import { insertAfter, removeField } from "./fixes/edit-fields.ts";
import { fullParts, numbered } from "./host-names/parts.ts";
import type { Finding, Fix, Rule, RuleContext } from "./run/rule.ts";

/** No longer consulted by the endpoint slice controller. */
const deadAnnotation = "service.alpha.kubernetes.io/tolerate-unready-endpoints";

export const peersNeedNotReady: Rule = {
  id: "peers-need-not-ready",
  severity: "warning",
  needs: "workspace",
  why: "Without `publishNotReadyAddresses: true` only ready Pods have names. Pods that look for each other in order to become ready then wait for each other; the annotation that once allowed it does nothing any more.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: db
  annotations:
    service.alpha.kubernetes.io/tolerate-unready-endpoints: "true"
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: Pods that are not ready have no names under Service 'db': Kubernetes does not read this annotation any more; set spec.publishNotReadyAddresses: true (peers-need-not-ready)
spec:
  clusterIP: None
  selector:
    app: db
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  podManagementPolicy: Parallel
  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      initContainers:
        - name: wait
          image: busybox
          command: [sh, -c, "until nslookup db-2.db; do sleep 1; done"]
#                                           ^^^^^^^ 💡 warning: the Pods wait for each other: each waits for 'db-2.db' before it can be ready, but only ready Pods have names under Service 'db'; set publishNotReadyAddresses: true on the Service (peers-need-not-ready)
      containers:
        - name: db
          image: db
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector:
    app: db
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  podManagementPolicy: Parallel
  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      initContainers:
        - name: wait
          image: busybox
          command: [sh, -c, "until nslookup db-2.db; do sleep 1; done"]
      containers:
        - name: db
          image: db
`,
  *check(context): Iterable<Finding> {
    if (context.declaration.object.kind === "Service") yield* checkService(context, context.declaration.object);
    else yield* checkWaiting(context);
  },
};

function* checkService({ analysis, environment, declaration }: RuleContext, service: ServiceObject): Iterable<Finding> {
  if (!isJudged(declaration) || service.publishNotReadyAddresses || service.type === "ExternalName") return;
  if (service.meta.annotations[deadAnnotation] === "true") {
    yield {
      at: { declaration, path: ["metadata", "annotations", deadAnnotation], part: "key" },
      message: `Pods that are not ready have no names under Service '${service.meta.name}': Kubernetes does not read this annotation any more; set spec.publishNotReadyAddresses: true`,
      fixes: () => publish(analysis, declaration, service),
    };
    return;
  }
  if (!isHeadless(service)) return;
  for (const set of governedBy(environment, service)) {
    const object = judgedStatefulSet(set);
    const probe = object && quorumProbe(analysis, environment, set, object);
    if (object !== undefined && probe !== undefined) {
      const { readiness, peer } = probe;
      const why = `they are given each other's names ('${peer.mention.host}'), and the readinessProbe of ${readiness.program} succeeds only ${readiness.meaning}`;
      yield {
        at: { declaration, path: ["spec", "clusterIP"] },
        severity: readiness.certain ? "warning" : "information",
        message: `the Pods of StatefulSet '${object.meta.name}' ${readiness.certain ? "wait" : "may wait"} for each other: ${why}, but only ready Pods have names under Service '${service.meta.name}'; ${readiness.certain ? "set publishNotReadyAddresses: true" : "publishNotReadyAddresses: true lets them find each other"}`,
        related: [{ at: siteOf(peer.declaration, peer.mention), message: "a name of the set's own Pods" }],
        fixes: () => publish(analysis, declaration, service),
      };
      return;
    }
    const listed = peersGiven(analysis, set);
    if (listed === undefined || !hasReadinessProbe(analysis, set)) continue;
    yield {
      at: { declaration, path: ["spec", "clusterIP"] },
      severity: "information",
      message: `the Pods of StatefulSet '${set.object.meta.name}' wait for each other if becoming ready needs the others: they are given each other's names ('${listed.host}') and have a readinessProbe, but only ready Pods have names under Service '${service.meta.name}'; publishNotReadyAddresses: true lets them find each other`,
      related: [{ at: siteOf(set, listed), message: "a name of the set's own Pods" }],
      fixes: () => publish(analysis, declaration, service),
    };
    return;
  }
}

/** The sets near whose names this Service makes. */
function governedBy(environment: Environment, service: ServiceObject): readonly Declaration[] {
  const sets = setsByService(environment.nearby).get(service.meta.name) ?? [];
  return sets.filter((set) => sameNamespace(service, set.object) && environment.distance(set) <= near);
}

const setsByService = memoize((declarations: readonly Declaration[]): ReadonlyMap<string, readonly Declaration[]> => {
  const found = new Map<string, Declaration[]>();
  for (const declaration of declarations) {
    const set = judgedStatefulSet(declaration);
    if (set?.serviceName === undefined) continue;
    append(found, set.serviceName, declaration);
  }
  return found;
});

/** A per-Pod name of the set in a variable or argument of its own containers, where at least two are given. */
function peersGiven(analysis: Analysis, declaration: Declaration): HostMention | undefined {
  const { object } = declaration;
  if (object.kind !== "StatefulSet" || (object.replicas ?? 1) < 2) return undefined;
  const peers = mentionsOf(analysis, declaration).filter((mention): mention is HostMention => {
    if (mention.kind !== "host" || mention.expanded) return false;
    if (mention.context.kind !== "env" && mention.context.kind !== "argument") return false;
    const [endpoint, service] = mention.labels;
    const name = fullParts(mention)?.service ?? service;
    return name === object.serviceName && numbered(endpoint ?? "")?.base === object.meta.name;
  });
  return new Set(peers.map(({ labels }) => labels[0])).size > 1 ? peers[0] : undefined;
}

function hasReadinessProbe(analysis: Analysis, declaration: Declaration): boolean {
  const value = objectValue(analysis, declaration);
  const { object } = declaration;
  const count = "template" in object ? (object.template?.spec.containers.length ?? 0) : 0;
  return Array.from({ length: count }, (_, index) => index).some(
    (index) => valueAt(value, ["spec", "template", "spec", "containers", index, "readinessProbe"]) !== undefined,
  );
}

/** Init containers that loop until a name of the set answers. */
function* checkWaiting({ analysis, environment, declaration }: RuleContext): Iterable<Finding> {
  const set = judgedStatefulSet(declaration);
  if (set === undefined || environment.open.length > 0) return;
  const [service] = servicesNamed(analysis, environment, set, set.serviceName ?? "").found;
  if (service === undefined || service.distance > near || !isJudged(service.declaration)) return;
  if (service.object.publishNotReadyAddresses) return;
  const told = new Set<string>();
  for (const { mention, ordinal, by, holder, asksDns } of awaitedPeers(analysis, declaration, set)) {
    if (by !== "init container" || told.has(holder) || !neverAnswers(set, service.object, ordinal, asksDns)) continue;
    told.add(holder);
    yield {
      at: siteOf(declaration, mention),
      message: `the Pods wait for each other: each waits for '${mention.host}' before it can be ready, but only ready Pods have names under Service '${service.object.meta.name}'; set publishNotReadyAddresses: true on the Service`,
      related: [{ at: { declaration: service.declaration, path: ["metadata", "name"] }, message: "the Service" }],
      fixes: () => publish(analysis, service.declaration, service.object),
    };
  }
}

/** In turn, the first Pod waits alone: for its own name, or for that of the Service. A later one is another rule's. */
function neverAnswers(
  set: WorkloadObject,
  service: ServiceObject,
  ordinal: number | undefined,
  asksDns: boolean,
): boolean {
  if (ordinal === undefined) return isHeadless(service);
  const first = set.ordinalsStart ?? 0;
  if (ordinal < first || ordinal >= first + (set.replicas ?? 1)) return false;
  // A Pod finds its own name in /etc/hosts; the other Pods of a Parallel set do not.
  if (set.podManagementPolicy === "Parallel" && (set.replicas ?? 1) > 1) return true;
  return ordinal === first && asksDns;
}

function publish(analysis: Analysis, declaration: Declaration, service: ServiceObject): readonly Fix[] {
  const anchor = service.clusterIP === undefined ? ["spec", "selector"] : ["spec", "clusterIP"];
  const edits = insertAfter(analysis, declaration, anchor, "publishNotReadyAddresses: true");
  if (edits.length === 0) return [];
  const annotation =
    service.meta.annotations[deadAnnotation] !== undefined && Object.keys(service.meta.annotations).length > 1
      ? removeField(analysis, declaration, ["metadata", "annotations", deadAnnotation])
      : [];
  return [
    {
      title: `Set publishNotReadyAddresses: true on Service '${service.meta.name}' (its names then lead to Pods that are not ready, too)`,
      preferred: true,
      edits: [...edits, ...annotation],
    },
  ];
}
