/**
 * Selects the reader for an apiVersion and kind from one table. A kind of the same name in another group is a different
 * kind.
 */
import { readConfigMap, readIngress, readNamespace, readNode } from "./kinds/cluster-objects.ts";
import { readEndpointSlice, readEndpoints } from "./kinds/endpoints.ts";
import { readMeta } from "./kinds/meta.ts";
import { readService, readServiceImport } from "./kinds/service.ts";
import { readPod, readWorkload } from "./kinds/workload.ts";
import type { KubeObject } from "./object.ts";
import type { Field } from "./read.ts";

interface Row {
  readonly groups: readonly string[];
  readonly read: (root: Field) => KubeObject;
}

const apps = ["apps", "extensions"];

const table: ReadonlyMap<string, Row> = new Map<string, Row>([
  ["Service", { groups: [""], read: readService }],
  ["Pod", { groups: [""], read: readPod }],
  ["Endpoints", { groups: [""], read: readEndpoints }],
  ["Namespace", { groups: [""], read: readNamespace }],
  ["Node", { groups: [""], read: readNode }],
  ["ConfigMap", { groups: [""], read: readConfigMap }],
  ["ReplicationController", { groups: [""], read: (root) => readWorkload("ReplicationController", root) }],
  ["StatefulSet", { groups: ["apps"], read: (root) => readWorkload("StatefulSet", root) }],
  ["Deployment", { groups: apps, read: (root) => readWorkload("Deployment", root) }],
  ["ReplicaSet", { groups: apps, read: (root) => readWorkload("ReplicaSet", root) }],
  ["DaemonSet", { groups: apps, read: (root) => readWorkload("DaemonSet", root) }],
  ["Job", { groups: ["batch"], read: (root) => readWorkload("Job", root) }],
  ["CronJob", { groups: ["batch"], read: (root) => readWorkload("CronJob", root) }],
  ["EndpointSlice", { groups: ["discovery.k8s.io"], read: readEndpointSlice }],
  ["Ingress", { groups: ["networking.k8s.io", "extensions"], read: readIngress }],
  ["ServiceImport", { groups: ["multicluster.x-k8s.io"], read: readServiceImport }],
]);

/** The API group: "" for core/v1. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

/** True when the engine reads objects of this kind and group. */
export function isRead(apiVersion: string, kind: string): boolean {
  return table.get(kind)?.groups.includes(groupOf(apiVersion)) ?? false;
}

/** The facts of an object; of a kind that is not read, its identity. */
export function readObject(apiVersion: string, kind: string, root: Field): KubeObject {
  const row = table.get(kind);
  if (row?.groups.includes(groupOf(apiVersion))) return row.read(root);
  return { kind: "Other", apiVersion, otherKind: kind, meta: readMeta(root.get("metadata")) };
}
