/**
 * Reports StatefulSets whose first Pod becomes ready only when a later one answers: the later one is created only after
 * the first is ready.
 */

import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { immutability } from "../../kubernetes/validation/immutable.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { siteOf } from "../../workspace/asking/mentions.ts";
import { judgedStatefulSet } from "./evidence/reach.ts";
import { type AwaitedPeer, awaitedPeers, quorumProbe } from "./evidence/waiting.ts";
import { insertAfter, replaceValue } from "./fixes/edit-fields.ts";
import type { Finding, Fix, Rule } from "./run/rule.ts";

export const orderedReadyDeadlock: Rule = {
  id: "ordered-ready-deadlock",
  severity: "warning",
  needs: "workspace",
  why: "With podManagementPolicy OrderedReady (the default) a Pod is made only when the one before it is ready. A Pod whose readiness needs a later one waits for a name that cannot exist.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: db
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
          readinessProbe:
            exec:
              command: [db-ping, --host, db-1.db.default.svc.cluster.local]
#                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: StatefulSet 'db' stops at its first Pod: 'db-0' is ready only when 'db-1' answers (readinessProbe), but with podManagementPolicy OrderedReady 'db-1' is made only when 'db-0' is ready (ordered-ready-deadlock)
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
      containers:
        - name: db
          image: db
          readinessProbe:
            exec:
              command: [db-ping, --host, db-1.db.default.svc.cluster.local]
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    const set = judgedStatefulSet(declaration);
    if (set === undefined || (set.podManagementPolicy ?? "OrderedReady") !== "OrderedReady") return;
    const first = set.ordinalsStart ?? 0;
    const awaited = awaitedPeers(analysis, declaration, set);
    const told = new Set<string>();
    for (const peer of awaited) {
      const { ordinal, holder } = peer;
      if (ordinal === undefined || ordinal <= first || ordinal >= first + (set.replicas ?? 1)) continue;
      // A probe that names the Pod itself as well may be content with it.
      if (told.has(holder) || (peer.by !== "init container" && namesFirst(awaited, peer, first))) continue;
      told.add(holder);
      const name = set.meta.name;
      yield {
        at: siteOf(declaration, peer.mention),
        message: `StatefulSet '${name}' stops at its first Pod: '${name}-${first}' is ready only when '${name}-${ordinal}' answers (${peer.by}), but with podManagementPolicy OrderedReady '${name}-${ordinal}' is made only when '${name}-${first}' is ready`,
        fixes: () => makeParallel(analysis, declaration),
      };
    }
    if (told.size > 0) return;
    const probe = quorumProbe(analysis, environment, declaration, set);
    if (probe === undefined || !probe.readiness.certain || !probe.readiness.stopsFirst) return;
    yield {
      at: { declaration, path: probe.path, part: "key" },
      message: `StatefulSet '${set.meta.name}' stops at its first Pod: '${set.meta.name}-${first}' is ready only together with others, but with podManagementPolicy OrderedReady the next one is made only when it is ready; the readinessProbe of ${probe.readiness.program} succeeds only ${probe.readiness.meaning}`,
      related: [{ at: siteOf(probe.peer.declaration, probe.peer.mention), message: "a name of the set's own Pods" }],
      fixes: () => makeParallel(analysis, declaration),
    };
  },
};

function namesFirst(awaited: readonly AwaitedPeer[], { holder }: AwaitedPeer, first: number): boolean {
  return awaited.some((other) => other.holder === holder && (other.ordinal ?? first) <= first);
}

/** The field cannot change on a StatefulSet that exists: pkg/apis/apps/validation ValidateStatefulSetUpdate. */
function makeParallel(analysis: Analysis, declaration: Declaration): readonly Fix[] {
  const path = ["spec", "podManagementPolicy"];
  const replaced = replaceValue(analysis, declaration, path, "Parallel");
  const edits =
    replaced.length > 0
      ? replaced
      : insertAfter(analysis, declaration, ["spec", "serviceName"], "podManagementPolicy: Parallel");
  if (edits.length === 0) return [];
  return [
    {
      title: `Set podManagementPolicy: Parallel (${immutability("StatefulSet", ["spec", "podManagementPolicy"])})`,
      preferred: true,
      edits,
    },
  ];
}
