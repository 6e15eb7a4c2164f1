/** The order in which helm prints what templates wrote: objects by kind, then hooks by kind (helm pkg/releaseutil/kind_sorter.go). */
import type { Manifest } from "./manifest.ts";

const installOrder: readonly string[] = (
  "PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount " +
  "Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole " +
  "ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet " +
  "Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress " +
  "APIService"
).split(" ");

const ranks: ReadonlyMap<string, number> = new Map(installOrder.map((kind, rank) => [kind, rank]));

/** @param manifests by template name, and in the order in which they stand there */
export function inInstallOrder(manifests: readonly Manifest[]): readonly Manifest[] {
  const withRole = (wanted: Manifest["role"]): readonly Manifest[] =>
    manifests.filter(({ role }) => role === wanted).sort((a, b) => compareKinds(a.kind, b.kind));
  return [...withRole("object"), ...withRole("hook")];
}

/** Unknown kinds come last, by name. */
function compareKinds(a: string, b: string): number {
  const [first, second] = [ranks.get(a), ranks.get(b)];
  if (first !== undefined && second !== undefined) return first - second;
  if (first === undefined && second === undefined) return a < b ? -1 : a > b ? 1 : 0;
  return first === undefined ? 1 : -1;
}
