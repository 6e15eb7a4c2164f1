/** Sorts objects in the order in which kustomize prints them: by kind and name, or as they came. */
import { get, type Node } from "./node.ts";
import { Refused } from "./refused.ts";
import { currentId, formatId, type Gvk, type Id, idKey, type Resource, sameGvk } from "./resource.ts";
import { stringField, stringsField } from "./typed.ts";

const first = [
  "Namespace",
  "ResourceQuota",
  "StorageClass",
  "CustomResourceDefinition",
  "ServiceAccount",
  "PodSecurityPolicy",
  "Role",
  "ClusterRole",
  "RoleBinding",
  "ClusterRoleBinding",
  "ConfigMap",
  "Secret",
  "Endpoints",
  "Service",
  "LimitRange",
  "PriorityClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "Deployment",
  "StatefulSet",
  "CronJob",
  "PodDisruptionBudget",
];
const last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/** @throws Refused for an unknown order (SortOrderTransformer) */
export function sortResources(resources: readonly Resource[], options: Node | undefined): readonly Resource[] {
  const order = options === undefined ? "legacy" : (stringField(options, "order") ?? "");
  const legacy = get(options, "legacySortOptions");
  if (order !== "legacy" && order !== "fifo")
    throw new Refused("the field 'sortOptions.order' must be one of [fifo, legacy]", options?.origin);
  if (order === "fifo") {
    if (legacy !== undefined)
      throw new Refused(
        "'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo'",
        options?.origin,
      );
    return resources;
  }
  const names = (field: string): readonly string[] => stringsField(legacy, field).map(({ text }) => text);
  const ranks = rankOf(
    legacy === undefined ? first : names("orderFirst"),
    legacy === undefined ? last : names("orderLast"),
  );
  refuseDuplicates(resources);
  const keyed = resources.map((resource) => ({ resource, id: currentId(resource) }));
  return keyed.sort((a, b) => compareIds(a.id, b.id, ranks)).map(({ resource }) => resource);
}

/** Sorting adds every object anew: two that became one are found here. */
function refuseDuplicates(resources: readonly Resource[]): void {
  const seen = new Set<string>();
  for (const resource of resources) {
    const id = currentId(resource);
    if (seen.has(idKey(id)))
      throw new Refused(`may not add resource with an already registered id: ${formatId(id)}`, resource.node.origin);
    seen.add(idKey(id));
  }
}

const defaultRanks = rankOf(first, last);

/** kyaml/resid Gvk.IsLessThan: the order in which kinds are looked at. */
export function compareGvk(a: Gvk, b: Gvk): number {
  return (defaultRanks.get(a.kind) ?? 0) - (defaultRanks.get(b.kind) ?? 0) || compare(gvkText(a), gvkText(b));
}

function rankOf(front: readonly string[], back: readonly string[]): ReadonlyMap<string, number> {
  return new Map([
    ...front.map((kind, index): [string, number] => [kind, index - front.length]),
    ...back.map((kind, index): [string, number] => [kind, index + 1]),
  ]);
}

function compareIds(a: Id, b: Id, ranks: ReadonlyMap<string, number>): number {
  if (sameGvk(a, b)) return compare(idText(a), idText(b));
  const difference = (ranks.get(a.kind) ?? 0) - (ranks.get(b.kind) ?? 0);
  if (difference !== 0) return difference;
  const order = compare(gvkText(a), gvkText(b));
  return a.kind === "Namespace" && b.kind === "Namespace" && (a.group === "" || b.group === "") ? -order : order;
}

/** `~` sorts behind letters: what states no group or namespace comes last among its like. */
function gvkText({ group, version, kind }: Gvk): string {
  return `${group || "~G"}_${version || "~V"}_${kind || "~K"}`;
}

function idText(id: Id): string {
  return `${id.kind}.${id.version}.${id.group}|${id.namespace || "~X"}|${id.name || "~N"}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
