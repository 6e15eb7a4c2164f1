/** Reports lists of a StatefulSet's members that do not fit its replicas. */

import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Environment } from "../../workspace/analysis.ts";
import { hostsOf, siteOf } from "../../workspace/asking/mentions.ts";
import { isRefused } from "./evidence/reach.ts";
import { drift, type PeerList, peerLists } from "./host-names/peer-lists.ts";
import type { Finding, Rule } from "./run/rule.ts";

export const peerListDrift: Rule = {
  id: "peer-list-drift",
  severity: "warning",
  needs: "workspace",
  reportsNames: true,
  why: "A list of all members has to change with the replicas: names beyond them do not resolve, and members that are not listed are not found.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: etcd
spec:
  clusterIP: None
  selector:
    app: etcd
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: etcd
spec:
  serviceName: etcd
  replicas: 2
  selector:
    matchLabels:
      app: etcd
  template:
    metadata:
      labels:
        app: etcd
    spec:
      containers:
        - name: etcd
          image: etcd
          args:
            - --initial-cluster=etcd-0=http://etcd-0.etcd:2380,etcd-1=http://etcd-1.etcd:2380,etcd-2=http://etcd-2.etcd:2380
#                                                                                                           ^^^^^^^^^^^ warning: 'etcd-2.etcd' does not resolve: the list names 3 members of StatefulSet 'etcd', which has 2 replicas (peer-list-drift)
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: etcd
spec:
  clusterIP: None
  selector:
    app: etcd
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: etcd
spec:
  serviceName: etcd
  replicas: 3
  selector:
    matchLabels:
      app: etcd
  template:
    metadata:
      labels:
        app: etcd
    spec:
      containers:
        - name: etcd
          image: etcd
          args:
            - --initial-cluster=etcd-0=http://etcd-0.etcd:2380,etcd-1=http://etcd-1.etcd:2380,etcd-2=http://etcd-2.etcd:2380
            - --seeds=etcd-0.etcd
`,
  *check({ analysis, environment, declaration }): Iterable<Finding> {
    if (isRefused(declaration)) return;
    const hosts = hostsOf(analysis, declaration);
    for (const list of peerLists(environment, declaration, hosts)) {
      const found = drift(list);
      if (found === undefined) continue;
      if (found.kind === "surplus") yield surplus(environment, declaration, list, found.ordinals);
      else if (isOwnMemberList(declaration, list)) yield missing(declaration, list, found.ordinals);
    }
  },
};

/** Overlays change the replicas, and what starts the members may rewrite the list: only plain files are certain. */
function surplus(
  environment: Environment,
  declaration: Declaration,
  list: PeerList,
  ordinals: readonly number[],
): Finding {
  const { set, members } = list;
  const surplusOnes = new Set(ordinals);
  const beyond = members.filter(({ ordinal }) => surplusOnes.has(ordinal));
  const { replicas = 1 } = set.object;
  const names = beyond.map(({ mention }) => `'${mention.host}'`);
  const [first, ...others] = beyond;
  return {
    at: first === undefined ? { declaration, path: [] } : siteOf(declaration, first.mention),
    severity: environment.kind !== "plain" ? "hint" : set.distance === 0 ? "warning" : "information",
    message: `${names.join(", ")} ${names.length === 1 ? "does" : "do"} not resolve: the list names ${members.length} members of StatefulSet '${set.object.meta.name}', which has ${count(replicas, "replica")}`,
    ...(first === undefined
      ? {}
      : {
          unresolved: {
            name: first.mention.host,
            why: `StatefulSet '${set.object.meta.name}' has ${count(replicas, "replica")}`,
            also: others.map(({ mention }) => mention.host),
          },
        }),
    related: [{ at: { declaration: set.declaration, path: ["spec", "replicas"] }, message: "the replicas" }],
  };
}

function missing(declaration: Declaration, list: PeerList, ordinals: readonly number[]): Finding {
  const { set, members, service } = list;
  const { name } = set.object.meta;
  const last = members.at(-1);
  const names = ordinals.slice(0, 3).map((ordinal) => `'${name}-${ordinal}.${service}'`);
  return {
    at: last === undefined ? { declaration, path: [] } : siteOf(declaration, last.mention),
    severity: "information",
    message: `${names.join(", ")}${ordinals.length > 3 ? " and more" : ""} ${ordinals.length === 1 ? "is" : "are"} not in the list: it names ${members.length} members of StatefulSet '${name}', which has ${count(set.object.replicas ?? 1, "replica")}`,
    related: [{ at: { declaration: set.declaration, path: ["spec", "replicas"] }, message: "the replicas" }],
  };
}

/** A set's own list, from the first member on; seeds and bootstrap servers are a choice. */
function isOwnMemberList(declaration: Declaration, { set, members }: PeerList): boolean {
  if (declaration !== set.declaration) return false;
  const { ordinalsStart = 0 } = set.object;
  const first = members[0]?.mention;
  // A probe may ask any member.
  if (first === undefined || first.path.includes("exec")) return false;
  if (!members.every(({ ordinal }, index) => ordinal === ordinalsStart + index)) return false;
  const name = first.context.kind === "env" ? first.context.name : "";
  return !/seed|bootstrap|contact/i.test(name) && first.context.kind !== "config";
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
