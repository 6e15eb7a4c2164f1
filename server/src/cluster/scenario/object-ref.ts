/**
 * Parses the names of objects in a scenario: `pod/web-1`, `statefulset/web`, `shop/pod/web-1`, `shop/web-1`, `web-1`.
 */
import type { ObjectRef } from "./scenario.ts";

/** Kinds with the names and short names that kubectl takes, lower case. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  Pod: ["pod", "pods", "po"],
  Service: ["service", "services", "svc"],
  StatefulSet: ["statefulset", "statefulsets", "sts"],
  Deployment: ["deployment", "deployments", "deploy"],
  ReplicaSet: ["replicaset", "replicasets", "rs"],
  ReplicationController: ["replicationcontroller", "replicationcontrollers", "rc"],
  DaemonSet: ["daemonset", "daemonsets", "ds"],
  Job: ["job", "jobs"],
  CronJob: ["cronjob", "cronjobs", "cj"],
  Node: ["node", "nodes", "no"],
  Namespace: ["namespace", "namespaces", "ns"],
  ConfigMap: ["configmap", "configmaps", "cm"],
  Endpoints: ["endpoints", "ep"],
  EndpointSlice: ["endpointslice", "endpointslices"],
  Ingress: ["ingress", "ingresses", "ing"],
};

const byAlias: ReadonlyMap<string, string> = new Map(
  Object.entries(kinds).flatMap(([kind, aliases]) => aliases.map((alias) => [alias, kind] as const)),
);

/** The object that a text names; undefined when the text is not such a name. */
export function parseObjectRef(text: string): ObjectRef | undefined {
  const parts = text.trim().split("/");
  if (parts.some((part) => !/^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/.test(part))) return undefined;
  const [first = "", second = "", third = ""] = parts;
  const kind = kindOf(first);
  switch (parts.length) {
    case 1:
      return { name: first };
    case 2:
      return kind === undefined ? { namespace: first, name: second } : { kind, name: second };
    case 3: {
      const inner = kindOf(second);
      if (inner !== undefined) return { namespace: first, kind: inner, name: third };
      return kind === undefined ? undefined : { kind, namespace: second, name: third };
    }
    default:
      return undefined;
  }
}

/** The object as people write it: `StatefulSet 'web'`, `'web-1'`. */
export function formatObjectRef({ kind, namespace, name }: ObjectRef): string {
  return `${kind === undefined ? "" : `${kind} `}'${namespace === undefined ? "" : `${namespace}/`}${name}'`;
}

function kindOf(text: string): string | undefined {
  return byAlias.get(text.toLowerCase());
}
